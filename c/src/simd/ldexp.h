// v_ldexp for instruction sets that have no scaling instruction of their own.
// n is integral and not positive, and |a| in [2^-32, 2^32) or n = 0; the result rounds once, also when it is subnormal.
static inline vec v_ldexp(vec a, vec n)
{
    // The first step stays normal and so is exact; only the second can round.
    const vec first = v_max(v_set(LEAST_POWER), n);
    return v_mul(v_mul(a, v_scale(v_set(1), first)), v_scale(v_set(1), v_sub(n, first)));
}
