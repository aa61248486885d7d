// An unevaluated sum hi + lo, |lo| far below |hi|. A formula returns a normal one, with hi the sum rounded: float takes
// hi, and the compiler removes what only lo needs; where dy is multiplied, both are used. Error-free sums and products:
// Dekker, doi:10.1007/BF01397083; Knuth, TAOCP vol. 2, 4.2.2.
#pragma once

#include "../simd/vector.h"

typedef struct {
    vec hi, lo;
} pair;

// What only other forms need, and in double for very few elements: compiled once for all of them.
#if RELUME_BITS == 64 && !RELUME_WIDE
#define SELDOM static __attribute__((noinline))
#else
#define SELDOM static inline
#endif

// Every NaN leaves as the one canonical NaN: x86 and Arm would otherwise differ in its sign. In halves NaN is near to
// everything, and left to double.
static inline vec v_canonical(vec a) { return RELUME_HALVES ? a : v_quieted(a); }

static inline pair p_neg(pair a) { return (pair){v_neg(a.hi), v_neg(a.lo)}; }
static inline pair p_select(mask m, pair a, pair b) { return (pair){v_select(m, a.hi, b.hi), v_select(m, a.lo, b.lo)}; }

static inline pair p_from(vec a) { return (pair){a, v_set(0)}; }
static inline pair p_set(real a) { return p_from(v_set(a)); }
// a + b exactly, for |a| >= |b| or a = 0.
static inline pair e_fast_sum(vec a, vec b)
{
    const vec s = v_add(a, b);
    return (pair){s, v_sub(b, v_sub(s, a))};
}
// a + b exactly.
static inline pair e_sum(vec a, vec b)
{
    const vec s = v_add(a, b);
    const vec t = v_sub(s, a);
    return (pair){s, v_add(v_sub(a, v_sub(s, t)), v_sub(b, t))};
}
// a * b exactly, while nothing underflows.
static inline pair e_product(vec a, vec b)
{
    const vec p = v_mul(a, b);
    return (pair){p, v_fms(a, b, p)};
}
// a * b for a pair and a vector, to about twice the precision. hi alone costs two operations.
static inline pair e_mul_vec(pair a, vec b)
{
    const vec low = v_mul(a.lo, b), hi = v_fma(a.hi, b, low);
    return (pair){hi, v_add(v_fms(a.hi, b, hi), low)};
}
static inline pair e_mul(pair a, pair b)
{
    const vec low = v_fma(a.hi, b.lo, v_mul(a.lo, b.hi)), hi = v_fma(a.hi, b.hi, low);
    return (pair){hi, v_add(v_fms(a.hi, b.hi, hi), low)};
}
static inline pair e_square(pair a)
{
    const vec low = v_mul(v_add(a.hi, a.hi), a.lo), hi = v_fma(a.hi, a.hi, low);
    return (pair){hi, v_add(v_fms(a.hi, a.hi, hi), low)};
}
// a + b for |a| >= |b| or a = 0.
static inline pair e_fast_add(pair a, pair b)
{
    const pair s = e_fast_sum(a.hi, b.hi);
    return e_fast_sum(s.hi, v_add(s.lo, v_add(a.lo, b.lo)));
}
static inline pair e_add(pair a, pair b)
{
    const pair s = e_sum(a.hi, b.hi);
    return e_fast_sum(s.hi, v_add(s.lo, v_add(a.lo, b.lo)));
}
// a + b for a vector, not normal.
static inline pair e_sum_vec(pair a, vec b)
{
    const pair s = e_sum(a.hi, b);
    return (pair){s.hi, v_add(s.lo, a.lo)};
}
// a with hi the sum rounded.
static inline pair e_normal(pair a) { return e_fast_sum(a.hi, a.lo); }
// a / b, not normal: one division, then the remainder times the same reciprocal.
static inline pair e_div_vec(pair a, vec b)
{
    const vec reciprocal = v_div(v_set(1), b);
    const vec q = v_mul(a.hi, reciprocal);
    return (pair){q, v_mul(v_add(v_fnma(q, b, a.hi), a.lo), reciprocal)};
}
static inline pair e_div(pair a, pair b)
{
    const vec reciprocal = v_div(v_set(1), b.hi);
    const vec q = v_mul(a.hi, reciprocal);
    const vec remainder = v_add(v_fnma(q, b.hi, a.hi), v_fnma(q, b.lo, a.lo));
    return (pair){q, v_mul(remainder, reciprocal)};
}

