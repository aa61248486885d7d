// How one operation runs over arrays: written once, for every activation, operand layout and instruction set.
//
// The operands of a call are, in this order: dy (backward and parameter_backward only), x or the two arrays of a gate,
// the parameters, and the outputs. Each has a byte stride; an input of stride 0 is one value for all.
// What isn't contiguous goes through tiles; the last, incomplete vector goes through partial loads
// and stores. So no layout or length ever computes by another formula.
#pragma once

#include <string.h>

#include "internal.h"
#include "math/pair.h"

enum { TILE = 512 };

#define INLINE static inline __attribute__((always_inline))

// One vector of an operation, from a vector of every input.
typedef void operation(vec dy, const vec *x, const vec *parameters, vec *out);

// What a call looks like. All constants where loops are expanded.
typedef struct {
    int has_dy, arrays, parameters, outputs;
} signature;

INLINE void one_vector(signature s, int scalars, operation op, const element *const *in, element *const *out, vec *p,
                       size_t i, size_t n)
{
    vec dy = v_set(0), x[MAX_ARRAYS], y[MAX_PARAMETERS];
    const element *const *const first_array = in + s.has_dy, *const *const first_parameter = first_array + s.arrays;
    if (n >= LANES) {
        if (s.has_dy) dy = v_load(in[0] + i);
        for (int k = 0; k < s.arrays; k++) x[k] = v_load(first_array[k] + i);
        for (int k = 0; k < s.parameters && !scalars; k++) p[k] = v_load(first_parameter[k] + i);
        op(dy, x, p, y);
        for (int k = 0; k < s.outputs; k++) v_store(out[k] + i, y[k]);
    } else {
        if (s.has_dy) dy = v_load_partial(in[0] + i, n);
        for (int k = 0; k < s.arrays; k++) x[k] = v_load_partial(first_array[k] + i, n);
        for (int k = 0; k < s.parameters && !scalars; k++) p[k] = v_load_partial(first_parameter[k] + i, n);
        op(dy, x, p, y);
        for (int k = 0; k < s.outputs; k++) v_store_partial(out[k] + i, y[k], n);
    }
}

INLINE void two_vectors(signature s, int scalars, operation op, const element *const *in, element *const *out, vec *p,
                        size_t i)
{
    vec dy[2] = {v_set(0), v_set(0)}, x[2][MAX_ARRAYS], y[2][MAX_PARAMETERS], q[2][MAX_PARAMETERS];
    const element *const *const first_array = in + s.has_dy, *const *const first_parameter = first_array + s.arrays;
    for (int j = 0; j < 2; j++) {
        const size_t at = i + (size_t)j * LANES;
        if (s.has_dy) dy[j] = v_load(in[0] + at);
        for (int k = 0; k < s.arrays; k++) x[j][k] = v_load(first_array[k] + at);
        for (int k = 0; k < s.parameters; k++) q[j][k] = scalars ? p[k] : v_load(first_parameter[k] + at);
    }
    for (int j = 0; j < 2; j++) op(dy[j], x[j], q[j], y[j]);
    for (int j = 0; j < 2; j++)
        for (int k = 0; k < s.outputs; k++) v_store(out[k] + i + (size_t)j * LANES, y[j][k]);
}

// Contiguous operands; with scalars, every parameter is one value.
INLINE void contiguous(signature s, int scalars, operation op, size_t n, const element *const *in, element *const *out)
{
    vec p[MAX_PARAMETERS];
    for (int k = 0; k < s.parameters && scalars; k++) {
        element value;
        memcpy(&value, in[s.has_dy + s.arrays + k], sizeof value);
        p[k] = v_set((real)value);
    }
    size_t i = 0;
    for (; n - i >= 2 * LANES; i += 2 * LANES) two_vectors(s, scalars, op, in, out, p, i);
    for (; n - i >= LANES; i += LANES) one_vector(s, scalars, op, in, out, p, i, LANES);
    if (i < n) one_vector(s, scalars, op, in, out, p, i, n - i);
}

static inline void gather(element *tile, const char *from, ptrdiff_t stride, size_t n)
{
    for (size_t i = 0; i < n; i++, from += stride) memcpy(tile + i, from, sizeof *tile);
}
static inline void scatter(char *to, ptrdiff_t stride, const element *tile, size_t n)
{
    for (size_t i = 0; i < n; i++, to += stride) memcpy(to, tile + i, sizeof *tile);
}

// tiles has one tile per operand.
INLINE void loop(signature s, operation op, element (*tiles)[TILE], size_t n, char *const *operands,
                 const ptrdiff_t *strides)
{
    const int first_parameter = s.has_dy + s.arrays, inputs = first_parameter + s.parameters;
    int direct = 1, scalars = 1;
    for (int k = first_parameter; k < inputs; k++) scalars &= strides[k] == 0;
    for (int k = 0; k < inputs + s.outputs; k++) {
        const int is_parameter = k >= first_parameter && k < inputs;
        direct &= strides[k] == (ptrdiff_t)sizeof(element) || (is_parameter && scalars);
    }

    const element *in[1 + MAX_ARRAYS + MAX_PARAMETERS] = {NULL};
    element *out[MAX_PARAMETERS];
    for (size_t done = 0, m; done < n; done += m) {
        m = direct || n - done < TILE ? n - done : TILE;
        for (int k = 0; k < inputs + s.outputs; k++) {
            char *const at = operands[k] + (ptrdiff_t)done * strides[k];
            const int is_input = k < inputs;
            const int is_scalar = is_input && k >= first_parameter && scalars;
            const int in_place = strides[k] == (ptrdiff_t)sizeof(element) || is_scalar;
            if (is_input && !in_place && (done == 0 || strides[k] != 0)) gather(tiles[k], at, strides[k], m);
            element *const use = in_place ? (element *)(void *)at : tiles[k];
            if (is_input)
                in[k] = use;
            else
                out[k - inputs] = use;
        }
        if (scalars)
            contiguous(s, 1, op, m, in, out);
        else
            contiguous(s, 0, op, m, in, out);
        for (int k = 0; k < s.outputs; k++) {
            const ptrdiff_t stride = strides[inputs + k];
            if (stride != (ptrdiff_t)sizeof(element))
                scatter(operands[inputs + k] + (ptrdiff_t)done * stride, stride, tiles[inputs + k], m);
        }
    }
}
