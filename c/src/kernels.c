// The blocks of one instruction set at one precision: the catalogue expanded into a table.
// Compiled once per pair, and once more for narrower types computed in double, with RELUME_SIMD, RELUME_BITS,
// RELUME_WIDE and RELUME_TABLE set by the build.
#include "internal.h"
#include "math/pair.h"
// Made by the build: every activations/NAME.h in the catalogue's order.
#include "formulas.h"

// How a formula's value, a vec, a pair or scaled, becomes a result.
static inline vec round_vec(vec a) { return v_canonical(a); }
static inline vec round_pair(pair a) { return v_canonical(a.hi); }
static inline vec round_scaled(scaled a) { return v_canonical(v_ldexp(a.value.hi, a.n)); }
// dy·f'(x). Where f is flat the result is 0 whatever dy is.
static inline vec times_vec(vec dy, vec a) { return v_canonical(v_select(v_eq(a, v_set(0)), v_set(0), v_mul(dy, a))); }
#if RELUME_WIDE
static inline vec times_pair(vec dy, pair a) { return times_vec(dy, a.hi); }
static inline vec times_scaled(vec dy, scaled a) { return times_vec(dy, v_ldexp(a.value.hi, a.n)); }
#else
static inline vec times_pair(vec dy, pair a)
{
    // Where the product overflows or dy is infinite, the correction would be NaN; to a zero it could give another sign.
    const vec product = v_mul(dy, a.hi), size = v_abs(product);
    const vec corrected = v_fma(dy, a.hi, v_mul(dy, a.lo));
    const mask finite = m_and(v_gt(size, v_set(0)), v_lt(size, v_set((real)INFINITY)));
    const vec result = v_select(finite, corrected, product);
    return v_canonical(v_select(v_eq(a.hi, v_set(0)), v_set(0), result));
}
static inline vec times_scaled(vec dy, scaled a)
{
    // dy, which may be large, goes before what the first power leaves.
    const powers n = s_powers(a.n);
    const vec product = times_pair(dy, p_scale(a.value, n.first));
    const vec result = v_mul(v_mul(product, v_scale(v_set(1), n.second)), v_scale(v_set(1), n.third));
    // From here on no finite dy gives anything but 0: f counts as flat.
    return v_select(v_lt(a.n, v_set(FLAT_EXPONENT)), v_set(0), result);
}
#endif
static inline vec times_ranged(vec dy, ranged a)
{
    return v_mul(v_mul(times_pair(v_mul(dy, a.before), a.value), a.after), a.last);
}
static inline vec round_ranged(ranged a) { return times_ranged(v_set(1), a); }
#define ROUNDED(a) _Generic((a), vec: round_vec, pair: round_pair, scaled: round_scaled, ranged: round_ranged)(a)
#define TIMES(dy, a) _Generic((a), vec: times_vec, pair: times_pair, scaled: times_scaled, ranged: times_ranged)(dy, a)

// One vector of an operation, from a vector of every input.
typedef void operation(vec dy, const vec *x, const vec *parameters, vec *out);

// What an operation takes and gives; constants where blocks are expanded.
typedef struct {
    int has_dy, arrays, parameters, outputs;
} signature;

// Two vectors at a time, so that the compiler can schedule one chain of operations into the other; scalar stays small.
enum { VECTORS = LANES > 1 ? 2 : 1, UNIT = VECTORS * LANES };

INLINE void expand(signature s, operation op, size_t n, const void *const *in, const size_t *step, void *const *out)
{
    const int first_parameter = s.has_dy + s.arrays, inputs = first_parameter + s.parameters;
    const real *from[1 + MAX_ARRAYS + MAX_PARAMETERS];
    size_t advance[1 + MAX_ARRAYS + MAX_PARAMETERS];
    real *to[MAX_PARAMETERS];
    for (int k = 0; k < inputs; k++) from[k] = in[k], advance[k] = step[k] * UNIT;
    for (int k = 0; k < s.outputs; k++) to[k] = out[k];
    for (size_t i = 0; i < n; i += UNIT) {
        vec v[VECTORS][1 + MAX_ARRAYS + MAX_PARAMETERS], y[VECTORS][MAX_PARAMETERS];
        for (int j = 0; j < VECTORS; j++)
            for (int k = 0; k < inputs; k++) v[j][k] = v_load(from[k] + j * LANES);
        for (int j = 0; j < VECTORS; j++) op(v[j][0], v[j] + s.has_dy, v[j] + first_parameter, y[j]);
        for (int j = 0; j < VECTORS; j++)
            for (int k = 0; k < s.outputs; k++) v_store(to[k] + i + (size_t)j * LANES, y[j][k]);
        for (int k = 0; k < inputs; k++) from[k] += advance[k];
    }
}

