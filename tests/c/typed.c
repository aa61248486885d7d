// Each typed function gives what relume_apply gives for its activation, operation and dtype. The catalogue itself is
// expanded here, so that none is left out.
#include "check.h"

enum { COUNT = 300 };

// One form for all: arrays, parameters and outputs each come as an array.
typedef relume_status function(size_t n, void *const *in, const void *parameters, void *const *out);

typedef struct {
    const char *name;
    function *of[4][4]; // by dtype and operation; parameter_gradients stands for RELUME_PARAMETER_BACKWARD
} typed_functions;

// LIST is NAME_PARAMETERS. The cast keeps the type in use where there are no parameters.
#define INDEX(parameter, ...) parameter##_at,
#define ARGUMENT(parameter, ...) , ((const real *)parameters)[parameter##_at]
#define NO_PARAMETERS(P)
#define ONE(p) p[0]
#define TWO(p) p[0], p[1]
#define THREE(p) p[0], p[1], p[2]
#define WRAPPER(name, type, LIST, INPUTS, OUTPUTS)                                                        \
    static relume_status call_##name(size_t n, void *const *in, const void *parameters, void *const *out) \
    {                                                                                                     \
        typedef type real;                                                                                \
        enum { LIST(INDEX) count };                                                                       \
        (void)(const real *)parameters;                                                                   \
        return relume_##name(n, INPUTS(in) LIST(ARGUMENT), OUTPUTS(out));                                 \
    }
#define WRAPPERS(name, LIST, suffix, type)                    \
    WRAPPER(name##_##suffix, type, LIST, ONE, ONE)            \
    WRAPPER(name##_derivative_##suffix, type, LIST, ONE, ONE) \
    WRAPPER(name##_backward_##suffix, type, LIST, TWO, ONE)
#define GATE_WRAPPERS(name, LIST, suffix, type)               \
    WRAPPER(name##_##suffix, type, LIST, TWO, ONE)            \
    WRAPPER(name##_derivative_##suffix, type, LIST, TWO, TWO) \
    WRAPPER(name##_backward_##suffix, type, LIST, THREE, TWO)
#define GRADIENTS(name, INPUTS, suffix, type) \
    WRAPPER(name##_parameter_gradients_##suffix, type, name##_PARAMETERS, INPUTS, ONE)
// The type is that of the parameters.
#define FOR_EACH_TYPE(DO, ...) \
    DO(__VA_ARGS__, f32, float) DO(__VA_ARGS__, f64, double) DO(__VA_ARGS__, f16, float) DO(__VA_ARGS__, bf16, float)
#define ACTIVATION(name, ...) FOR_EACH_TYPE(WRAPPERS, name, NO_PARAMETERS)
#define ACTIVATION_WITH(name, ...)                   \
    FOR_EACH_TYPE(WRAPPERS, name, name##_PARAMETERS) \
    FOR_EACH_TYPE(GRADIENTS, name, TWO)
#define GATE(name, ...) FOR_EACH_TYPE(GATE_WRAPPERS, name, NO_PARAMETERS)
#define GATE_WITH(name, ...)                              \
    FOR_EACH_TYPE(GATE_WRAPPERS, name, name##_PARAMETERS) \
    FOR_EACH_TYPE(GRADIENTS, name, THREE)
#include "catalogue.def"

#define ELEMENTWISE(name, suffix) \
    call_##name##_##suffix, call_##name##_derivative_##suffix, call_##name##_backward_##suffix
#define WITHOUT(name, none, suffix, type) {ELEMENTWISE(name, suffix), NULL},
#define WITH(name, none, suffix, type) {ELEMENTWISE(name, suffix), call_##name##_parameter_gradients_##suffix},
#define ACTIVATION(name, ...) {#name, {FOR_EACH_TYPE(WITHOUT, name, )}},
#define ACTIVATION_WITH(name, ...) {#name, {FOR_EACH_TYPE(WITH, name, )}},
#define GATE ACTIVATION
#define GATE_WITH ACTIVATION_WITH
static const typed_functions table[] = {
#include "catalogue.def"
};

static double arrays[3][COUNT], is[MOST_PARAMETERS][COUNT], should[MOST_PARAMETERS][COUNT], parameters[MOST_PARAMETERS];

static void test(const subject *s)
{
    const int32_t a = s->activation, d = s->dtype;
    function *const call = table[a].of[d][s->operation];
    const int sums = s->operation == RELUME_PARAMETER_BACKWARD;
    void *operands[MOST_OPERANDS], *outputs[MOST_PARAMETERS];
    ptrdiff_t strides[MOST_OPERANDS];
    for (int k = 0; k < s->operands; k++) {
        const int parameter = k - s->first_parameter, output = k - s->inputs;
        strides[k] = parameter >= 0 && output < 0 ? 0 : (ptrdiff_t)size_of(s, k);
        if (output >= 0) {
            operands[k] = should[output];
            outputs[output] = is[output];
        } else if (parameter >= 0) {
            operands[k] = (char *)parameters + (size_t)parameter * size_of(s, k);
            put(dtype_of(s, k), operands[k], parameter_value(s, parameter, (uint64_t)parameter));
        } else {
            operands[k] = arrays[k];
            for (uint64_t i = 0; i < COUNT; i++)
                put(d, (char *)arrays[k] + i * size_of(s, k), sample(d, i + SPECIALS + COUNT * (uint64_t)k));
        }
    }
    memset(is, 0xa5, sizeof is);
    memset(should, 0xa5, sizeof should);
    const relume_status by_number = sums ? relume_parameter_gradients(a, d, COUNT, operands, strides, should)
                                         : relume_apply(a, s->operation, d, COUNT, operands, strides);
    CHECK(by_number == RELUME_OK, SUBJECT, SUBJECT_OF(*s));
    CHECK(call(COUNT, operands, parameters, outputs) == RELUME_OK, SUBJECT, SUBJECT_OF(*s));
    CHECK(memcmp(is, should, sizeof is) == 0, SUBJECT, SUBJECT_OF(*s));
    // Each pointer gets where it belongs: without it the call is refused.
    for (int k = 0; k < s->first_parameter; k++) {
        void *without[MOST_OPERANDS];
        memcpy(without, operands, sizeof *without * (size_t)s->inputs);
        without[k] = NULL;
        CHECK(call(COUNT, without, parameters, outputs) == RELUME_NULL_POINTER, SUBJECT, SUBJECT_OF(*s));
    }
    for (int k = 0; k < (sums ? 1 : s->outputs); k++) {
        void *const kept = outputs[k];
        outputs[k] = NULL;
        CHECK(call(COUNT, operands, parameters, outputs) == RELUME_NULL_POINTER, SUBJECT, SUBJECT_OF(*s));
        outputs[k] = kept;
    }
    CHECK(memcmp(is, should, sizeof is) == 0, SUBJECT ": a refused call has written", SUBJECT_OF(*s));
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
