// The activations' definitions again, in numbers of 256 bits: for the entries of quantized tables that doubles can't
// decide. Ties are common: f is piecewise linear, or tends to a line, and scales are powers of two.
#include "internal.h"
#include "math/big.h"

static big positive(big x) { return x.sign > 0 ? x : (big){0}; }
static big larger(big a, big b) { return big_less(a, b) ? b : a; }
static big smaller(big a, big b) { return big_less(b, a) ? b : a; }
static big clip(big x, big low, big high) { return smaller(larger(x, low), high); }
static big with_sign_of(big x, big a) { return x.sign < 0 ? big_negative(a) : x.sign > 0 ? a : (big){0}; }
static big multiply(big a, big b) { return big_multiply(a, b); }
static big divide(big a, big b) { return big_divide(a, b); }
static big add(big a, big b) { return big_add(a, b); }
static big subtract(big a, big b) { return big_subtract(a, b); }
static big integer(uint64_t n) { return big_integer(n); }
static big square(big x) { return big_multiply(x, x); }
static big half(big x) { return big_scale(x, -1); }

// a0 + a1·x + a2·x^2 ...
static big polynomial(big x, const big *a, int count)
{
    big value = {0};
    while (count-- > 0) value = add(multiply(value, x), a[count]);
    return value;
}

static big exponential_linear(big x, big alpha, big exponent)
{
    return x.sign > 0 ? x : multiply(alpha, big_expm1(exponent));
}

static big softplus(big x)
{
    const big tail = big_log1p(big_exp(big_negative(big_absolute(x))));
    return x.sign > 0 ? add(x, tail) : tail;
}

// tanh(softplus(x)), by n = e^x·(e^x + 2).
static big mish_gate(big x)
{
    const big e = big_exp(x), n = multiply(e, add(e, integer(2))), below = add(n, integer(2));
    return x.sign > 0 ? subtract(integer(1), divide(integer(2), below)) : divide(n, below);
}

// The series where the difference would cancel.
static big tanh_shrink(big x)
{
    if (x.exponent >= -40) return subtract(x, big_tanh(x));
    const big s = square(x), one = integer(1);
    const big inner = subtract(one, big_divide_by(multiply(s, integer(17)), 42));
    return multiply(big_divide_by(multiply(s, x), 3),
                    subtract(one, multiply(big_divide_by(big_scale(s, 1), 5), inner)));
}

// tanh within the bounds, beyond them its tangents there.
static big reltanh(big x, big upper, big lower)
{
    const big at = clip(x, lower, upper), e = big_exp(big_scale(big_negative(big_absolute(at)), 1));
    const big slope = divide(big_scale(e, 2), square(add(integer(1), e)));
    return add(big_tanh(at), multiply(slope, subtract(x, at)));
}

static big log_cosh(big x)
{
    const big a = big_absolute(x), e = big_expm1(half(a));
    if (a.exponent > 0) return subtract(add(a, big_log1p(big_exp(big_scale(big_negative(a), 1)))), big_log(integer(2)));
    // 2·sinh(x/2)^2
    return big_log1p(half(square(add(e, divide(e, add(e, integer(1)))))));
}

static big gelu_tanh_argument(big x)
{
    const big cubed = multiply(big_decimal("0.044715"), multiply(x, square(x)));
    return multiply(big_scale(BIG_NORMAL_PEAK, 2), add(x, cubed));
}

static big squareplus(big x, big b)
{
    const big root = big_sqrt(add(square(x), b));
    return x.sign > 0 ? half(add(x, root)) : divide(b, big_scale(subtract(root, x), 1));
}

static big quadratic_between(big x, big b)
{
    if (!big_less(x, b)) return x;
    return divide(square(positive(add(x, b))), big_scale(b, 2));
}

// The line through (t, t) of that slope.
static big line_through(big x, big t, big slope) { return add(multiply(slope, x), subtract(t, multiply(slope, t))); }

// (x + alpha)·s - alpha/2, s = sigmoid(x); s - 1/2 is tanh(x/2)/2.
static big b_silu(big x, big alpha)
{
    if (x.exponent < 0) return add(multiply(x, big_sigmoid(x)), half(multiply(alpha, big_tanh(half(x)))));
    return subtract(multiply(add(x, alpha), big_sigmoid(x)), half(alpha));
}

// x + sin(a·x)^2/a. Beyond 2^60 of the angle all that matters is that the square isn't 0.
static big snake(big x, big a)
{
    const big angle = multiply(big_scale(a, 1), x);
    return add(x, divide(angle.exponent > 60 ? integer(1) : big_versine(angle), big_scale(a, 1)));
}

static big selu(big x)
{
    const big alpha = big_decimal("1.6732632423543772848170429916717");
    return multiply(big_decimal("1.0507009873554804934193349852946"), exponential_linear(x, alpha, x));
}

