// Rows that only compare and select, on float16 or bfloat16 (RELUME_BFLOAT) without widening them: a row's slope is 0,
// 1 or -1, and its value, but of those that are STEPPED, one of its inputs. Compiled for each instruction set and type;
// RELUME_TABLE names the table.
#include "internal.h"
#include "math/pair.h"
// Made by the build: activations/NAME.h of the rows that are SELECTED or STEPPED.
#include "selected.h"

// One vector of an operation, from a vector of every input.
typedef vec operation(vec dy, vec x, const vec *parameters);

// Whether an input is NaN, for which the results aren't right.
INLINE int expand(int has_dy, int parameters, operation op, size_t n, const void *const *in, const size_t *step,
                  void *const *out)
{
    const uint16_t *dy = in[0], *x = in[has_dy];
    const size_t dy_advance = step[0] * LANES, x_advance = step[has_dy] * LANES;
    uint16_t *const y = out[0];
    vec p[MAX_PARAMETERS + 1];
    for (int k = 0; k < parameters; k++) p[k] = v_set(*(const real *)in[1 + has_dy + k]);
    vec nan = {0};
#pragma GCC unroll 4
    for (size_t i = 0; i < n; i += LANES) {
        const vec upstream = v_load(dy), at = v_load(x);
        nan |= v_abs(at) > KEY_INFINITY;
        if (has_dy) nan |= v_abs(upstream) > KEY_INFINITY;
        v_store(y + i, op(upstream, at, p));
        dy += dy_advance, x += x_advance;
    }
    int any = 0;
    for (int k = 0; k < LANES; k++) any |= nan[k];
    return any;
}

#define SELECTION(name, operation, has_dy, count)                                                            \
    __attribute__((flatten)) static int name##_##operation##_selection(size_t n, const void *const *in,      \
                                                                       const size_t *step, void *const *out) \
    {                                                                                                        \
        return expand(has_dy, count, name##_##operation##_vector, n, in, step, out);                         \
    }
#define FORWARD(name, count)                                                                       \
    INLINE vec name##_forward_vector(vec dy, vec x, const vec *p) { return name##_forward(x, p); } \
    SELECTION(name, forward, 0, count)
#define BACKWARD(name, count)                                                     \
    INLINE vec name##_backward_vector(vec dy, vec x, const vec *p)                \
    {                                                                             \
        const vec slope = name##_derivative(x, p);                                \
        return v_select(v_eq(slope, v_set(0)), v_set(0), v_flip_sign(dy, slope)); \
    }                                                                             \
    SELECTION(name, backward, 1, count)

#define ONE(...) +1
// What there is of a row.
#define IF_SELECTED(forward, backward) forward backward
#define IF_STEPPED(forward, backward) backward
#define IF_DIRECT(forward, backward)
#define IF_WIDE IF_DIRECT
#define IF_MIXED IF_DIRECT
#define IF_DOUBLE IF_DIRECT
#define IF_SCALED IF_DIRECT
#define ACTIVATION(name, how, ...) IF_##how(FORWARD(name, 0), BACKWARD(name, 0))
#define ACTIVATION_WITH(name, how, ...) \
    IF_##how(FORWARD(name, name##_PARAMETERS(ONE)), BACKWARD(name, name##_PARAMETERS(ONE)))
#define GATE(...)
#define GATE_WITH(...)
#include "catalogue.def"

#define FORWARD_OF(name) .forward = name##_forward_selection,
#define BACKWARD_OF(name) .backward = name##_backward_selection,
#define ACTIVATION(name, how, ...) {IF_##how(FORWARD_OF(name), BACKWARD_OF(name))},
#define ACTIVATION_WITH ACTIVATION
#define GATE(...) {NULL, NULL},
#define GATE_WITH GATE
const selection_set RELUME_TABLE[] = {
#include "catalogue.def"
};
