// thresholded_relu(x) = x > theta ? x : 0. Konda, Memisevic & Krueger, arXiv:1402.3337. Exact.
// thresholded_relu'(theta) = 0. theta has the derivative 0, as automatic differentiation gives it: f jumps there.
#pragma once

#include "threshold.h"

static inline vec thresholded_relu_forward(vec x, const vec *p)
{
    return threshold_forward(x, (const vec[]){p[0], v_set(0)});
}

static inline vec thresholded_relu_derivative(vec x, const vec *p) { return threshold_derivative(x, p); }

static inline void thresholded_relu_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    d[0] = s_from(p_from(v_unless_nan(v_set(0), x)));
}
