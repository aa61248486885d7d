// a·x less the nearest multiple of pi, or that and quarters of it: for sines whose square or double has the period pi.
//
// Up to 2^20 the multiple is subtracted with pi in three parts, which leaves the rest with all its digits however small
// it is. Beyond, it is Payne & Hanek's way: of a·x/pi, computed in integers from those bits of 1/pi that matter, only
// the fraction is kept. That goes lane by lane in plain C, the same on every instruction set.
#pragma once

#include <string.h>

#include "coefficients.h"
#include "exp.h"

#if RELUME_BITS == 64

static const real HALF_TURNS_FAR = 0x1p20;

// An integer of 53 bits and the power of two that make a normal a.
typedef struct {
    uint64_t integer;
    int exponent;
} integer_parts;

static inline integer_parts integer_split(real a)
{
    uint64_t i;
    memcpy(&i, &a, sizeof i);
    const uint64_t leading = UINT64_C(1) << MANTISSA_BITS;
    return (integer_parts){(i & (leading - 1)) | leading, (int)(i >> MANTISSA_BITS & 2047) - 1075};
}

// The fraction of a·x/pi + quarters/4 less its nearest integer, as hi and lo, for a·x from HALF_TURNS_FAR on.
static __attribute__((noinline)) void half_turn_fraction(real a, real x, uint32_t quarters, real *hi, real *lo)
{
    // Whole numbers are in limbs of 32 bits, the lowest first. a·x is m·2^exponent.
    enum { LIMBS = 8, FACTOR_LIMBS = 4 };
    const integer_parts ap = integer_split(a), xp = integer_split(x);
    const uint32_t u[] = {(uint32_t)ap.integer, (uint32_t)(ap.integer >> 32)};
    const uint32_t v[] = {(uint32_t)xp.integer, (uint32_t)(xp.integer >> 32)};
    uint32_t m[FACTOR_LIMBS] = {0}, turns[LIMBS], fraction[LIMBS] = {0};
    for (int i = 0; i < 2; i++) {
        uint64_t sum = 0;
        for (int j = 0; j < 2; j++) {
            sum += m[i + j] + (uint64_t)u[i] * v[j];
            m[i + j] = (uint32_t)sum;
            sum >>= 32;
        }
        m[i + 2] = (uint32_t)sum;
    }
    // 2^exponent/pi less its integer, which adds whole multiples. The table has zeros before the first bit of 1/pi.
    const int first = ap.exponent + xp.exponent + 32 * ONE_BY_PI_ZEROS;
    for (int k = 0; k < LIMBS; k++) {
        const int at = first + 32 * k;
        const uint64_t two = (uint64_t)ONE_BY_PI[at / 32] << 32 | ONE_BY_PI[at / 32 + 1];
        turns[LIMBS - 1 - k] = (uint32_t)(two >> (32 - at % 32));
    }
    for (int i = 0; i < FACTOR_LIMBS; i++) {
        uint64_t sum = 0;
        for (int j = 0; i + j < LIMBS; j++) {
            sum += fraction[i + j] + (uint64_t)m[i] * turns[j];
            fraction[i + j] = (uint32_t)sum;
            sum >>= 32;
        }
    }
    fraction[LIMBS - 1] += quarters << 30;
    // From a half on it is negative.
    const uint32_t sign = fraction[LIMBS - 1] >> 31 ? UINT32_MAX : 0;
    uint64_t carry = sign & 1;
    for (int k = 0; k < LIMBS; k++) {
        carry += fraction[k] ^ sign;
        fraction[k] = (uint32_t)carry;
        carry >>= 32;
    }
    real high = 0, low = 0, weight = sign ? -0x1p-32 : 0x1p-32;
    for (int k = LIMBS - 1; k >= 0; k--, weight *= 0x1p-32) {
        const real part = weight * (real)fraction[k], sum = high + part;
        low += part - (sum - high);
        high = sum;
    }
    *hi = high;
    *lo = low;
}

// For x >= 0 and a within 2^-30 and 2^30, with quarters 0, ±1 or 2. NaN where x is infinite.
static inline pair half_turn(vec a, vec x, vec quarters)
{
    const vec shift = v_mul(v_set(0.25), quarters);
#if RELUME_WIDE
    const vec product = v_mul(a, x);
    const vec k = v_sub(v_round(v_fma(product, v_set(ONE_BY_PI_ROUNDED[0]), shift)), shift);
    pair r = p_from(v_fnma(k, v_set(PI[1]), v_fnma(k, v_set(PI[0]), product)));
#else
    const pair theta = p_product(a, x);
    const vec product = theta.hi;
    const vec k = v_sub(v_round(v_fma(product, v_set(ONE_BY_PI_ROUNDED[0]), shift)), shift);
    const pair first = p_product(k, v_set(PI[0])), second = p_product(k, v_set(PI[1]));
    const pair r0 = p_sum(product, v_neg(first.hi)), r1 = p_sum(r0.hi, v_neg(first.lo));
    const pair r2 = p_sum(r1.hi, theta.lo), r3 = p_sum(r2.hi, v_neg(second.hi));
    const vec low = v_sub(v_add(v_add(r0.lo, r1.lo), v_add(r2.lo, r3.lo)), v_fma(k, v_set(PI_REST[0]), second.lo));
    pair r = p_sum(r3.hi, low);
#endif
    if (m_any(v_ge(product, v_set(HALF_TURNS_FAR)))) {
        real size[LANES], as[LANES], xs[LANES], quarter[LANES], hi[LANES], lo[LANES];
        _Static_assert(sizeof size == sizeof product, "a vector is its lanes");
        memcpy(size, &product, sizeof size);
        memcpy(as, &a, sizeof as);
        memcpy(xs, &x, sizeof xs);
        memcpy(quarter, &quarters, sizeof quarter);
        for (int i = 0; i < LANES; i++) {
            hi[i] = lo[i] = 0;
            if (size[i] >= HALF_TURNS_FAR && xs[i] < (real)INFINITY)
                half_turn_fraction(as[i], xs[i], (uint32_t)(int)quarter[i], hi + i, lo + i);
        }
        pair fraction;
        memcpy(&fraction.hi, hi, sizeof hi);
        memcpy(&fraction.lo, lo, sizeof lo);
        const mask is_far = m_and(v_ge(product, v_set(HALF_TURNS_FAR)), v_lt(x, v_set((real)INFINITY)));
        r = p_select(is_far, p_mul(fraction, PAIR_CONSTANT(PI)), r);
    }
    return r;
}
#endif