// The same in what a build needs: where it computes for narrower types, hi alone is precise enough, and lo is 0. But
// products and powers of two keep lo in float, where it may become the argument of an exponential, which magnifies
// errors; so does what begins with z_.
static inline pair p_fast_sum(vec a, vec b) { return RELUME_PLAIN ? p_from(v_add(a, b)) : e_fast_sum(a, b); }
static inline pair p_sum(vec a, vec b) { return RELUME_PLAIN ? p_from(v_add(a, b)) : e_sum(a, b); }
static inline pair p_product(vec a, vec b) { return RELUME_WIDE ? p_from(v_mul(a, b)) : e_product(a, b); }
static inline pair p_mul_vec(pair a, vec b) { return RELUME_PLAIN ? p_from(v_mul(a.hi, b)) : e_mul_vec(a, b); }
static inline pair p_square(pair a) { return RELUME_PLAIN ? p_from(v_mul(a.hi, a.hi)) : e_square(a); }
static inline pair p_mul(pair a, pair b) { return RELUME_PLAIN ? p_from(v_mul(a.hi, b.hi)) : e_mul(a, b); }
static inline pair p_fast_add(pair a, pair b) { return RELUME_PLAIN ? p_from(v_add(a.hi, b.hi)) : e_fast_add(a, b); }
static inline pair p_add(pair a, pair b) { return RELUME_PLAIN ? p_from(v_add(a.hi, b.hi)) : e_add(a, b); }
static inline pair p_normal(pair a) { return RELUME_PLAIN ? a : e_normal(a); }
static inline pair p_div(pair a, pair b) { return RELUME_PLAIN ? p_from(v_div(a.hi, b.hi)) : e_div(a, b); }
static inline pair z_sum(vec a, vec b) { return RELUME_WIDE ? p_from(v_add(a, b)) : e_sum(a, b); }
static inline pair z_mul_vec(pair a, vec b) { return RELUME_WIDE ? p_from(v_mul(a.hi, b)) : e_mul_vec(a, b); }
static inline pair z_mul(pair a, pair b) { return RELUME_WIDE ? p_from(v_mul(a.hi, b.hi)) : e_mul(a, b); }
static inline pair z_add(pair a, pair b) { return RELUME_WIDE ? p_from(v_add(a.hi, b.hi)) : e_add(a, b); }
static inline pair z_div(pair a, pair b) { return RELUME_WIDE ? p_from(v_div(a.hi, b.hi)) : e_div(a, b); }
// a times a power of two that keeps both parts normal, given itself or as its exponent.
static inline pair e_times_power(pair a, vec power) { return (pair){v_mul(a.hi, power), v_mul(a.lo, power)}; }
static inline pair e_scale(pair a, vec n) { return e_times_power(a, v_scale(v_set(1), n)); }
static inline pair p_times_power(pair a, vec power)
{
    return RELUME_WIDE ? p_from(v_mul(a.hi, power)) : e_times_power(a, power);
}
static inline pair p_scale(pair a, vec n) { return p_times_power(a, v_scale(v_set(1), n)); }

