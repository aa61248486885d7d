// Special values and the floating-point environment: the same bits on every instruction set, one NaN, and nothing that
// the caller's modes change or that changes them.
#include <fenv.h>

#include "check.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { COUNT = SPECIALS + 2000, ROTATIONS = 7 };

static uint64_t inputs[MOST_OPERANDS][COUNT];
static unsigned char memory[MOST_OPERANDS][COUNT * sizeof(double)];
static unsigned char expected[MOST_PARAMETERS][COUNT * sizeof(double)];
static void *operands[MOST_OPERANDS];
static ptrdiff_t strides[MOST_OPERANDS];

// Rotation r pairs x with other values of dy and of the parameters; the last one has NaN in arrays of parameters.
static void prepare(const subject *s, uint64_t r)
{
    for (int k = 0; k < s->operands; k++) {
        const int parameter = k - s->first_parameter;
        operands[k] = memory[k];
        strides[k] = parameter >= 0 && k < s->inputs && r + 1 < ROTATIONS ? 0 : (ptrdiff_t)size_of(s, k);
        for (uint64_t i = 0; k < s->inputs && i < COUNT; i++) {
            if (parameter >= 0)
                inputs[k][i] = r + 1 < ROTATIONS ? parameter_value(s, parameter, r)
                               : i % 5 == 4      ? special(dtype_of(s, k), i % PLAIN_SPECIALS)
                                                 : parameter_value(s, parameter, mix(i + (uint64_t)parameter));
            else
                inputs[k][i] = sample(s->dtype, k == s->has_dy ? i : (i * (5 + 2 * (uint64_t)k) + r * 97) % COUNT);
            put(dtype_of(s, k), memory[k] + i * size_of(s, k), inputs[k][i]);
        }
    }
}

static relume_status apply(const subject *s)
{
    return relume_apply(s->activation, s->operation, s->dtype, COUNT, operands, strides);
}

static uint64_t output_in(const subject *s, const unsigned char *outputs, size_t i)
{
    return get(dtype_of(s, s->inputs), outputs + i * size_of(s, s->inputs));
}
static uint64_t output(const subject *s, int k, size_t i) { return output_in(s, memory[s->inputs + k], i); }
static size_t output_bytes(const subject *s) { return COUNT * size_of(s, s->inputs); }

static void expect_same_bits(const subject *s, const char *when)
{
    for (int k = 0; k < s->outputs; k++) {
        if (memcmp(expected[k], memory[s->inputs + k], output_bytes(s)) == 0) continue;
        for (size_t i = 0; i < COUNT; i++) {
            const uint64_t is = output(s, k, i), should = output_in(s, expected[k], i);
            CHECK(is == should, SUBJECT " %s: x = %" PRIx64 " gives %" PRIx64 ", not %" PRIx64, SUBJECT_OF(*s), when,
                  inputs[s->has_dy][i], is, should);
        }
    }
}

