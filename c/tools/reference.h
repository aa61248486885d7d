// The exact functions, from their definitions: in double with a bound on the error, and in MPFR to as many digits as
// needed. Nothing here is taken from the formulas of the library.
#pragma once

#include <float.h>
#include <math.h>
#include <mpfr.h>
#include <stdint.h>

#include "relume.h"

// A value and the most by which it may be wrong.
typedef struct {
    double value, error;
} bounded;

typedef struct {
    const char *name;
    bounded (*forward)(double x, const float *p), (*derivative)(double x, const float *p);
    void (*exact_forward)(mpfr_t y, const mpfr_t x, const float *p),
        (*exact_derivative)(mpfr_t y, const mpfr_t x, const float *p);
} reference;

// The error of a result in ULP, and whether MPFR had to decide.
typedef struct {
    double error;
    int by_mpfr;
} verdict;

enum { REFERENCE_DIGITS = 200 };

// ---- In double: sums of terms that have each a relative error of some units in the last place ----

static inline bounded sum_of(double a, double b, double units)
{
    return (bounded){a + b, units * (DBL_EPSILON * (fabs(a) + fabs(b)) + DBL_MIN)};
}
static inline bounded product_of(double a, double units)
{
    return (bounded){a, units * (DBL_EPSILON * fabs(a) + DBL_MIN)};
}

static inline double logistic_of(double x) { return 1 / (1 + exp(-x)); }
static inline double normal_cdf(double x) { return erfc(-x * M_SQRT1_2) / 2; }
static inline double normal_pdf(double x) { return exp(-x * x / 2) * (M_2_SQRTPI * M_SQRT1_2 / 2); }
// Rounding its argument costs exp(-x^2/2) about x^2 units; beyond 40 there is nothing left of it.
static inline double normal_units(double x) { return x > 0 ? 12 : 8 + 2 * fmin(x * x, 1600); }

// ---- In MPFR ----

#define R MPFR_RNDN

#define WITH(name) \
    mpfr_t name;   \
    mpfr_init2(name, REFERENCE_DIGITS)

static inline void exact_logistic(mpfr_t y, const mpfr_t x)
{
    mpfr_neg(y, x, R);
    mpfr_exp(y, y, R);
    mpfr_add_ui(y, y, 1, R);
    mpfr_ui_div(y, 1, y, R);
}
static inline void exact_cdf(mpfr_t y, const mpfr_t x)
{
    WITH(root);
    mpfr_sqrt_ui(root, 2, R);
    mpfr_div(root, x, root, R);
    mpfr_neg(root, root, R);
    mpfr_erfc(y, root, R);
    mpfr_div_ui(y, y, 2, R);
    mpfr_clear(root);
}
static inline void exact_pdf(mpfr_t y, const mpfr_t x)
{
    WITH(root);
    mpfr_const_pi(root, R);
    mpfr_mul_ui(root, root, 2, R);
    mpfr_sqrt(root, root, R);
    mpfr_sqr(y, x, R);
    mpfr_div_si(y, y, -2, R);
    mpfr_exp(y, y, R);
    mpfr_div(y, y, root, R);
    mpfr_clear(root);
}

// ---- Functions ----

static inline double slope_of(double x, const float *p, double at_zero)
{
    return x > 0 ? 1 : x < 0 ? (double)p[0] : at_zero;
}

static bounded relu_f(double x, const float *p) { return (void)p, (bounded){x > 0 ? x : 0, 0}; }
static bounded relu_d(double x, const float *p) { return (void)p, (bounded){x > 0, 0}; }
static void relu_fx(mpfr_t y, const mpfr_t x, const float *p)
{
    (void)p;
    if (mpfr_sgn(x) > 0)
        mpfr_set(y, x, R);
    else
        mpfr_set_zero(y, 1);
}
static void relu_dx(mpfr_t y, const mpfr_t x, const float *p) { (void)p, mpfr_set_ui(y, mpfr_sgn(x) > 0, R); }

