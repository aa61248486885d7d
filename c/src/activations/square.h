// square(x) = x^2. Gilad-Bachrach et al., CryptoNets, ICML 2016. Rounded once; square'(x) = 2x is exact.
#pragma once

#include "../math/range.h"

static inline vec square_forward(vec x, const vec *p) { return v_mul(x, x); }

static inline twice square_derivative(vec x, const vec *p) { return r_twice(x); }