// Where f is flat, dx is 0 whatever dy is; where it isn't, NaN in dy comes through. A slope that only rounding makes 0
// may go either way, as dy can make it a number again: float32 is flat where float64 calls it so, and float64 where the
// largest dy leaves 0.
static void test_slopes(const subject *s)
{
    static double wide[MOST_OPERANDS][COUNT], wide_slopes[2][COUNT], largest_dx[2][COUNT];
    static unsigned char slopes[2][COUNT * sizeof(double)];
    void *narrow_operands[MOST_OPERANDS], *wide_operands[MOST_OPERANDS];
    ptrdiff_t wide_strides[MOST_OPERANDS] = {0};
    double largest = DBL_MAX;
    for (int k = 1; k < s->operands; k++) {
        const int is_output = k >= s->inputs;
        narrow_operands[k] = is_output ? (void *)slopes[k - s->inputs] : operands[k];
        wide_operands[k] = is_output ? wide_slopes[k - s->inputs] : wide[k];
        wide_strides[k] = strides[k] == 0 ? 0 : (ptrdiff_t)sizeof(double);
        for (size_t i = 0; i < COUNT && !is_output; i++) {
            const char *const at = (const char *)operands[k] + (ptrdiff_t)i * strides[k];
            wide[k][i] = number_of(dtype_of(s, k), get(dtype_of(s, k), at));
        }
    }
    CHECK(relume_apply(s->activation, RELUME_DERIVATIVE, s->dtype, COUNT, narrow_operands + 1, strides + 1) ==
          RELUME_OK);
    CHECK(relume_apply(s->activation, RELUME_DERIVATIVE, RELUME_F64, COUNT, wide_operands + 1, wide_strides + 1) ==
          RELUME_OK);
    wide_operands[0] = &largest;
    for (int k = 0; k < s->outputs; k++) wide_operands[s->inputs + k] = largest_dx[k];
    CHECK(relume_apply(s->activation, RELUME_BACKWARD, RELUME_F64, COUNT, wide_operands, wide_strides) == RELUME_OK);
    for (int k = 0; k < s->outputs; k++) {
        for (size_t i = 0; i < COUNT; i++) {
            const uint64_t slope = output_in(s, slopes[k], i), dx = output(s, k, i);
            const int is_flat = wide_slopes[k][i] == 0 && (s->dtype != RELUME_F64 || largest_dx[k][i] == 0);
            CHECK(!is_flat || is_zero(s->dtype, dx),
                  SUBJECT ": f' is 0 at %" PRIx64 " and dy = %" PRIx64 " gives %" PRIx64, SUBJECT_OF(*s), inputs[1][i],
                  inputs[0][i], dx);
            CHECK(is_zero(s->dtype, slope) || !is_nan(s->dtype, inputs[0][i]) || is_nan(s->dtype, dx),
                  SUBJECT ": NaN in dy at %" PRIx64 " gives %" PRIx64, SUBJECT_OF(*s), inputs[1][i], dx);
        }
    }
}

// What holds for every activation, whatever its formula.
static void test_values(const subject *s)
{
    relume_set_isa("scalar");
    CHECK(apply(s) == RELUME_OK);
    for (int k = 0; k < s->outputs; k++) memcpy(expected[k], memory[s->inputs + k], output_bytes(s));
    for (int k = 0; k < s->outputs; k++) {
        for (size_t i = 0; i < COUNT; i++) {
            const uint64_t x = inputs[s->has_dy][i], y = output(s, k, i);
            const uint64_t b = inputs[s->first_parameter - 1][i]; // x again, where there is no b
            const int32_t dtype = dtype_of(s, s->inputs);
            if (is_nan(s->dtype, x) || is_nan(s->dtype, b) || is_nan(dtype, y))
                CHECK(y == canonical_nan(dtype), SUBJECT ": x = %" PRIx64 " gives %" PRIx64, SUBJECT_OF(*s), x, y);
        }
    }
    if (s->operation == RELUME_BACKWARD) test_slopes(s);
    FOR_EACH_ISA(isa)
    {
        for (int k = 0; k < s->outputs; k++) memset(memory[s->inputs + k], 0xa5, output_bytes(s));
        CHECK(apply(s) == RELUME_OK);
        expect_same_bits(s, "otherwise than scalar");
    }
}

// ---- The environment ----

// All that a call could change: the control and status registers, and the C library's view of them.
typedef struct {
    uint64_t control, status;
    int rounding, raised;
} environment;

