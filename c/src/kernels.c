// The blocks of one instruction set at one precision: the catalogue expanded into a table.
// Compiled once per pair, once more for narrower types computed in double, and once for types of 16 bits computed in
// float, with RELUME_SIMD, RELUME_BITS, RELUME_WIDE, RELUME_HALVES and RELUME_TABLE set by the build.
#include <string.h>

#include "internal.h"
#include "math/cells.h"
#include "tuning.h"
// Made by the build: every activations/NAME.h in the catalogue's order.
#include "formulas.h"

// How a formula's value becomes a result.
static inline vec round_vec(vec a) { return v_canonical(a); }
static inline vec round_exact(exact a) { return v_canonical(a.value); }
static inline vec round_product(product a) { return v_canonical(a.value); }
static inline vec round_pair(pair a) { return v_canonical(a.hi); }
static inline vec round_certain(certain a) { return round_pair(a.value); }
static inline vec round_scaled(scaled a) { return v_canonical(v_ldexp(a.value.hi, a.n)); }
// dy·f'(x). Where f is flat the result is 0 whatever dy is.
static inline vec times_vec(vec dy, vec a) { return v_canonical(v_unless_zero(a, v_mul(dy, a))); }
static inline vec times_given(vec dy, given a)
{
    const vec product = v_unless_zero(a.slope, x_product(dy, a.slope).value);
    return v_canonical(v_unless_nan(v_select(a.one, dy, product), a.x));
}
static inline vec times_pair(vec dy, pair a)
{
#if RELUME_PLAIN
    return times_vec(dy, a.hi);
#else
    // Where the product is infinite, the correction would be NaN; to a zero it could give another sign.
    const vec correction = v_beside(v_mul(dy, a.hi), v_mul(dy, a.lo));
    return v_canonical(v_unless_zero(a.hi, v_fma(dy, a.hi, correction)));
#endif
}
// Whether v_scale can apply n as it is.
static inline mask is_far(vec n) { return m_or(v_lt(n, v_set(LEAST_POWER)), v_gt(n, v_set(MOST_POWER))); }
static inline int all_near(const scaled *a, int count)
{
    mask far = is_far(a->n);
    for (int k = 1; k < count; k++) far = m_or(far, is_far(a[k].n));
    return !m_any(far);
}
// A value that a parameter makes tiny may lose itself in a power below 1.
static inline mask is_tiny(scaled a)
{
    const vec size = v_abs(a.value.hi);
    return m_and(m_and(v_lt(size, v_set(0x1p-32f)), v_gt(size, v_set(0))), v_lt(a.n, v_set(0)));
}
static inline vec times_near(vec dy, scaled a)
{
    const vec product = times_pair(dy, p_scale(a.value, a.n));
    return RELUME_HALVES ? v_left_to_double(is_tiny(a), product) : product;
}
static inline vec times_scaled(vec dy, scaled a)
{
#if RELUME_WIDE
    return times_vec(dy, v_ldexp(a.value.hi, a.n));
#elif RELUME_HALVES && RELUME_HAS_SCALING
    // Where dy times the value overflows or is subnormal, or f counts as flat, what n would make of it isn't known.
    const vec product = times_vec(dy, a.value.hi), size = v_abs(product);
    const mask factors = m_and(v_gt(v_abs(dy), v_set(0)), v_gt(v_abs(a.value.hi), v_set(0)));
    const mask out = m_or(v_lt(size, v_set(0x1p-100f)), v_gt(size, v_set(0x1p126f)));
    const mask flat = v_lt(a.n, v_set(FLAT_EXPONENT));
    return v_left_to_double(m_or(m_and(out, factors), flat), v_scaling(product, a.n));
#else
    // dy, which may be large, goes before what the first power leaves.
    const powers n = s_powers(a.n);
    const vec product = times_pair(dy, p_scale(a.value, n.first));
    const vec result = v_mul(v_mul(product, v_scale(v_set(1), n.second)), v_scale(v_set(1), n.third));
    // From here on no finite dy gives anything but 0: f counts as flat.
    const mask flat = v_lt(a.n, v_set(FLAT_EXPONENT));
    return v_left_to_double(RELUME_HALVES ? m_or(flat, is_tiny(a)) : flat, v_select(flat, v_set(0), result));
#endif
}
static inline vec times_ranged(vec dy, ranged a)
{
    return v_mul(v_mul(times_pair(v_mul(dy, a.before), a.value), a.after), a.last);
}
// Where x isn't beyond; in halves double has the rest.
static inline vec round_central(central a) { return v_left_to_double(a.beyond, round_pair(a.value)); }
static inline vec times_central(vec dy, central a) { return v_left_to_double(a.beyond, times_pair(dy, a.value)); }
static inline vec round_ranged(ranged a) { return times_ranged(v_set(1), a); }
#define ROUNDED(a)              \
    _Generic((a),               \
        vec: round_vec,         \
        certain: round_certain, \
        exact: round_exact,     \
        product: round_product, \
        pair: round_pair,       \
        scaled: round_scaled,   \
        central: round_central, \
        ranged: round_ranged)(a)