static inline pair p_flip_sign(pair a, vec s) { return (pair){v_flip_sign(a.hi, s), v_flip_sign(a.lo, s)}; }
// a with the sign of s flipped into both parts, for a >= 0.
static inline pair p_copysign(pair a, vec s) { return (pair){v_copysign(a.hi, s), v_flip_sign(a.lo, s)}; }
// As p_mul_vec where a product may be zero or infinite, which its low part must not meet.
static inline pair p_times(pair a, vec b)
{
    const vec hi = v_mul(a.hi, b), size = v_abs(hi);
    const mask usual = m_and(v_gt(size, v_set(0)), v_lt(size, v_set((real)INFINITY)));
    return p_select(usual, p_mul_vec(a, b), p_from(hi));
}

// A polynomial as a pair, not normal, whose last steps, as many as there are pairs of coefficients, are in pairs. Good
// while each of those coefficients is above the rest that is added to it.
static inline pair e_polynomial(vec x, const real *coefficients, int count, const real *lows, int pairs)
{
    pair sum = p_from(v_polynomial(x, coefficients + pairs, count - pairs));
    for (int k = pairs - 1; k >= 0; k--) {
        const pair rest = e_mul_vec(sum, x), next = e_fast_sum(v_set(coefficients[k]), rest.hi);
        sum = (pair){next.hi, v_add(next.lo, v_add(rest.lo, v_set(lows[k])))};
    }
    return sum;
}
static inline pair p_polynomial(vec x, const real *coefficients, int count, const real *lows, int pairs)
{
    return RELUME_PLAIN ? p_from(v_polynomial(x, coefficients, count))
                        : e_polynomial(x, coefficients, count, lows, pairs);
}
// The same of a pair, for twice the precision.
static inline pair p_long_polynomial(pair x, const real *coefficients, int count, const real *lows, int pairs)
{
#if RELUME_PLAIN
    return p_from(v_polynomial(x.hi, coefficients, count));
#else
    pair sum = p_from(v_polynomial(x.hi, coefficients + pairs, count - pairs));
    for (int k = pairs - 1; k >= 0; k--) {
        const pair rest = e_mul(sum, x), next = e_fast_sum(v_set(coefficients[k]), rest.hi);
        sum = (pair){next.hi, v_add(next.lo, v_add(rest.lo, v_set(lows[k])))};
    }
    return sum;
#endif
}
#define OF_PAIRS(name) name, COUNT_OF(name), name##_low, COUNT_OF(name##_low)
#define EXACT_POLYNOMIAL(x, name) e_polynomial(x, OF_PAIRS(name))
#define PAIR_POLYNOMIAL(x, name) p_polynomial(x, OF_PAIRS(name))
#define LONG_POLYNOMIAL(x, name) p_long_polynomial(x, OF_PAIRS(name))
// A constant of coefficients.h.
#define PAIR_CONSTANT(name) ((pair){v_set((name)[0]), v_set((name)[1])})

// What is rounded once and is often, or never, on a midpoint of 16 bits: in halves rounded to odd, so that what lies
// beside a midpoint isn't on it.
typedef struct {
    vec value;
} exact;

static inline exact x_from(vec a) { return (exact){a}; }
static inline exact x_select(mask m, exact a, exact b) { return (exact){v_select(m, a.value, b.value)}; }
// A value that in float is no midpoint of 16 bits and rounds right for every input, as the tests on all of them hold.
typedef struct {
    pair value;
} certain;
static inline certain certainly(pair a) { return (certain){a}; }
#if !RELUME_HALVES || RELUME_BITS == 16
static inline exact x_sum(vec a, vec b) { return x_from(v_add(a, b)); }
#elif RELUME_HAS_ODD
static inline exact x_sum(vec a, vec b) { return x_from(h_odd_sum(a, b)); }
#else
static inline exact x_sum(vec a, vec b)
{
    const pair s = e_sum(a, b);
    return x_from(h_off_midpoint(s.hi, s.lo));
}
#endif
// x·parameter, or more of it, in halves rounded to odd where that costs no more than to ask for midpoints.
typedef struct {
    vec value;
} product;
#if RELUME_HALVES && RELUME_HAS_ODD
static inline product x_product(vec x, vec parameter) { return (product){h_odd_product(x, parameter)}; }
static inline product x_fma(vec x, vec parameter, vec c) { return (product){h_odd_fma(x, parameter, c)}; }
#else
static inline product x_product(vec x, vec parameter) { return (product){v_mul(x, parameter)}; }
static inline product x_fma(vec x, vec parameter, vec c) { return (product){v_fma(x, parameter, c)}; }
#endif
// A slope that is 1 in places, elsewhere what a parameter gives, whose product with dy is not known to need few bits;
// and NaN where x is.
typedef struct {
    mask one;
    vec slope, x;
} given;
static inline given given_by(vec slope, vec x) { return (given){(mask){0}, slope, x}; }