// f(x) with parameters p. Products and sums of x and parameters come before quotients, so that ties stay exact.
#define DEFINITIONS(D)                                                                                                 \
    D(relu, positive(x))                                                                                               \
    D(leaky_relu, x.sign > 0 ? x : multiply(p[0], x))                                                                  \
    D(prelu, x.sign > 0 ? x : multiply(p[0], x))                                                                       \
    D(elu, exponential_linear(x, p[0], x))                                                                             \
    D(selu, selu(x))                                                                                                   \
    D(rectified_tanh, positive(big_tanh(x)))                                                                           \
    D(sigmoid, big_sigmoid(x))                                                                                         \
    D(tanh, big_tanh(x))                                                                                               \
    D(silu, multiply(x, big_sigmoid(x)))                                                                               \
    D(gelu, multiply(x, big_normal(x)))                                                                                \
    D(softplus, divide(softplus(multiply(p[0], x)), p[0]))                                                             \
    D(mish, multiply(x, mish_gate(x)))                                                                                 \
    D(tanh_shrink, tanh_shrink(x))                                                                                     \
    D(lisht, multiply(x, big_tanh(x)))                                                                                 \
    D(tanhexp, multiply(x, big_tanh(big_exp(x))))                                                                      \
    D(pelu, x.sign >= 0 ? divide(multiply(p[0], x), p[1]) : multiply(p[0], big_expm1(divide(x, p[1]))))                \
    D(mpelu, exponential_linear(x, p[0], multiply(p[1], x)))                                                           \
    D(retanh, divide(multiply(p[0], positive(big_tanh(divide(x, p[0])))), big_tanh(integer(1))))                       \
    D(reltanh, reltanh(x, p[0], p[1]))                                                                                 \
    D(xielu, add(x.sign > 0 ? multiply(p[0], square(x)) : multiply(p[1], subtract(big_expm1(smaller(x, p[3])), x)),    \
                 multiply(p[2], x)))                                                                                   \
    D(golu, multiply(x, big_exp(big_negative(big_exp(big_negative(x))))))                                              \
    D(logish, multiply(x, big_log1p(big_sigmoid(x))))                                                                  \
    D(serf, multiply(x, big_erf(softplus(x))))                                                                         \
    D(snake, snake(x, p[0]))                                                                                           \
    D(log_sigmoid, big_negative(softplus(big_negative(x))))                                                            \
    D(swish, multiply(x, big_sigmoid(multiply(p[0], x))))                                                              \
    D(celu, exponential_linear(x, p[0], divide(x, p[0])))                                                              \
    D(gelu_tanh, multiply(x, big_sigmoid(gelu_tanh_argument(x))))                                                      \
    D(gelu_quick, multiply(x, big_sigmoid(multiply(big_decimal("1.702"), x))))                                         \
    D(eswish, multiply(multiply(p[0], x), big_sigmoid(x)))                                                             \
    D(acon_c,                                                                                                          \
      add(multiply(multiply(subtract(p[0], p[1]), x), big_sigmoid(multiply(p[2], multiply(subtract(p[0], p[1]), x)))), \
          multiply(p[1], x)))                                                                                          \
    D(b_silu, b_silu(x, p[0]))                                                                                         \
    D(exponential, big_exp(x))                                                                                         \
    D(log_cosh, log_cosh(x))                                                                                           \
    D(softcap, multiply(p[0], big_tanh(divide(x, p[0]))))                                                              \
    D(scaled_tanh, multiply(p[0], big_tanh(multiply(p[1], x))))                                                        \
    D(relu6, clip(x, (big){0}, integer(6)))                                                                            \
    D(hardtanh, clip(x, p[0], p[1]))                                                                                   \
    D(threshold, big_less(p[0], x) ? x : p[1])                                                                         \
    D(thresholded_relu, big_less(p[0], x) ? x : (big){0})                                                              \
    D(squared_relu, square(positive(x)))                                                                               \
    D(softsign, divide(x, add(integer(1), big_absolute(x))))                                                           \
    D(squareplus, squareplus(x, p[0]))                                                                                 \
    D(sparse_plus, quadratic_between(x, integer(1)))                                                                   \
    D(sparse_sigmoid, half(clip(add(x, integer(1)), (big){0}, integer(2))))                                            \
    D(hard_sigmoid, big_divide_by(clip(add(x, integer(3)), (big){0}, integer(6)), 6))                                  \
    D(hard_swish, big_divide_by(multiply(x, clip(add(x, integer(3)), (big){0}, integer(6))), 6))                       \
    D(hard_shrink, big_less(p[0], big_absolute(x)) ? x : (big){0})                                                     \
    D(soft_shrink, big_less(p[0], big_absolute(x)) ? subtract(x, with_sign_of(x, p[0])) : (big){0})                    \
    D(shrink, big_less(p[0], big_absolute(x)) ? subtract(x, with_sign_of(x, p[1])) : (big){0})                         \
    D(identity, x)                                                                                                     \
    D(step, x.sign > 0 ? integer(1) : (big){0})                                                                        \
    D(absolute, big_absolute(x))                                                                                       \
    D(square, square(x))                                                                                               \
    D(linear, add(multiply(p[0], x), p[1]))                                                                            \
    D(clipped_linear, clip(add(multiply(p[0], x), p[1]), (big){0}, integer(1)))                                        \
    D(frelu, add(positive(x), p[0]))                                                                                   \
    D(srelu, !big_less(x, p[0]) ? line_through(x, p[0], p[1]) : !big_less(p[2], x) ? line_through(x, p[2], p[3]) : x)  \
    D(apl,                                                                                                             \
      add(positive(x), add(multiply(p[0], positive(subtract(p[1], x))), multiply(p[2], positive(subtract(p[3], x)))))) \
    D(smelu, quadratic_between(x, p[0]))                                                                               \
    D(star_relu, add(multiply(p[0], square(positive(x))), p[1]))                                                       \
    D(poly_relu, polynomial(positive(x), p, 4))                                                                        \
    D(pau, divide(polynomial(x, p, 6), add(integer(1), big_absolute(multiply(x, polynomial(x, p + 6, 4))))))

#define DEFINE(name, value)                      \
    static big exact_##name(big x, const big *p) \
    {                                            \
        (void)p;                                 \
        return value;                            \
    }
DEFINITIONS(DEFINE)

#define ROW(name, value) {#name, exact_##name},
static const struct {
    const char *name;
    big (*define)(big x, const big *p);
} definitions[] = {DEFINITIONS(ROW)};

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
