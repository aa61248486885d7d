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

#ifdef __cplusplus
}
#endif

#endif
