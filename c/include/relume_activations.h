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
RELUME_API relume_status relume_relu_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_relu_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_relu_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_relu_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_relu_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_relu_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

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
RELUME_API relume_status relume_leaky_relu_f16(size_t n, const uint16_t *x, float negative_slope, uint16_t *y);
RELUME_API relume_status relume_leaky_relu_derivative_f16(size_t n, const uint16_t *x, float negative_slope, uint16_t *dydx);
RELUME_API relume_status relume_leaky_relu_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float negative_slope, uint16_t *dx);
RELUME_API relume_status relume_leaky_relu_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float negative_slope, float *gradients);
RELUME_API relume_status relume_leaky_relu_bf16(size_t n, const uint16_t *x, float negative_slope, uint16_t *y);
RELUME_API relume_status relume_leaky_relu_derivative_bf16(size_t n, const uint16_t *x, float negative_slope, uint16_t *dydx);
RELUME_API relume_status relume_leaky_relu_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float negative_slope, uint16_t *dx);
RELUME_API relume_status relume_leaky_relu_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float negative_slope, float *gradients);

/* Parametric rectified linear unit: f(x) = x > 0 ? x : weight·x
 *   f'(x) = x > 0 ? 1 : weight
 *   f'(0) = weight; the weight is learned, one for all or one per channel, and 0.25 is the usual start
 *   He, Zhang, Ren & Sun, Delving deep into rectifiers, arXiv:1502.01852 */
RELUME_API relume_status relume_prelu_f32(size_t n, const float *x, float weight, float *y);
RELUME_API relume_status relume_prelu_derivative_f32(size_t n, const float *x, float weight, float *dydx);
RELUME_API relume_status relume_prelu_backward_f32(size_t n, const float *dy, const float *x, float weight, float *dx);
RELUME_API relume_status relume_prelu_parameter_gradients_f32(size_t n, const float *dy, const float *x, float weight, float *gradients);
RELUME_API relume_status relume_prelu_f64(size_t n, const double *x, double weight, double *y);
RELUME_API relume_status relume_prelu_derivative_f64(size_t n, const double *x, double weight, double *dydx);
RELUME_API relume_status relume_prelu_backward_f64(size_t n, const double *dy, const double *x, double weight, double *dx);
RELUME_API relume_status relume_prelu_parameter_gradients_f64(size_t n, const double *dy, const double *x, double weight, double *gradients);
RELUME_API relume_status relume_prelu_f16(size_t n, const uint16_t *x, float weight, uint16_t *y);
RELUME_API relume_status relume_prelu_derivative_f16(size_t n, const uint16_t *x, float weight, uint16_t *dydx);
RELUME_API relume_status relume_prelu_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float weight, uint16_t *dx);
RELUME_API relume_status relume_prelu_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float weight, float *gradients);
RELUME_API relume_status relume_prelu_bf16(size_t n, const uint16_t *x, float weight, uint16_t *y);
RELUME_API relume_status relume_prelu_derivative_bf16(size_t n, const uint16_t *x, float weight, uint16_t *dydx);
RELUME_API relume_status relume_prelu_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float weight, uint16_t *dx);
RELUME_API relume_status relume_prelu_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float weight, float *gradients);

/* Exponential linear unit: f(x) = x > 0 ? x : alpha·(e^x - 1)
 *   f'(x) = x > 0 ? 1 : alpha·e^x
 *   f'(0) = alpha; f(-inf) = -alpha
 *   Clevert, Unterthiner & Hochreiter, Fast and accurate deep network learning by exponential linear units, arXiv:1511.07289 */
RELUME_API relume_status relume_elu_f32(size_t n, const float *x, float alpha, float *y);
RELUME_API relume_status relume_elu_derivative_f32(size_t n, const float *x, float alpha, float *dydx);
RELUME_API relume_status relume_elu_backward_f32(size_t n, const float *dy, const float *x, float alpha, float *dx);
RELUME_API relume_status relume_elu_parameter_gradients_f32(size_t n, const float *dy, const float *x, float alpha, float *gradients);
RELUME_API relume_status relume_elu_f64(size_t n, const double *x, double alpha, double *y);
RELUME_API relume_status relume_elu_derivative_f64(size_t n, const double *x, double alpha, double *dydx);
RELUME_API relume_status relume_elu_backward_f64(size_t n, const double *dy, const double *x, double alpha, double *dx);
RELUME_API relume_status relume_elu_parameter_gradients_f64(size_t n, const double *dy, const double *x, double alpha, double *gradients);
RELUME_API relume_status relume_elu_f16(size_t n, const uint16_t *x, float alpha, uint16_t *y);
RELUME_API relume_status relume_elu_derivative_f16(size_t n, const uint16_t *x, float alpha, uint16_t *dydx);
RELUME_API relume_status relume_elu_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float alpha, uint16_t *dx);
RELUME_API relume_status relume_elu_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float alpha, float *gradients);
RELUME_API relume_status relume_elu_bf16(size_t n, const uint16_t *x, float alpha, uint16_t *y);
RELUME_API relume_status relume_elu_derivative_bf16(size_t n, const uint16_t *x, float alpha, uint16_t *dydx);
RELUME_API relume_status relume_elu_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float alpha, uint16_t *dx);
RELUME_API relume_status relume_elu_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float alpha, float *gradients);

/* Scaled exponential linear unit: f(x) = x > 0 ? λ·x : λ·α·(e^x - 1), λ = 1.0507009873554805, α = 1.6732632423543772
 *   f'(x) = x > 0 ? λ : λ·α·e^x
 *   f'(0) = λ·α; f(-inf) = -λ·α
 *   Klambauer, Unterthiner, Mayr & Hochreiter, Self-normalizing neural networks, arXiv:1706.02515 */
RELUME_API relume_status relume_selu_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_selu_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_selu_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_selu_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_selu_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_selu_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_selu_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_selu_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_selu_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_selu_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_selu_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_selu_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Rectified hyperbolic tangent: f(x) = max(0, tanh(x))
 *   f'(x) = x > 0 ? 1 - tanh(x)^2 : 0
 *   f'(0) = 0; +0 for every x <= 0, -0 included
 *   Jarrett, Kavukcuoglu, Ranzato & LeCun, What is the best multi-stage architecture for object recognition?, ICCV 2009 */
RELUME_API relume_status relume_rectified_tanh_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_rectified_tanh_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_rectified_tanh_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_rectified_tanh_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_rectified_tanh_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_rectified_tanh_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_rectified_tanh_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_rectified_tanh_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_rectified_tanh_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_rectified_tanh_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_rectified_tanh_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_rectified_tanh_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Logistic sigmoid: f(x) = 1/(1 + e^-x)
 *   f'(x) = f(x)·(1 - f(x))
 *   f(-inf) = +0, f(inf) = 1; f'(±inf) = 0
 *   Rumelhart, Hinton & Williams, Learning representations by back-propagating errors, Nature 323, 1986 */
RELUME_API relume_status relume_sigmoid_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_sigmoid_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_sigmoid_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_sigmoid_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_sigmoid_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_sigmoid_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_sigmoid_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_sigmoid_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_sigmoid_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_sigmoid_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_sigmoid_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_sigmoid_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Hyperbolic tangent: f(x) = tanh(x)
 *   f'(x) = 1 - tanh(x)^2
 *   f(-0) = -0, f(±inf) = ±1; f'(±inf) = 0
 *   LeCun, Bottou, Orr & Müller, Efficient BackProp, 1998 */
RELUME_API relume_status relume_tanh_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_tanh_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_tanh_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_tanh_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_tanh_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_tanh_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_tanh_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_tanh_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_tanh_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_tanh_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_tanh_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_tanh_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Sigmoid linear unit: f(x) = x/(1 + e^-x)
 *   f'(x) = s·(1 + x·(1 - s)), s = 1/(1 + e^-x)
 *   f(-0) = -0, f(-inf) = -0 (PyTorch gives NaN); f'(-inf) = 0, f'(inf) = 1
 *   Elfwing, Uchibe & Doya, Sigmoid-weighted linear units for neural network function approximation, arXiv:1702.03118 */
RELUME_API relume_status relume_silu_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_silu_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_silu_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_silu_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_silu_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_silu_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_silu_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_silu_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_silu_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_silu_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_silu_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_silu_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Gaussian error linear unit: f(x) = x·Φ(x), Φ(x) = (1 + erf(x/√2))/2
 *   f'(x) = Φ(x) + x·φ(x), φ(x) = e^(-x^2/2)/√(2π)
 *   exact, not the approximation by tanh; f(-0) = -0, f(-inf) = -0 (PyTorch gives NaN); f'(-inf) = 0, f'(inf) = 1
 *   Hendrycks & Gimpel, Gaussian error linear units, arXiv:1606.08415 */
RELUME_API relume_status relume_gelu_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_gelu_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_gelu_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_gelu_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_gelu_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_gelu_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_gelu_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_gelu_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_gelu_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_gelu_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_gelu_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_gelu_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Softplus: f(x) = log(1 + e^(beta·x))/beta
 *   f'(x) = 1/(1 + e^(-beta·x))
 *   no threshold: the value is exact for every x; f(-inf) = +0, f(inf) = inf
 *   Dugas, Bengio, Bélisle, Nadeau & Garcia, Incorporating second-order functional knowledge, NIPS 2000 */
RELUME_API relume_status relume_softplus_f32(size_t n, const float *x, float beta, float *y);
RELUME_API relume_status relume_softplus_derivative_f32(size_t n, const float *x, float beta, float *dydx);
RELUME_API relume_status relume_softplus_backward_f32(size_t n, const float *dy, const float *x, float beta, float *dx);
RELUME_API relume_status relume_softplus_parameter_gradients_f32(size_t n, const float *dy, const float *x, float beta, float *gradients);
RELUME_API relume_status relume_softplus_f64(size_t n, const double *x, double beta, double *y);
RELUME_API relume_status relume_softplus_derivative_f64(size_t n, const double *x, double beta, double *dydx);
RELUME_API relume_status relume_softplus_backward_f64(size_t n, const double *dy, const double *x, double beta, double *dx);
RELUME_API relume_status relume_softplus_parameter_gradients_f64(size_t n, const double *dy, const double *x, double beta, double *gradients);
RELUME_API relume_status relume_softplus_f16(size_t n, const uint16_t *x, float beta, uint16_t *y);
RELUME_API relume_status relume_softplus_derivative_f16(size_t n, const uint16_t *x, float beta, uint16_t *dydx);
RELUME_API relume_status relume_softplus_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float beta, uint16_t *dx);
RELUME_API relume_status relume_softplus_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float beta, float *gradients);
RELUME_API relume_status relume_softplus_bf16(size_t n, const uint16_t *x, float beta, uint16_t *y);
RELUME_API relume_status relume_softplus_derivative_bf16(size_t n, const uint16_t *x, float beta, uint16_t *dydx);
RELUME_API relume_status relume_softplus_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float beta, uint16_t *dx);
RELUME_API relume_status relume_softplus_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float beta, float *gradients);

/* Logarithm of the sigmoid: f(x) = -log(1 + e^-x)
 *   f'(x) = 1/(1 + e^x)
 *   f(-inf) = -inf, f(inf) = -0; f'(-inf) = 1, f'(inf) = 0
 *   Dugas, Bengio, Bélisle, Nadeau & Garcia, Incorporating second-order functional knowledge, NIPS 2000 */
RELUME_API relume_status relume_log_sigmoid_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_log_sigmoid_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_log_sigmoid_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_log_sigmoid_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_log_sigmoid_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_log_sigmoid_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_log_sigmoid_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_log_sigmoid_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_log_sigmoid_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_log_sigmoid_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_log_sigmoid_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_log_sigmoid_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Identity: f(x) = x
 *   f'(x) = 1
 *   f(-0) = -0
 *   Widrow & Hoff, Adaptive switching circuits, WESCON 1960 */
RELUME_API relume_status relume_identity_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_identity_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_identity_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_identity_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_identity_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_identity_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_identity_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_identity_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_identity_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_identity_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_identity_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_identity_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Linear function: f(x) = slope·x + intercept
 *   f'(x) = slope
 *   rounded once; f(±inf) = intercept where slope = 0
 *   Widrow & Hoff, Adaptive switching circuits, WESCON 1960 */
RELUME_API relume_status relume_linear_f32(size_t n, const float *x, float slope, float intercept, float *y);
RELUME_API relume_status relume_linear_derivative_f32(size_t n, const float *x, float slope, float intercept, float *dydx);
RELUME_API relume_status relume_linear_backward_f32(size_t n, const float *dy, const float *x, float slope, float intercept, float *dx);
RELUME_API relume_status relume_linear_parameter_gradients_f32(size_t n, const float *dy, const float *x, float slope, float intercept, float *gradients);
RELUME_API relume_status relume_linear_f64(size_t n, const double *x, double slope, double intercept, double *y);
RELUME_API relume_status relume_linear_derivative_f64(size_t n, const double *x, double slope, double intercept, double *dydx);
RELUME_API relume_status relume_linear_backward_f64(size_t n, const double *dy, const double *x, double slope, double intercept, double *dx);
RELUME_API relume_status relume_linear_parameter_gradients_f64(size_t n, const double *dy, const double *x, double slope, double intercept, double *gradients);
RELUME_API relume_status relume_linear_f16(size_t n, const uint16_t *x, float slope, float intercept, uint16_t *y);
RELUME_API relume_status relume_linear_derivative_f16(size_t n, const uint16_t *x, float slope, float intercept, uint16_t *dydx);
RELUME_API relume_status relume_linear_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float slope, float intercept, uint16_t *dx);
RELUME_API relume_status relume_linear_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float slope, float intercept, float *gradients);
RELUME_API relume_status relume_linear_bf16(size_t n, const uint16_t *x, float slope, float intercept, uint16_t *y);
RELUME_API relume_status relume_linear_derivative_bf16(size_t n, const uint16_t *x, float slope, float intercept, uint16_t *dydx);
RELUME_API relume_status relume_linear_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float slope, float intercept, uint16_t *dx);
RELUME_API relume_status relume_linear_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float slope, float intercept, float *gradients);

