// A number with as many digits as a build needs: a pair, or one double where float is computed in double, as that is
// 29 bits more than float has. So one formula serves both, and float doesn't pay for pairs.
#pragma once

#include "exp.h"

#if RELUME_WIDE
typedef vec number;
static inline number n_from(vec a) { return a; }
static inline number n_of(pair a) { return a.hi; }
static inline pair n_pair(number a) { return p_from(a); }
static inline vec n_hi(number a) { return a; }
static inline number n_neg(number a) { return v_neg(a); }
static inline number n_select(mask m, number a, number b) { return v_select(m, a, b); }
static inline number n_sum(vec a, vec b) { return v_add(a, b); }
static inline number n_product(vec a, vec b) { return v_mul(a, b); }
static inline number n_mul(number a, number b) { return v_mul(a, b); }
static inline number n_mul_vec(number a, vec b) { return v_mul(a, b); }
static inline number n_div(number a, number b) { return v_div(a, b); }
static inline number n_add(number a, number b) { return v_add(a, b); }
static inline number n_fast_add(number a, number b) { return v_add(a, b); }
static inline number n_scale(number a, vec n) { return v_mul(a, v_scale(v_set(1), n)); }
static inline number n_times_power(number a, vec power) { return v_mul(a, power); }
static inline number n_exp_mantissa(exponential e) { return v_add(v_set(1), e.s.hi); }
static inline number n_exp_minus_one(exponential e)
{
    const vec power = v_scale(v_set(1), e.n);
    return v_fma(power, e.s.hi, v_sub(power, v_set(1)));
}
static inline exponential n_exp(number x) { return exp_parts(p_from(x)); }
#define N_POLYNOMIAL(x, name) POLYNOMIAL(x, name)
#define N_LONG_POLYNOMIAL(x, name) POLYNOMIAL(x, name)
#define N_CONSTANT(name) v_set((name)[0])
#else
typedef pair number;
static inline number n_from(vec a) { return p_from(a); }
static inline number n_of(pair a) { return a; }
static inline pair n_pair(number a) { return p_normal(a); }
static inline vec n_hi(number a) { return a.hi; }
static inline number n_neg(number a) { return p_neg(a); }
static inline number n_select(mask m, number a, number b) { return p_select(m, a, b); }
static inline number n_sum(vec a, vec b) { return p_sum(a, b); }
static inline number n_product(vec a, vec b) { return p_product(a, b); }
static inline number n_mul(number a, number b) { return p_mul(a, b); }
static inline number n_mul_vec(number a, vec b) { return p_mul_vec(a, b); }
static inline number n_div(number a, number b) { return p_div(a, b); }
static inline number n_add(number a, number b) { return p_add(a, b); }
// For |a| >= |b| or a = 0.
static inline number n_fast_add(number a, number b) { return p_fast_add(a, b); }
static inline number n_scale(number a, vec n) { return p_scale(a, n); }
static inline number n_times_power(number a, vec power) { return (pair){v_mul(a.hi, power), v_mul(a.lo, power)}; }
static inline number n_exp_mantissa(exponential e) { return exp_mantissa(e); }
static inline number n_exp_minus_one(exponential e) { return exp_minus_one(e); }
static inline exponential n_exp(number x) { return exp_parts(x); }
#define N_POLYNOMIAL(x, name) PAIR_POLYNOMIAL(x, name)
// A polynomial of a pair whose first coefficients are pairs, for twice the precision.
static inline number n_long_polynomial(number x, const real *coefficients, int count, const real *lows, int pairs)
{
    pair sum = p_from(v_polynomial(x.hi, coefficients + pairs, count - pairs));
    for (int k = pairs - 1; k >= 0; k--) {
        const pair product = p_mul(sum, x), next = p_fast_sum(v_set(coefficients[k]), product.hi);
        sum = (pair){next.hi, v_add(next.lo, v_add(product.lo, v_set(lows[k])))};
    }
    return sum;
}
#define N_LONG_POLYNOMIAL(x, name) n_long_polynomial(x, name, COUNT_OF(name), name##_low, COUNT_OF(name##_low))
#define N_CONSTANT(name) PAIR_CONSTANT(name)
#endif
static inline number n_set(real a) { return n_from(v_set(a)); }
// a·2^n as a result.
static inline scaled n_scaled(number a, vec n) { return (scaled){n_pair(a), n}; }

