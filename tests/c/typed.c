// Each typed function gives what relume_apply gives for its activation, operation and dtype. The catalogue itself is
// expanded here, so that none is left out.
#include "check.h"

enum { COUNT = 300 };

typedef relume_status unary(size_t n, const void *x, const void *parameters, void *y);
typedef relume_status binary(size_t n, const void *dy, const void *x, const void *parameters, void *y);

typedef struct {
    const char *name;
    struct {
        unary *forward, *derivative;
        binary *backward, *parameter_gradients;
    } of[2];
} typed_functions;

// Wrappers of one form for all: parameters come as an array. LIST is NAME_PARAMETERS.
#define INDEX(parameter, ...) parameter##_at,
#define ARGUMENT(parameter, ...) , ((const real *)parameters)[parameter##_at]
#define NO_PARAMETERS(P)
#define UNARY(name, type, LIST)                                                                \
    static relume_status call_##name(size_t n, const void *x, const void *parameters, void *y) \
    {                                                                                          \
        typedef type real;                                                                     \
        enum { LIST(INDEX) count };                                                            \
        (void)parameters;                                                                      \
        return relume_##name(n, (const real *)x LIST(ARGUMENT), y);                            \
    }
#define BINARY(name, type, LIST)                                                                               \
    static relume_status call_##name(size_t n, const void *dy, const void *x, const void *parameters, void *y) \
    {                                                                                                          \
        typedef type real;                                                                                     \
        enum { LIST(INDEX) count };                                                                            \
        (void)parameters;                                                                                      \
        return relume_##name(n, dy, (const real *)x LIST(ARGUMENT), y);                                        \
    }
#define WRAPPERS(name, suffix, type, LIST)        \
    UNARY(name##_##suffix, type, LIST)            \
    UNARY(name##_derivative_##suffix, type, LIST) \
    BINARY(name##_backward_##suffix, type, LIST)
#define ACTIVATION(name, ...)                 \
    WRAPPERS(name, f32, float, NO_PARAMETERS) \
    WRAPPERS(name, f64, double, NO_PARAMETERS)
#define ACTIVATION_WITH(name, ...)                                   \
    WRAPPERS(name, f32, float, name##_PARAMETERS)                    \
    WRAPPERS(name, f64, double, name##_PARAMETERS)                   \
    BINARY(name##_parameter_gradients_f32, float, name##_PARAMETERS) \
    BINARY(name##_parameter_gradients_f64, double, name##_PARAMETERS)
#include "catalogue.def"

#define ONE_TYPE(name, suffix) \
    call_##name##_##suffix, call_##name##_derivative_##suffix, call_##name##_backward_##suffix
#define ACTIVATION(name, ...) {#name, {{ONE_TYPE(name, f32), NULL}, {ONE_TYPE(name, f64), NULL}}},
#define ACTIVATION_WITH(name, ...)                                  \
    {#name,                                                         \
     {{ONE_TYPE(name, f32), call_##name##_parameter_gradients_f32}, \
      {ONE_TYPE(name, f64), call_##name##_parameter_gradients_f64}}},
static const typed_functions table[] = {
#include "catalogue.def"
};

static double dy[COUNT], x[COUNT], is[COUNT], should[COUNT], parameters[MOST_PARAMETERS];

static void test(const subject *s)
{
    const int32_t a = s->activation, d = s->dtype;
    void *operands[MOST_OPERANDS] = {dy, x};
    ptrdiff_t strides[MOST_OPERANDS] = {(ptrdiff_t)s->size, (ptrdiff_t)s->size};
    for (uint64_t i = 0; i < COUNT; i++) {
        put(d, (char *)dy + i * s->size, sample(d, COUNT - i + SPECIALS));
        put(d, (char *)x + i * s->size, sample(d, i + SPECIALS));
    }
    for (int k = 0; k < s->parameters; k++) {
        operands[2 + k] = (char *)parameters + (size_t)k * s->size;
        put(d, operands[2 + k], parameter_value(s, k, (uint64_t)k));
    }
    operands[2 + s->parameters] = should;
    strides[2 + s->parameters] = (ptrdiff_t)s->size;
    memset(is, 0xa5, sizeof is);
    memset(should, 0xa5, sizeof should);
    const int skip = !s->has_dy; // dy
    relume_status by_number, by_type;
    if (s->operation == RELUME_PARAMETER_BACKWARD) {
        by_number = relume_parameter_gradients(a, d, COUNT, operands, strides, should);
        by_type = table[a].of[d].parameter_gradients(COUNT, dy, x, parameters, is);
    } else {
        by_number = relume_apply(a, s->operation, d, COUNT, operands + skip, strides + skip);
        by_type = s->operation == RELUME_FORWARD      ? table[a].of[d].forward(COUNT, x, parameters, is)
                  : s->operation == RELUME_DERIVATIVE ? table[a].of[d].derivative(COUNT, x, parameters, is)
                                                      : table[a].of[d].backward(COUNT, dy, x, parameters, is);
    }
    CHECK(by_number == RELUME_OK && by_type == RELUME_OK, SUBJECT, SUBJECT_OF(*s));
    CHECK(memcmp(is, should, sizeof is) == 0, SUBJECT, SUBJECT_OF(*s));
    if (s->operation != RELUME_FORWARD) return;
    memcpy(should, is, sizeof is);
    CHECK(table[a].of[d].forward(COUNT, NULL, parameters, is) == RELUME_NULL_POINTER, SUBJECT, SUBJECT_OF(*s));
    CHECK(memcmp(is, should, sizeof is) == 0, SUBJECT, SUBJECT_OF(*s));
}

int main(void)
{
    CHECK(sizeof table / sizeof *table == (size_t)relume_activation_count());
    FOR_EACH_SUBJECT(s)
    {
        CHECK(strcmp(table[s.activation].name, relume_activation_name(s.activation)) == 0);
        test(&s);
    }
    return finish();
}