/* Clipped linear function: f(x) = min(max(0, slope·x + intercept), 1)
 *   f'(x) = 0 < slope·x + intercept < 1 ? slope : 0
 *   f' = 0 at both ends; the HardSigmoid of ONNX (alpha, beta) and OpenVINO, and oneDNN's hardsigmoid
 *   Courbariaux, Bengio & David, BinaryConnect, arXiv:1511.00363 */
RELUME_API relume_status relume_clipped_linear_f32(size_t n, const float *x, float slope, float intercept, float *y);
RELUME_API relume_status relume_clipped_linear_derivative_f32(size_t n, const float *x, float slope, float intercept, float *dydx);
RELUME_API relume_status relume_clipped_linear_backward_f32(size_t n, const float *dy, const float *x, float slope, float intercept, float *dx);
RELUME_API relume_status relume_clipped_linear_parameter_gradients_f32(size_t n, const float *dy, const float *x, float slope, float intercept, float *gradients);
RELUME_API relume_status relume_clipped_linear_f64(size_t n, const double *x, double slope, double intercept, double *y);
RELUME_API relume_status relume_clipped_linear_derivative_f64(size_t n, const double *x, double slope, double intercept, double *dydx);
RELUME_API relume_status relume_clipped_linear_backward_f64(size_t n, const double *dy, const double *x, double slope, double intercept, double *dx);
RELUME_API relume_status relume_clipped_linear_parameter_gradients_f64(size_t n, const double *dy, const double *x, double slope, double intercept, double *gradients);
RELUME_API relume_status relume_clipped_linear_f16(size_t n, const uint16_t *x, float slope, float intercept, uint16_t *y);
RELUME_API relume_status relume_clipped_linear_derivative_f16(size_t n, const uint16_t *x, float slope, float intercept, uint16_t *dydx);
RELUME_API relume_status relume_clipped_linear_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float slope, float intercept, uint16_t *dx);
RELUME_API relume_status relume_clipped_linear_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float slope, float intercept, float *gradients);
RELUME_API relume_status relume_clipped_linear_bf16(size_t n, const uint16_t *x, float slope, float intercept, uint16_t *y);
RELUME_API relume_status relume_clipped_linear_derivative_bf16(size_t n, const uint16_t *x, float slope, float intercept, uint16_t *dydx);
RELUME_API relume_status relume_clipped_linear_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float slope, float intercept, uint16_t *dx);
RELUME_API relume_status relume_clipped_linear_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float slope, float intercept, float *gradients);

/* Heaviside step: f(x) = x > 0 ? 1 : 0
 *   f'(x) = 0
 *   f(0) = 0; f jumps at 0, and f' is 0 everywhere
 *   McCulloch & Pitts, A logical calculus of the ideas immanent in nervous activity, 1943 */
RELUME_API relume_status relume_step_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_step_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_step_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_step_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_step_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_step_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_step_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_step_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_step_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_step_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_step_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_step_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Absolute value: f(x) = |x|
 *   f'(x) = x > 0 ? 1 : x < 0 ? -1 : 0
 *   f'(0) = 0
 *   Jarrett, Kavukcuoglu, Ranzato & LeCun, What is the best multi-stage architecture for object recognition?, ICCV 2009 */
RELUME_API relume_status relume_absolute_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_absolute_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_absolute_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_absolute_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_absolute_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_absolute_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_absolute_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_absolute_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_absolute_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_absolute_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_absolute_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_absolute_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Square: f(x) = x^2
 *   f'(x) = 2x
 *   f(±inf) = inf; f'(±inf) = ±inf, f'(0) = 0
 *   Gilad-Bachrach et al., CryptoNets: applying neural networks to encrypted data, ICML 2016 */
RELUME_API relume_status relume_square_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_square_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_square_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_square_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_square_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_square_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_square_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_square_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_square_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_square_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_square_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_square_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Exponential: f(x) = e^x
 *   f'(x) = e^x
 *   f(-inf) = +0, f(inf) = inf; dy·f'(x) is right also where e^x alone is beyond the range
 *   Clevert, Unterthiner & Hochreiter, Fast and accurate deep network learning by exponential linear units, arXiv:1511.07289 */
RELUME_API relume_status relume_exponential_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_exponential_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_exponential_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_exponential_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_exponential_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_exponential_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_exponential_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_exponential_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_exponential_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_exponential_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_exponential_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_exponential_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Rectified linear unit capped at 6: f(x) = min(max(0, x), 6)
 *   f'(x) = 0 < x < 6 ? 1 : 0
 *   f'(0) = f'(6) = 0; +0 for every x <= 0, -0 included
 *   Krizhevsky, Convolutional deep belief networks on CIFAR-10, 2010 */
RELUME_API relume_status relume_relu6_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_relu6_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_relu6_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_relu6_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_relu6_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_relu6_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_relu6_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_relu6_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_relu6_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_relu6_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_relu6_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_relu6_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Hard hyperbolic tangent: f(x) = min(max(min_val, x), max_val)
 *   f'(x) = min_val < x < max_val ? 1 : 0
 *   f'(min_val) = f'(max_val) = 0, and there the bound has the derivative 1; f = max_val where min_val > max_val
 *   Collobert, Large scale machine learning, 2004 */
RELUME_API relume_status relume_hardtanh_f32(size_t n, const float *x, float min_val, float max_val, float *y);
RELUME_API relume_status relume_hardtanh_derivative_f32(size_t n, const float *x, float min_val, float max_val, float *dydx);
RELUME_API relume_status relume_hardtanh_backward_f32(size_t n, const float *dy, const float *x, float min_val, float max_val, float *dx);
RELUME_API relume_status relume_hardtanh_parameter_gradients_f32(size_t n, const float *dy, const float *x, float min_val, float max_val, float *gradients);
RELUME_API relume_status relume_hardtanh_f64(size_t n, const double *x, double min_val, double max_val, double *y);
RELUME_API relume_status relume_hardtanh_derivative_f64(size_t n, const double *x, double min_val, double max_val, double *dydx);
RELUME_API relume_status relume_hardtanh_backward_f64(size_t n, const double *dy, const double *x, double min_val, double max_val, double *dx);
RELUME_API relume_status relume_hardtanh_parameter_gradients_f64(size_t n, const double *dy, const double *x, double min_val, double max_val, double *gradients);
RELUME_API relume_status relume_hardtanh_f16(size_t n, const uint16_t *x, float min_val, float max_val, uint16_t *y);
RELUME_API relume_status relume_hardtanh_derivative_f16(size_t n, const uint16_t *x, float min_val, float max_val, uint16_t *dydx);
RELUME_API relume_status relume_hardtanh_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float min_val, float max_val, uint16_t *dx);
RELUME_API relume_status relume_hardtanh_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float min_val, float max_val, float *gradients);
RELUME_API relume_status relume_hardtanh_bf16(size_t n, const uint16_t *x, float min_val, float max_val, uint16_t *y);
RELUME_API relume_status relume_hardtanh_derivative_bf16(size_t n, const uint16_t *x, float min_val, float max_val, uint16_t *dydx);
RELUME_API relume_status relume_hardtanh_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float min_val, float max_val, uint16_t *dx);
RELUME_API relume_status relume_hardtanh_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float min_val, float max_val, float *gradients);

/* Threshold: f(x) = x > threshold ? x : value
 *   f'(x) = x > threshold ? 1 : 0
 *   f'(threshold) = 0; f jumps at the threshold, whose derivative is 0 all the same, as in PyTorch
 *   Collobert, Bengio & Mariéthoz, Torch: a modular machine learning software library, IDIAP-RR 02-46, 2002 */
RELUME_API relume_status relume_threshold_f32(size_t n, const float *x, float threshold, float value, float *y);
RELUME_API relume_status relume_threshold_derivative_f32(size_t n, const float *x, float threshold, float value, float *dydx);
RELUME_API relume_status relume_threshold_backward_f32(size_t n, const float *dy, const float *x, float threshold, float value, float *dx);
RELUME_API relume_status relume_threshold_parameter_gradients_f32(size_t n, const float *dy, const float *x, float threshold, float value, float *gradients);
RELUME_API relume_status relume_threshold_f64(size_t n, const double *x, double threshold, double value, double *y);
RELUME_API relume_status relume_threshold_derivative_f64(size_t n, const double *x, double threshold, double value, double *dydx);
RELUME_API relume_status relume_threshold_backward_f64(size_t n, const double *dy, const double *x, double threshold, double value, double *dx);
RELUME_API relume_status relume_threshold_parameter_gradients_f64(size_t n, const double *dy, const double *x, double threshold, double value, double *gradients);
RELUME_API relume_status relume_threshold_f16(size_t n, const uint16_t *x, float threshold, float value, uint16_t *y);
RELUME_API relume_status relume_threshold_derivative_f16(size_t n, const uint16_t *x, float threshold, float value, uint16_t *dydx);
RELUME_API relume_status relume_threshold_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float threshold, float value, uint16_t *dx);
RELUME_API relume_status relume_threshold_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float threshold, float value, float *gradients);
RELUME_API relume_status relume_threshold_bf16(size_t n, const uint16_t *x, float threshold, float value, uint16_t *y);
RELUME_API relume_status relume_threshold_derivative_bf16(size_t n, const uint16_t *x, float threshold, float value, uint16_t *dydx);
RELUME_API relume_status relume_threshold_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float threshold, float value, uint16_t *dx);
RELUME_API relume_status relume_threshold_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float threshold, float value, float *gradients);

/* Thresholded rectified linear unit: f(x) = x > theta ? x : 0
 *   f'(x) = x > theta ? 1 : 0
 *   f'(theta) = 0; f jumps at theta, whose derivative is 0 all the same
 *   Konda, Memisevic & Krueger, Zero-bias autoencoders and the benefits of co-adapting features, arXiv:1402.3337 */
RELUME_API relume_status relume_thresholded_relu_f32(size_t n, const float *x, float theta, float *y);
RELUME_API relume_status relume_thresholded_relu_derivative_f32(size_t n, const float *x, float theta, float *dydx);
RELUME_API relume_status relume_thresholded_relu_backward_f32(size_t n, const float *dy, const float *x, float theta, float *dx);
RELUME_API relume_status relume_thresholded_relu_parameter_gradients_f32(size_t n, const float *dy, const float *x, float theta, float *gradients);
RELUME_API relume_status relume_thresholded_relu_f64(size_t n, const double *x, double theta, double *y);
RELUME_API relume_status relume_thresholded_relu_derivative_f64(size_t n, const double *x, double theta, double *dydx);
RELUME_API relume_status relume_thresholded_relu_backward_f64(size_t n, const double *dy, const double *x, double theta, double *dx);
RELUME_API relume_status relume_thresholded_relu_parameter_gradients_f64(size_t n, const double *dy, const double *x, double theta, double *gradients);
RELUME_API relume_status relume_thresholded_relu_f16(size_t n, const uint16_t *x, float theta, uint16_t *y);
RELUME_API relume_status relume_thresholded_relu_derivative_f16(size_t n, const uint16_t *x, float theta, uint16_t *dydx);
RELUME_API relume_status relume_thresholded_relu_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float theta, uint16_t *dx);
RELUME_API relume_status relume_thresholded_relu_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float theta, float *gradients);
RELUME_API relume_status relume_thresholded_relu_bf16(size_t n, const uint16_t *x, float theta, uint16_t *y);
RELUME_API relume_status relume_thresholded_relu_derivative_bf16(size_t n, const uint16_t *x, float theta, uint16_t *dydx);
RELUME_API relume_status relume_thresholded_relu_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float theta, uint16_t *dx);
RELUME_API relume_status relume_thresholded_relu_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float theta, float *gradients);

/* Squared rectified linear unit: f(x) = max(0, x)^2
 *   f'(x) = 2·max(0, x)
 *   +0 for every x <= 0, -0 included
 *   So, Mańke, Liu, Dai, Shazeer & Le, Primer: searching for efficient transformers, arXiv:2109.08668 */
RELUME_API relume_status relume_squared_relu_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_squared_relu_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_squared_relu_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_squared_relu_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_squared_relu_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_squared_relu_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_squared_relu_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_squared_relu_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_squared_relu_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_squared_relu_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_squared_relu_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_squared_relu_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Continuously differentiable exponential linear unit: f(x) = x > 0 ? x : alpha·(e^(x/alpha) - 1)
 *   f'(x) = x > 0 ? 1 : e^(x/alpha)
 *   alpha is positive; f'(0) = 1; f(-inf) = -alpha, f'(-inf) = 0
 *   Barron, Continuously differentiable exponential linear units, arXiv:1704.07483 */
