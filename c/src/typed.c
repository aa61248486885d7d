// The typed functions of relume_activations.h: the catalogue expanded once per dtype, with REAL, SUFFIX and DTYPE set
// by the build.
#include "internal.h"

#define GLUE_(a, b) a##b
#define GLUE(a, b) GLUE_(a, b)
#define FUNCTION(name) GLUE(relume_##name##_, SUFFIX)

enum { STRIDE = sizeof(REAL) };

enum {
#define ACTIVATION(name, ...) number_##name,
#define ACTIVATION_WITH(name, ...) number_##name,
#include "catalogue.def"
};

#define DECLARED(name, ...) , REAL name
#define ADDRESS(name, ...) (void *)(uintptr_t)&name,
#define NO_STRIDE(...) 0,

#define FUNCTIONS(name, declared, addresses, no_strides)                                                             \
    relume_status FUNCTION(name)(size_t n, const REAL *x declared, REAL *y)                                          \
    {                                                                                                                \
        return relume_apply(number_##name, RELUME_FORWARD, DTYPE, n, (void *[]){INPUT(x), addresses y},              \
                            (ptrdiff_t[]){STRIDE, no_strides STRIDE});                                               \
    }                                                                                                                \
    relume_status FUNCTION(name##_derivative)(size_t n, const REAL *x declared, REAL *dydx)                          \
    {                                                                                                                \
        return relume_apply(number_##name, RELUME_DERIVATIVE, DTYPE, n, (void *[]){INPUT(x), addresses dydx},        \
                            (ptrdiff_t[]){STRIDE, no_strides STRIDE});                                               \
    }                                                                                                                \
    relume_status FUNCTION(name##_backward)(size_t n, const REAL *dy, const REAL *x declared, REAL *dx)              \
    {                                                                                                                \
        return relume_apply(number_##name, RELUME_BACKWARD, DTYPE, n, (void *[]){INPUT(dy), INPUT(x), addresses dx}, \
                            (ptrdiff_t[]){STRIDE, STRIDE, no_strides STRIDE});                                       \
    }
// relume_apply takes inputs and outputs in one array and writes to the outputs alone.
#define INPUT(pointer) (void *)(uintptr_t)(pointer)
#define ACTIVATION(name, ...) FUNCTIONS(name, , , )
#define ACTIVATION_WITH(name, ...)                                                                                   \
    FUNCTIONS(name, name##_PARAMETERS(DECLARED), name##_PARAMETERS(ADDRESS), name##_PARAMETERS(NO_STRIDE))           \
    relume_status FUNCTION(name##_parameter_gradients)(size_t n, const REAL *dy,                                     \
                                                       const REAL *x name##_PARAMETERS(DECLARED), REAL *gradients)   \
    {                                                                                                                \
        return relume_parameter_gradients(number_##name, DTYPE, n,                                                   \
                                          (void *[]){INPUT(dy), INPUT(x), name##_PARAMETERS(ADDRESS) NULL},          \
                                          (ptrdiff_t[]){STRIDE, STRIDE, name##_PARAMETERS(NO_STRIDE) 0}, gradients); \
    }
#include "catalogue.def"