static bounded leaky_f(double x, const float *p) { return (bounded){x * (x > 0 ? 1 : (double)p[0]), 0}; }
static bounded leaky_d(double x, const float *p) { return (bounded){slope_of(x, p, (double)p[0]), 0}; }
static void leaky_dx(mpfr_t y, const mpfr_t x, const float *p) { mpfr_set_flt(y, mpfr_sgn(x) > 0 ? 1 : p[0], R); }
static void leaky_fx(mpfr_t y, const mpfr_t x, const float *p)
{
    leaky_dx(y, x, p);
    mpfr_mul(y, y, x, R);
}

static bounded elu_f(double x, const float *p) { return product_of(x > 0 ? x : (double)p[0] * expm1(x), 4); }
static bounded elu_d(double x, const float *p) { return product_of(x > 0 ? 1 : (double)p[0] * exp(x), 4); }
static void elu_fx(mpfr_t y, const mpfr_t x, const float *p)
{
    if (mpfr_sgn(x) > 0) return (void)mpfr_set(y, x, R);
    mpfr_expm1(y, x, R);
    mpfr_mul_d(y, y, (double)p[0], R);
}
static void elu_dx(mpfr_t y, const mpfr_t x, const float *p)
{
    if (mpfr_sgn(x) > 0) return (void)mpfr_set_ui(y, 1, R);
    mpfr_exp(y, x, R);
    mpfr_mul_d(y, y, (double)p[0], R);
}

#define SELU_ALPHA "1.6732632423543772848170429916717"
#define SELU_LAMBDA "1.0507009873554804934193349852946"
static const double selu_alpha = 1.6732632423543772848, selu_lambda = 1.0507009873554804934;

static bounded selu_f(double x, const float *p)
{
    return (void)p, product_of(selu_lambda * (x > 0 ? x : selu_alpha * expm1(x)), 8);
}
static bounded selu_d(double x, const float *p)
{
    return (void)p, product_of(selu_lambda * (x > 0 ? 1 : selu_alpha * exp(x)), 8);
}
static void selu_scale(mpfr_t y, const mpfr_t x)
{
    WITH(constant);
    mpfr_set_str(constant, SELU_LAMBDA, 10, R);
    mpfr_mul(y, y, constant, R);
    mpfr_set_str(constant, SELU_ALPHA, 10, R);
    if (mpfr_sgn(x) <= 0) mpfr_mul(y, y, constant, R);
    mpfr_clear(constant);
}
static void selu_fx(mpfr_t y, const mpfr_t x, const float *p)
{
    (void)p;
    elu_fx(y, x, &(float){1});
    selu_scale(y, x);
}
static void selu_dx(mpfr_t y, const mpfr_t x, const float *p)
{
    (void)p;
    elu_dx(y, x, &(float){1});
    selu_scale(y, x);
}

static bounded tanh_f(double x, const float *p) { return (void)p, product_of(tanh(x), 4); }
static bounded tanh_d(double x, const float *p)
{
    const double e = exp(-2 * fabs(x));
    return (void)p, product_of(4 * e / ((1 + e) * (1 + e)), 8);
}
static void tanh_fx(mpfr_t y, const mpfr_t x, const float *p) { (void)p, mpfr_tanh(y, x, R); }
static void tanh_dx(mpfr_t y, const mpfr_t x, const float *p)
{
    (void)p;
    mpfr_sech(y, x, R);
    mpfr_sqr(y, y, R);
}

static bounded rectified_tanh_f(double x, const float *p) { return tanh_f(fmax(x, 0), p); }
static bounded rectified_tanh_d(double x, const float *p) { return x > 0 ? tanh_d(x, p) : (bounded){0, 0}; }
static void rectified_tanh_fx(mpfr_t y, const mpfr_t x, const float *p)
{
    if (mpfr_sgn(x) > 0)
        tanh_fx(y, x, p);
    else
        mpfr_set_zero(y, 1);
}
static void rectified_tanh_dx(mpfr_t y, const mpfr_t x, const float *p)
{
    if (mpfr_sgn(x) > 0)
        tanh_dx(y, x, p);
    else
        mpfr_set_zero(y, 1);
}