RELUME_API relume_status relume_celu_f32(size_t n, const float *x, float alpha, float *y);
RELUME_API relume_status relume_celu_derivative_f32(size_t n, const float *x, float alpha, float *dydx);
RELUME_API relume_status relume_celu_backward_f32(size_t n, const float *dy, const float *x, float alpha, float *dx);
RELUME_API relume_status relume_celu_parameter_gradients_f32(size_t n, const float *dy, const float *x, float alpha, float *gradients);
RELUME_API relume_status relume_celu_f64(size_t n, const double *x, double alpha, double *y);
RELUME_API relume_status relume_celu_derivative_f64(size_t n, const double *x, double alpha, double *dydx);
RELUME_API relume_status relume_celu_backward_f64(size_t n, const double *dy, const double *x, double alpha, double *dx);
RELUME_API relume_status relume_celu_parameter_gradients_f64(size_t n, const double *dy, const double *x, double alpha, double *gradients);
RELUME_API relume_status relume_celu_f16(size_t n, const uint16_t *x, float alpha, uint16_t *y);
RELUME_API relume_status relume_celu_derivative_f16(size_t n, const uint16_t *x, float alpha, uint16_t *dydx);
RELUME_API relume_status relume_celu_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float alpha, uint16_t *dx);
RELUME_API relume_status relume_celu_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float alpha, float *gradients);
RELUME_API relume_status relume_celu_bf16(size_t n, const uint16_t *x, float alpha, uint16_t *y);
RELUME_API relume_status relume_celu_derivative_bf16(size_t n, const uint16_t *x, float alpha, uint16_t *dydx);
RELUME_API relume_status relume_celu_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float alpha, uint16_t *dx);
RELUME_API relume_status relume_celu_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float alpha, float *gradients);

/* Gaussian error linear unit, approximated by tanh: f(x) = x/2·(1 + tanh(√(2/π)·(x + 0.044715·x^3)))
 *   f'(x) = s·(1 + 2·x·u'·(1 - s)), s = 1/(1 + e^(-2u)), u = √(2/π)·(x + 0.044715·x^3)
 *   what jax.nn.gelu is by default, and torch's with approximate='tanh'; f(-0) = -0, f(-inf) = -0; f'(-inf) = 0, f'(inf) = 1
 *   Hendrycks & Gimpel, Gaussian error linear units, arXiv:1606.08415 */
RELUME_API relume_status relume_gelu_tanh_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_gelu_tanh_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_gelu_tanh_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_gelu_tanh_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_gelu_tanh_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_gelu_tanh_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_gelu_tanh_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_gelu_tanh_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_gelu_tanh_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_gelu_tanh_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_gelu_tanh_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_gelu_tanh_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Gaussian error linear unit, approximated by the sigmoid: f(x) = x/(1 + e^(-1.702·x))
 *   f'(x) = s·(1 + 1.702·x·(1 - s)), s = 1/(1 + e^(-1.702·x))
 *   f(-0) = -0, f(-inf) = -0; f'(-inf) = 0, f'(inf) = 1
 *   Hendrycks & Gimpel, Gaussian error linear units, arXiv:1606.08415 */
RELUME_API relume_status relume_gelu_quick_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_gelu_quick_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_gelu_quick_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_gelu_quick_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_gelu_quick_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_gelu_quick_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_gelu_quick_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_gelu_quick_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_gelu_quick_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_gelu_quick_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_gelu_quick_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_gelu_quick_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Swish: f(x) = x/(1 + e^(-beta·x))
 *   f'(x) = s·(1 + beta·x·(1 - s)), s = 1/(1 + e^(-beta·x))
 *   beta = 1 is silu, and beta may be learned; for beta > 0, f(-0) = -0, f(-inf) = -0, f'(-inf) = 0, f'(inf) = 1
 *   Ramachandran, Zoph & Le, Searching for activation functions, arXiv:1710.05941 */
RELUME_API relume_status relume_swish_f32(size_t n, const float *x, float beta, float *y);
RELUME_API relume_status relume_swish_derivative_f32(size_t n, const float *x, float beta, float *dydx);
RELUME_API relume_status relume_swish_backward_f32(size_t n, const float *dy, const float *x, float beta, float *dx);
RELUME_API relume_status relume_swish_parameter_gradients_f32(size_t n, const float *dy, const float *x, float beta, float *gradients);
RELUME_API relume_status relume_swish_f64(size_t n, const double *x, double beta, double *y);
RELUME_API relume_status relume_swish_derivative_f64(size_t n, const double *x, double beta, double *dydx);
RELUME_API relume_status relume_swish_backward_f64(size_t n, const double *dy, const double *x, double beta, double *dx);
RELUME_API relume_status relume_swish_parameter_gradients_f64(size_t n, const double *dy, const double *x, double beta, double *gradients);
RELUME_API relume_status relume_swish_f16(size_t n, const uint16_t *x, float beta, uint16_t *y);
RELUME_API relume_status relume_swish_derivative_f16(size_t n, const uint16_t *x, float beta, uint16_t *dydx);
RELUME_API relume_status relume_swish_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float beta, uint16_t *dx);
RELUME_API relume_status relume_swish_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float beta, float *gradients);
RELUME_API relume_status relume_swish_bf16(size_t n, const uint16_t *x, float beta, uint16_t *y);
RELUME_API relume_status relume_swish_derivative_bf16(size_t n, const uint16_t *x, float beta, uint16_t *dydx);
RELUME_API relume_status relume_swish_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float beta, uint16_t *dx);
RELUME_API relume_status relume_swish_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float beta, float *gradients);

/* Mish: f(x) = x·tanh(log(1 + e^x))
 *   f'(x) = t + x·(1 - t^2)/(1 + e^-x), t = tanh(log(1 + e^x))
 *   f(-0) = -0, f(-inf) = -0 (PyTorch gives NaN); f'(-inf) = 0, f'(inf) = 1
 *   Misra, Mish: a self regularized non-monotonic activation function, arXiv:1908.08681 */
RELUME_API relume_status relume_mish_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_mish_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_mish_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_mish_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_mish_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_mish_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_mish_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_mish_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_mish_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_mish_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_mish_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_mish_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Softsign: f(x) = x/(1 + |x|)
 *   f'(x) = 1/(1 + |x|)^2
 *   f(-0) = -0, f(±inf) = ±1 (PyTorch gives NaN); f'(±inf) = 0
 *   Turian, Bergstra & Bengio, Quadratic features and deep architectures for chunking, NAACL 2009 */
RELUME_API relume_status relume_softsign_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_softsign_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_softsign_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_softsign_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_softsign_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_softsign_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_softsign_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_softsign_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_softsign_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_softsign_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_softsign_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_softsign_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Squareplus: f(x) = (x + √(x^2 + b))/2
 *   f'(x) = (1 + x/√(x^2 + b))/2
 *   f(-inf) = +0, f(inf) = inf; f'(-inf) = 0, f'(inf) = 1
 *   Barron, Squareplus: a softplus-like algebraic rectifier, arXiv:2112.11687 */
RELUME_API relume_status relume_squareplus_f32(size_t n, const float *x, float b, float *y);
RELUME_API relume_status relume_squareplus_derivative_f32(size_t n, const float *x, float b, float *dydx);
RELUME_API relume_status relume_squareplus_backward_f32(size_t n, const float *dy, const float *x, float b, float *dx);
RELUME_API relume_status relume_squareplus_parameter_gradients_f32(size_t n, const float *dy, const float *x, float b, float *gradients);
RELUME_API relume_status relume_squareplus_f64(size_t n, const double *x, double b, double *y);
RELUME_API relume_status relume_squareplus_derivative_f64(size_t n, const double *x, double b, double *dydx);
RELUME_API relume_status relume_squareplus_backward_f64(size_t n, const double *dy, const double *x, double b, double *dx);
RELUME_API relume_status relume_squareplus_parameter_gradients_f64(size_t n, const double *dy, const double *x, double b, double *gradients);
RELUME_API relume_status relume_squareplus_f16(size_t n, const uint16_t *x, float b, uint16_t *y);
RELUME_API relume_status relume_squareplus_derivative_f16(size_t n, const uint16_t *x, float b, uint16_t *dydx);
RELUME_API relume_status relume_squareplus_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float b, uint16_t *dx);
RELUME_API relume_status relume_squareplus_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float b, float *gradients);
RELUME_API relume_status relume_squareplus_bf16(size_t n, const uint16_t *x, float b, uint16_t *y);
RELUME_API relume_status relume_squareplus_derivative_bf16(size_t n, const uint16_t *x, float b, uint16_t *dydx);
RELUME_API relume_status relume_squareplus_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float b, uint16_t *dx);
RELUME_API relume_status relume_squareplus_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float b, float *gradients);

/* Sparse plus: f(x) = 0 for x <= -1, (x + 1)^2/4 between, x for x >= 1
 *   f'(x) = min(max(0, (x + 1)/2), 1)
 *   no kinks; +0 for every x <= -1
 *   Blondel, Martins & Niculae, Learning with Fenchel-Young losses, arXiv:1901.02324 */
RELUME_API relume_status relume_sparse_plus_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_sparse_plus_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_sparse_plus_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_sparse_plus_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_sparse_plus_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_sparse_plus_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_sparse_plus_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_sparse_plus_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_sparse_plus_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_sparse_plus_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_sparse_plus_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_sparse_plus_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Sparse sigmoid: f(x) = min(max(0, (x + 1)/2), 1)
 *   f'(x) = -1 < x < 1 ? 1/2 : 0
 *   f'(-1) = f'(1) = 0; the derivative of sparse_plus
 *   Blondel, Martins & Niculae, Learning with Fenchel-Young losses, arXiv:1901.02324 */
RELUME_API relume_status relume_sparse_sigmoid_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_sparse_sigmoid_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_sparse_sigmoid_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_sparse_sigmoid_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_sparse_sigmoid_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_sparse_sigmoid_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_sparse_sigmoid_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_sparse_sigmoid_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_sparse_sigmoid_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_sparse_sigmoid_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_sparse_sigmoid_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_sparse_sigmoid_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Hard sigmoid: f(x) = min(max(0, x/6 + 1/2), 1)
 *   f'(x) = -3 < x < 3 ? 1/6 : 0
 *   f'(-3) = f'(3) = 0; ONNX has another slope, 0.2: clipped_linear
 *   Howard et al., Searching for MobileNetV3, arXiv:1905.02244 */
RELUME_API relume_status relume_hard_sigmoid_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_hard_sigmoid_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_hard_sigmoid_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_hard_sigmoid_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_hard_sigmoid_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_hard_sigmoid_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_hard_sigmoid_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_hard_sigmoid_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_hard_sigmoid_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_hard_sigmoid_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_hard_sigmoid_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_hard_sigmoid_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Hard swish: f(x) = x·min(max(0, x/6 + 1/2), 1)
 *   f'(x) = 0 for x <= -3, (2x + 3)/6 between, 1 for x >= 3
 *   f'(-3) = 0, f'(3) = 1; -0 for every x <= -3, -inf included (PyTorch gives NaN there)
 *   Howard et al., Searching for MobileNetV3, arXiv:1905.02244 */
RELUME_API relume_status relume_hard_swish_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_hard_swish_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_hard_swish_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_hard_swish_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_hard_swish_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_hard_swish_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_hard_swish_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_hard_swish_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_hard_swish_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_hard_swish_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_hard_swish_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_hard_swish_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Hard shrinkage: f(x) = |x| > lambd ? x : 0
 *   f'(x) = |x| > lambd ? 1 : 0
 *   f'(±lambd) = 0; f jumps at lambd, whose derivative is 0 all the same; +0 where |x| <= lambd
 *   Donoho & Johnstone, Ideal spatial adaptation by wavelet shrinkage, Biometrika 81, 1994 */
RELUME_API relume_status relume_hard_shrink_f32(size_t n, const float *x, float lambd, float *y);
RELUME_API relume_status relume_hard_shrink_derivative_f32(size_t n, const float *x, float lambd, float *dydx);
RELUME_API relume_status relume_hard_shrink_backward_f32(size_t n, const float *dy, const float *x, float lambd, float *dx);
RELUME_API relume_status relume_hard_shrink_parameter_gradients_f32(size_t n, const float *dy, const float *x, float lambd, float *gradients);
RELUME_API relume_status relume_hard_shrink_f64(size_t n, const double *x, double lambd, double *y);
RELUME_API relume_status relume_hard_shrink_derivative_f64(size_t n, const double *x, double lambd, double *dydx);
RELUME_API relume_status relume_hard_shrink_backward_f64(size_t n, const double *dy, const double *x, double lambd, double *dx);
RELUME_API relume_status relume_hard_shrink_parameter_gradients_f64(size_t n, const double *dy, const double *x, double lambd, double *gradients);
RELUME_API relume_status relume_hard_shrink_f16(size_t n, const uint16_t *x, float lambd, uint16_t *y);
RELUME_API relume_status relume_hard_shrink_derivative_f16(size_t n, const uint16_t *x, float lambd, uint16_t *dydx);
RELUME_API relume_status relume_hard_shrink_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float lambd, uint16_t *dx);
RELUME_API relume_status relume_hard_shrink_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float lambd, float *gradients);
RELUME_API relume_status relume_hard_shrink_bf16(size_t n, const uint16_t *x, float lambd, uint16_t *y);
RELUME_API relume_status relume_hard_shrink_derivative_bf16(size_t n, const uint16_t *x, float lambd, uint16_t *dydx);
RELUME_API relume_status relume_hard_shrink_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float lambd, uint16_t *dx);
RELUME_API relume_status relume_hard_shrink_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float lambd, float *gradients);

/* Soft shrinkage: f(x) = x > lambd ? x - lambd : x < -lambd ? x + lambd : 0
 *   f'(x) = |x| > lambd ? 1 : 0
 *   f'(±lambd) = 0; +0 where |x| <= lambd (PyTorch gives the sign of x)
 *   Donoho & Johnstone, Ideal spatial adaptation by wavelet shrinkage, Biometrika 81, 1994 */
