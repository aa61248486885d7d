// What was measured of single functions: how many vectors of each go side by side, and which store past the caches.
// Only exceptions have a line: a new activation needs none.
#pragma once

#include "math/pair.h"

// SECOND(NAME a, b, ) is a where NAME is defined as a comma behind something, and b elsewhere.
#define SECOND(first, second, ...) second

// How many vectors go side by side, so that the compiler can schedule one chain of operations into another. Scalar
// stays small, and a unit is at most 32 elements, which short arrays are filled up to. Four of double take 0.97 of the
// time of two forward and 0.94 backward, long formulas 0.8; four of AVX2's floats, or of floats in double, as long but
// for some. Each list has what takes the other number: what gains less than a twentieth by four, or little for
// ten kilobytes of code, and what gains more.
enum { MOST_VECTORS = LANES == 1 ? 1 : LANES == 2 || LANES > 8 || RELUME_HALVES ? 2 : 4, UNIT = MOST_VECTORS * LANES };
enum { PAIR_OF_VECTORS = LANES == 1 ? 1 : 2 };
#if RELUME_BITS == 64 && !RELUME_WIDE
enum { USUAL_VECTORS = MOST_VECTORS, OTHER_VECTORS = PAIR_OF_VECTORS };
#define apl_backward_IS_OTHER ~,
#define apl_forward_IS_OTHER ~,
#define celu_backward_IS_OTHER ~,
#define eswish_forward_IS_OTHER ~,
#define exponential_backward_IS_OTHER ~,
#define exponential_forward_IS_OTHER ~,
#define geglu_backward_IS_OTHER ~,
#define geglu_forward_IS_OTHER ~,
#define geglu_quick_forward_IS_OTHER ~,
#define gelu_backward_IS_OTHER ~,
#define gelu_forward_IS_OTHER ~,
#define golu_forward_IS_OTHER ~,
#define log_cosh_forward_IS_OTHER ~,
#define logish_backward_IS_OTHER ~,
#define mish_backward_IS_OTHER ~,
#define pau_backward_IS_OTHER ~,
#define pau_forward_IS_OTHER ~,
#define pelu_forward_IS_OTHER ~,
#define reltanh_forward_IS_OTHER ~,
#define retanh_forward_IS_OTHER ~,
#define serf_backward_IS_OTHER ~,
#define smelu_backward_IS_OTHER ~,
#define snake_backward_IS_OTHER ~,
#define snake_forward_IS_OTHER ~,
#define softsign_backward_IS_OTHER ~,
#define sparse_plus_forward_IS_OTHER ~,
#define squareplus_backward_IS_OTHER ~,
#define squareplus_forward_IS_OTHER ~,
#define star_relu_backward_IS_OTHER ~,
#define star_relu_forward_IS_OTHER ~,
#define swiglu_clamped_backward_IS_OTHER ~,
#define swiglu_clamped_forward_IS_OTHER ~,
#define swiglu_forward_IS_OTHER ~,
#define tanh_shrink_backward_IS_OTHER ~,
#define tanh_shrink_forward_IS_OTHER ~,
#define tanhexp_backward_IS_OTHER ~,
#define xielu_backward_IS_OTHER ~,
#define xielu_forward_IS_OTHER ~,
#else
enum { USUAL_VECTORS = PAIR_OF_VECTORS, OTHER_VECTORS = MOST_VECTORS };
#if RELUME_WIDE
#define gelu_tanh_forward_IS_OTHER ~,
#define golu_backward_IS_OTHER ~,
#define golu_forward_IS_OTHER ~,
#define pau_forward_IS_OTHER ~,
#else
#define clipped_linear_backward_IS_OTHER ~,
#define elu_backward_IS_OTHER ~,
#define elu_forward_IS_OTHER ~,
#define eswish_forward_IS_OTHER ~,
#define geglu_forward_IS_OTHER ~,
#define geglu_tanh_forward_IS_OTHER ~,
#define gelu_backward_IS_OTHER ~,
#define gelu_forward_IS_OTHER ~,
#define gelu_quick_backward_IS_OTHER ~,
#define gelu_quick_forward_IS_OTHER ~,
#define gelu_tanh_backward_IS_OTHER ~,
#define gelu_tanh_forward_IS_OTHER ~,
#define hard_shrink_backward_IS_OTHER ~,
#define hard_swish_backward_IS_OTHER ~,
#define lisht_backward_IS_OTHER ~,
#define log_cosh_backward_IS_OTHER ~,
#define log_cosh_forward_IS_OTHER ~,
#define mish_backward_IS_OTHER ~,
#define mpelu_backward_IS_OTHER ~,
#define mpelu_forward_IS_OTHER ~,
#define pelu_forward_IS_OTHER ~,
#define reltanh_backward_IS_OTHER ~,
#define retanh_forward_IS_OTHER ~,
#define scaled_tanh_backward_IS_OTHER ~,
#define shrink_forward_IS_OTHER ~,
#define sigmoid_forward_IS_OTHER ~,
#define silu_backward_IS_OTHER ~,
#define silu_forward_IS_OTHER ~,
#define soft_shrink_forward_IS_OTHER ~,
#define softplus_backward_IS_OTHER ~,
#define softplus_forward_IS_OTHER ~,
#define sparse_plus_backward_IS_OTHER ~,
#define step_forward_IS_OTHER ~,
#define swish_backward_IS_OTHER ~,
#define swish_forward_IS_OTHER ~,
#define tanh_shrink_backward_IS_OTHER ~,
#endif
#endif
#define VECTORS_IF(is_other) SECOND(is_other OTHER_VECTORS, USUAL_VECTORS, )
#define VECTORS_OF(name, operation) VECTORS_IF(name##_##operation##_IS_OTHER)

// What takes little longer than to load and store: by its type; gates' slopes in float, for which AVX2 lacks a
// register; and these. Others take up to 1.4 of the time where they store past the caches.
#if RELUME_BITS == 32
#define exponential_backward_IS_BRIEF ~,
#define exponential_forward_IS_BRIEF ~,
#define softsign_backward_IS_BRIEF ~,
#define softsign_forward_IS_BRIEF ~,
#endif
#define hard_sigmoid_backward_IS_BRIEF ~,
#define hard_swish_backward_IS_BRIEF ~,
#define hard_swish_forward_IS_BRIEF ~,
#define smelu_backward_IS_BRIEF ~,
#define sparse_plus_backward_IS_BRIEF ~,
#define square_backward_IS_BRIEF ~,
#define squared_relu_backward_IS_BRIEF ~,
#define star_relu_backward_IS_BRIEF ~,
#define BRIEF_IF(is_brief, other) SECOND(is_brief 1, other, )
#define IS_BRIEF(name, operation, outputs, result)                                                                    \
    BRIEF_IF(name##_##operation##_IS_BRIEF, _Generic((result), vec: 1, exact: 1, product: 1, given: 1, default: 0) || \
                                                ((outputs) == 2 && LANES == 16))