// value·2^n, n integral, for results that may be subnormal, or beyond the range until dy comes: n is applied last,
// after dy, so that nothing is lost before. |value.hi| is in [2^-32, 2^32) or n = 0, but for what a parameter may do to
// it.
typedef struct {
    pair value;
    vec n;
} scaled;

static inline scaled s_from(pair a) { return (scaled){a, v_set(0)}; }
static inline scaled s_set(real a) { return s_from(p_set(a)); }
static inline scaled s_normal(pair a, vec n) { return (scaled){p_normal(a), n}; }
static inline scaled s_select(mask m, scaled a, scaled b)
{
    return (scaled){p_select(m, a.value, b.value), v_select(m, a.n, b.n)};
}
static inline scaled s_mul(scaled a, pair b) { return (scaled){p_mul(a.value, b), a.n}; }
// A result with the sign of x: where it is 0, its low part may have turned that.
static inline scaled s_signed(scaled a, vec x)
{
    a.value.hi = v_copysign(a.value.hi, x);
    return a;
}

// x, or the largest number with its sign where it is infinite.
static inline vec v_finite(vec x)
{
    const vec most = v_set((real)(RELUME_BITS == 32 || RELUME_WIDE ? FLT_MAX : DBL_MAX));
    return v_max(v_neg(most), v_min(most, x));
}
// From here on to s_tiny_cube, but for s_mul_any, for double alone.
// x as value·2^n with a value that is far from subnormal, so that a product with it loses nothing before n is applied.
static inline scaled s_lifted(vec x)
{
#if RELUME_WIDE
    return s_from(p_from(x));
#else
    const mask low = v_lt(v_abs(x), v_set((real)0x1p-900));
    const vec lift = v_set(1000);
    const vec value = v_mul(x, v_select(low, v_scale(v_set(1), lift), v_set(1)));
    return (scaled){p_from(value), v_select(low, v_neg(lift), v_set(0))};
#endif
}
// a·x for any x: rounded once where x is tiny; where it overflows, only hi has a meaning.
static inline scaled s_mul_any(pair a, vec x)
{
#if RELUME_WIDE
    return s_from(p_mul_vec(a, x));
#else
    enum { TINY = RELUME_BITS == 32 ? -60 : -700, SHIFT = RELUME_BITS == 32 ? 40 : 400 };
    const mask tiny = v_lt(v_abs(x), v_scale(v_set(1), v_set(TINY)));
    const vec shift = v_select(tiny, v_set(SHIFT), v_set(0)), y = v_mul(x, v_scale(v_set(1), shift));
    const vec bounded = v_finite(y), low = v_mul(a.lo, bounded), hi = v_fma(a.hi, y, low);
    const pair product = {v_copysign(hi, v_mul(a.hi, y)), v_add(v_fms(a.hi, bounded, hi), low)};
    return (scaled){product, v_neg(shift)};
#endif
}
// a·b for numbers of about the same size, rounded once where they are tiny; where they are huge, for what multiplies
// dy. All of float's products are numbers in double.
static inline scaled s_any_product(pair a, pair b)
{
#if RELUME_WIDE
    return s_from(p_mul(a, b));
#else
    enum { LARGE = 450, TINY = -130, DOWN = -600, UP = 234 };
    const vec size = v_abs(a.hi);
    const vec up = v_select(v_lt(size, v_scale(v_set(1), v_set(TINY))), v_set(UP), v_set(0));
    const vec shift = v_select(v_gt(size, v_scale(v_set(1), v_set(LARGE))), v_set(DOWN), up);
    const pair c = p_scale(a, shift), d = p_scale(b, shift), product = p_mul(c, d);
    const vec plain = v_mul(c.hi, d.hi);
    const mask infinite = v_eq(v_abs(plain), v_set((real)INFINITY));
    return s_normal(p_select(infinite, p_from(plain), product), v_mul(v_set(-2), shift));
#endif
}
// a^2, for |a| <= 1.
static inline scaled s_square(pair a)
{
    vec n = v_set(0);
#if !RELUME_WIDE
    // Down to 2^-16, so that the square is what scaled wants; mostly nothing is to be done.
    enum { STEP = 512 };
    const vec size = v_abs(a.hi);
    const int low = m_any(m_and(v_lt(size, v_set((real)0x1p-16)), v_gt(size, v_set(0))));
    for (int k = low ? 2 * STEP : 0; k >= 16; k /= 2) {
        const vec step = v_set(k < STEP ? (real)k : (real)STEP);
        const mask small = v_lt(v_abs(a.hi), v_scale(v_set(1), v_neg(step)));
        a = p_times_power(a, v_select(small, v_scale(v_set(1), step), v_set(1)));
        n = v_sub(n, v_select(small, v_add(step, step), v_set(0)));
    }
#endif
    return (scaled){p_mul(a, a), n};
}
// a^3·factor, rounded once where a is tiny.
static inline scaled s_tiny_cube(pair a, pair factor)
{
    const vec limit = v_scale(v_set(1), v_set(-320));
    const mask tiny = v_lt(v_abs(a.hi), limit);
    const vec shift = RELUME_WIDE ? v_set(0) : v_select(tiny, v_set(360), v_set(0));
    const pair y = p_scale(a, shift);
    return s_normal(p_mul(p_mul(p_mul(y, y), y), factor), v_mul(v_set(-3), shift));
}