RELUME_API relume_status relume_soft_shrink_f32(size_t n, const float *x, float lambd, float *y);
RELUME_API relume_status relume_soft_shrink_derivative_f32(size_t n, const float *x, float lambd, float *dydx);
RELUME_API relume_status relume_soft_shrink_backward_f32(size_t n, const float *dy, const float *x, float lambd, float *dx);
RELUME_API relume_status relume_soft_shrink_parameter_gradients_f32(size_t n, const float *dy, const float *x, float lambd, float *gradients);
RELUME_API relume_status relume_soft_shrink_f64(size_t n, const double *x, double lambd, double *y);
RELUME_API relume_status relume_soft_shrink_derivative_f64(size_t n, const double *x, double lambd, double *dydx);
RELUME_API relume_status relume_soft_shrink_backward_f64(size_t n, const double *dy, const double *x, double lambd, double *dx);
RELUME_API relume_status relume_soft_shrink_parameter_gradients_f64(size_t n, const double *dy, const double *x, double lambd, double *gradients);
RELUME_API relume_status relume_soft_shrink_f16(size_t n, const uint16_t *x, float lambd, uint16_t *y);
RELUME_API relume_status relume_soft_shrink_derivative_f16(size_t n, const uint16_t *x, float lambd, uint16_t *dydx);
RELUME_API relume_status relume_soft_shrink_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float lambd, uint16_t *dx);
RELUME_API relume_status relume_soft_shrink_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float lambd, float *gradients);
RELUME_API relume_status relume_soft_shrink_bf16(size_t n, const uint16_t *x, float lambd, uint16_t *y);
RELUME_API relume_status relume_soft_shrink_derivative_bf16(size_t n, const uint16_t *x, float lambd, uint16_t *dydx);
RELUME_API relume_status relume_soft_shrink_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float lambd, uint16_t *dx);
RELUME_API relume_status relume_soft_shrink_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float lambd, float *gradients);

/* Shrinkage with a bias: f(x) = x > lambd ? x - bias : x < -lambd ? x + bias : 0
 *   f'(x) = |x| > lambd ? 1 : 0
 *   f'(±lambd) = 0; f jumps at lambd, whose derivative is 0 all the same; +0 where |x| <= lambd
 *   ONNX, the operator Shrink, since operator set 9, 2018 */
RELUME_API relume_status relume_shrink_f32(size_t n, const float *x, float lambd, float bias, float *y);
RELUME_API relume_status relume_shrink_derivative_f32(size_t n, const float *x, float lambd, float bias, float *dydx);
RELUME_API relume_status relume_shrink_backward_f32(size_t n, const float *dy, const float *x, float lambd, float bias, float *dx);
RELUME_API relume_status relume_shrink_parameter_gradients_f32(size_t n, const float *dy, const float *x, float lambd, float bias, float *gradients);
RELUME_API relume_status relume_shrink_f64(size_t n, const double *x, double lambd, double bias, double *y);
RELUME_API relume_status relume_shrink_derivative_f64(size_t n, const double *x, double lambd, double bias, double *dydx);
RELUME_API relume_status relume_shrink_backward_f64(size_t n, const double *dy, const double *x, double lambd, double bias, double *dx);
RELUME_API relume_status relume_shrink_parameter_gradients_f64(size_t n, const double *dy, const double *x, double lambd, double bias, double *gradients);
RELUME_API relume_status relume_shrink_f16(size_t n, const uint16_t *x, float lambd, float bias, uint16_t *y);
RELUME_API relume_status relume_shrink_derivative_f16(size_t n, const uint16_t *x, float lambd, float bias, uint16_t *dydx);
RELUME_API relume_status relume_shrink_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float lambd, float bias, uint16_t *dx);
RELUME_API relume_status relume_shrink_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float lambd, float bias, float *gradients);
RELUME_API relume_status relume_shrink_bf16(size_t n, const uint16_t *x, float lambd, float bias, uint16_t *y);
RELUME_API relume_status relume_shrink_derivative_bf16(size_t n, const uint16_t *x, float lambd, float bias, uint16_t *dydx);
RELUME_API relume_status relume_shrink_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float lambd, float bias, uint16_t *dx);
RELUME_API relume_status relume_shrink_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float lambd, float bias, float *gradients);

/* Hyperbolic tangent shrinkage: f(x) = x - tanh(x)
 *   f'(x) = tanh(x)^2
 *   f(-0) = -0 (PyTorch gives +0), f(±inf) = ±inf; f'(±inf) = 1
 *   Collobert, Kavukcuoglu & Farabet, Torch7: a Matlab-like environment for machine learning, BigLearn, NIPS 2011 */
RELUME_API relume_status relume_tanh_shrink_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_tanh_shrink_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_tanh_shrink_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_tanh_shrink_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_tanh_shrink_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_tanh_shrink_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_tanh_shrink_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_tanh_shrink_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_tanh_shrink_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_tanh_shrink_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_tanh_shrink_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_tanh_shrink_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Scaled hyperbolic tangent: f(x) = a·tanh(b·x)
 *   f'(x) = a·b·(1 - tanh(b·x)^2)
 *   with the values given, f(±1) is nearly ±1; for a, b > 0, f(±inf) = ±a; f'(±inf) = 0
 *   LeCun, Bottou, Orr & Müller, Efficient BackProp, 1998 */
RELUME_API relume_status relume_scaled_tanh_f32(size_t n, const float *x, float a, float b, float *y);
RELUME_API relume_status relume_scaled_tanh_derivative_f32(size_t n, const float *x, float a, float b, float *dydx);
RELUME_API relume_status relume_scaled_tanh_backward_f32(size_t n, const float *dy, const float *x, float a, float b, float *dx);
RELUME_API relume_status relume_scaled_tanh_parameter_gradients_f32(size_t n, const float *dy, const float *x, float a, float b, float *gradients);
RELUME_API relume_status relume_scaled_tanh_f64(size_t n, const double *x, double a, double b, double *y);
RELUME_API relume_status relume_scaled_tanh_derivative_f64(size_t n, const double *x, double a, double b, double *dydx);
RELUME_API relume_status relume_scaled_tanh_backward_f64(size_t n, const double *dy, const double *x, double a, double b, double *dx);
RELUME_API relume_status relume_scaled_tanh_parameter_gradients_f64(size_t n, const double *dy, const double *x, double a, double b, double *gradients);
RELUME_API relume_status relume_scaled_tanh_f16(size_t n, const uint16_t *x, float a, float b, uint16_t *y);
RELUME_API relume_status relume_scaled_tanh_derivative_f16(size_t n, const uint16_t *x, float a, float b, uint16_t *dydx);
RELUME_API relume_status relume_scaled_tanh_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float a, float b, uint16_t *dx);
RELUME_API relume_status relume_scaled_tanh_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float a, float b, float *gradients);
RELUME_API relume_status relume_scaled_tanh_bf16(size_t n, const uint16_t *x, float a, float b, uint16_t *y);
RELUME_API relume_status relume_scaled_tanh_derivative_bf16(size_t n, const uint16_t *x, float a, float b, uint16_t *dydx);
RELUME_API relume_status relume_scaled_tanh_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float a, float b, uint16_t *dx);
RELUME_API relume_status relume_scaled_tanh_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float a, float b, float *gradients);

/* Soft cap: f(x) = cap·tanh(x/cap)
 *   f'(x) = 1 - tanh(x/cap)^2
 *   Gemma 2 caps its last logits at 30 and those of attention at 50, so there is no default; f(±inf) = ±cap; f'(±inf) = 0
 *   Gemma team, Gemma 2: improving open language models at a practical size, arXiv:2408.00118 */
RELUME_API relume_status relume_softcap_f32(size_t n, const float *x, float cap, float *y);
RELUME_API relume_status relume_softcap_derivative_f32(size_t n, const float *x, float cap, float *dydx);
RELUME_API relume_status relume_softcap_backward_f32(size_t n, const float *dy, const float *x, float cap, float *dx);
RELUME_API relume_status relume_softcap_parameter_gradients_f32(size_t n, const float *dy, const float *x, float cap, float *gradients);
RELUME_API relume_status relume_softcap_f64(size_t n, const double *x, double cap, double *y);
RELUME_API relume_status relume_softcap_derivative_f64(size_t n, const double *x, double cap, double *dydx);
RELUME_API relume_status relume_softcap_backward_f64(size_t n, const double *dy, const double *x, double cap, double *dx);
RELUME_API relume_status relume_softcap_parameter_gradients_f64(size_t n, const double *dy, const double *x, double cap, double *gradients);
RELUME_API relume_status relume_softcap_f16(size_t n, const uint16_t *x, float cap, uint16_t *y);
RELUME_API relume_status relume_softcap_derivative_f16(size_t n, const uint16_t *x, float cap, uint16_t *dydx);
RELUME_API relume_status relume_softcap_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float cap, uint16_t *dx);
RELUME_API relume_status relume_softcap_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float cap, float *gradients);
RELUME_API relume_status relume_softcap_bf16(size_t n, const uint16_t *x, float cap, uint16_t *y);
RELUME_API relume_status relume_softcap_derivative_bf16(size_t n, const uint16_t *x, float cap, uint16_t *dydx);
RELUME_API relume_status relume_softcap_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float cap, uint16_t *dx);
RELUME_API relume_status relume_softcap_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float cap, float *gradients);

/* Linearly scaled hyperbolic tangent: f(x) = x·tanh(x)
 *   f'(x) = tanh(x) + x·(1 - tanh(x)^2)
 *   f(-0) = +0, f(±inf) = inf; f'(±inf) = ±1
 *   Roy, Manna, Dubey & Chaudhuri, LiSHT: non-parametric linearly scaled hyperbolic tangent, arXiv:1901.05894 */
RELUME_API relume_status relume_lisht_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_lisht_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_lisht_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_lisht_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_lisht_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_lisht_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_lisht_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_lisht_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_lisht_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_lisht_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_lisht_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_lisht_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Logarithm of the hyperbolic cosine: f(x) = log(cosh(x))
 *   f'(x) = tanh(x)
 *   f(-0) = +0, f(±inf) = inf; f'(±inf) = ±1
 *   Green, Iteratively reweighted least squares for maximum likelihood estimation, Journal of the Royal Statistical Society B 46, 1984 */
RELUME_API relume_status relume_log_cosh_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_log_cosh_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_log_cosh_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_log_cosh_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_log_cosh_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_log_cosh_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_log_cosh_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_log_cosh_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_log_cosh_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_log_cosh_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_log_cosh_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_log_cosh_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Flexible rectified linear unit: f(x) = max(0, x) + b
 *   f'(x) = x > 0 ? 1 : 0
 *   f'(0) = 0; b is learned
 *   Qiu, Xu & Cai, FReLU: flexible rectified linear units, arXiv:1706.08098 */
RELUME_API relume_status relume_frelu_f32(size_t n, const float *x, float b, float *y);
RELUME_API relume_status relume_frelu_derivative_f32(size_t n, const float *x, float b, float *dydx);
RELUME_API relume_status relume_frelu_backward_f32(size_t n, const float *dy, const float *x, float b, float *dx);
RELUME_API relume_status relume_frelu_parameter_gradients_f32(size_t n, const float *dy, const float *x, float b, float *gradients);
RELUME_API relume_status relume_frelu_f64(size_t n, const double *x, double b, double *y);
RELUME_API relume_status relume_frelu_derivative_f64(size_t n, const double *x, double b, double *dydx);
RELUME_API relume_status relume_frelu_backward_f64(size_t n, const double *dy, const double *x, double b, double *dx);
RELUME_API relume_status relume_frelu_parameter_gradients_f64(size_t n, const double *dy, const double *x, double b, double *gradients);
RELUME_API relume_status relume_frelu_f16(size_t n, const uint16_t *x, float b, uint16_t *y);
RELUME_API relume_status relume_frelu_derivative_f16(size_t n, const uint16_t *x, float b, uint16_t *dydx);
RELUME_API relume_status relume_frelu_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float b, uint16_t *dx);
RELUME_API relume_status relume_frelu_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float b, float *gradients);
RELUME_API relume_status relume_frelu_bf16(size_t n, const uint16_t *x, float b, uint16_t *y);
RELUME_API relume_status relume_frelu_derivative_bf16(size_t n, const uint16_t *x, float b, uint16_t *dydx);
RELUME_API relume_status relume_frelu_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float b, uint16_t *dx);
RELUME_API relume_status relume_frelu_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float b, float *gradients);

/* S-shaped rectified linear unit: f(x) = t_right + a_right·(x - t_right) for x >= t_right, t_left + a_left·(x - t_left) for x <= t_left, x between
 *   f'(x) = a_right for x >= t_right, a_left for x <= t_left, 1 between
 *   f'(t_right) = a_right, f'(t_left) = a_left; the right part goes first where t_left >= t_right; all are learned
 *   Jin, Xu, Feng, Wei, Xiong & Yan, Deep learning with S-shaped rectified linear activation units, arXiv:1512.07030 */
