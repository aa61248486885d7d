// soft_shrink(x) = x - lambd above lambd, x + lambd below -lambd, or 0. Donoho & Johnstone, Biometrika 81, 1994. The
// sum rounds once. soft_shrink'(±lambd) = 0, as in PyTorch.
#pragma once

#include "shrink.h"

static inline exact soft_shrink_forward(vec x, const vec *p) { return shrink_forward(x, (const vec[]){p[0], p[0]}); }

static inline vec soft_shrink_derivative(vec x, const vec *p) { return hard_shrink_derivative(x, p); }

static inline void soft_shrink_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    d[0] = s_from(p_from(shrink_bias_derivative(x, p)));
}