// A parameter of an array may be out of its range, where nothing has a meaning. Whether it is within; it, or NaN; and
// a, or NaN.
static inline mask m_within(vec parameter, real lower, real upper)
{
    return m_and(v_ge(parameter, v_set(lower)), v_le(parameter, v_set(upper)));
}
static inline vec v_within(vec parameter, real lower, real upper)
{
    return v_select(m_within(parameter, lower, upper), parameter, v_set((real)NAN));
}
static inline scaled s_within(mask valid, scaled a) { return s_select(valid, a, s_set((real)NAN)); }

// n in three parts, each of them a power of two that is normal, the first of them exact on a value within the range.
// A positive n goes into the value as far as no dy loses by it.
typedef struct {
    vec first, second, third;
} powers;

static inline powers s_powers(vec n)
{
    const vec first = v_min(v_set(MOST_POWER), v_max(v_set(LEAST_POWER), n)), rest = v_sub(n, first);
    const vec second = v_min(v_set(-MIN_EXPONENT), v_max(v_set(MIN_EXPONENT + 2), rest));
    return (powers){first, second, v_sub(rest, second)};
}
// A value with its n applied, for one that may be out of the range.
static inline scaled s_applied(scaled a)
{
    const powers n = s_powers(a.n);
    return (scaled){p_scale(p_scale(p_scale(a.value, n.first), n.second), n.third), v_set(0)};
}

// value·before·after·last, powers of two: for slopes beyond the numbers that dy may bring back into them, where their
// value may lie anywhere that is normal. before, at least 1, goes to dy, and the others, which are powers of the same
// size if before isn't 1, and at most 1 if it is, come after all else.
typedef struct {
    pair value;
    vec before, after, last;
} ranged;