RELUME_API relume_status relume_srelu_f32(size_t n, const float *x, float t_right, float a_right, float t_left, float a_left, float *y);
RELUME_API relume_status relume_srelu_derivative_f32(size_t n, const float *x, float t_right, float a_right, float t_left, float a_left, float *dydx);
RELUME_API relume_status relume_srelu_backward_f32(size_t n, const float *dy, const float *x, float t_right, float a_right, float t_left, float a_left, float *dx);
RELUME_API relume_status relume_srelu_parameter_gradients_f32(size_t n, const float *dy, const float *x, float t_right, float a_right, float t_left, float a_left, float *gradients);
RELUME_API relume_status relume_srelu_f64(size_t n, const double *x, double t_right, double a_right, double t_left, double a_left, double *y);
RELUME_API relume_status relume_srelu_derivative_f64(size_t n, const double *x, double t_right, double a_right, double t_left, double a_left, double *dydx);
RELUME_API relume_status relume_srelu_backward_f64(size_t n, const double *dy, const double *x, double t_right, double a_right, double t_left, double a_left, double *dx);
RELUME_API relume_status relume_srelu_parameter_gradients_f64(size_t n, const double *dy, const double *x, double t_right, double a_right, double t_left, double a_left, double *gradients);
RELUME_API relume_status relume_srelu_f16(size_t n, const uint16_t *x, float t_right, float a_right, float t_left, float a_left, uint16_t *y);
RELUME_API relume_status relume_srelu_derivative_f16(size_t n, const uint16_t *x, float t_right, float a_right, float t_left, float a_left, uint16_t *dydx);
RELUME_API relume_status relume_srelu_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float t_right, float a_right, float t_left, float a_left, uint16_t *dx);
RELUME_API relume_status relume_srelu_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float t_right, float a_right, float t_left, float a_left, float *gradients);
RELUME_API relume_status relume_srelu_bf16(size_t n, const uint16_t *x, float t_right, float a_right, float t_left, float a_left, uint16_t *y);
RELUME_API relume_status relume_srelu_derivative_bf16(size_t n, const uint16_t *x, float t_right, float a_right, float t_left, float a_left, uint16_t *dydx);
RELUME_API relume_status relume_srelu_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float t_right, float a_right, float t_left, float a_left, uint16_t *dx);
RELUME_API relume_status relume_srelu_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float t_right, float a_right, float t_left, float a_left, float *gradients);

/* Adaptive piecewise linear unit with two hinges: f(x) = max(0, x) + a1·max(0, b1 - x) + a2·max(0, b2 - x)
 *   f'(x) = (x > 0 ? 1 : 0) - (x < b1 ? a1 : 0) - (x < b2 ? a2 : 0)
 *   at a kink its term counts as flat; f(-inf) = a1·b1 + a2·b2 where a1 + a2 = 0; all are learned
 *   Agostinelli, Hoffman, Sadowski & Baldi, Learning activation functions to improve deep neural networks, arXiv:1412.6830 */
RELUME_API relume_status relume_apl_f32(size_t n, const float *x, float a1, float b1, float a2, float b2, float *y);
RELUME_API relume_status relume_apl_derivative_f32(size_t n, const float *x, float a1, float b1, float a2, float b2, float *dydx);
RELUME_API relume_status relume_apl_backward_f32(size_t n, const float *dy, const float *x, float a1, float b1, float a2, float b2, float *dx);
RELUME_API relume_status relume_apl_parameter_gradients_f32(size_t n, const float *dy, const float *x, float a1, float b1, float a2, float b2, float *gradients);
RELUME_API relume_status relume_apl_f64(size_t n, const double *x, double a1, double b1, double a2, double b2, double *y);
RELUME_API relume_status relume_apl_derivative_f64(size_t n, const double *x, double a1, double b1, double a2, double b2, double *dydx);
RELUME_API relume_status relume_apl_backward_f64(size_t n, const double *dy, const double *x, double a1, double b1, double a2, double b2, double *dx);
RELUME_API relume_status relume_apl_parameter_gradients_f64(size_t n, const double *dy, const double *x, double a1, double b1, double a2, double b2, double *gradients);
RELUME_API relume_status relume_apl_f16(size_t n, const uint16_t *x, float a1, float b1, float a2, float b2, uint16_t *y);
RELUME_API relume_status relume_apl_derivative_f16(size_t n, const uint16_t *x, float a1, float b1, float a2, float b2, uint16_t *dydx);
RELUME_API relume_status relume_apl_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float a1, float b1, float a2, float b2, uint16_t *dx);
RELUME_API relume_status relume_apl_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float a1, float b1, float a2, float b2, float *gradients);
RELUME_API relume_status relume_apl_bf16(size_t n, const uint16_t *x, float a1, float b1, float a2, float b2, uint16_t *y);
RELUME_API relume_status relume_apl_derivative_bf16(size_t n, const uint16_t *x, float a1, float b1, float a2, float b2, uint16_t *dydx);
RELUME_API relume_status relume_apl_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float a1, float b1, float a2, float b2, uint16_t *dx);
RELUME_API relume_status relume_apl_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float a1, float b1, float a2, float b2, float *gradients);

/* Smooth rectified linear unit: f(x) = 0 for x <= -beta, (x + beta)^2/(4·beta) between, x for x >= beta
 *   f'(x) = min(max(0, (x + beta)/(2·beta)), 1)
 *   no kinks; +0 for every x <= -beta
 *   Shamir & Lin, Real world large scale recommendation systems reproducibility and smooth activations, arXiv:2202.06499 */
RELUME_API relume_status relume_smelu_f32(size_t n, const float *x, float beta, float *y);
RELUME_API relume_status relume_smelu_derivative_f32(size_t n, const float *x, float beta, float *dydx);
RELUME_API relume_status relume_smelu_backward_f32(size_t n, const float *dy, const float *x, float beta, float *dx);
RELUME_API relume_status relume_smelu_parameter_gradients_f32(size_t n, const float *dy, const float *x, float beta, float *gradients);
RELUME_API relume_status relume_smelu_f64(size_t n, const double *x, double beta, double *y);
RELUME_API relume_status relume_smelu_derivative_f64(size_t n, const double *x, double beta, double *dydx);
RELUME_API relume_status relume_smelu_backward_f64(size_t n, const double *dy, const double *x, double beta, double *dx);
RELUME_API relume_status relume_smelu_parameter_gradients_f64(size_t n, const double *dy, const double *x, double beta, double *gradients);
RELUME_API relume_status relume_smelu_f16(size_t n, const uint16_t *x, float beta, uint16_t *y);
RELUME_API relume_status relume_smelu_derivative_f16(size_t n, const uint16_t *x, float beta, uint16_t *dydx);
RELUME_API relume_status relume_smelu_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float beta, uint16_t *dx);
RELUME_API relume_status relume_smelu_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float beta, float *gradients);
RELUME_API relume_status relume_smelu_bf16(size_t n, const uint16_t *x, float beta, uint16_t *y);
RELUME_API relume_status relume_smelu_derivative_bf16(size_t n, const uint16_t *x, float beta, uint16_t *dydx);
RELUME_API relume_status relume_smelu_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float beta, uint16_t *dx);
RELUME_API relume_status relume_smelu_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float beta, float *gradients);

/* StarReLU: f(x) = s·max(0, x)^2 + b
 *   f'(x) = 2·s·max(0, x)
 *   f'(0) = 0
 *   Yu, Si, Zhou, Luo, Zhou, Feng, Yan & Wang, MetaFormer baselines for vision, arXiv:2210.13452 */
RELUME_API relume_status relume_star_relu_f32(size_t n, const float *x, float s, float b, float *y);
RELUME_API relume_status relume_star_relu_derivative_f32(size_t n, const float *x, float s, float b, float *dydx);
RELUME_API relume_status relume_star_relu_backward_f32(size_t n, const float *dy, const float *x, float s, float b, float *dx);
RELUME_API relume_status relume_star_relu_parameter_gradients_f32(size_t n, const float *dy, const float *x, float s, float b, float *gradients);
RELUME_API relume_status relume_star_relu_f64(size_t n, const double *x, double s, double b, double *y);
RELUME_API relume_status relume_star_relu_derivative_f64(size_t n, const double *x, double s, double b, double *dydx);
RELUME_API relume_status relume_star_relu_backward_f64(size_t n, const double *dy, const double *x, double s, double b, double *dx);
RELUME_API relume_status relume_star_relu_parameter_gradients_f64(size_t n, const double *dy, const double *x, double s, double b, double *gradients);
RELUME_API relume_status relume_star_relu_f16(size_t n, const uint16_t *x, float s, float b, uint16_t *y);
RELUME_API relume_status relume_star_relu_derivative_f16(size_t n, const uint16_t *x, float s, float b, uint16_t *dydx);
RELUME_API relume_status relume_star_relu_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float s, float b, uint16_t *dx);
RELUME_API relume_status relume_star_relu_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float s, float b, float *gradients);
RELUME_API relume_status relume_star_relu_bf16(size_t n, const uint16_t *x, float s, float b, uint16_t *y);
RELUME_API relume_status relume_star_relu_derivative_bf16(size_t n, const uint16_t *x, float s, float b, uint16_t *dydx);
RELUME_API relume_status relume_star_relu_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float s, float b, uint16_t *dx);
RELUME_API relume_status relume_star_relu_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float s, float b, float *gradients);

/* Polynomial of a rectified linear unit: f(x) = a0 + a1·r + a2·r^2 + a3·r^3, r = max(0, x)
 *   f'(x) = x > 0 ? a1 + 2·a2·x + 3·a3·x^2 : 0
 *   f'(0) = 0; f(inf) and f'(inf) go with the highest coefficient that isn't 0
 *   Zhuo, Wang, Zeng, Li, Zhou & Ma, Polynomial composition activations, arXiv:2411.03884 */
RELUME_API relume_status relume_poly_relu_f32(size_t n, const float *x, float a0, float a1, float a2, float a3, float *y);
RELUME_API relume_status relume_poly_relu_derivative_f32(size_t n, const float *x, float a0, float a1, float a2, float a3, float *dydx);
RELUME_API relume_status relume_poly_relu_backward_f32(size_t n, const float *dy, const float *x, float a0, float a1, float a2, float a3, float *dx);
RELUME_API relume_status relume_poly_relu_parameter_gradients_f32(size_t n, const float *dy, const float *x, float a0, float a1, float a2, float a3, float *gradients);
RELUME_API relume_status relume_poly_relu_f64(size_t n, const double *x, double a0, double a1, double a2, double a3, double *y);
RELUME_API relume_status relume_poly_relu_derivative_f64(size_t n, const double *x, double a0, double a1, double a2, double a3, double *dydx);
RELUME_API relume_status relume_poly_relu_backward_f64(size_t n, const double *dy, const double *x, double a0, double a1, double a2, double a3, double *dx);
RELUME_API relume_status relume_poly_relu_parameter_gradients_f64(size_t n, const double *dy, const double *x, double a0, double a1, double a2, double a3, double *gradients);
RELUME_API relume_status relume_poly_relu_f16(size_t n, const uint16_t *x, float a0, float a1, float a2, float a3, uint16_t *y);
RELUME_API relume_status relume_poly_relu_derivative_f16(size_t n, const uint16_t *x, float a0, float a1, float a2, float a3, uint16_t *dydx);
RELUME_API relume_status relume_poly_relu_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float a0, float a1, float a2, float a3, uint16_t *dx);
RELUME_API relume_status relume_poly_relu_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float a0, float a1, float a2, float a3, float *gradients);
RELUME_API relume_status relume_poly_relu_bf16(size_t n, const uint16_t *x, float a0, float a1, float a2, float a3, uint16_t *y);
RELUME_API relume_status relume_poly_relu_derivative_bf16(size_t n, const uint16_t *x, float a0, float a1, float a2, float a3, uint16_t *dydx);
RELUME_API relume_status relume_poly_relu_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float a0, float a1, float a2, float a3, uint16_t *dx);
RELUME_API relume_status relume_poly_relu_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float a0, float a1, float a2, float a3, float *gradients);

/* Pade activation unit, safe, of degrees 5 and 4: f(x) = P/Q, P = a0 + a1·x + ... + a5·x^5, Q = 1 + |q|, q = b1·x + b2·x^2 + b3·x^3 + b4·x^4
 *   f'(x) = (P'·Q - P·|q|')/Q^2
 *   |q|' = 0 where q = 0; beyond |x| = 2^200 it is the quotient of its leading terms; near leaky_relu(0.01) by default
 *   Molina, Schramowski & Kersting, Padé activation units, arXiv:1907.06732 */
RELUME_API relume_status relume_pau_f32(size_t n, const float *x, float a0, float a1, float a2, float a3, float a4, float a5, float b1, float b2, float b3, float b4, float *y);
RELUME_API relume_status relume_pau_derivative_f32(size_t n, const float *x, float a0, float a1, float a2, float a3, float a4, float a5, float b1, float b2, float b3, float b4, float *dydx);
RELUME_API relume_status relume_pau_backward_f32(size_t n, const float *dy, const float *x, float a0, float a1, float a2, float a3, float a4, float a5, float b1, float b2, float b3, float b4, float *dx);
RELUME_API relume_status relume_pau_parameter_gradients_f32(size_t n, const float *dy, const float *x, float a0, float a1, float a2, float a3, float a4, float a5, float b1, float b2, float b3, float b4, float *gradients);
RELUME_API relume_status relume_pau_f64(size_t n, const double *x, double a0, double a1, double a2, double a3, double a4, double a5, double b1, double b2, double b3, double b4, double *y);
RELUME_API relume_status relume_pau_derivative_f64(size_t n, const double *x, double a0, double a1, double a2, double a3, double a4, double a5, double b1, double b2, double b3, double b4, double *dydx);
RELUME_API relume_status relume_pau_backward_f64(size_t n, const double *dy, const double *x, double a0, double a1, double a2, double a3, double a4, double a5, double b1, double b2, double b3, double b4, double *dx);
RELUME_API relume_status relume_pau_parameter_gradients_f64(size_t n, const double *dy, const double *x, double a0, double a1, double a2, double a3, double a4, double a5, double b1, double b2, double b3, double b4, double *gradients);
RELUME_API relume_status relume_pau_f16(size_t n, const uint16_t *x, float a0, float a1, float a2, float a3, float a4, float a5, float b1, float b2, float b3, float b4, uint16_t *y);
RELUME_API relume_status relume_pau_derivative_f16(size_t n, const uint16_t *x, float a0, float a1, float a2, float a3, float a4, float a5, float b1, float b2, float b3, float b4, uint16_t *dydx);
RELUME_API relume_status relume_pau_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float a0, float a1, float a2, float a3, float a4, float a5, float b1, float b2, float b3, float b4, uint16_t *dx);
RELUME_API relume_status relume_pau_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float a0, float a1, float a2, float a3, float a4, float a5, float b1, float b2, float b3, float b4, float *gradients);
RELUME_API relume_status relume_pau_bf16(size_t n, const uint16_t *x, float a0, float a1, float a2, float a3, float a4, float a5, float b1, float b2, float b3, float b4, uint16_t *y);
RELUME_API relume_status relume_pau_derivative_bf16(size_t n, const uint16_t *x, float a0, float a1, float a2, float a3, float a4, float a5, float b1, float b2, float b3, float b4, uint16_t *dydx);
RELUME_API relume_status relume_pau_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float a0, float a1, float a2, float a3, float a4, float a5, float b1, float b2, float b3, float b4, uint16_t *dx);
RELUME_API relume_status relume_pau_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float a0, float a1, float a2, float a3, float a4, float a5, float b1, float b2, float b3, float b4, float *gradients);