#if defined(__x86_64__)
static uint64_t get_control(void) { return _mm_getcsr(); }
static void set_control(uint64_t control) { _mm_setcsr((unsigned)control); }
static uint64_t get_status(void)
{
    unsigned short x87_control, x87_status;
    __asm__ volatile("fnstcw %0\n\tfnstsw %1" : "=m"(x87_control), "=m"(x87_status));
    return (uint64_t)x87_control << 16 | x87_status;
}
// FTZ and DAZ; and every trap: a flag raised inside would be a SIGFPE.
static const uint64_t flush = 0x8040, traps = 0x1f80;
#elif defined(__aarch64__)
static uint64_t get_control(void)
{
    uint64_t control;
    __asm__ volatile("mrs %0, fpcr" : "=r"(control));
    return control;
}
static void set_control(uint64_t control) { __asm__ volatile("msr fpcr, %0" : : "r"(control)); }
static uint64_t get_status(void)
{
    uint64_t status;
    __asm__ volatile("mrs %0, fpsr" : "=r"(status));
    return status;
}
// FZ; AArch64's traps are optional and most cores lack them.
static const uint64_t flush = UINT64_C(1) << 24, traps = 0;
#else
// Nothing portable sets flush-to-zero: only the rounding modes and flags are tested here.
static uint64_t get_control(void) { return 0; }
static void set_control(uint64_t control) { (void)control; }
static uint64_t get_status(void) { return 0; }
static const uint64_t flush = 0, traps = 0;
#endif

static environment now(void)
{
    return (environment){get_control(), get_status(), fegetround(), fetestexcept(FE_ALL_EXCEPT)};
}

enum { ENVIRONMENTS = 4 * 2 * 3 };

// Modes number e: a rounding mode, flushing or not, and no flag, every flag, or (x86) every trap.
static void set_environment(int e)
{
    static const int rounding[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    fesetround(rounding[e % 4]);
    feclearexcept(FE_ALL_EXCEPT);
    if (e / 8 == 1) feraiseexcept(FE_ALL_EXCEPT);
    if (e / 4 % 2) set_control(get_control() | flush);
    if (e / 8 == 2) set_control(get_control() & ~traps);
}

// Without padding, to be compared as bytes.
typedef struct {
    double sums[MOST_PARAMETERS];
    relume_status statuses[4];
} outcome;

static outcome run(const subject *s, void *const *bad)
{
    outcome o = {{0}, {0}};
    o.statuses[0] = apply(s);
    o.statuses[1] = relume_apply(s->activation, s->operation, s->dtype, COUNT, bad, strides);
    if (s->operation == RELUME_PARAMETER_BACKWARD)
        o.statuses[2] = relume_parameter_gradients(s->activation, s->dtype, COUNT, operands, strides, o.sums);
    return o;
}

// A signalling NaN as a parameter is refused without a flag; where there are none, the call is a good one.
static void test_environment(const subject *s)
{
    unsigned char nan[sizeof(double)];
    const int32_t dtype = dtype_of(s, s->first_parameter);
    put(dtype, nan, infinity_of(dtype) | 1);
    void *bad[MOST_OPERANDS];
    memcpy(bad, operands, sizeof bad);
    for (int k = 0; k < s->parameters; k++) bad[s->first_parameter + k] = nan;
    const uint64_t usual = get_control();
    relume_set_num_threads(1);
    const outcome first = run(s, bad);
    FOR_EACH_ISA(isa)
    {
        for (int e = 0; e < ENVIRONMENTS; e += first_of_shape(s) ? 1 : 7) {
            for (int k = 0; k < s->outputs; k++) memset(memory[s->inputs + k], 0xa5, output_bytes(s));
            set_environment(e);
            const environment before = now();
            const outcome o = run(s, bad);
            const environment after = now();
            set_control(usual);
            fesetenv(FE_DFL_ENV);
            CHECK(memcmp(&first, &o, sizeof o) == 0, SUBJECT ", environment %d: other sums", SUBJECT_OF(*s), e);
            CHECK(memcmp(&before, &after, sizeof before) == 0,
                  SUBJECT ", environment %d: control %" PRIx64 " -> %" PRIx64 ", status %" PRIx64 " -> %" PRIx64,
                  SUBJECT_OF(*s), e, before.control, after.control, before.status, after.status);
            expect_same_bits(s, "in another environment");
        }
    }
}

int main(void)
{
    FOR_EACH_SUBJECT(s)
    {
        for (uint64_t r = 0; r < (s.parameters > 0 ? ROTATIONS : 2); r++) {
            prepare(&s, r);
            test_values(&s);
            if (r == 0) test_environment(&s);
        }
    }
    return finish();
}
