// Numbers of 256 bits, for decisions that no double can make: what is on which side of a tie.
//
// Every operation rounds to odd: a result that isn't exact is cut off and its last bit set. So it is never mistaken for
// an exact one, and never on the wrong side of a number of fewer bits, however small the difference: 1 + 2^-9999 is
// more than 1. A formula keeps that up if it adds what is tiny to numbers of few bits only: where f tends to a line,
// write it as the line's value times, or plus, what is next to 1, or to 0. Functions lose a few bits, exp of a large
// argument some fifty.
#pragma once

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { LIMBS = 8, WIDE = 2 * LIMBS, PRECISION = 32 * LIMBS };

// sign·0.limb[LIMBS - 1]...limb[0]·2^exponent, the highest bit set; the sign of 0 is 0.
typedef struct {
    int sign;
    int64_t exponent;
    uint32_t limb[LIMBS];
} big;

// 0.wide·2^exponent; more follows if there is a rest.
static inline big big_round(int sign, int64_t exponent, const uint32_t *wide, int rest)
{
    big a = {0};
    int top = WIDE - 1;
    while (top >= 0 && wide[top] == 0) top--;
    if (top < 0) return a;
    const int shift = __builtin_clz(wide[top]), last = top + 1 - LIMBS;
#define AT(k) ((k) >= 0 ? (uint64_t)wide[k] : 0)
    for (int k = 0; k < LIMBS; k++) a.limb[k] = (uint32_t)(((AT(last + k) << 32 | AT(last + k - 1)) << shift) >> 32);
    rest |= (uint32_t)(AT(last - 1) << shift) != 0;
#undef AT
    for (int k = 0; k < last - 1; k++) rest |= wide[k] != 0;
    a.limb[0] |= rest != 0;
    a.sign = sign;
    a.exponent = exponent - 32 * (WIDE - 1 - top) - shift;
    return a;
}

static inline big big_integer(uint64_t n)
{
    uint32_t wide[WIDE] = {0};
    wide[WIDE - 1] = (uint32_t)(n >> 32);
    wide[WIDE - 2] = (uint32_t)n;
    return big_round(1, 64, wide, 0);
}

static inline big big_scale(big a, int64_t n)
{
    a.exponent += n;
    return a;
}
static inline big big_negative(big a)
{
    a.sign = -a.sign;
    return a;
}
static inline big big_absolute(big a)
{
    a.sign = a.sign != 0;
    return a;
}

// Of a finite double.
static inline big big_double(double value)
{
    int exponent;
    const double mantissa = frexp(fabs(value), &exponent);
    const big a = big_scale(big_integer((uint64_t)ldexp(mantissa, 53)), exponent - 53);
    return value < 0 ? big_negative(a) : a;
}

static inline big big_add(big a, big b)
{
    if (a.sign == 0) return b;
    if (b.sign == 0) return a;
    if (a.exponent < b.exponent) {
        const big swapped = a;
        a = b;
        b = swapped;
    }
    // Both one bit to the right, for the carry; b's bits beyond the wide ones become one.
    uint32_t x[WIDE] = {0}, y[WIDE] = {0};
    const int64_t shift = a.exponent - b.exponent + 1;
    for (int k = 0; k < LIMBS; k++) {
        x[LIMBS + k] |= a.limb[k] >> 1;
        x[LIMBS + k - 1] |= a.limb[k] << 31;
        const int64_t bit = 32 * (LIMBS + k) - shift; // where the limb's lowest bit goes
        if (bit <= -32) {
            y[0] |= b.limb[k] != 0;
            continue;
        }
        const uint64_t moved = (uint64_t)b.limb[k] << (bit & 31);
        const int64_t at = bit >= 0 ? bit / 32 : -1;
        if (at >= 0)
            y[at] |= (uint32_t)moved;
        else
            y[0] |= (uint32_t)moved != 0;
        y[at + 1] |= (uint32_t)(moved >> 32);
    }
    int larger = 0;
    for (int k = WIDE - 1; k >= 0 && larger == 0; k--) larger = (x[k] > y[k]) - (x[k] < y[k]);
    const int subtract = a.sign != b.sign, sign = subtract && larger < 0 ? b.sign : a.sign;
    const uint32_t *const more = larger < 0 ? y : x, *const less = larger < 0 ? x : y;
    uint32_t wide[WIDE];
    int64_t carry = 0;
    for (int k = 0; k < WIDE; k++) {
        carry += subtract ? (int64_t)more[k] - less[k] : (int64_t)more[k] + less[k];
        wide[k] = (uint32_t)carry;
        carry >>= 32;
    }
    return big_round(sign, a.exponent + 1, wide, 0);
}
static inline big big_subtract(big a, big b) { return big_add(a, big_negative(b)); }

