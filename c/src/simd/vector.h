// The vector of one build of the kernels: RELUME_BITS (32 or 64; 16 for selections.c) names the precision, RELUME_SIMD
// the instruction set's header. RELUME_PLAIN says that results are rounded to a narrower type, so that no pair is
// needed: RELUME_WIDE, with 64 bits, that arrays are widened before and rounded after; RELUME_HALVES, with 32 bits,
// that they hold 16 bits, and that what is too near to a midpoint of these is computed again in a wide build;
// RELUME_NARROW, with 32 bits, that they hold 16 bits, and that what float gives is rounded to these. Formulas
// see only what is declared here:
//   real, bits          a lane, and the unsigned integer of its size
//   vec, mask, LANES    a vector of lanes, the outcome of a comparison, lanes in a vector
//   v_*, m_*            operations on them; v_stream stores past the caches, if it can, to a multiple of a vector's
//   size
// Comparisons are false on NaN; m_any tells whether any lane is set, and m_bits which are, the first in the lowest bit.
// v_min(a, b) is a < b ? a : b and v_max(a, b) is a > b ? a : b.
// v_fma(a, b, c) is a*b + c, v_fms(a, b, c) a*b - c and v_fnma(a, b, c) c - a*b, rounded once.
// v_lookup takes from a table of 16 the entry that the last four bits of a lane name; v_lookup_kept the same, where
// registers hold all tables of a loop. v_quarters moves a number's exponent and two leading mantissa bits there.
// v_raise adds k/16 to the exponent and leading mantissa bits of a, where shifted is ROUND_MAGIC + k. v_unzipped takes
// a's lanes and b's behind them in parts of a power of two, up to half of LANES, and has every second part, from the
// first or, if odd, the second on. v_load_floats and v_store_floats, with 64 bits, are of floats in memory;
// v_load_halves and v_store_halves, with 32 bits, of LANES numbers of 16 bits, stored rounded to nearest, ties to even,
// where NaN must be the canonical one. In a build for RELUME_HALVES, which scalar has none of:
//   h_load              2*LANES numbers in memory as two vectors, in the order that suits the type: of bfloat16 the
//                       even ones, then the odd
//   h_store             back, rounded to nearest, ties to even; the bits in left are set for NaN and for what is within
//                       so many units in its last place of a midpoint, where it may be wrong; of 0 units for NaN
//                       alone, and so of UNITS_NO_MIDPOINT, which says that it is no midpoint
//   LEFT_BITS           how many bits in left an element has
//   h_off_midpoint      a, moved by a unit in the last place towards a + b if that isn't a and a may be a midpoint
//   h_odd_*             where RELUME_HAS_ODD says so: a + b and, for an x of 16 bits, x·parameter, rounded to odd
#pragma once

#include <float.h>
#include <stddef.h>
#include <stdint.h>

#if RELUME_BITS == 32
typedef float real;
typedef uint32_t bits;
enum { MANTISSA_BITS = 23, MIN_EXPONENT = -126 };
#define SIGN_BIT UINT32_C(0x80000000)
#define ROUND_MAGIC 0x1.8p23f
#elif RELUME_BITS == 64
typedef double real;
typedef uint64_t bits;
enum { MANTISSA_BITS = 52, MIN_EXPONENT = -1022 };
#define SIGN_BIT UINT64_C(0x8000000000000000)
#define ROUND_MAGIC 0x1.8p52
#elif RELUME_BITS == 16
typedef float real;
typedef uint16_t bits;
enum { MANTISSA_BITS = 10, MIN_EXPONENT = -14 };
#define ROUND_MAGIC 0x1.8p10f
#else
#error "RELUME_BITS is 16, 32 or 64"
#endif

// 1 + 2^LEAST_POWER is 1 to the last bit of a pair.
enum { LEAST_POWER = -4 * MANTISSA_BITS };
// 2^32·2^MOST_POWER is a number.
enum { MOST_POWER = -MIN_EXPONENT - 36 };
// 2^FLAT_EXPONENT times any finite number rounds to 0.
enum { FLAT_EXPONENT = 2 * MIN_EXPONENT - MANTISSA_BITS - 5 };

enum { UNITS_NO_MIDPOINT = 1 << 15 };
static inline int is_asked(bits units) { return units > 0 && units != UNITS_NO_MIDPOINT; }

#include RELUME_SIMD

#if !RELUME_HAS_STREAM && RELUME_BITS != 16
static inline void v_stream(real *p, vec a) { v_store(p, a); }
#endif
#if !RELUME_HAS_LOOKUP_KEPT && RELUME_BITS != 16
static inline vec v_lookup_kept(const real *table, vec cell) { return v_lookup(table, cell); }
#endif