#define BLOCK(name, operation, has_dy, arrays, parameters, outputs)                                              \
    __attribute__((flatten)) static void name##_##operation##_block(size_t n, const void *const *in,             \
                                                                    const size_t *step, void *const *out)        \
    {                                                                                                            \
        expand((signature){has_dy, arrays, parameters, outputs}, name##_##operation##_vector, n, in, step, out); \
    }

#define BLOCKS(name, count)                                                          \
    INLINE void name##_forward_vector(vec dy, const vec *x, const vec *p, vec *out)  \
    {                                                                                \
        out[0] = ROUNDED(name##_forward(x[0], p));                                   \
    }                                                                                \
    INLINE void name##_backward_vector(vec dy, const vec *x, const vec *p, vec *out) \
    {                                                                                \
        out[0] = TIMES(dy, name##_derivative(x[0], p));                              \
    }                                                                                \
    BLOCK(name, forward, 0, 1, count, 1)                                             \
    BLOCK(name, backward, 1, 1, count, 1)

#define GATE_BLOCKS(name, count)                                                     \
    INLINE void name##_forward_vector(vec dy, const vec *x, const vec *p, vec *out)  \
    {                                                                                \
        out[0] = ROUNDED(name##_forward(x[0], x[1], p));                             \
    }                                                                                \
    INLINE void name##_backward_vector(vec dy, const vec *x, const vec *p, vec *out) \
    {                                                                                \
        scaled d[2];                                                                 \
        name##_derivatives(x[0], x[1], p, d);                                        \
        for (int k = 0; k < 2; k++) out[k] = TIMES(dy, d[k]);                        \
    }                                                                                \
    BLOCK(name, forward, 0, 2, count, 1)                                             \
    BLOCK(name, backward, 1, 2, count, 2)

#define ONE(...) +1
#define COUNT_PARAMETERS(name)                                \
    enum { name##_parameter_count = name##_PARAMETERS(ONE) }; \
    _Static_assert((int)name##_parameter_count <= (int)MAX_PARAMETERS, "raise MAX_PARAMETERS");
// What a function of parameter derivatives fills: scaled, or ranged.
typedef void fills_ranged(vec x, const vec *p, ranged *d);
#define FILLED_BY(function) __typeof__(_Generic(&(function), fills_ranged *: (ranged){0}, default: (scaled){0}))
// The arrays are x[0], or x[0], x[1].
#define PARAMETER_BLOCK(name, array_count, ...)                                                \
    INLINE void name##_parameter_backward_vector(vec dy, const vec *x, const vec *p, vec *out) \
    {                                                                                          \
        FILLED_BY(name##_parameter_derivatives) d[name##_parameter_count];                     \
        name##_parameter_derivatives(__VA_ARGS__, p, d);                                       \
        for (int k = 0; k < name##_parameter_count; k++) out[k] = TIMES(dy, d[k]);             \
    }                                                                                          \
    BLOCK(name, parameter_backward, 1, array_count, name##_parameter_count, name##_parameter_count)

// Which rows this build computes: float's table leaves WIDE rows to the wide one.
#define IF_DIRECT(...) __VA_ARGS__
#if RELUME_BITS == 32
#define IF_WIDE(...)
#else
#define IF_WIDE(...) __VA_ARGS__
#endif

#define ACTIVATION(name, how, ...) IF_##how(BLOCKS(name, 0))
#define ACTIVATION_WITH(name, how, ...) \
    IF_##how(COUNT_PARAMETERS(name) BLOCKS(name, name##_parameter_count) PARAMETER_BLOCK(name, 1, x[0]))
#define GATE(name, how, ...) IF_##how(GATE_BLOCKS(name, 0))
#define GATE_WITH(name, how, ...) \
    IF_##how(COUNT_PARAMETERS(name) GATE_BLOCKS(name, name##_parameter_count) PARAMETER_BLOCK(name, 2, x[0], x[1]))
#include "catalogue.def"

#define TABLE_ROW(name) name##_forward_block, name##_backward_block
#define ACTIVATION(name, how, ...) {IF_##how(TABLE_ROW(name), NULL)},
#define ACTIVATION_WITH(name, how, ...) {IF_##how(TABLE_ROW(name), name##_parameter_backward_block)},
#define GATE(name, how, ...) ACTIVATION(name, how, )
#define GATE_WITH(name, how, ...) ACTIVATION_WITH(name, how, )
static const block_set rows[] = {
#include "catalogue.def"
};

const block_table RELUME_TABLE = {UNIT, rows};