/* Parametric exponential linear unit: f(x) = x >= 0 ? a/b·x : a·(e^(x/b) - 1)
 *   f'(x) = x >= 0 ? a/b : a/b·e^(x/b)
 *   smooth at 0; f(-inf) = -a
 *   Trottier, Giguère & Chaib-draa, Parametric exponential linear unit, arXiv:1605.09332 */
RELUME_API relume_status relume_pelu_f32(size_t n, const float *x, float a, float b, float *y);
RELUME_API relume_status relume_pelu_derivative_f32(size_t n, const float *x, float a, float b, float *dydx);
RELUME_API relume_status relume_pelu_backward_f32(size_t n, const float *dy, const float *x, float a, float b, float *dx);
RELUME_API relume_status relume_pelu_parameter_gradients_f32(size_t n, const float *dy, const float *x, float a, float b, float *gradients);
RELUME_API relume_status relume_pelu_f64(size_t n, const double *x, double a, double b, double *y);
RELUME_API relume_status relume_pelu_derivative_f64(size_t n, const double *x, double a, double b, double *dydx);
RELUME_API relume_status relume_pelu_backward_f64(size_t n, const double *dy, const double *x, double a, double b, double *dx);
RELUME_API relume_status relume_pelu_parameter_gradients_f64(size_t n, const double *dy, const double *x, double a, double b, double *gradients);
RELUME_API relume_status relume_pelu_f16(size_t n, const uint16_t *x, float a, float b, uint16_t *y);
RELUME_API relume_status relume_pelu_derivative_f16(size_t n, const uint16_t *x, float a, float b, uint16_t *dydx);
RELUME_API relume_status relume_pelu_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float a, float b, uint16_t *dx);
RELUME_API relume_status relume_pelu_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float a, float b, float *gradients);
RELUME_API relume_status relume_pelu_bf16(size_t n, const uint16_t *x, float a, float b, uint16_t *y);
RELUME_API relume_status relume_pelu_derivative_bf16(size_t n, const uint16_t *x, float a, float b, uint16_t *dydx);
RELUME_API relume_status relume_pelu_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float a, float b, uint16_t *dx);
RELUME_API relume_status relume_pelu_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float a, float b, float *gradients);

/* Multiple parametric exponential linear unit: f(x) = x > 0 ? x : alpha·(e^(beta·x) - 1)
 *   f'(x) = x > 0 ? 1 : alpha·beta·e^(beta·x)
 *   f'(0) = alpha·beta; f(-inf) = -alpha
 *   Li, Fan, Li, Wu & Ming, Improving deep neural network with multiple parametric ELU, arXiv:1606.00305 */
RELUME_API relume_status relume_mpelu_f32(size_t n, const float *x, float alpha, float beta, float *y);
RELUME_API relume_status relume_mpelu_derivative_f32(size_t n, const float *x, float alpha, float beta, float *dydx);
RELUME_API relume_status relume_mpelu_backward_f32(size_t n, const float *dy, const float *x, float alpha, float beta, float *dx);
RELUME_API relume_status relume_mpelu_parameter_gradients_f32(size_t n, const float *dy, const float *x, float alpha, float beta, float *gradients);
RELUME_API relume_status relume_mpelu_f64(size_t n, const double *x, double alpha, double beta, double *y);
RELUME_API relume_status relume_mpelu_derivative_f64(size_t n, const double *x, double alpha, double beta, double *dydx);
RELUME_API relume_status relume_mpelu_backward_f64(size_t n, const double *dy, const double *x, double alpha, double beta, double *dx);
RELUME_API relume_status relume_mpelu_parameter_gradients_f64(size_t n, const double *dy, const double *x, double alpha, double beta, double *gradients);
RELUME_API relume_status relume_mpelu_f16(size_t n, const uint16_t *x, float alpha, float beta, uint16_t *y);
RELUME_API relume_status relume_mpelu_derivative_f16(size_t n, const uint16_t *x, float alpha, float beta, uint16_t *dydx);
RELUME_API relume_status relume_mpelu_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float alpha, float beta, uint16_t *dx);
RELUME_API relume_status relume_mpelu_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float alpha, float beta, float *gradients);
RELUME_API relume_status relume_mpelu_bf16(size_t n, const uint16_t *x, float alpha, float beta, uint16_t *y);
RELUME_API relume_status relume_mpelu_derivative_bf16(size_t n, const uint16_t *x, float alpha, float beta, uint16_t *dydx);
RELUME_API relume_status relume_mpelu_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float alpha, float beta, uint16_t *dx);
RELUME_API relume_status relume_mpelu_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float alpha, float beta, float *gradients);

/* Expanded integral of the exponential linear unit: f(x) = x > 0 ? alpha_p·x^2 + beta·x : alpha_n·(e^min(x, eps) - 1 - x) + beta·x
 *   f'(x) = x > 0 ? 2·alpha_p·x + beta : x > eps ? beta - alpha_n : alpha_n·(e^x - 1) + beta
 *   alpha_p and alpha_n are those of the formula: Hugging Face trains numbers that softplus maps to alpha_p and to alpha_n - beta; with eps < 0, as there, f(±0) = alpha_n·(e^eps - 1) and f'(±0) = beta - alpha_n, with eps = 0, as in the paper, 0 and beta
 *   Huang & Schlag, Deriving activation functions using integration, arXiv:2411.13010 */
RELUME_API relume_status relume_xielu_f32(size_t n, const float *x, float alpha_p, float alpha_n, float beta, float eps, float *y);
RELUME_API relume_status relume_xielu_derivative_f32(size_t n, const float *x, float alpha_p, float alpha_n, float beta, float eps, float *dydx);
RELUME_API relume_status relume_xielu_backward_f32(size_t n, const float *dy, const float *x, float alpha_p, float alpha_n, float beta, float eps, float *dx);
RELUME_API relume_status relume_xielu_parameter_gradients_f32(size_t n, const float *dy, const float *x, float alpha_p, float alpha_n, float beta, float eps, float *gradients);
RELUME_API relume_status relume_xielu_f64(size_t n, const double *x, double alpha_p, double alpha_n, double beta, double eps, double *y);
RELUME_API relume_status relume_xielu_derivative_f64(size_t n, const double *x, double alpha_p, double alpha_n, double beta, double eps, double *dydx);
RELUME_API relume_status relume_xielu_backward_f64(size_t n, const double *dy, const double *x, double alpha_p, double alpha_n, double beta, double eps, double *dx);
RELUME_API relume_status relume_xielu_parameter_gradients_f64(size_t n, const double *dy, const double *x, double alpha_p, double alpha_n, double beta, double eps, double *gradients);
RELUME_API relume_status relume_xielu_f16(size_t n, const uint16_t *x, float alpha_p, float alpha_n, float beta, float eps, uint16_t *y);
RELUME_API relume_status relume_xielu_derivative_f16(size_t n, const uint16_t *x, float alpha_p, float alpha_n, float beta, float eps, uint16_t *dydx);
RELUME_API relume_status relume_xielu_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float alpha_p, float alpha_n, float beta, float eps, uint16_t *dx);
RELUME_API relume_status relume_xielu_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float alpha_p, float alpha_n, float beta, float eps, float *gradients);
RELUME_API relume_status relume_xielu_bf16(size_t n, const uint16_t *x, float alpha_p, float alpha_n, float beta, float eps, uint16_t *y);
RELUME_API relume_status relume_xielu_derivative_bf16(size_t n, const uint16_t *x, float alpha_p, float alpha_n, float beta, float eps, uint16_t *dydx);
RELUME_API relume_status relume_xielu_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float alpha_p, float alpha_n, float beta, float eps, uint16_t *dx);
RELUME_API relume_status relume_xielu_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float alpha_p, float alpha_n, float beta, float eps, float *gradients);

/* ACON-C, activate or not: f(x) = (p1 - p2)·x/(1 + e^-z) + p2·x, z = beta·(p1 - p2)·x
 *   f'(x) = p2 + (p1 - p2)·s·(1 + z·(1 - s)), s = 1/(1 + e^-z)
 *   as given it is silu; all three are learned, and the authors start beta at 1 and the others at random; for beta·(p1 - p2) > 0, f'(-inf) = p2 and f'(inf) = p1
 *   Ma, Zhang, Liu & Sun, Activate or not: learning customized activation, arXiv:2009.04759 */
RELUME_API relume_status relume_acon_c_f32(size_t n, const float *x, float p1, float p2, float beta, float *y);
RELUME_API relume_status relume_acon_c_derivative_f32(size_t n, const float *x, float p1, float p2, float beta, float *dydx);
RELUME_API relume_status relume_acon_c_backward_f32(size_t n, const float *dy, const float *x, float p1, float p2, float beta, float *dx);
RELUME_API relume_status relume_acon_c_parameter_gradients_f32(size_t n, const float *dy, const float *x, float p1, float p2, float beta, float *gradients);
RELUME_API relume_status relume_acon_c_f64(size_t n, const double *x, double p1, double p2, double beta, double *y);
RELUME_API relume_status relume_acon_c_derivative_f64(size_t n, const double *x, double p1, double p2, double beta, double *dydx);
RELUME_API relume_status relume_acon_c_backward_f64(size_t n, const double *dy, const double *x, double p1, double p2, double beta, double *dx);
RELUME_API relume_status relume_acon_c_parameter_gradients_f64(size_t n, const double *dy, const double *x, double p1, double p2, double beta, double *gradients);
RELUME_API relume_status relume_acon_c_f16(size_t n, const uint16_t *x, float p1, float p2, float beta, uint16_t *y);
RELUME_API relume_status relume_acon_c_derivative_f16(size_t n, const uint16_t *x, float p1, float p2, float beta, uint16_t *dydx);
RELUME_API relume_status relume_acon_c_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float p1, float p2, float beta, uint16_t *dx);
RELUME_API relume_status relume_acon_c_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float p1, float p2, float beta, float *gradients);
RELUME_API relume_status relume_acon_c_bf16(size_t n, const uint16_t *x, float p1, float p2, float beta, uint16_t *y);
RELUME_API relume_status relume_acon_c_derivative_bf16(size_t n, const uint16_t *x, float p1, float p2, float beta, uint16_t *dydx);
RELUME_API relume_status relume_acon_c_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float p1, float p2, float beta, uint16_t *dx);
RELUME_API relume_status relume_acon_c_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float p1, float p2, float beta, float *gradients);

/* E-swish: f(x) = beta·x/(1 + e^-x)
 *   f'(x) = beta·s·(1 + x·(1 - s)), s = 1/(1 + e^-x)
 *   the paper takes beta from 1 to 2, best near 1.375, and has no default; f(-0) = -0, f(-inf) = -0; f'(-inf) = 0, f'(inf) = beta
 *   Alcaide, E-swish: adjusting activations to different network depths, arXiv:1801.07145 */
RELUME_API relume_status relume_eswish_f32(size_t n, const float *x, float beta, float *y);
RELUME_API relume_status relume_eswish_derivative_f32(size_t n, const float *x, float beta, float *dydx);
RELUME_API relume_status relume_eswish_backward_f32(size_t n, const float *dy, const float *x, float beta, float *dx);
RELUME_API relume_status relume_eswish_parameter_gradients_f32(size_t n, const float *dy, const float *x, float beta, float *gradients);
RELUME_API relume_status relume_eswish_f64(size_t n, const double *x, double beta, double *y);
RELUME_API relume_status relume_eswish_derivative_f64(size_t n, const double *x, double beta, double *dydx);
RELUME_API relume_status relume_eswish_backward_f64(size_t n, const double *dy, const double *x, double beta, double *dx);
RELUME_API relume_status relume_eswish_parameter_gradients_f64(size_t n, const double *dy, const double *x, double beta, double *gradients);
RELUME_API relume_status relume_eswish_f16(size_t n, const uint16_t *x, float beta, uint16_t *y);
RELUME_API relume_status relume_eswish_derivative_f16(size_t n, const uint16_t *x, float beta, uint16_t *dydx);
RELUME_API relume_status relume_eswish_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float beta, uint16_t *dx);
RELUME_API relume_status relume_eswish_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float beta, float *gradients);
RELUME_API relume_status relume_eswish_bf16(size_t n, const uint16_t *x, float beta, uint16_t *y);
RELUME_API relume_status relume_eswish_derivative_bf16(size_t n, const uint16_t *x, float beta, uint16_t *dydx);
RELUME_API relume_status relume_eswish_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float beta, uint16_t *dx);
RELUME_API relume_status relume_eswish_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float beta, float *gradients);

/* Bounded sigmoid linear unit: f(x) = (x + alpha)/(1 + e^-x) - alpha/2
 *   f'(x) = s·(1 + (x + alpha)·(1 - s)), s = 1/(1 + e^-x)
 *   what SUGAR takes for the derivative of relu; f(-0) = -0, f(-inf) = -alpha/2; f'(-inf) = 0, f'(inf) = 1
 *   Horuz, Kasenbacher, Higuchi, Kairat, Stoltz, Pesl, Moser, Linse, Martinetz & Otte, The resurrection of the ReLU, arXiv:2505.22074 */
