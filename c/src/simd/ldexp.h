// v_ldexp for instruction sets that have no scaling instruction of their own.
// |a| is in [1/4, 4) and n integral; the result rounds once, also when it is subnormal.
static inline vec v_ldexp(vec a, vec n)
{
    // The first step stays normal and so is exact; only the second can round or overflow.
    const vec first = v_min(v_max(n, v_set(MIN_EXPONENT + 3)), v_set(MAX_EXPONENT - 3));
    const vec second = v_min(v_max(v_sub(n, first), v_set(MIN_EXPONENT)), v_set(MAX_EXPONENT));
    return v_mul(v_scale(a, first), v_scale(v_set(1), second));
}