#define TIMES_BY(scaled_times, dy, a) \
    _Generic((a),                     \
        vec: times_vec,               \
        given: times_given,           \
        pair: times_pair,             \
        scaled: scaled_times,         \
        central: times_central,       \
        ranged: times_ranged)(dy, a)
#define TIMES(dy, a) TIMES_BY(times_scaled, dy, a)

// The vectors of a unit: dy, if it is taken, x, and the parameters; and the outputs.
typedef vec inputs[MOST_VECTORS][1 + MAX_ARRAYS + MAX_PARAMETERS];
typedef vec outputs[MOST_VECTORS][MAX_PARAMETERS];
// Whether something is beyond what the outputs are made for, and what.
typedef int operation(inputs v, outputs out, mask *beyond);

// dy times each slope of a unit, d[j] for the j-th vector. Mostly n is near for all of them.
#if RELUME_WIDE || (RELUME_HALVES && RELUME_HAS_SCALING)
#define ARE_NEAR(d, count) 0
#else
static inline int unscaled(const void *d, int count) { return 0; }
#define ARE_NEAR(d, count) _Generic(*(d), scaled: all_near, default: unscaled)(d, count)
#endif
// A constant 0 for other types, so that nothing is compiled then. A formula's values are so many for each vector, and
// all slopes of a gate have the same beyond.
static inline int beyond_central(const central *a, int vectors, int each, mask *beyond)
{
    mask any = a->beyond;
    for (int j = 0; j < vectors; j++) {
        beyond[j] = a[j * each].beyond;
        any = m_or(any, beyond[j]);
    }
    return !RELUME_HALVES && __builtin_expect(m_any(any), 0);
}
static inline int beyond_none(const void *a, int vectors, int each, mask *beyond) { return 0; }
#define BEYOND(a, vectors, each, beyond) \
    _Generic(*(a), central: beyond_central, default: beyond_none)(a, vectors, each, beyond)

#define MULTIPLY(d, vectors, count)                                                                   \
    do {                                                                                              \
        if (ARE_NEAR(d[0], (vectors) * (count))) {                                                    \
            for (int j = 0; j < (vectors); j++)                                                       \
                for (int k = 0; k < (count); k++) out[j][k] = TIMES_BY(times_near, v[j][0], d[j][k]); \
        } else {                                                                                      \
            for (int j = 0; j < (vectors); j++)                                                       \
                for (int k = 0; k < (count); k++) out[j][k] = TIMES(v[j][0], d[j][k]);                \
        }                                                                                             \
    } while (0)

// Rows that have a simpler formula where their first parameter is 1 for all elements: they get NULL as parameters then.
#define AT_1_DIRECT(...)
#define AT_1_WIDE AT_1_DIRECT
#define AT_1_MIXED AT_1_DIRECT
#define AT_1_DOUBLE AT_1_DIRECT
#define AT_1_SELECTED AT_1_DIRECT
#define AT_1_STEPPED AT_1_DIRECT
#if RELUME_BITS == 32
#define AT_1_SCALED(...) __VA_ARGS__
#else
#define AT_1_SCALED AT_1_DIRECT
#endif

// What an operation takes and gives; constants where blocks are expanded.
typedef struct {
    int has_dy, arrays, parameters, outputs, vectors, is_brief;
} signature;

