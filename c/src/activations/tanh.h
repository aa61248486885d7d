// tanh(x) = -M/(2 + M) with M = e^-2|x| - 1, exact near 0 as M is. tanh'(x) = 4E/(1 + E)^2 with E = e^-2|x|.
// Worst seen in float: f 0.627 at 0x1.d31154p-4, f' 0.755 at -0x1.6497cep+5, backward 0.736 ULP
// (relume verify --every 1009).
#pragma once

#include "../math/hyperbolic.h"

static inline pair tanh_forward(vec x, const vec *p) { return tanh_of(x); }

static inline scaled tanh_derivative(vec x, const vec *p) { return tanh_slope(p_from(x)); }
