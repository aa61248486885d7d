// softsign(x) = x/(1 + |x|). Turian, Bergstra & Bengio, Quadratic Features and Deep Architectures for Chunking, 2009.
// 1 + |x| is exact as a pair. softsign'(x) = 1/(1 + |x|)^2 goes far below the numbers, where dy may bring it back.
// Worst seen: f 0.500, f' 0.750 at 0x1.2e3b0ep+63 in float, backward 0.727 ULP: subnormal slopes round twice.
#pragma once

#include "../math/range.h"

static inline pair softsign_forward(vec x, const vec *p)
{
    // From the bound on f is 1 to the last bit of a pair.
    const vec a = v_min(v_set(0x1p112f), v_abs(x));
    return p_copysign(p_normal(p_div(p_from(a), p_sum(v_set(1), a))), x);
}

static inline ranged softsign_derivative(vec x, const vec *p)
{
    const vec size = v_abs(x), a = v_min(v_set(REAL_MAX), size), down = r_down(a);
    const pair reciprocal = p_normal(p_div(p_set(1), p_sum(down, v_mul(a, down))));
    const pair flat = p_set(0);
    return r_small(p_select(v_eq(size, v_set((real)INFINITY)), flat, p_mul(reciprocal, reciprocal)), down, down);
}