static inline big big_multiply(big a, big b)
{
    uint32_t wide[WIDE] = {0};
    for (int i = 0; i < LIMBS; i++) {
        uint64_t carry = 0;
        for (int k = 0; k < LIMBS; k++) {
            carry += (uint64_t)a.limb[i] * b.limb[k] + wide[i + k];
            wide[i + k] = (uint32_t)carry;
            carry >>= 32;
        }
        wide[i + LIMBS] = (uint32_t)carry;
    }
    return big_round(a.sign * b.sign, a.exponent + b.exponent, wide, 0);
}

// a = 2·a + bit, for the remainder of a root.
enum { ROOM = LIMBS + 1 };
static inline void big_append(uint32_t *a, uint32_t bit)
{
    for (int k = ROOM - 1; k > 0; k--) a[k] = a[k] << 1 | a[k - 1] >> 31;
    a[0] = a[0] << 1 | bit;
}
// a -= b, if that leaves no less than 0: whether it does.
static inline int big_take(uint32_t *a, const uint32_t *b)
{
    int k = ROOM - 1;
    while (k > 0 && a[k] == b[k]) k--;
    if (a[k] < b[k]) return 0;
    int64_t carry = 0;
    for (k = 0; k < ROOM; k++) {
        carry += (int64_t)a[k] - b[k];
        a[k] = (uint32_t)carry;
        carry >>= 32;
    }
    return 1;
}
static inline int big_any(const uint32_t *a)
{
    int any = 0;
    for (int k = 0; k < ROOM; k++) any |= a[k] != 0;
    return any;
}
static inline void big_put_bit(uint32_t *wide, int k, int bit)
{
    wide[WIDE - 1 - k / 32] |= (uint32_t)bit << (31 - k % 32);
}

// Long division, a limb of the quotient at a time. a/0 counts as 0, and nobody asks for it.
static inline big big_divide(big a, big b)
{
    uint32_t rest[ROOM] = {0}, wide[WIDE] = {0};
    if (b.sign == 0) return b;
    memcpy(rest, a.limb, sizeof a.limb);
    for (int at = WIDE - 1; at >= WIDE - 2 - LIMBS; at--) {
        // By the highest limbs alone the digit is two too large at most.
        uint64_t digit = ((uint64_t)rest[LIMBS] << 32 | rest[LIMBS - 1]) / b.limb[LIMBS - 1], carry = 0;
        if (digit > UINT32_MAX) digit = UINT32_MAX;
        int64_t left = 0;
        for (int k = 0; k < LIMBS; k++) {
            carry += digit * b.limb[k];
            left += (int64_t)rest[k] - (int64_t)(uint32_t)carry;
            rest[k] = (uint32_t)left;
            left >>= 32;
            carry >>= 32;
        }
        left += (int64_t)rest[LIMBS] - (int64_t)carry;
        for (; left < 0; left += (int64_t)carry) {
            digit--;
            carry = 0;
            for (int k = 0; k < LIMBS; k++) {
                carry += (uint64_t)rest[k] + b.limb[k];
                rest[k] = (uint32_t)carry;
                carry >>= 32;
            }
        }
        wide[at] = (uint32_t)digit;
        memmove(rest + 1, rest, sizeof a.limb);
        rest[0] = 0;
    }
    return big_round(a.sign * b.sign, a.exponent - b.exponent + 32, wide, big_any(rest));
}