static bounded sigmoid_f(double x, const float *p) { return (void)p, product_of(logistic_of(x), 4); }
static bounded sigmoid_d(double x, const float *p) { return (void)p, product_of(logistic_of(x) * logistic_of(-x), 8); }
static void sigmoid_fx(mpfr_t y, const mpfr_t x, const float *p) { (void)p, exact_logistic(y, x); }
static void sigmoid_dx(mpfr_t y, const mpfr_t x, const float *p)
{
    WITH(other);
    mpfr_neg(other, x, R);
    exact_logistic(other, other);
    exact_logistic(y, x);
    mpfr_mul(y, y, other, R);
    mpfr_clear(other);
    (void)p;
}

static bounded silu_f(double x, const float *p) { return (void)p, product_of(x * logistic_of(x), 8); }
static bounded silu_d(double x, const float *p)
{
    const double s = logistic_of(x);
    return (void)p, sum_of(s, s * x * logistic_of(-x), 12);
}
static void silu_fx(mpfr_t y, const mpfr_t x, const float *p)
{
    (void)p;
    exact_logistic(y, x);
    mpfr_mul(y, y, x, R);
}
static void silu_dx(mpfr_t y, const mpfr_t x, const float *p)
{
    WITH(other);
    mpfr_neg(other, x, R);
    exact_logistic(other, other);
    mpfr_mul(other, other, x, R);
    mpfr_add_ui(other, other, 1, R);
    exact_logistic(y, x);
    mpfr_mul(y, y, other, R);
    mpfr_clear(other);
    (void)p;
}

static bounded gelu_f(double x, const float *p) { return (void)p, product_of(x * normal_cdf(x), normal_units(x)); }
static bounded gelu_d(double x, const float *p)
{
    return (void)p, sum_of(normal_cdf(x), x * normal_pdf(x), normal_units(x));
}
static void gelu_fx(mpfr_t y, const mpfr_t x, const float *p)
{
    (void)p;
    exact_cdf(y, x);
    mpfr_mul(y, y, x, R);
}
static void gelu_dx(mpfr_t y, const mpfr_t x, const float *p)
{
    WITH(other);
    exact_pdf(other, x);
    mpfr_mul(other, other, x, R);
    exact_cdf(y, x);
    mpfr_add(y, y, other, R);
    mpfr_clear(other);
    (void)p;
}

// beta·x is exact in double.
static bounded softplus_f(double x, const float *p)
{
    const double beta = (double)p[0], z = beta * x;
    return product_of((fmax(z, 0) + log1p(exp(-fabs(z)))) / beta, 8);
}
static bounded softplus_d(double x, const float *p) { return product_of(logistic_of((double)p[0] * x), 4); }
static void softplus_fx(mpfr_t y, const mpfr_t x, const float *p)
{
    WITH(z);
    mpfr_mul_d(z, x, (double)p[0], R);
    mpfr_abs(y, z, R);
    mpfr_neg(y, y, R);
    mpfr_exp(y, y, R);
    mpfr_log1p(y, y, R);
    if (mpfr_sgn(z) > 0) mpfr_add(y, y, z, R);
    mpfr_div_d(y, y, (double)p[0], R);
    mpfr_clear(z);
}
static void softplus_dx(mpfr_t y, const mpfr_t x, const float *p)
{
    mpfr_mul_d(y, x, (double)p[0], R);
    exact_logistic(y, y);
}