RELUME_API relume_status relume_b_silu_f32(size_t n, const float *x, float alpha, float *y);
RELUME_API relume_status relume_b_silu_derivative_f32(size_t n, const float *x, float alpha, float *dydx);
RELUME_API relume_status relume_b_silu_backward_f32(size_t n, const float *dy, const float *x, float alpha, float *dx);
RELUME_API relume_status relume_b_silu_parameter_gradients_f32(size_t n, const float *dy, const float *x, float alpha, float *gradients);
RELUME_API relume_status relume_b_silu_f64(size_t n, const double *x, double alpha, double *y);
RELUME_API relume_status relume_b_silu_derivative_f64(size_t n, const double *x, double alpha, double *dydx);
RELUME_API relume_status relume_b_silu_backward_f64(size_t n, const double *dy, const double *x, double alpha, double *dx);
RELUME_API relume_status relume_b_silu_parameter_gradients_f64(size_t n, const double *dy, const double *x, double alpha, double *gradients);
RELUME_API relume_status relume_b_silu_f16(size_t n, const uint16_t *x, float alpha, uint16_t *y);
RELUME_API relume_status relume_b_silu_derivative_f16(size_t n, const uint16_t *x, float alpha, uint16_t *dydx);
RELUME_API relume_status relume_b_silu_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float alpha, uint16_t *dx);
RELUME_API relume_status relume_b_silu_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float alpha, float *gradients);
RELUME_API relume_status relume_b_silu_bf16(size_t n, const uint16_t *x, float alpha, uint16_t *y);
RELUME_API relume_status relume_b_silu_derivative_bf16(size_t n, const uint16_t *x, float alpha, uint16_t *dydx);
RELUME_API relume_status relume_b_silu_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float alpha, uint16_t *dx);
RELUME_API relume_status relume_b_silu_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float alpha, float *gradients);

/* Hyperbolic tangent exponential: f(x) = x·tanh(e^x)
 *   f'(x) = tanh(e^x) + x·e^x·(1 - tanh(e^x)^2)
 *   f(-0) = -0, f(-inf) = -0; f'(-inf) = 0, f'(inf) = 1
 *   Liu & Di, TanhExp: a smooth activation function with high convergence speed, arXiv:2003.09855 */
RELUME_API relume_status relume_tanhexp_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_tanhexp_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_tanhexp_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_tanhexp_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_tanhexp_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_tanhexp_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_tanhexp_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_tanhexp_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_tanhexp_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_tanhexp_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_tanhexp_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_tanhexp_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Log-softplus error activation function: f(x) = x·erf(s), s = log(1 + e^x)
 *   f'(x) = erf(s) + x·2/√π·e^(-s^2)/(1 + e^-x)
 *   f(-0) = -0, f(-inf) = -0; f'(-inf) = 0, f'(inf) = 1
 *   Nag, Bhattacharyya, Mukherjee & Kundu, Serf: log-softplus error activation function, arXiv:2108.09598 */
RELUME_API relume_status relume_serf_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_serf_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_serf_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_serf_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_serf_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_serf_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_serf_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_serf_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_serf_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_serf_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_serf_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_serf_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Logish: f(x) = x·log(1 + s), s = 1/(1 + e^-x)
 *   f'(x) = log(1 + s) + x·s·(1 - s)/(1 + s)
 *   f(-0) = -0, f(-inf) = -0, f(inf) = inf; f'(-inf) = 0, f'(inf) = log(2)
 *   Zhu, Zeng, Liu & Zhang, Logish: a new nonlinear nonmonotonic activation function, Neurocomputing 458, 2021 */
RELUME_API relume_status relume_logish_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_logish_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_logish_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_logish_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_logish_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_logish_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_logish_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_logish_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_logish_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_logish_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_logish_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_logish_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Gompertz linear unit: f(x) = x·e^(-e^-x)
 *   f'(x) = e^(-e^-x)·(1 + x·e^-x)
 *   f(-0) = -0, f(-inf) = -0; f'(-inf) = 0, f'(inf) = 1
 *   Das, Safari, Adriaensen & Hutter, Gompertz linear units, arXiv:2502.03654 */
RELUME_API relume_status relume_golu_f32(size_t n, const float *x, float *y);
RELUME_API relume_status relume_golu_derivative_f32(size_t n, const float *x, float *dydx);
RELUME_API relume_status relume_golu_backward_f32(size_t n, const float *dy, const float *x, float *dx);
RELUME_API relume_status relume_golu_f64(size_t n, const double *x, double *y);
RELUME_API relume_status relume_golu_derivative_f64(size_t n, const double *x, double *dydx);
RELUME_API relume_status relume_golu_backward_f64(size_t n, const double *dy, const double *x, double *dx);
RELUME_API relume_status relume_golu_f16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_golu_derivative_f16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_golu_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);
RELUME_API relume_status relume_golu_bf16(size_t n, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_golu_derivative_bf16(size_t n, const uint16_t *x, uint16_t *dydx);
RELUME_API relume_status relume_golu_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, uint16_t *dx);

/* Snake: f(x) = x + sin(a·x)^2/a
 *   f'(x) = 1 + sin(2a·x)
 *   f(-0) = -0, f(±inf) = ±inf; at ±inf f' has no limit and is 1, its mean, and the derivative by a is 0
 *   Ziyin, Hartwig & Ueda, Neural networks fail to learn periodic functions and how to fix it, arXiv:2006.08195 */
RELUME_API relume_status relume_snake_f32(size_t n, const float *x, float a, float *y);
RELUME_API relume_status relume_snake_derivative_f32(size_t n, const float *x, float a, float *dydx);
RELUME_API relume_status relume_snake_backward_f32(size_t n, const float *dy, const float *x, float a, float *dx);
RELUME_API relume_status relume_snake_parameter_gradients_f32(size_t n, const float *dy, const float *x, float a, float *gradients);
RELUME_API relume_status relume_snake_f64(size_t n, const double *x, double a, double *y);
RELUME_API relume_status relume_snake_derivative_f64(size_t n, const double *x, double a, double *dydx);
RELUME_API relume_status relume_snake_backward_f64(size_t n, const double *dy, const double *x, double a, double *dx);
RELUME_API relume_status relume_snake_parameter_gradients_f64(size_t n, const double *dy, const double *x, double a, double *gradients);
RELUME_API relume_status relume_snake_f16(size_t n, const uint16_t *x, float a, uint16_t *y);
RELUME_API relume_status relume_snake_derivative_f16(size_t n, const uint16_t *x, float a, uint16_t *dydx);
RELUME_API relume_status relume_snake_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float a, uint16_t *dx);
RELUME_API relume_status relume_snake_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float a, float *gradients);
RELUME_API relume_status relume_snake_bf16(size_t n, const uint16_t *x, float a, uint16_t *y);
RELUME_API relume_status relume_snake_derivative_bf16(size_t n, const uint16_t *x, float a, uint16_t *dydx);
RELUME_API relume_status relume_snake_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float a, uint16_t *dx);
RELUME_API relume_status relume_snake_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float a, float *gradients);

/* Rectified linear hyperbolic tangent: f(x) = tanh(c) + (1 - tanh(c)^2)·(x - c), c = min(max(x, lambda_minus), lambda_plus)
 *   f'(x) = 1 - tanh(c)^2
 *   smooth at lambda_minus and lambda_plus; f(-0) = -0, f(±inf) = ±inf; a parameter's derivative at its kink is 0
 *   Wang, Qin, Wang, Xiang & Chen, ReLTanh: vanishing gradient resistance for SAE-based DNNs, Neurocomputing 363, 2019 */
RELUME_API relume_status relume_reltanh_f32(size_t n, const float *x, float lambda_plus, float lambda_minus, float *y);
RELUME_API relume_status relume_reltanh_derivative_f32(size_t n, const float *x, float lambda_plus, float lambda_minus, float *dydx);
RELUME_API relume_status relume_reltanh_backward_f32(size_t n, const float *dy, const float *x, float lambda_plus, float lambda_minus, float *dx);
RELUME_API relume_status relume_reltanh_parameter_gradients_f32(size_t n, const float *dy, const float *x, float lambda_plus, float lambda_minus, float *gradients);
RELUME_API relume_status relume_reltanh_f64(size_t n, const double *x, double lambda_plus, double lambda_minus, double *y);
RELUME_API relume_status relume_reltanh_derivative_f64(size_t n, const double *x, double lambda_plus, double lambda_minus, double *dydx);
RELUME_API relume_status relume_reltanh_backward_f64(size_t n, const double *dy, const double *x, double lambda_plus, double lambda_minus, double *dx);
RELUME_API relume_status relume_reltanh_parameter_gradients_f64(size_t n, const double *dy, const double *x, double lambda_plus, double lambda_minus, double *gradients);
RELUME_API relume_status relume_reltanh_f16(size_t n, const uint16_t *x, float lambda_plus, float lambda_minus, uint16_t *y);
RELUME_API relume_status relume_reltanh_derivative_f16(size_t n, const uint16_t *x, float lambda_plus, float lambda_minus, uint16_t *dydx);
RELUME_API relume_status relume_reltanh_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float lambda_plus, float lambda_minus, uint16_t *dx);
RELUME_API relume_status relume_reltanh_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float lambda_plus, float lambda_minus, float *gradients);
RELUME_API relume_status relume_reltanh_bf16(size_t n, const uint16_t *x, float lambda_plus, float lambda_minus, uint16_t *y);
RELUME_API relume_status relume_reltanh_derivative_bf16(size_t n, const uint16_t *x, float lambda_plus, float lambda_minus, uint16_t *dydx);
RELUME_API relume_status relume_reltanh_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float lambda_plus, float lambda_minus, uint16_t *dx);
RELUME_API relume_status relume_reltanh_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float lambda_plus, float lambda_minus, float *gradients);

/* Scaled rectified hyperbolic tangent: f(x) = max(0, alpha·tanh(x/alpha)/tanh(1))
 *   f'(x) = x > 0 ? (1 - tanh(x/alpha)^2)/tanh(1) : 0
 *   f'(0) = 0; +0 for every x <= 0, -0 included; f(alpha) = alpha, f(inf) = alpha/tanh(1)
 *   Simeoni, Kashani, Hurley & Vetterli, DeepWave: a recurrent neural network for acoustic imaging, NeurIPS 2019 */
RELUME_API relume_status relume_retanh_f32(size_t n, const float *x, float alpha, float *y);
RELUME_API relume_status relume_retanh_derivative_f32(size_t n, const float *x, float alpha, float *dydx);
RELUME_API relume_status relume_retanh_backward_f32(size_t n, const float *dy, const float *x, float alpha, float *dx);
RELUME_API relume_status relume_retanh_parameter_gradients_f32(size_t n, const float *dy, const float *x, float alpha, float *gradients);
RELUME_API relume_status relume_retanh_f64(size_t n, const double *x, double alpha, double *y);
RELUME_API relume_status relume_retanh_derivative_f64(size_t n, const double *x, double alpha, double *dydx);
RELUME_API relume_status relume_retanh_backward_f64(size_t n, const double *dy, const double *x, double alpha, double *dx);
RELUME_API relume_status relume_retanh_parameter_gradients_f64(size_t n, const double *dy, const double *x, double alpha, double *gradients);
RELUME_API relume_status relume_retanh_f16(size_t n, const uint16_t *x, float alpha, uint16_t *y);
RELUME_API relume_status relume_retanh_derivative_f16(size_t n, const uint16_t *x, float alpha, uint16_t *dydx);
RELUME_API relume_status relume_retanh_backward_f16(size_t n, const uint16_t *dy, const uint16_t *x, float alpha, uint16_t *dx);
RELUME_API relume_status relume_retanh_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *x, float alpha, float *gradients);
RELUME_API relume_status relume_retanh_bf16(size_t n, const uint16_t *x, float alpha, uint16_t *y);
RELUME_API relume_status relume_retanh_derivative_bf16(size_t n, const uint16_t *x, float alpha, uint16_t *dydx);
RELUME_API relume_status relume_retanh_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float alpha, uint16_t *dx);
RELUME_API relume_status relume_retanh_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *x, float alpha, float *gradients);

/* Gated linear unit: f(x) = a/(1 + e^-b)
 *   f'(x) = s, a·s·(1 - s), s = 1/(1 + e^-b)
 *   b is the gate, as in PyTorch, jax and keras; 0·inf is NaN
 *   Dauphin, Fan, Auli & Grangier, Language modeling with gated convolutional networks, arXiv:1612.08083 */
RELUME_API relume_status relume_glu_f32(size_t n, const float *a, const float *b, float *y);
RELUME_API relume_status relume_glu_derivative_f32(size_t n, const float *a, const float *b, float *dyda, float *dydb);
RELUME_API relume_status relume_glu_backward_f32(size_t n, const float *dy, const float *a, const float *b, float *da, float *db);
RELUME_API relume_status relume_glu_f64(size_t n, const double *a, const double *b, double *y);
RELUME_API relume_status relume_glu_derivative_f64(size_t n, const double *a, const double *b, double *dyda, double *dydb);
RELUME_API relume_status relume_glu_backward_f64(size_t n, const double *dy, const double *a, const double *b, double *da, double *db);
RELUME_API relume_status relume_glu_f16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *y);
RELUME_API relume_status relume_glu_derivative_f16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *dyda, uint16_t *dydb);
RELUME_API relume_status relume_glu_backward_f16(size_t n, const uint16_t *dy, const uint16_t *a, const uint16_t *b, uint16_t *da, uint16_t *db);
RELUME_API relume_status relume_glu_bf16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *y);
RELUME_API relume_status relume_glu_derivative_bf16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *dyda, uint16_t *dydb);
RELUME_API relume_status relume_glu_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *a, const uint16_t *b, uint16_t *da, uint16_t *db);