#if !RELUME_HAS_FIXUP
// a, or the canonical NaN.
static inline vec v_quieted(vec a) { return v_select(v_eq(a, a), a, v_set((real)NAN)); }
// a, or NaN where x is NaN.
static inline vec v_unless_nan(vec a, vec x) { return v_select(v_eq(x, x), a, x); }
// +0 where a factor is a zero, a elsewhere.
static inline vec v_unless_zero(vec factor, vec a) { return v_select(v_eq(factor, v_set(0)), v_set(0), a); }
// a, to be added to whole; or -0, which changes nothing, where that is 0 or infinite.
static inline vec v_beside(vec whole, vec a)
{
    return v_select(v_eq(v_add(whole, whole), whole), v_set((real)-0.0), a);
}
#endif

// a + b and a - b by fused operations, for where other instructions wait for the units that add. Plain C may have no
// such operations.
static inline vec v_plus(vec a, vec b) { return LANES > 1 ? v_fma(a, v_set(1), b) : v_add(a, b); }
static inline vec v_less(vec a, vec b) { return LANES > 1 ? v_fnma(b, v_set(1), a) : v_sub(a, b); }

// a·2^n for integral n and |a| in [2^-32, 2^32) or n = 0, rounded once.
#if RELUME_HAS_SCALING
static inline vec v_ldexp(vec a, vec n) { return v_scaling(a, n); }
#else
static inline vec v_ldexp(vec a, vec n)
{
    // The first step stays normal and so is exact; the second ends where every result is 0.
    const vec first = v_min(v_set(MOST_POWER), v_max(v_set(LEAST_POWER), n));
    const vec second = v_min(v_set(-MIN_EXPONENT), v_max(v_set(MIN_EXPONENT + 2), v_sub(n, first)));
    return v_mul(v_mul(a, v_scale(v_set(1), first)), v_scale(v_set(1), second));
}
#endif

// In a wide build x, but at least 2^-50 from 0: for a factor of x that is 1/2 at 0, so that x times it lies, as it
// should, beside and not on the midpoint of two subnormal numbers of bfloat16.
static inline vec v_off_zero(vec x) { return RELUME_WIDE ? v_copysign(v_max(v_set((real)0x1p-50), v_abs(x)), x) : x; }

// In a wide build a, moved by some last digits where |x| is tiny: for values that lie beside the midpoint of two
// numbers of 16 bits by less than double shows.
static inline vec v_shaded(vec a, vec x, real factor)
{
    return RELUME_WIDE ? v_select(v_lt(v_abs(x), v_set((real)0x1p-26)), v_mul(a, v_set(factor)), a) : a;
}
#define SHADE_DOWN ((real)(1 - 0x1p-51))
#define SHADE_UP ((real)(1 + 0x1p-51))

// In halves NaN where a row leaves it to double, elsewhere x.
static inline vec v_left_to_double(mask left, vec x) { return RELUME_HALVES ? v_select(left, v_set((real)NAN), x) : x; }

// The nearest integer, ties to even, for |a| below 2^22 (float) or 2^51 (double).
static inline vec v_round(vec a) { return v_sub(v_add(a, v_set(ROUND_MAGIC)), v_set(ROUND_MAGIC)); }

// Each step-th coefficient from one on, of powers of x.
static inline vec v_terms(vec x, const real *coefficients, int first, int count, int step)
{
    int i = first + (count - 1 - first) / step * step;
    vec sum = v_set(coefficients[i]);
    // Beyond 16 GCC leaves a loop.
#pragma GCC unroll 32
    for (i -= step; i >= 0; i -= step) sum = v_fma(sum, x, v_set(coefficients[i]));
    return sum;
}
static inline vec v_polynomial(vec x, const real *coefficients, int count)
{
    // Of long ones in double even and odd powers apart, as all else waits for them: 0.97 of the time of all functions,
    // with AVX2 0.95. Short ones gain nothing.
    enum { LONG = RELUME_BITS == 64 && !RELUME_WIDE ? 8 : 1 << 16 };
    if (count < LONG) return v_terms(x, coefficients, 0, count, 1);
    const vec square = v_mul(x, x), even = v_terms(square, coefficients, 0, count, 2);
    return v_fma(v_terms(square, coefficients, 1, count, 2), x, even);
}
// Coefficients stand in order of ascending powers.
#define COUNT_OF(array) ((int)(sizeof(array) / sizeof *(array)))
#define POLYNOMIAL(x, name) v_polynomial(x, name, COUNT_OF(name))
