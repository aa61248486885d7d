// What a wrong call comes to: its status, and not a byte written. And the catalogue's texts.
#include "check.h"

enum { COUNT = 40 };

static double memory[MOST_OPERANDS][COUNT];
static void *operands[MOST_OPERANDS];
static ptrdiff_t strides[MOST_OPERANDS];

static void prepare(const subject *s)
{
    memset(memory, 0, sizeof memory);
    for (int k = 0; k < MOST_OPERANDS; k++) {
        operands[k] = memory[k];
        strides[k] = k >= s->first_parameter && k < s->inputs ? 0 : (ptrdiff_t)size_of(s, k);
    }
    for (int k = 0; k < s->parameters; k++)
        put(dtype_of(s, s->first_parameter), memory[s->first_parameter + k], parameter_value(s, k, 0));
    for (int k = s->inputs; k < s->operands; k++) memset(memory[k], CANARY, sizeof memory[k]);
}

#define REFUSED(s, call, status)                                                   \
    do {                                                                           \
        CHECK((call) == (status), SUBJECT, SUBJECT_OF(s));                         \
        CHECK(untouched(memory[(s).inputs], (size_t)(s).outputs * sizeof *memory), \
              SUBJECT ": a refused call has written", SUBJECT_OF(s));              \
    } while (0)

// The same mistakes are refused by relume_apply and by relume_parameter_gradients, which has no outputs among its
// operands.
static relume_status call(const subject *s, int gradients, int32_t activation, int32_t dtype, size_t n,
                          void *const *with, const ptrdiff_t *by)
{
    return gradients ? relume_parameter_gradients(activation, dtype, n, with, by, memory[s->inputs])
                     : relume_apply(activation, s->operation, dtype, n, with, by);
}

static void test_pointers(const subject *s, int gradients)
{
    const int32_t a = s->activation, d = s->dtype;
    REFUSED(*s, call(s, gradients, a, d, COUNT, NULL, strides), RELUME_NULL_POINTER);
    REFUSED(*s, call(s, gradients, a, d, COUNT, operands, NULL), RELUME_NULL_POINTER);
    for (int k = 0; k < (gradients ? s->inputs : s->operands); k++) {
        void *const kept = operands[k];
        operands[k] = NULL;
        REFUSED(*s, call(s, gradients, a, d, COUNT, operands, strides), RELUME_NULL_POINTER);
        REFUSED(*s, call(s, gradients, a, d, 1, operands, strides), RELUME_NULL_POINTER);
        operands[k] = kept;
    }
}

static void test_numbers(const subject *s, int gradients)
{
    static const int32_t out_of_range[] = {-1, INT32_MIN, INT32_MAX, 1000000};
    const int32_t a = s->activation, d = s->dtype;
    for (int i = 0; i < 4; i++) {
        const int32_t wrong = out_of_range[i];
        REFUSED(*s, call(s, gradients, wrong, d, COUNT, operands, strides), RELUME_UNKNOWN_ACTIVATION);
        REFUSED(*s, call(s, gradients, a, wrong, COUNT, operands, strides), RELUME_UNKNOWN_DTYPE);
        REFUSED(*s, relume_apply(a, wrong, d, COUNT, operands, strides), RELUME_UNKNOWN_OPERATION);
    }
    REFUSED(*s, call(s, gradients, relume_activation_count(), d, COUNT, operands, strides), RELUME_UNKNOWN_ACTIVATION);
    REFUSED(*s, call(s, gradients, a, RELUME_BF16 + 1, COUNT, operands, strides), RELUME_UNKNOWN_DTYPE);
    REFUSED(*s, relume_apply(a, RELUME_PARAMETER_BACKWARD + 1, d, COUNT, operands, strides), RELUME_UNKNOWN_OPERATION);
    if (s->parameters == 0) {
        REFUSED(*s, relume_apply(a, RELUME_PARAMETER_BACKWARD, d, COUNT, operands, strides), RELUME_UNKNOWN_OPERATION);
        REFUSED(*s, relume_parameter_gradients(a, d, COUNT, operands, strides, memory[s->inputs]),
                RELUME_UNKNOWN_OPERATION);
    }
}

static double out_of(const subject *s, double bound, double direction)
{
    return s->dtype != RELUME_F64 ? (double)nextafterf((float)bound, (float)direction) : nextafter(bound, direction);
}