static inline big big_divide_by(big a, uint32_t n)
{
    uint32_t wide[WIDE] = {0};
    uint64_t rest = 0;
    for (int k = WIDE - 1; k >= LIMBS - 2; k--) {
        rest = rest << 32 | (k >= LIMBS ? a.limb[k - LIMBS] : 0);
        wide[k] = (uint32_t)(rest / n);
        rest %= n;
    }
    return big_round(a.sign, a.exponent, wide, rest != 0);
}

// a is no less than 0.
static inline big big_sqrt(big a)
{
    uint32_t rest[ROOM] = {0}, root[ROOM] = {0}, wide[WIDE] = {0};
    const int odd = (int)(a.exponent & 1);
    for (int k = 0; k < PRECISION + 2; k++) {
        // Two more bits of a, behind a 0 if its exponent is odd; then the root's next bit.
        for (int bit = 2 * k - odd; bit < 2 * k - odd + 2; bit++) {
            const int there = bit >= 0 && bit < PRECISION;
            big_append(rest, there ? a.limb[LIMBS - 1 - bit / 32] >> (31 - bit % 32) & 1 : 0);
        }
        uint32_t trial[ROOM];
        memcpy(trial, root, sizeof root);
        big_append(trial, 0);
        big_append(trial, 1);
        const int bit = big_take(rest, trial);
        big_append(root, (uint32_t)bit);
        big_put_bit(wide, k, bit);
    }
    return big_round(a.sign, (a.exponent + odd) / 2, wide, big_any(rest));
}

static inline int big_less(big a, big b) { return big_subtract(a, b).sign < 0; }
// Whether adding a to b changes no bit that matters.
static inline int big_negligible(big a, big b) { return a.sign == 0 || a.exponent < b.exponent - PRECISION - 40; }

// "3.25", of any number of digits.
static inline big big_decimal(const char *text)
{
    big value = {0};
    int places = 0, point = 0;
    for (; *text != '\0'; text++) {
        if (*text == '.') {
            point = 1;
            continue;
        }
        value = big_add(big_multiply(value, big_integer(10)), big_integer((uint64_t)(*text - '0')));
        places += point;
    }
    while (places-- > 0) value = big_divide_by(value, 10);
    return value;
}

// e^x - 1 where |x| < 1: its series.
static inline big big_expm1_series(big x)
{
    big term = x, sum = x;
    for (uint32_t n = 2; !big_negligible(term, sum); n++) {
        term = big_divide_by(big_multiply(term, x), n);
        sum = big_add(sum, term);
    }
    return sum;
}

// Beyond ±2^40 as there, which is 0 or infinite to whoever asks.
static inline big big_exp(big x)
{
    if (x.exponent > 40) x = (big){x.sign, 41, {[LIMBS - 1] = UINT32_C(0x80000000)}};
    const int64_t halvings = x.sign != 0 && x.exponent > -16 ? x.exponent + 16 : 0;
    big y = big_add(big_integer(1), big_expm1_series(big_scale(x, -halvings)));
    for (int64_t k = 0; k < halvings; k++) y = big_multiply(y, y);
    return y;
}
static inline big big_expm1(big x)
{
    return x.sign == 0 || x.exponent < -8 ? big_expm1_series(x) : big_subtract(big_exp(x), big_integer(1));
}

// a is more than 0. Each step makes three times as many digits right.
static inline big big_log(big a)
{
    const double mantissa = ldexp((double)a.limb[LIMBS - 1], -32) + ldexp((double)a.limb[LIMBS - 2], -64);
    big y = big_double(log(mantissa) + (double)a.exponent * 0x1.62e42fefa39efp-1);
    for (int k = 0; k < 4; k++) {
        const big e = big_exp(y);
        y = big_add(y, big_scale(big_divide(big_subtract(a, e), big_add(a, e)), 1));
    }
    return y;
}
static inline big big_log1p(big x)
{
    if (x.sign != 0 && x.exponent > -20) return big_log(big_add(big_integer(1), x));
    big power = x, sum = x;
    for (uint32_t n = 2; !big_negligible(power, sum); n++) {
        power = big_negative(big_multiply(power, x));
        sum = big_add(sum, big_divide_by(power, n));
    }
    return sum;
}

