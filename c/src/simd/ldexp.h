// v_ldexp for instruction sets that have no scaling instruction of their own.
// n is integral, and |a| in [2^-32, 2^32) or n = 0; the result rounds once, also when it is subnormal. NaN stays NaN.
static inline vec v_ldexp(vec a, vec n)
{
    // The first step stays normal and so is exact; only the second can round or overflow.
    const vec first = v_min(v_max(n, v_set(MIN_EXPONENT + 33)), v_set(MAX_EXPONENT - 33));
    const vec second = v_min(v_max(v_sub(n, first), v_set(MIN_EXPONENT)), v_set(MAX_EXPONENT));
    return v_mul(v_mul(a, v_scale(v_set(1), first)), v_scale(v_set(1), second));
}