static void test_parameters(const subject *s, int gradients)
{
    for (int k = 0; k < s->parameters; k++) {
        double standard, lower, upper;
        CHECK(relume_parameter_range(s->activation, k, &standard, &lower, &upper) == RELUME_OK);
        CHECK(lower <= upper);
        CHECK(isnan(standard) || (standard >= lower && standard <= upper), "%s", relume_activation_name(s->activation));
        CHECK(relume_parameter_name(s->activation, k) != NULL);
        void *const at = operands[s->first_parameter + k];
        const int32_t dtype = dtype_of(s, s->first_parameter);
        const uint64_t kept = get(dtype, at);
        const double wrong[] = {(double)NAN, (double)INFINITY, -(double)INFINITY, out_of(s, lower, -(double)INFINITY),
                                out_of(s, upper, (double)INFINITY)};
        for (int i = 0; i < 5; i++) {
            put(dtype, at, bits_of(dtype, wrong[i]));
            if (wrong[i] >= lower && wrong[i] <= upper) continue; // infinity may be a value; a bound may not be a float
            REFUSED(*s, call(s, gradients, s->activation, s->dtype, COUNT, operands, strides), RELUME_BAD_PARAMETER);
        }
        put(dtype, at, kept);
    }
}

static void test_nothing_to_do(const subject *s)
{
    void *nothing[MOST_OPERANDS] = {NULL};
    REFUSED(*s, relume_apply(s->activation, s->operation, s->dtype, 0, NULL, NULL), RELUME_OK);
    REFUSED(*s, relume_apply(s->activation, s->operation, s->dtype, 0, nothing, strides), RELUME_OK);
    REFUSED(*s, relume_apply(s->activation, s->operation, s->dtype, 0, operands, strides), RELUME_OK);
    if (s->operation != RELUME_PARAMETER_BACKWARD) return;
    CHECK(relume_parameter_gradients(s->activation, s->dtype, 0, NULL, NULL, NULL) == RELUME_OK);
    CHECK(relume_parameter_gradients(s->activation, s->dtype, 0, nothing, strides, memory[s->inputs]) == RELUME_OK);
    for (int k = 0; k < s->parameters; k++)
        CHECK(get(dtype_of(s, s->inputs), (char *)memory[s->inputs] + (size_t)k * size_of(s, s->inputs)) == 0,
              "the sum of nothing is 0");
    CHECK(relume_parameter_gradients(s->activation, s->dtype, COUNT, operands, strides, NULL) == RELUME_NULL_POINTER);
}