// By e^-2|x| - 1, beside which 2 counts however large x is.
static inline big big_tanh(big x)
{
    const big e = big_expm1(big_scale(big_negative(big_absolute(x)), 1));
    const big t = big_divide(big_negative(e), big_add(big_integer(2), e));
    return x.sign < 0 ? big_negative(t) : t;
}
// 1 - cos(x), for x below 2^60, by its series and 1 - cos(2·x) = 2·v·(2 - v).
static inline big big_versine(big x)
{
    const int64_t halvings = x.sign != 0 && x.exponent > -8 ? x.exponent + 8 : 0;
    const big y = big_scale(x, -halvings), square = big_multiply(y, y);
    big term = big_scale(square, -1), v = term;
    for (uint32_t n = 4; !big_negligible(term, v); n += 2) {
        term = big_negative(big_divide_by(big_multiply(term, square), n * (n - 1)));
        v = big_add(v, term);
    }
    for (int64_t k = 0; k < halvings; k++) v = big_scale(big_multiply(v, big_subtract(big_integer(2), v)), 1);
    return v;
}
static inline big big_sigmoid(big x)
{
    return big_divide(big_integer(1), big_add(big_integer(1), big_exp(big_negative(x))));
}

// 1/√(2π).
static const big BIG_NORMAL_PEAK = {
    1, -1, {0x04c73a5d, 0x808e3690, 0xa24e0db1, 0xa7053e60, 0x5d5c717f, 0x7e59e280, 0xa1b28468, 0xcc42299e}};

// The standard normal distribution: its density, and parts of it.
static inline big big_normal_density(big x)
{
    return big_multiply(BIG_NORMAL_PEAK, big_exp(big_scale(big_negative(big_multiply(x, x)), -1)));
}
// Between 0 and x: a series.
static inline big big_normal_centre(big x)
{
    const big square = big_multiply(x, x);
    big term = x, sum = x;
    for (uint32_t n = 3; !big_negligible(term, sum); n += 2) {
        term = big_divide_by(big_multiply(term, square), n);
        sum = big_add(sum, term);
    }
    return big_multiply(big_normal_density(x), sum);
}
// Beyond x, which is not below 7: a continued fraction, x + 1/(x + 2/(x + 3/(x + ..., as the quotient of two sequences.
static inline big big_normal_tail(big x)
{
    const double point = ldexp((double)x.limb[LIMBS - 1], (x.exponent < 40 ? (int)x.exponent : 40) - 32);
    const uint64_t terms = 20 + (uint64_t)(20000 / (point * point));
    big above = x, below = big_integer(1), above_before = below, below_before = {0};
    for (uint64_t n = 1; n < terms; n++) {
        const big next_above = big_add(big_multiply(x, above), big_multiply(big_integer(n), above_before));
        const big next_below = big_add(big_multiply(x, below), big_multiply(big_integer(n), below_before));
        above_before = above, below_before = below, above = next_above, below = next_below;
    }
    return big_divide(big_multiply(big_normal_density(x), below), above);
}
// Up to x.
static inline big big_normal(big x)
{
    const big a = big_absolute(x);
    if (big_less(a, big_integer(7))) return big_add(big_scale(big_integer(1), -1), big_normal_centre(x));
    return x.sign < 0 ? big_normal_tail(a) : big_subtract(big_integer(1), big_normal_tail(a));
}
// Of x not below 0.
static inline big big_erf(big x)
{
    const big a = big_multiply(x, big_sqrt(big_integer(2)));
    if (big_less(a, big_integer(7))) return big_scale(big_normal_centre(a), 1);
    return big_subtract(big_integer(1), big_scale(big_normal_tail(a), 1));
}