/* Bilinear gate: f(x) = a·b
 *   f'(x) = b, a
 *   0·inf is NaN
 *   Shazeer, GLU variants improve transformer, arXiv:2002.05202 */
RELUME_API relume_status relume_bilinear_f32(size_t n, const float *a, const float *b, float *y);
RELUME_API relume_status relume_bilinear_derivative_f32(size_t n, const float *a, const float *b, float *dyda, float *dydb);
RELUME_API relume_status relume_bilinear_backward_f32(size_t n, const float *dy, const float *a, const float *b, float *da, float *db);
RELUME_API relume_status relume_bilinear_f64(size_t n, const double *a, const double *b, double *y);
RELUME_API relume_status relume_bilinear_derivative_f64(size_t n, const double *a, const double *b, double *dyda, double *dydb);
RELUME_API relume_status relume_bilinear_backward_f64(size_t n, const double *dy, const double *a, const double *b, double *da, double *db);
RELUME_API relume_status relume_bilinear_f16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *y);
RELUME_API relume_status relume_bilinear_derivative_f16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *dyda, uint16_t *dydb);
RELUME_API relume_status relume_bilinear_backward_f16(size_t n, const uint16_t *dy, const uint16_t *a, const uint16_t *b, uint16_t *da, uint16_t *db);
RELUME_API relume_status relume_bilinear_bf16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *y);
RELUME_API relume_status relume_bilinear_derivative_bf16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *dyda, uint16_t *dydb);
RELUME_API relume_status relume_bilinear_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *a, const uint16_t *b, uint16_t *da, uint16_t *db);

/* Rectified gated linear unit: f(x) = relu(a)·b
 *   f'(x) = relu'(a)·b, relu(a)
 *   a is the gate; relu'(0) = 0; 0·inf is NaN, as for a <= 0 where b is infinite
 *   Shazeer, GLU variants improve transformer, arXiv:2002.05202 */
RELUME_API relume_status relume_reglu_f32(size_t n, const float *a, const float *b, float *y);
RELUME_API relume_status relume_reglu_derivative_f32(size_t n, const float *a, const float *b, float *dyda, float *dydb);
RELUME_API relume_status relume_reglu_backward_f32(size_t n, const float *dy, const float *a, const float *b, float *da, float *db);
RELUME_API relume_status relume_reglu_f64(size_t n, const double *a, const double *b, double *y);
RELUME_API relume_status relume_reglu_derivative_f64(size_t n, const double *a, const double *b, double *dyda, double *dydb);
RELUME_API relume_status relume_reglu_backward_f64(size_t n, const double *dy, const double *a, const double *b, double *da, double *db);
RELUME_API relume_status relume_reglu_f16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *y);
RELUME_API relume_status relume_reglu_derivative_f16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *dyda, uint16_t *dydb);
RELUME_API relume_status relume_reglu_backward_f16(size_t n, const uint16_t *dy, const uint16_t *a, const uint16_t *b, uint16_t *da, uint16_t *db);
RELUME_API relume_status relume_reglu_bf16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *y);
RELUME_API relume_status relume_reglu_derivative_bf16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *dyda, uint16_t *dydb);
RELUME_API relume_status relume_reglu_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *a, const uint16_t *b, uint16_t *da, uint16_t *db);

/* Gated linear unit with gelu: f(x) = gelu(a)·b
 *   f'(x) = gelu'(a)·b, gelu(a)
 *   a is the gate; gelu is the exact one; 0·inf is NaN
 *   Shazeer, GLU variants improve transformer, arXiv:2002.05202 */
RELUME_API relume_status relume_geglu_f32(size_t n, const float *a, const float *b, float *y);
RELUME_API relume_status relume_geglu_derivative_f32(size_t n, const float *a, const float *b, float *dyda, float *dydb);
RELUME_API relume_status relume_geglu_backward_f32(size_t n, const float *dy, const float *a, const float *b, float *da, float *db);
RELUME_API relume_status relume_geglu_f64(size_t n, const double *a, const double *b, double *y);
RELUME_API relume_status relume_geglu_derivative_f64(size_t n, const double *a, const double *b, double *dyda, double *dydb);
RELUME_API relume_status relume_geglu_backward_f64(size_t n, const double *dy, const double *a, const double *b, double *da, double *db);
RELUME_API relume_status relume_geglu_f16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *y);
RELUME_API relume_status relume_geglu_derivative_f16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *dyda, uint16_t *dydb);
RELUME_API relume_status relume_geglu_backward_f16(size_t n, const uint16_t *dy, const uint16_t *a, const uint16_t *b, uint16_t *da, uint16_t *db);
RELUME_API relume_status relume_geglu_bf16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *y);
RELUME_API relume_status relume_geglu_derivative_bf16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *dyda, uint16_t *dydb);
RELUME_API relume_status relume_geglu_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *a, const uint16_t *b, uint16_t *da, uint16_t *db);

/* Gated linear unit with gelu_tanh: f(x) = gelu_tanh(a)·b
 *   f'(x) = gelu_tanh'(a)·b, gelu_tanh(a)
 *   a is the gate; 0·inf is NaN
 *   Shazeer, GLU variants improve transformer, arXiv:2002.05202 */
RELUME_API relume_status relume_geglu_tanh_f32(size_t n, const float *a, const float *b, float *y);
RELUME_API relume_status relume_geglu_tanh_derivative_f32(size_t n, const float *a, const float *b, float *dyda, float *dydb);
RELUME_API relume_status relume_geglu_tanh_backward_f32(size_t n, const float *dy, const float *a, const float *b, float *da, float *db);
RELUME_API relume_status relume_geglu_tanh_f64(size_t n, const double *a, const double *b, double *y);
RELUME_API relume_status relume_geglu_tanh_derivative_f64(size_t n, const double *a, const double *b, double *dyda, double *dydb);
RELUME_API relume_status relume_geglu_tanh_backward_f64(size_t n, const double *dy, const double *a, const double *b, double *da, double *db);
RELUME_API relume_status relume_geglu_tanh_f16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *y);
RELUME_API relume_status relume_geglu_tanh_derivative_f16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *dyda, uint16_t *dydb);
RELUME_API relume_status relume_geglu_tanh_backward_f16(size_t n, const uint16_t *dy, const uint16_t *a, const uint16_t *b, uint16_t *da, uint16_t *db);
RELUME_API relume_status relume_geglu_tanh_bf16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *y);
RELUME_API relume_status relume_geglu_tanh_derivative_bf16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *dyda, uint16_t *dydb);
RELUME_API relume_status relume_geglu_tanh_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *a, const uint16_t *b, uint16_t *da, uint16_t *db);

/* Gated linear unit with gelu_quick: f(x) = gelu_quick(a)·b
 *   f'(x) = gelu_quick'(a)·b, gelu_quick(a)
 *   a is the gate; 0·inf is NaN
 *   Shazeer, GLU variants improve transformer, arXiv:2002.05202 */
RELUME_API relume_status relume_geglu_quick_f32(size_t n, const float *a, const float *b, float *y);
RELUME_API relume_status relume_geglu_quick_derivative_f32(size_t n, const float *a, const float *b, float *dyda, float *dydb);
RELUME_API relume_status relume_geglu_quick_backward_f32(size_t n, const float *dy, const float *a, const float *b, float *da, float *db);
RELUME_API relume_status relume_geglu_quick_f64(size_t n, const double *a, const double *b, double *y);
RELUME_API relume_status relume_geglu_quick_derivative_f64(size_t n, const double *a, const double *b, double *dyda, double *dydb);
RELUME_API relume_status relume_geglu_quick_backward_f64(size_t n, const double *dy, const double *a, const double *b, double *da, double *db);
RELUME_API relume_status relume_geglu_quick_f16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *y);
RELUME_API relume_status relume_geglu_quick_derivative_f16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *dyda, uint16_t *dydb);
RELUME_API relume_status relume_geglu_quick_backward_f16(size_t n, const uint16_t *dy, const uint16_t *a, const uint16_t *b, uint16_t *da, uint16_t *db);
RELUME_API relume_status relume_geglu_quick_bf16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *y);
RELUME_API relume_status relume_geglu_quick_derivative_bf16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *dyda, uint16_t *dydb);
RELUME_API relume_status relume_geglu_quick_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *a, const uint16_t *b, uint16_t *da, uint16_t *db);

/* Gated linear unit with silu: f(x) = silu(a)·b
 *   f'(x) = silu'(a)·b, silu(a)
 *   a is the gate; 0·inf is NaN
 *   Shazeer, GLU variants improve transformer, arXiv:2002.05202 */
RELUME_API relume_status relume_swiglu_f32(size_t n, const float *a, const float *b, float *y);
RELUME_API relume_status relume_swiglu_derivative_f32(size_t n, const float *a, const float *b, float *dyda, float *dydb);
RELUME_API relume_status relume_swiglu_backward_f32(size_t n, const float *dy, const float *a, const float *b, float *da, float *db);
RELUME_API relume_status relume_swiglu_f64(size_t n, const double *a, const double *b, double *y);
RELUME_API relume_status relume_swiglu_derivative_f64(size_t n, const double *a, const double *b, double *dyda, double *dydb);
RELUME_API relume_status relume_swiglu_backward_f64(size_t n, const double *dy, const double *a, const double *b, double *da, double *db);
RELUME_API relume_status relume_swiglu_f16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *y);
RELUME_API relume_status relume_swiglu_derivative_f16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *dyda, uint16_t *dydb);
RELUME_API relume_status relume_swiglu_backward_f16(size_t n, const uint16_t *dy, const uint16_t *a, const uint16_t *b, uint16_t *da, uint16_t *db);
RELUME_API relume_status relume_swiglu_bf16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *y);
RELUME_API relume_status relume_swiglu_derivative_bf16(size_t n, const uint16_t *a, const uint16_t *b, uint16_t *dyda, uint16_t *dydb);
RELUME_API relume_status relume_swiglu_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *a, const uint16_t *b, uint16_t *da, uint16_t *db);

/* Gated linear unit with swish, clamped: f(x) = swish(g)·(u + offset), swish(g) = g/(1 + e^(-alpha·g)), g = min(a, limit), u = clip(b, -limit, limit)
 *   f'(x) = a > limit ? 0 : swish'(g)·(u + offset), |b| > limit ? 0 : swish(g)
 *   a is the gate; the limits belong to the inside, as in torch.clamp; gpt-oss takes a and b from even and odd positions
 *   OpenAI, gpt-oss-120b & gpt-oss-20b model card, arXiv:2508.10925 */
RELUME_API relume_status relume_swiglu_clamped_f32(size_t n, const float *a, const float *b, float limit, float alpha, float offset, float *y);
RELUME_API relume_status relume_swiglu_clamped_derivative_f32(size_t n, const float *a, const float *b, float limit, float alpha, float offset, float *dyda, float *dydb);
RELUME_API relume_status relume_swiglu_clamped_backward_f32(size_t n, const float *dy, const float *a, const float *b, float limit, float alpha, float offset, float *da, float *db);
RELUME_API relume_status relume_swiglu_clamped_parameter_gradients_f32(size_t n, const float *dy, const float *a, const float *b, float limit, float alpha, float offset, float *gradients);
RELUME_API relume_status relume_swiglu_clamped_f64(size_t n, const double *a, const double *b, double limit, double alpha, double offset, double *y);
RELUME_API relume_status relume_swiglu_clamped_derivative_f64(size_t n, const double *a, const double *b, double limit, double alpha, double offset, double *dyda, double *dydb);
RELUME_API relume_status relume_swiglu_clamped_backward_f64(size_t n, const double *dy, const double *a, const double *b, double limit, double alpha, double offset, double *da, double *db);
RELUME_API relume_status relume_swiglu_clamped_parameter_gradients_f64(size_t n, const double *dy, const double *a, const double *b, double limit, double alpha, double offset, double *gradients);
RELUME_API relume_status relume_swiglu_clamped_f16(size_t n, const uint16_t *a, const uint16_t *b, float limit, float alpha, float offset, uint16_t *y);
RELUME_API relume_status relume_swiglu_clamped_derivative_f16(size_t n, const uint16_t *a, const uint16_t *b, float limit, float alpha, float offset, uint16_t *dyda, uint16_t *dydb);
RELUME_API relume_status relume_swiglu_clamped_backward_f16(size_t n, const uint16_t *dy, const uint16_t *a, const uint16_t *b, float limit, float alpha, float offset, uint16_t *da, uint16_t *db);
RELUME_API relume_status relume_swiglu_clamped_parameter_gradients_f16(size_t n, const uint16_t *dy, const uint16_t *a, const uint16_t *b, float limit, float alpha, float offset, float *gradients);
RELUME_API relume_status relume_swiglu_clamped_bf16(size_t n, const uint16_t *a, const uint16_t *b, float limit, float alpha, float offset, uint16_t *y);
RELUME_API relume_status relume_swiglu_clamped_derivative_bf16(size_t n, const uint16_t *a, const uint16_t *b, float limit, float alpha, float offset, uint16_t *dyda, uint16_t *dydb);
RELUME_API relume_status relume_swiglu_clamped_backward_bf16(size_t n, const uint16_t *dy, const uint16_t *a, const uint16_t *b, float limit, float alpha, float offset, uint16_t *da, uint16_t *db);
RELUME_API relume_status relume_swiglu_clamped_parameter_gradients_bf16(size_t n, const uint16_t *dy, const uint16_t *a, const uint16_t *b, float limit, float alpha, float offset, float *gradients);

#ifdef __cplusplus
}
#endif

#endif
