// The activations' definitions again, in numbers of 256 bits: for the entries of quantized tables that doubles can't
// decide. Ties are common: f is piecewise linear, or tends to a line, and scales are powers of two.
#include "internal.h"
#include "math/big.h"

typedef big definition(big x, const big *p);

static big relu(big x, const big *p)
{
    (void)p;
    return x.sign > 0 ? x : (big){0};
}
static big leaky_relu(big x, const big *p) { return x.sign > 0 ? x : big_multiply(p[0], x); }
static big elu(big x, const big *p) { return x.sign > 0 ? x : big_multiply(p[0], big_expm1(x)); }
static big selu(big x, const big *p)
{
    (void)p;
    const big alpha = big_decimal("1.6732632423543772848170429916717");
    return big_multiply(big_decimal("1.0507009873554804934193349852946"), elu(x, &alpha));
}
static big hyperbolic_tangent(big x, const big *p)
{
    (void)p;
    return big_tanh(x);
}
static big rectified_tanh(big x, const big *p)
{
    (void)p;
    return x.sign > 0 ? big_tanh(x) : (big){0};
}
static big sigmoid(big x, const big *p)
{
    (void)p;
    return big_sigmoid(x);
}
static big silu(big x, const big *p)
{
    (void)p;
    return big_multiply(x, big_sigmoid(x));
}
static big gelu(big x, const big *p)
{
    (void)p;
    return big_multiply(x, big_normal(x));
}
static big softplus_of(big z)
{
    const big tail = big_log1p(big_exp(big_negative(big_absolute(z))));
    return z.sign > 0 ? big_add(z, tail) : tail;
}
static big softplus(big x, const big *p) { return big_divide(softplus_of(big_multiply(p[0], x)), p[0]); }

static const struct {
    const char *name;
    definition *define;
} definitions[] = {
    {"relu", relu},         {"leaky_relu", leaky_relu},
    {"prelu", leaky_relu},  {"elu", elu},
    {"selu", selu},         {"rectified_tanh", rectified_tanh},
    {"sigmoid", sigmoid},   {"tanh", hyperbolic_tangent},
    {"silu", silu},         {"gelu", gelu},
    {"softplus", softplus},
};

static int32_t nearest_integer(big a, int32_t rounding)
{
    int32_t n = 0;
    if (a.sign == 0 || a.exponent < 0) return 0;
    if (a.exponent > 24) return a.sign * LARGEST_ROUNDED;
    const int digits = (int)a.exponent;
    // The highest limb: the integer's digits, the half, and the first of the rest.
    const uint64_t top = (uint64_t)a.limb[LIMBS - 1] << digits;
    n = (int32_t)(top >> 32);
    const int half = (top >> 31 & 1) != 0;
    int rest = (top & 0x7fffffff) != 0;
    for (int k = 0; k < LIMBS - 1; k++) rest |= a.limb[k] != 0;
    n += half && (rest || rounding == RELUME_TIES_AWAY || (n & 1));
    return a.sign * n;
}

int relume_round_exactly(int32_t activation, const double *parameters, int32_t steps, double input_scale,
                         double output_scale, int32_t rounding, int32_t *rounded)
{
    const char *const name = relume_activation_name(activation);
    for (size_t i = 0; i < sizeof definitions / sizeof *definitions; i++) {
        if (strcmp(definitions[i].name, name) != 0) continue;
        big p[MAX_PARAMETERS];
        for (int32_t k = 0; k < relume_parameter_count(activation); k++) p[k] = big_double(parameters[k]);
        const big x = big_multiply(big_double(steps), big_double(input_scale));
        *rounded = nearest_integer(big_divide(definitions[i].define(x, p), big_double(output_scale)), rounding);
        return 1;
    }
    return 0;
}