#if RELUME_HALVES
// How far float may be off, in units of its last place. Worst seen, on all inputs of both types, with three sets of
// parameters: 3.04 of DIRECT rows (tanh'), 17.5 of WIDE ones (tanhexp'); and dy adds half a one. A vec of a DIRECT row
// needs no more than 13 bits, or is a parameter, or a sixth; and an exact one rounds right.
enum {
    UNITS_DIRECT = 4,
    UNITS_SELECTED = UNITS_DIRECT,
    UNITS_STEPPED = UNITS_DIRECT,
    UNITS_SCALED = UNITS_DIRECT,
    UNITS_WIDE = 20,
    UNITS_MIXED = UNITS_WIDE
};
#if RELUME_HAS_ODD
enum { UNITS_PRODUCT = 0 };
#else
enum { UNITS_PRODUCT = UNITS_DIRECT };
#endif
#define UNITS_OF(how, result)                                             \
    _Generic((result),                                                    \
        certain: UNITS_NO_MIDPOINT,                                       \
        exact: 0,                                                         \
        product: UNITS_PRODUCT,                                           \
        vec: UNITS_##how == UNITS_DIRECT ? 0 : UNITS_##how,               \
        given: UNITS_##how == UNITS_DIRECT ? UNITS_PRODUCT : UNITS_##how, \
        default: UNITS_##how)

INLINE uint64_t expand(signature s, operation op, bits units, int is_bf16, size_t n, const void *const *in,
                       const size_t *step, void *const *out, uint64_t *left)
{
    const int arrays = s.has_dy + s.arrays;
    const uint16_t *from[1 + MAX_ARRAYS];
    size_t advance[1 + MAX_ARRAYS];
    uint16_t *to[MAX_ARRAYS];
    inputs v;
    for (int k = 0; k < arrays; k++) from[k] = in[k], advance[k] = step[k] * UNIT;
    for (int k = 0; k < s.parameters; k++) {
        const real value = *(const real *)in[arrays + k];
        for (int j = 0; j < 2; j++) v[j][arrays + k] = v_set(value == value ? value : NAN);
    }
    for (int k = 0; k < s.outputs; k++) to[k] = out[k];
    uint64_t all = 0;
    for (size_t i = 0; i < n; i += UNIT) {
        outputs result;
        for (int k = 0; k < arrays; k++) {
            vec x[2];
            h_load(is_bf16, from[k], x);
            for (int j = 0; j < 2; j++) v[j][k] = x[j];
        }
        mask beyond[MOST_VECTORS];
        op(v, result, beyond);
        uint64_t in_unit = 0;
        for (int k = 0; k < s.outputs; k++)
            h_store(is_bf16, to[k] + i, (const vec[]){result[0][k], result[1][k]}, units, &in_unit);
        *left++ = in_unit;
        all |= in_unit;
        for (int k = 0; k < arrays; k++) from[k] += advance[k];
    }
    return all;
}

#define BLOCK(name, how, operation, has_dy, arrays, parameters, outputs, form, result)                       \
    __attribute__((flatten)) static uint64_t name##_##operation##_block(                                     \
        int is_bf16, size_t n, const void *const *in, const size_t *step, void *const *out, uint64_t *left)  \
    {                                                                                                        \
        const signature s = {has_dy, arrays, parameters, outputs, name##_##operation##_vectors, 0};          \
        const bits units = UNITS_OF(how, result);                                                            \
        AT_1_##how(if (*(const real *)in[(has_dy) + (arrays)] == 1) {                                        \
            if (is_bf16) return expand(s, name##_##operation##_unit_at_1, units, 1, n, in, step, out, left); \
            return expand(s, name##_##operation##_unit_at_1, units, 0, n, in, step, out, left);              \
        }) if (is_bf16) return expand(s, name##_##operation##_unit, units, 1, n, in, step, out, left);       \
        return expand(s, name##_##operation##_unit, units, 0, n, in, step, out, left);                       \
    }
#else
// Where an element of an array of numbers or, in a wide build, of floats is.
INLINE const void *element_of(int floats, const void *array, size_t i)
{
    return RELUME_WIDE && floats ? (const void *)((const float *)array + i) : (const void *)((const real *)array + i);
}
INLINE vec load(int floats, const void *from)
{
#if RELUME_WIDE
    if (floats) return v_load_floats(from);
#endif
    return v_load(from);
}
INLINE void store(int floats, void *to, vec a)
{
#if RELUME_WIDE
    if (floats) {
        v_store_floats(to, a);
        return;
    }
#endif
    v_store(to, a);
}

// A result, past the caches if told so.
INLINE void put(int floats, int streamed, void *to, vec a)
{
    if (__builtin_expect(streamed, 0))
        v_stream(to, a);
    else
        store(floats, to, a);
}

// What is beyond is kept until there is a unit of it, and then computed by the other form: mostly it is an element here
// and there, and a vector would be computed for each. Inputs are as they were, as the outputs may be in their place.
enum { KEPT = 2 * UNIT };
typedef struct {
    size_t count, at[KEPT];
    real *inputs; // KEPT of each
} kept_elements;
#define APART __attribute__((noinline, flatten, hot)) static

// The other form of a unit, from inputs that are one array each.
#if RELUME_BITS == 32
// Double, whose block it is.
typedef block other_form;
INLINE void compute_other(other_form *form, int count, const real *const *in, int output_count, real (*out)[UNIT])
{
    const void *from[1 + MAX_ARRAYS + MAX_PARAMETERS];
    size_t step[1 + MAX_ARRAYS + MAX_PARAMETERS];
    void *to[MAX_PARAMETERS];
    for (int k = 0; k < count; k++) from[k] = in[k], step[k] = 1;
    for (int k = 0; k < output_count; k++) to[k] = out[k];
    form(1, UNIT, from, step, to);
}
#else
typedef void other_form(inputs v, outputs out);
INLINE void compute_other(other_form *form, int count, const real *const *in, int output_count, real (*out)[UNIT])
{
    inputs v;
    outputs y = {0};
    for (int j = 0; j < MOST_VECTORS; j++)
        for (int k = 0; k < count; k++) v[j][k] = v_load(in[k] + (size_t)j * LANES);
    form(v, y);
    for (int j = 0; j < MOST_VECTORS; j++)
        for (int k = 0; k < output_count; k++) v_store(out[k] + (size_t)j * LANES, y[j][k]);
}
#endif

// A number in an array at any address.
INLINE real number_at(int floats, const void *array, size_t i)
{
    real value;
    float narrow;
    if (!RELUME_WIDE || !floats) return memcpy(&value, element_of(floats, array, i), sizeof value), value;
    return memcpy(&narrow, element_of(floats, array, i), sizeof narrow), (real)narrow;
}
INLINE void put_number(int floats, void *array, size_t i, real value)
{
    void *const at = (void *)(uintptr_t)element_of(floats, array, i);
    const float narrow = (float)value;
    if (RELUME_WIDE && floats)
        memcpy(at, &narrow, sizeof narrow);
    else
        memcpy(at, &value, sizeof value);
}

APART __attribute__((unused)) void keep(kept_elements *kept, size_t unit, uint64_t beyond, int floats, int count,
                                        size_t i, const void *const *in, const size_t *step)
{
    if (beyond == UINT64_MAX >> (64 - unit)) {
        for (int k = 0; k < count; k++)
            for (size_t at = 0; at < unit; at += LANES)
                v_store(kept->inputs + (size_t)k * KEPT + kept->count + at,
                        load(floats, element_of(floats, in[k], step[k] * i + at)));
        for (size_t at = 0; at < unit; at++) kept->at[kept->count++] = i + at;
        return;
    }
    for (; beyond != 0; beyond &= beyond - 1) {
        const size_t lane = (size_t)__builtin_ctzll(beyond);
        real *to = kept->inputs + kept->count;
        for (int k = 0; k < count; k++, to += KEPT) *to = number_at(floats, in[k], step[k] * i + lane);
        kept->at[kept->count++] = i + lane;
    }
}
APART __attribute__((unused)) void finish(kept_elements *kept, other_form *form, int floats, int count,
                                          int output_count, void *const *to)
{
    const size_t n = kept->count < UNIT ? kept->count : UNIT;
    const real *in[1 + MAX_ARRAYS + MAX_PARAMETERS];
    real results[MAX_ARRAYS][UNIT];
    kept->count -= n;
    const size_t *const at = kept->at + kept->count;
    for (int k = 0; k < count; k++) {
        real *const from = kept->inputs + (size_t)k * KEPT + kept->count;
        for (size_t i = n; i < UNIT; i++) from[i] = from[0];
        in[k] = from;
    }
    compute_other(form, count, in, output_count, results);
    const int adjacent = n == UNIT && at[UNIT - 1] - at[0] == UNIT - 1;
    for (int k = 0; k < output_count; k++) {
        for (size_t i = 0; i < UNIT && adjacent; i += LANES)
            store(floats, (void *)(uintptr_t)element_of(floats, to[k], at[0] + i), v_load(results[k] + i));
        for (size_t i = 0; i < n && !adjacent; i++) put_number(floats, to[k], at[i], results[k][i]);
    }
}

INLINE void expand(signature s, operation op, other_form *form, real *storage, int flags, size_t n,
                   const void *const *in, const size_t *step, void *const *out)
{
    const int floats = flags & IN_FLOATS, streamed = s.is_brief && !RELUME_WIDE && flags & PAST_CACHES;
    kept_elements kept;
    kept.count = 0;
    kept.inputs = storage;
    const int arrays = s.has_dy + s.arrays, count = arrays + s.parameters;
    const void *from[1 + MAX_ARRAYS + MAX_PARAMETERS];
    size_t advance[1 + MAX_ARRAYS + MAX_PARAMETERS];
    void *to[MAX_PARAMETERS];
    inputs v;
    const size_t unit = (size_t)s.vectors * LANES;
    size_t varying = 0;
    for (int k = 0; k < count; k++) from[k] = in[k], advance[k] = step[k] * unit;
    for (int k = 0; k < s.outputs; k++) to[k] = out[k];
    for (int k = arrays; k < count; k++) varying |= step[k];
    // Mostly parameters are the same for all, and what is made of them alone is made once.
    const size_t together = varying != 0 ? unit : n;
    for (size_t i = 0; i < n;) {
        for (int j = 0; j < s.vectors; j++)
            for (int k = arrays; k < count; k++) v[j][k] = load(floats, element_of(floats, from[k], (size_t)j * LANES));
        for (const size_t end = i + together; i < end; i += unit) {
            outputs y;
            for (int j = 0; j < s.vectors; j++)
                for (int k = 0; k < arrays; k++) v[j][k] = load(floats, element_of(floats, from[k], (size_t)j * LANES));
            mask beyond[MOST_VECTORS];
            const int any = op(v, y, beyond);
            if (form != NULL && any) {
                uint64_t bits_of_unit = 0;
                for (int j = 0; j < s.vectors; j++) bits_of_unit |= (uint64_t)m_bits(beyond[j]) << j * LANES;
                keep(&kept, unit, bits_of_unit, floats, count, i, in, step);
            }
            for (int j = 0; j < s.vectors; j++)
                for (int k = 0; k < s.outputs; k++)
                    put(floats, streamed, (void *)(uintptr_t)element_of(floats, to[k], i + (size_t)j * LANES), y[j][k]);
            if (form != NULL && __builtin_expect(kept.count >= UNIT, 0))
                finish(&kept, form, floats, count, s.outputs, to);
            for (int k = 0; k < arrays; k++) from[k] = element_of(floats, from[k], advance[k]);
        }
        if (varying == 0) break;
        for (int k = arrays; k < count; k++) from[k] = element_of(floats, from[k], advance[k]);
    }
    if (form != NULL && kept.count > 0) finish(&kept, form, floats, count, s.outputs, to);
}

#define BLOCK(name, how, operation, has_dy, arrays, parameters, outputs, form, result)                          \
    __attribute__((flatten)) static void name##_##operation##_block(int flags, size_t n, const void *const *in, \
                                                                    const size_t *step, void *const *out)       \
    {                                                                                                           \
        const signature s = {has_dy,                                                                            \
                             arrays,                                                                            \
                             parameters,                                                                        \
                             outputs,                                                                           \
                             name##_##operation##_vectors,                                                      \
                             IS_BRIEF(name, operation, outputs, result)};                                       \
        real storage[((has_dy) + (arrays) + (parameters)) * KEPT];                                              \
        AT_1_##how(if (step[(has_dy) + (arrays)] == 0 && *(const real *)in[(has_dy) + (arrays)] == 1) {         \
            expand(s, name##_##operation##_unit_at_1, form, storage, flags, n, in, step, out);                  \
            return;                                                                                             \
        }) expand(s, name##_##operation##_unit, form, storage, flags, n, in, step, out);                        \
    }

#endif

// Results of the other form, from a vector of each of the inputs, in their order; of what has no other nothing.
#if RELUME_HALVES
#define OTHER_FORM(...)
#define FORM_OF(result, name, operation) NULL
#elif RELUME_BITS == 32
#define OTHER_FORM(...)
extern const block_table RELUME_WIDE_TABLE;
#define ACTIVATION(name, ...) name##_row,
#define ACTIVATION_WITH ACTIVATION
#define GATE ACTIVATION
#define GATE_WITH ACTIVATION
enum {
#include "catalogue.def"
};
#define FORM_OF(result, name, operation) \
    _Generic((result), central: RELUME_WIDE_TABLE.rows[name##_row].operation, default: (block *)NULL)
#else
#define FORM_OF(result, name, operation) _Generic((result), central: name##_##operation##_form, default: NULL)
static inline vec times_rest(vec dy, scaled rest)
{
    return ARE_NEAR(&rest, 1) ? times_near(dy, rest) : times_scaled(dy, rest);
}
static inline void other_forward(const central *y, const vec *v, vec *out)
{
    out[0] = round_scaled(y->rest(v[0], v + 1));
}
static inline void other_backward(const central *d, const vec *v, vec *out)
{
    out[0] = times_rest(v[0], d->rest(v[1], v + 2));
}
static inline void other_gate_forward(const central *y, const vec *v, vec *out)
{
    out[0] = round_scaled(y->gate_rest(v[0], v[1], v + 2));
}
static inline void other_gate_backward(const central *d, const vec *v, vec *out)
{
    scaled rest[MAX_ARRAYS];
    d->gate_slopes_rest(v[1], v[2], v + 3, rest);
    for (int k = 0; k < MAX_ARRAYS; k++) out[k] = times_rest(v[0], rest[k]);
}
static inline void other_none(const void *a, const vec *v, vec *out) {}
#define OTHER_FORM(name, operation, type, declaration, other)                       \
    APART void name##_##operation##_form(inputs v, outputs out)                     \
    {                                                                               \
        _Pragma("GCC unroll 1") for (int j = 0; j < MOST_VECTORS; j++)              \
        {                                                                           \
            declaration;                                                            \
            _Generic(type, central *: other, default: other_none)(d, v[j], out[j]); \
        }                                                                           \
    }
#endif

// GCC leaves large vectors a loop, with nothing to schedule them into. Halves lose by more (1.01).
#if RELUME_HALVES
#define TOGETHER
#else
#define TOGETHER _Pragma("GCC unroll 4")
#endif
#define FORWARD_UNIT(name, suffix, p)                                                                \
    INLINE int name##_forward_unit##suffix(inputs v, outputs out, mask *beyond)                      \
    {                                                                                                \
        __typeof__(name##_forward(v[0][0], NULL)) y[MOST_VECTORS];                                   \
        TOGETHER for (int j = 0; j < name##_forward_vectors; j++) y[j] = name##_forward(v[j][0], p); \
        for (int j = 0; j < name##_forward_vectors; j++) out[j][0] = ROUNDED(y[j]);                  \
        return BEYOND(y, name##_forward_vectors, 1, beyond);                                         \
    }
#define BACKWARD_UNIT(name, suffix, p)                                                                      \
    INLINE int name##_backward_unit##suffix(inputs v, outputs out, mask *beyond)                            \
    {                                                                                                       \
        __typeof__(name##_derivative(v[0][0], NULL)) d[MOST_VECTORS][1];                                    \
        TOGETHER for (int j = 0; j < name##_backward_vectors; j++) d[j][0] = name##_derivative(v[j][1], p); \
        MULTIPLY(d, name##_backward_vectors, 1);                                                            \
        return BEYOND(d[0], name##_backward_vectors, 1, beyond);                                            \
    }
#define COUNT_VECTORS(name) \
    enum { name##_forward_vectors = VECTORS_OF(name, forward), name##_backward_vectors = VECTORS_OF(name, backward) };
#define BLOCKS(name, how, count)                                                                                      \
    COUNT_VECTORS(name)                                                                                               \
    OTHER_FORM(name, forward, d, __typeof__(name##_forward(v[0][0], NULL)) d[] = {name##_forward(v[j][0], v[j] + 1)}, \
               other_forward)                                                                                         \
    OTHER_FORM(name, backward, d,                                                                                     \
               __typeof__(name##_derivative(v[0][0], NULL)) d[] = {name##_derivative(v[j][1], v[j] + 2)},             \
               other_backward)                                                                                        \
    FORWARD_UNIT(name, , v[j] + 1)                                                                                    \
    BACKWARD_UNIT(name, , v[j] + 2)                                                                                   \
    AT_1_##how(FORWARD_UNIT(name, _at_1, NULL) BACKWARD_UNIT(name, _at_1, NULL))                                      \
        BLOCK(name, how, forward, 0, 1, count, 1, FORM_OF(name##_forward(v_set(0), NULL), name, forward),             \
              name##_forward(v_set(0), NULL))                                                                         \
            BLOCK(name, how, backward, 1, 1, count, 1, FORM_OF(name##_derivative(v_set(0), NULL), name, backward),    \
                  name##_derivative(v_set(0), NULL))

// What a gate's function of derivatives fills: scaled, central, or vec.
typedef void fills_central(vec a, vec b, const vec *p, central *d);
typedef void fills_vec(vec a, vec b, const vec *p, vec *d);
#define GATE_SLOPE(function) \
    __typeof__(_Generic(&(function), fills_central *: *(central *)0, fills_vec *: *(vec *)0, default: *(scaled *)0))
#define GATE_BLOCKS(name, how, count)                                                                                 \
    COUNT_VECTORS(name)                                                                                               \
    OTHER_FORM(name, forward, d,                                                                                      \
               __typeof__(name##_forward(v[0][0], v[0][0], NULL)) d[] = {name##_forward(v[j][0], v[j][1], v[j] + 2)}, \
               other_gate_forward)                                                                                    \
    INLINE int name##_forward_unit(inputs v, outputs out, mask *beyond)                                               \
    {                                                                                                                 \
        __typeof__(name##_forward(v[0][0], v[0][0], NULL)) y[MOST_VECTORS];                                           \
        TOGETHER for (int j = 0; j < name##_forward_vectors; j++) y[j] = name##_forward(v[j][0], v[j][1], v[j] + 2);  \
        for (int j = 0; j < name##_forward_vectors; j++) out[j][0] = ROUNDED(y[j]);                                   \
        return BEYOND(y, name##_forward_vectors, 1, beyond);                                                          \
    }                                                                                                                 \
    OTHER_FORM(name, backward, d, GATE_SLOPE(name##_derivatives) d[2];                                                \
               name##_derivatives(v[j][1], v[j][2], v[j] + 3, d), other_gate_backward)                                \
    INLINE int name##_backward_unit(inputs v, outputs out, mask *beyond)                                              \
    {                                                                                                                 \
        GATE_SLOPE(name##_derivatives) d[MOST_VECTORS][2];                                                            \
        _Pragma("GCC unroll 4") for (int j = 0; j < name##_backward_vectors; j++)                                     \
            name##_derivatives(v[j][1], v[j][2], v[j] + 3, d[j]);                                                     \
        MULTIPLY(d, name##_backward_vectors, 2);                                                                      \
        return BEYOND(d[0], name##_backward_vectors, 2, beyond);                                                      \
    }                                                                                                                 \
    BLOCK(name, how, forward, 0, 2, count, 1, FORM_OF(name##_forward(v_set(0), v_set(0), NULL), name, forward),       \
          name##_forward(v_set(0), v_set(0), NULL))                                                                   \
    BLOCK(name, how, backward, 1, 2, count, 2, FORM_OF((GATE_SLOPE(name##_derivatives)){0}, name, backward),          \
          *(GATE_SLOPE(name##_derivatives) *)0)

#define ONE(...) +1
#define COUNT_PARAMETERS(name)                                \
    enum { name##_parameter_count = name##_PARAMETERS(ONE) }; \
    _Static_assert((int)name##_parameter_count <= (int)MAX_PARAMETERS, "raise MAX_PARAMETERS");
#if RELUME_HALVES
// Parameters' gradients are floats beside 16 bits, which double computes.
#define PARAMETER_BLOCK(...)
#else
// What a function of parameter derivatives fills: scaled, or ranged.
typedef void fills_ranged(vec x, const vec *p, ranged *d);
#define FILLED_BY(function) __typeof__(_Generic(&(function), fills_ranged *: (ranged){0}, default: (scaled){0}))
// The arrays are v[j][1], or v[j][1], v[j][2].
#define PARAMETER_BLOCK(name, array_count, ...)                                                                   \
    enum { name##_parameter_backward_vectors = PAIR_OF_VECTORS };                                                 \
    INLINE int name##_parameter_backward_unit(inputs v, outputs out, mask *beyond)                                \
    {                                                                                                             \
        FILLED_BY(name##_parameter_derivatives) d[MOST_VECTORS][name##_parameter_count];                          \
        for (int j = 0; j < PAIR_OF_VECTORS; j++)                                                                 \
            name##_parameter_derivatives(__VA_ARGS__, v[j] + 1 + (array_count), d[j]);                            \
        MULTIPLY(d, PAIR_OF_VECTORS, name##_parameter_count);                                                     \
        return 0;                                                                                                 \
    }                                                                                                             \
    BLOCK(name, DIRECT, parameter_backward, 1, array_count, name##_parameter_count, name##_parameter_count, NULL, \
          *(scaled *)0)

#endif

// Which rows this build computes.
#define IF_DIRECT(...) __VA_ARGS__
#define IF_SELECTED(...) __VA_ARGS__
#define IF_STEPPED(...) __VA_ARGS__
#define IF_SCALED(...) __VA_ARGS__
#define IF_MIXED(...) __VA_ARGS__
#if RELUME_BITS == 64
#define IF_WIDE(...) __VA_ARGS__
#define IF_DOUBLE(...) __VA_ARGS__
#else
#if RELUME_HALVES
#define IF_WIDE(...) __VA_ARGS__
#else
#define IF_WIDE(...)
#endif
#define IF_DOUBLE(...)
#endif
// And whose parameters' gradients.
#define GRADIENTS_IF_DIRECT IF_DIRECT
#define GRADIENTS_IF_WIDE IF_WIDE
#define GRADIENTS_IF_DOUBLE IF_DOUBLE
#define GRADIENTS_IF_SELECTED IF_SELECTED
#define GRADIENTS_IF_STEPPED IF_STEPPED
#define GRADIENTS_IF_SCALED IF_SCALED
#define GRADIENTS_IF_MIXED IF_WIDE

#define ACTIVATION(name, how, ...) IF_##how(BLOCKS(name, how, 0))
#define ACTIVATION_WITH(name, how, ...)                                        \
    IF_##how(COUNT_PARAMETERS(name) BLOCKS(name, how, name##_parameter_count)) \
        GRADIENTS_IF_##how(PARAMETER_BLOCK(name, 1, v[j][1]))
#define GATE(name, how, ...) IF_##how(GATE_BLOCKS(name, how, 0))
#define GATE_WITH(name, how, ...)                                                   \
    IF_##how(COUNT_PARAMETERS(name) GATE_BLOCKS(name, how, name##_parameter_count)) \
        GRADIENTS_IF_##how(PARAMETER_BLOCK(name, 2, v[j][1], v[j][2]))
#include "catalogue.def"

#if RELUME_HALVES
#define ROW(name, how, ...) {IF_##how(name##_forward_block, name##_backward_block)},
#define ROW_WITH ROW
typedef halves_block_set row_set;
typedef halves_table table;
#else
#define TABLE_ROW(name) .forward = name##_forward_block, .backward = name##_backward_block
#define ROW(name, how, ...) {IF_##how(TABLE_ROW(name))},
#define ROW_WITH(name, how, ...) \
    {IF_##how(TABLE_ROW(name), ) GRADIENTS_IF_##how(.parameter_backward = name##_parameter_backward_block)},
typedef block_set row_set;
typedef block_table table;
#endif
#define ACTIVATION ROW
#define ACTIVATION_WITH ROW_WITH
#define GATE ROW
#define GATE_WITH ROW_WITH
static const row_set rows[] = {
#include "catalogue.def"
};

#if RELUME_HALVES
const table RELUME_TABLE = {UNIT, LEFT_BITS, rows};
#else
const table RELUME_TABLE = {UNIT, rows};
#endif
