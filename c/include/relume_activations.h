/* The typed functions, one group per activation; relume.h says what they promise.
 * Made from the catalogue by c/tools/print_header.c: change that, not this. */
#ifndef RELUME_ACTIVATIONS_H
#define RELUME_ACTIVATIONS_H

#include "relume.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Rectified linear unit: f(x) = max(0, x)
 *   f'(x) = x > 0 ? 1 : 0
 *   f'(0) = 0; +0 for every x <= 0, -0 included
 *   Nair & Hinton, Rectified linear units improve restricted Boltzmann machines, ICML 2010 */
RELUME_API relume_status relume_relu_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_relu_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_relu_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_relu_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_relu_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_relu_backward_f64(size_t n, const double *dy, const double *x, double *dx);

/* Leaky rectified linear unit: f(x) = x > 0 ? x : negative_slope·x
 *   f'(x) = x > 0 ? 1 : negative_slope
 *   f'(0) = negative_slope
 *   Maas, Hannun & Ng, Rectifier nonlinearities improve neural network acoustic models, ICML 2013 */
RELUME_API relume_status relume_leaky_relu_f32(size_t n, const float *x, float negative_slope, float *y);
RELUME_API relume_status relume_leaky_relu_derivative_f32(size_t n, const float *x, float negative_slope, float *dydx);
RELUME_API relume_status relume_leaky_relu_backward_f32(size_t n, const float *dy, const float *x, float negative_slope, float *dx);
RELUME_API relume_status relume_leaky_relu_parameter_gradients_f32(size_t n, const float *dy, const float *x, float negative_slope, float *gradients);
RELUME_API relume_status relume_leaky_relu_f64(size_t n, const double *x, double negative_slope, double *y);
RELUME_API relume_status relume_leaky_relu_derivative_f64(size_t n, const double *x, double negative_slope, double *dydx);
RELUME_API relume_status relume_leaky_relu_backward_f64(size_t n, const double *dy, const double *x, double negative_slope, double *dx);
RELUME_API relume_status relume_leaky_relu_parameter_gradients_f64(size_t n, const double *dy, const double *x, double negative_slope, double *gradients);

#ifdef __cplusplus
}
#endif

#endif
