// The typed functions of relume_activations.h: the catalogue expanded once per dtype, with ELEMENT, PARAMETER, SUFFIX
// and DTYPE set by the build.
#include "internal.h"

#define GLUE_(a, b) a##b
#define GLUE(a, b) GLUE_(a, b)
#define FUNCTION(name) GLUE(relume_##name##_, SUFFIX)

enum { STRIDE = sizeof(ELEMENT) };

enum {
#define ACTIVATION(name, ...) number_##name,
#define ACTIVATION_WITH ACTIVATION
#define GATE ACTIVATION
#define GATE_WITH ACTIVATION
#include "catalogue.def"
};

// relume_apply takes inputs and outputs in one array and writes to the outputs alone.
#define LIST_OF(...) __VA_ARGS__
#define INPUT(pointer) (void *)(uintptr_t)(pointer)
#define APPLY(name, operation, strides, ...) \
    relume_apply(number_##name, RELUME_##operation, DTYPE, n, (void *[]){__VA_ARGS__}, (ptrdiff_t[]){strides})

// What a parameter adds to a signature, to the operands and to their strides.
#define DECLARED(name, ...) , PARAMETER name
#define ADDRESS(name, ...) INPUT(&name),
#define NO_STRIDE(...) 0,

#define FUNCTIONS(name, LIST)                                                                                          \
    relume_status FUNCTION(name)(size_t n, const ELEMENT *x LIST(DECLARED), ELEMENT *y)                                \
    {                                                                                                                  \
        return APPLY(name, FORWARD, LIST_OF(STRIDE, LIST(NO_STRIDE) STRIDE), INPUT(x), LIST(ADDRESS) y);               \
    }                                                                                                                  \
    relume_status FUNCTION(name##_derivative)(size_t n, const ELEMENT *x LIST(DECLARED), ELEMENT *dydx)                \
    {                                                                                                                  \
        return APPLY(name, DERIVATIVE, LIST_OF(STRIDE, LIST(NO_STRIDE) STRIDE), INPUT(x), LIST(ADDRESS) dydx);         \
    }                                                                                                                  \
    relume_status FUNCTION(name##_backward)(size_t n, const ELEMENT *dy, const ELEMENT *x LIST(DECLARED), ELEMENT *dx) \
    {                                                                                                                  \
        return APPLY(name, BACKWARD, LIST_OF(STRIDE, STRIDE, LIST(NO_STRIDE) STRIDE), INPUT(dy), INPUT(x),             \
                     LIST(ADDRESS) dx);                                                                                \
    }
#define GATE_FUNCTIONS(name, LIST)                                                                                  \
    relume_status FUNCTION(name)(size_t n, const ELEMENT *a, const ELEMENT *b LIST(DECLARED), ELEMENT *y)           \
    {                                                                                                               \
        return APPLY(name, FORWARD, LIST_OF(STRIDE, STRIDE, LIST(NO_STRIDE) STRIDE), INPUT(a), INPUT(b),            \
                     LIST(ADDRESS) y);                                                                              \
    }                                                                                                               \
    relume_status FUNCTION(name##_derivative)(size_t n, const ELEMENT *a, const ELEMENT *b LIST(DECLARED),          \
                                              ELEMENT *dyda, ELEMENT *dydb)                                         \
    {                                                                                                               \
        return APPLY(name, DERIVATIVE, LIST_OF(STRIDE, STRIDE, LIST(NO_STRIDE) STRIDE, STRIDE), INPUT(a), INPUT(b), \
                     LIST(ADDRESS) dyda, dydb);                                                                     \
    }                                                                                                               \
    relume_status FUNCTION(name##_backward)(size_t n, const ELEMENT *dy, const ELEMENT *a,                          \
                                            const ELEMENT *b LIST(DECLARED), ELEMENT *da, ELEMENT *db)              \
    {                                                                                                               \
        return APPLY(name, BACKWARD, LIST_OF(STRIDE, STRIDE, STRIDE, LIST(NO_STRIDE) STRIDE, STRIDE), INPUT(dy),    \
                     INPUT(a), INPUT(b), LIST(ADDRESS) da, db);                                                     \
    }
// The arrays are x, or a and b.
#define GRADIENTS(name, LIST, declared, arrays, strides)                                                              \
    relume_status FUNCTION(name##_parameter_gradients)(size_t n, const ELEMENT *dy, declared LIST(DECLARED),          \
                                                       PARAMETER *gradients)                                          \
    {                                                                                                                 \
        return relume_parameter_gradients(number_##name, DTYPE, n, (void *[]){INPUT(dy), arrays, LIST(ADDRESS) NULL}, \
                                          (ptrdiff_t[]){STRIDE, strides, LIST(NO_STRIDE) 0}, gradients);              \
    }
#define NONE(P)

#define ACTIVATION(name, ...) FUNCTIONS(name, NONE)
#define ACTIVATION_WITH(name, ...)     \
    FUNCTIONS(name, name##_PARAMETERS) \
    GRADIENTS(name, name##_PARAMETERS, const ELEMENT *x, INPUT(x), STRIDE)
#define GATE(name, ...) GATE_FUNCTIONS(name, NONE)
#define GATE_WITH(name, ...)                                                                                     \
    GATE_FUNCTIONS(name, name##_PARAMETERS)                                                                      \
    GRADIENTS(name, name##_PARAMETERS, LIST_OF(const ELEMENT *a, const ELEMENT *b), LIST_OF(INPUT(a), INPUT(b)), \
              LIST_OF(STRIDE, STRIDE))
#include "catalogue.def"