static void test_catalogue(void)
{
    const int32_t count = relume_activation_count();
    CHECK(count > 0);
    for (int32_t a = 0; a < count; a++) {
        const char *const texts[] = {relume_activation_name(a),    relume_activation_title(a),
                                     relume_activation_formula(a), relume_activation_derivative(a),
                                     relume_activation_notes(a),   relume_activation_reference(a)};
        for (int i = 0; i < 6; i++) CHECK(texts[i] != NULL && *texts[i] != '\0', "activation %d, text %d", a, i);
        CHECK(relume_find_activation(texts[0]) == a, "%s", texts[0]);
        CHECK(relume_parameter_count(a) <= MOST_PARAMETERS);
        CHECK(relume_array_count(a) == 1 || relume_array_count(a) == 2);
        CHECK(relume_output_count(a, RELUME_FORWARD) == 1);
        CHECK(relume_output_count(a, -1) == 0 && relume_output_count(a, RELUME_PARAMETER_BACKWARD + 1) == 0);
        CHECK(relume_parameter_name(a, relume_parameter_count(a)) == NULL);
        CHECK(relume_parameter_name(a, -1) == NULL);
        double d = 7;
        CHECK(relume_parameter_range(a, relume_parameter_count(a), &d, &d, &d) == RELUME_BAD_PARAMETER && d == 7);
        CHECK(relume_parameter_range(a, -1, &d, &d, &d) == RELUME_BAD_PARAMETER && d == 7);
        if (relume_parameter_count(a) > 0) {
            CHECK(relume_parameter_range(a, 0, NULL, &d, &d) == RELUME_NULL_POINTER && d == 7);
            CHECK(relume_parameter_range(a, 0, &d, NULL, &d) == RELUME_NULL_POINTER && d == 7);
            CHECK(relume_parameter_range(a, 0, &d, &d, NULL) == RELUME_NULL_POINTER && d == 7);
        }
    }
    const int32_t sigmoid = relume_find_activation("sigmoid");
    CHECK(relume_find_activation("expit") == sigmoid);
    CHECK(relume_find_activation("logistic") == sigmoid);
    int32_t aliases = 0;
    for (; relume_activation_alias(sigmoid, aliases) != NULL; aliases++)
        CHECK(relume_find_activation(relume_activation_alias(sigmoid, aliases)) == sigmoid);
    CHECK(aliases >= 2);
    CHECK(relume_activation_alias(sigmoid, -1) == NULL);
    CHECK(relume_activation_alias(-1, 0) == NULL);
    CHECK(relume_activation_alias(relume_activation_count(), 0) == NULL);
    CHECK(relume_find_activation("no such") == -1);
    CHECK(relume_find_activation("") == -1);
    CHECK(relume_find_activation(NULL) == -1);
    const int32_t out_of_range[] = {-1, count, INT32_MIN, INT32_MAX};
    for (int i = 0; i < 4; i++) {
        const int32_t a = out_of_range[i];
        double d = 7;
        CHECK(relume_activation_name(a) == NULL && relume_activation_title(a) == NULL);
        CHECK(relume_activation_formula(a) == NULL && relume_activation_derivative(a) == NULL);
        CHECK(relume_activation_notes(a) == NULL && relume_activation_reference(a) == NULL);
        CHECK(relume_parameter_count(a) == 0 && relume_parameter_name(a, 0) == NULL);
        CHECK(relume_array_count(a) == 0 && relume_output_count(a, RELUME_FORWARD) == 0);
        CHECK(relume_parameter_range(a, 0, &d, &d, &d) != RELUME_OK && d == 7);
    }
    CHECK(strcmp(relume_version(), RELUME_VERSION) == 0);
    CHECK(relume_abi_version() == RELUME_ABI_VERSION);
    for (int32_t i = RELUME_OK; i <= RELUME_BAD_ROUNDING; i++)
        for (int32_t j = RELUME_OK; j <= RELUME_BAD_ROUNDING + 1; j++)
            CHECK(i == j || strcmp(relume_status_string(i), relume_status_string(j)) != 0, "%d and %d", i, j);
    CHECK(relume_status_string(-1) != NULL && relume_status_string(INT32_MAX) != NULL);
}

static void test_controls(void)
{
    const int32_t count = relume_isa_count();
    CHECK(count >= 1 && strcmp(relume_isa_name(count - 1), "scalar") == 0);
    CHECK(relume_isa_name(-1) == NULL && relume_isa_name(count) == NULL);
    CHECK(strcmp(relume_isa(), relume_isa_name(0)) == 0, "the best instruction set is the first choice");
    for (int32_t i = 0; i < count; i++) {
        CHECK(relume_set_isa(relume_isa_name(i)) == RELUME_OK);
        CHECK(strcmp(relume_isa(), relume_isa_name(i)) == 0);
        CHECK(relume_set_isa("bogus") == RELUME_BAD_ISA && relume_set_isa("") == RELUME_BAD_ISA);
        CHECK(strcmp(relume_isa(), relume_isa_name(i)) == 0, "a refused name changes nothing");
    }
    CHECK(relume_set_isa(NULL) == RELUME_OK && strcmp(relume_isa(), relume_isa_name(0)) == 0);
    const int32_t wrong[] = {0, -1, INT32_MIN, INT32_MAX};
    CHECK(relume_num_threads() == 1);
    CHECK(relume_set_num_threads(3) == RELUME_OK);
    for (int i = 0; i < 4; i++) CHECK(relume_set_num_threads(wrong[i]) == RELUME_BAD_THREADS);
    CHECK(relume_num_threads() == 3, "a refused count changes nothing");
}

int main(void)
{
    test_controls();
    test_catalogue();
    FOR_EACH_SUBJECT(s)
    {
        prepare(&s);
        for (int gradients = 0; gradients <= (s.operation == RELUME_PARAMETER_BACKWARD); gradients++) {
            test_pointers(&s, gradients);
            test_numbers(&s, gradients);
            test_parameters(&s, gradients);
        }
        test_nothing_to_do(&s);
    }
    return finish();
}