// e^x = 2^n·mantissa, and its value, for -EXP_LIMIT <= x <= 0. The value is no less than 2^LEAST_POWER.
typedef struct {
    vec n;
    number mantissa, value;
} power_parts;

static inline power_parts power_split(number x)
{
    const exponential e = n_exp(x);
    const number mantissa = n_exp_mantissa(e);
    return (power_parts){e.n, mantissa, n_scale(mantissa, v_max(v_set(LEAST_POWER), e.n))};
}

// A result with the sign of x: where it is 0, its low part may have turned that.
static inline scaled s_signed(scaled a, vec x)
{
    a.value.hi = v_copysign(a.value.hi, x);
    return a;
}

// a, or NaN where it is outside its range, as a parameter of an array may be.
static inline vec v_within(vec a, real low, real high)
{
    return v_select(m_and(v_ge(a, v_set(low)), v_le(a, v_set(high))), a, v_set((real)NAN));
}

// a·x for any x: rounded once where x is tiny; where it overflows, only hi has a meaning.
static inline scaled n_mul_any(number a, vec x)
{
#if RELUME_WIDE
    return s_from(p_from(v_mul(a, x)));
#else
    enum { TINY = RELUME_BITS == 32 ? -60 : -700, SHIFT = RELUME_BITS == 32 ? 40 : 400 };
    const mask tiny = v_lt(v_abs(x), v_scale(v_set(1), v_set(TINY)));
    const vec shift = v_select(tiny, v_set(SHIFT), v_set(0)), y = v_mul(x, v_scale(v_set(1), shift));
    const vec bounded = v_copysign(v_min(v_set(RELUME_BITS == 32 ? (real)FLT_MAX : (real)DBL_MAX), v_abs(y)), y);
    const vec low = v_mul(a.lo, bounded), hi = v_fma(a.hi, y, low);
    const pair product = {v_copysign(hi, v_mul(a.hi, y)), v_add(v_fma(a.hi, bounded, v_neg(hi)), low)};
    return (scaled){product, v_neg(shift)};
#endif
}

// a·b for numbers of about the same size, rounded once where they are tiny; where they are huge, for what multiplies
// dy. All of float's products are numbers in double.
static inline scaled n_any_product(number a, number b)
{
#if RELUME_WIDE
    return s_from(p_from(v_mul(a, b)));
#else
    enum { LARGE = RELUME_BITS == 32 ? 30 : 450, TINY = RELUME_BITS == 32 ? -20 : -130 };
    enum { DOWN = RELUME_BITS == 32 ? -70 : -600, UP = RELUME_BITS == 32 ? 40 : 234 };
    const vec size = v_abs(a.hi);
    const vec up = v_select(v_lt(size, v_scale(v_set(1), v_set(TINY))), v_set(UP), v_set(0));
    const vec shift = v_select(v_gt(size, v_scale(v_set(1), v_set(LARGE))), v_set(DOWN), up);
    const pair c = p_scale(a, shift), d = p_scale(b, shift), product = n_mul(c, d);
    const vec plain = v_mul(c.hi, d.hi);
    const mask infinite = v_eq(v_abs(plain), v_set((real)INFINITY));
    return n_scaled(p_select(infinite, p_from(plain), product), v_mul(v_set(-2), shift));
#endif
}
// a^3·factor, rounded once where a is tiny.
static inline scaled n_tiny_cube(number a, number factor)
{
    const vec limit = v_scale(v_set(1), v_set(RELUME_BITS == 32 ? -20 : -150));
    const mask tiny = v_lt(v_abs(n_hi(a)), limit);
    const vec shift = RELUME_WIDE ? v_set(0) : v_select(tiny, v_set(RELUME_BITS == 32 ? 30 : 219), v_set(0));
    const number y = n_times_power(a, v_scale(v_set(1), shift));
    return n_scaled(n_mul(n_mul(n_mul(y, y), y), factor), v_mul(v_set(-3), shift));
}