static const reference references[] = {
    {"relu", relu_f, relu_d, relu_fx, relu_dx},
    {"leaky_relu", leaky_f, leaky_d, leaky_fx, leaky_dx},
    {"prelu", leaky_f, leaky_d, leaky_fx, leaky_dx},
    {"elu", elu_f, elu_d, elu_fx, elu_dx},
    {"selu", selu_f, selu_d, selu_fx, selu_dx},
    {"rectified_tanh", rectified_tanh_f, rectified_tanh_d, rectified_tanh_fx, rectified_tanh_dx},
    {"sigmoid", sigmoid_f, sigmoid_d, sigmoid_fx, sigmoid_dx},
    {"tanh", tanh_f, tanh_d, tanh_fx, tanh_dx},
    {"silu", silu_f, silu_d, silu_fx, silu_dx},
    {"gelu", gelu_f, gelu_d, gelu_fx, gelu_dx},
    {"softplus", softplus_f, softplus_d, softplus_fx, softplus_dx},
};
enum { REFERENCES = sizeof references / sizeof *references };

static inline const reference *find_reference(const char *name)
{
    for (int i = 0; i < REFERENCES; i++)
        if (strcmp(references[i].name, name) == 0) return &references[i];
    return NULL;
}

// ---- Judgement of a result in float ----

// log2 of the ULP of a float near a value.
static inline int ulp_exponent(double value)
{
    int exponent;
    frexp((double)(float)value, &exponent);
    // Zero and the subnormals have the smallest; a value that rounds to infinity has the greatest.
    if (value == 0 || exponent < FLT_MIN_EXP) exponent = FLT_MIN_EXP;
    if (!(fabs(value) <= (double)FLT_MAX)) exponent = FLT_MAX_EXP;
    return exponent - FLT_MANT_DIG;
}

// Infinity counts as the power of two that follows the largest float.
static inline double as_number(float y) { return isinf(y) ? copysign(0x1p128, (double)y) : (double)y; }

static inline double exact_error(const reference *f, int operation, float dy, float x, const float *p, float y)
{
    WITH(value);
    WITH(at);
    // An infinite x stands for its limit, and products with 0 stay 0.
    mpfr_set_flt(at, x, R);
    if (isinf(x)) mpfr_set_si_2exp(at, x < 0 ? -1 : 1, 4000, R);
    (operation == RELUME_FORWARD ? f->exact_forward : f->exact_derivative)(value, at, p);
    if (operation == RELUME_BACKWARD) mpfr_mul_d(value, value, (double)dy, R);
    double error;
    const double rounded = mpfr_get_d(value, R);
    if (fabs(rounded) >= 0x1p128) {
        error = isinf(y) && signbit(y) == (rounded < 0) ? 0 : INFINITY;
    } else {
        mpfr_d_sub(at, as_number(y), value, R);
        error = fabs(ldexp(mpfr_get_d(at, R), -ulp_exponent(rounded)));
        // A zero must have the sign of what it stands for.
        if (y == 0 && operation == RELUME_FORWARD && !signbit(y) != !mpfr_signbit(value)) error = INFINITY;
    }
    mpfr_clears(value, at, (mpfr_ptr)0);
    return error;
}

static inline verdict judge(const reference *f, int operation, float dy, float x, const float *p, float y)
{
    if (isnan(y)) return (verdict){INFINITY, 0};
    if (!isinf(x) && x != 0) {
        bounded b = (operation == RELUME_FORWARD ? f->forward : f->derivative)((double)x, p);
        if (operation == RELUME_BACKWARD)
            b = (bounded){b.value * (double)dy, (b.error + DBL_EPSILON * fabs(b.value)) * fabs((double)dy)};
        const int ulp = ulp_exponent(b.value);
        const double error = ldexp(fabs(as_number(y) - b.value), -ulp), doubt = ldexp(b.error, -ulp) + 0x1p-28 * error;
        const int sign_matters = y == 0 && operation == RELUME_FORWARD && !signbit(y) != !signbit(b.value);
        if (doubt < 1e-5 && fabs(error - 0.5) > doubt && !sign_matters && fabs(b.value) < (double)FLT_MAX)
            return (verdict){error, 0};
    }
    return (verdict){exact_error(f, operation, dy, x, p, y), 1};
}

#undef R
#undef WITH
