// Sums of parameter gradients, and threads: every count of them gives the bits of one, many callers at once don't
// disturb each other, and a forked child computes with threads of its own.
#if defined(__linux__)
#define _GNU_SOURCE // for the affinity of threads
#include <sched.h>
#endif
#include "check.h"

#if !defined(_WIN32)
#include <dirent.h>
#include <pthread.h>
#include <sys/wait.h>
#endif

enum { LONG = 1000003, GRAIN = 32768, SUMMED = 200000 };

static const size_t lengths[] = {GRAIN - 1, GRAIN, GRAIN + 1, 2 * GRAIN, 2 * GRAIN + 1, 3 * GRAIN - 5, LONG};
static const size_t summed[] = {0,   1,    2,         3,     7,         8,     9,         16,    511,        512,
                                513, 1024, GRAIN - 1, GRAIN, GRAIN + 1, 65537, 3 * GRAIN, 99999, SUMMED - 1, SUMMED};
enum { LENGTHS = sizeof lengths / sizeof *lengths, SUMS = sizeof summed / sizeof *summed };

static char *arrays[MOST_OPERANDS]; // of LONG doubles
static char *expected;

// Operands of a call on arrays that all callers share but for the outputs.
static void prepare(const subject *s, char *const *outputs, void **operands, ptrdiff_t *strides)
{
    for (int k = 0; k < s->operands; k++) {
        operands[k] = k < s->inputs ? arrays[k] : outputs[k - s->inputs];
        strides[k] = k >= s->first_parameter && k < s->inputs ? 0 : (ptrdiff_t)size_of(s, k);
    }
}

// dy and x are ordinary numbers where values are to be summed.
static void fill(const subject *s, size_t n, int ordinary)
{
    for (int k = 0; k < s->inputs; k++) {
        const int parameter = k - s->first_parameter;
        if (parameter >= 0) {
            put(dtype_of(s, k), arrays[k], parameter_value(s, parameter, 0));
            continue;
        }
        for (uint64_t i = 0; i < n; i++) {
            const uint64_t at = i + (uint64_t)k * LONG + SPECIALS;
            put(s->dtype, arrays[k] + i * size_of(s, k),
                ordinary ? bits_of(s->dtype, normal(at)) : sample(s->dtype, at));
        }
    }
}

// ---- Sums ----

static double element(int32_t dtype, const char *at)
{
    if (dtype == RELUME_F32) {
        float value;
        memcpy(&value, at, sizeof value);
        return (double)value;
    }
    double value;
    memcpy(&value, at, sizeof value);
    return value;
}

// The sum and the sum of magnitudes, in about twice double's precision (Neumaier).
static double sum(int32_t dtype, size_t size, const char *values, size_t n, double *magnitudes)
{
    double s = 0, c = 0;
    *magnitudes = 0;
    for (size_t i = 0; i < n; i++) {
        const double v = element(dtype, values + i * size), t = s + v;
        c += fabs(s) >= fabs(v) ? (s - t) + v : (v - t) + s;
        s = t;
        *magnitudes += fabs(v);
    }
    return s + c;
}

static void test_sums(const subject *s)
{
    static double sums[MOST_PARAMETERS], first[MOST_PARAMETERS];
    const int32_t dtype = dtype_of(s, s->inputs);
    void *operands[MOST_OPERANDS];
    ptrdiff_t strides[MOST_OPERANDS];
    prepare(s, arrays + s->inputs, operands, strides);
    fill(s, SUMMED, 1);
    relume_set_isa("scalar");
    relume_set_num_threads(1);
    CHECK(relume_apply(s->activation, s->operation, s->dtype, SUMMED, operands, strides) == RELUME_OK);
    for (int j = 0; j < SUMS; j++) {
        const size_t n = summed[j];
        relume_set_num_threads(1);
        relume_set_isa("scalar");
        memset(first, 0, sizeof first);
        CHECK(relume_parameter_gradients(s->activation, s->dtype, n, operands, strides, first) == RELUME_OK);
        for (int k = 0; k < s->parameters; k++) {
            // Each of fewer than n additions in double errs by half an ulp of a partial sum, in whatever order; then
            // the total rounds to the dtype.
            double magnitudes;
            const double exact = sum(dtype, size_of_dtype(dtype), arrays[s->inputs + k], n, &magnitudes);
            const double half_ulp = dtype == RELUME_F32 ? 0x1p-24 : 0x1p-53;
            const double bound = (double)n * 0x1p-53 * magnitudes + fabs(exact) * (half_ulp + 0x1p-52);
            const double is = element(dtype, (const char *)first + (size_t)k * size_of_dtype(dtype));
            CHECK(fabs(is - exact) <= bound, SUBJECT ", n = %zu: %.17g, not %.17g", SUBJECT_OF(*s), n, is, exact);
        }
        FOR_EACH_ISA(isa)
        {
            static const int32_t threads[] = {1, 2, 3, 7};
            for (int t = 0; t < 4; t++) {
                memset(sums, 0, sizeof sums);
                relume_set_num_threads(threads[t]);
                CHECK(relume_parameter_gradients(s->activation, s->dtype, n, operands, strides, sums) == RELUME_OK);
                CHECK(memcmp(sums, first, sizeof sums) == 0, SUBJECT ", n = %zu, %d threads", SUBJECT_OF(*s), n,
                      threads[t]);
            }
        }
    }
}

// A sum so long that its pieces grow; inputs of one value need no memory.
static void test_long_sum(const subject *s)
{
    enum { N = 20000003 };
    double once[MOST_PARAMETERS], sums[MOST_PARAMETERS];
    void *operands[MOST_OPERANDS];
    ptrdiff_t strides[MOST_OPERANDS] = {0};
    memcpy(operands, arrays, sizeof operands);
    fill(s, 1, 1);
    put(s->dtype, arrays[0], bits_of(s->dtype, 1));
    put(s->dtype, arrays[1], bits_of(s->dtype, -2));
    relume_set_isa(NULL);
    relume_set_num_threads(1);
    CHECK(relume_parameter_gradients(s->activation, s->dtype, 1, operands, strides, once) == RELUME_OK);
    for (int32_t threads = 1; threads < 8; threads += 3) {
        relume_set_num_threads(threads);
        CHECK(relume_parameter_gradients(s->activation, s->dtype, N, operands, strides, sums) == RELUME_OK);
        for (size_t k = 0; k < (size_t)s->parameters; k++) {
            const double value = element(dtype_of(s, s->inputs), (const char *)once + k * size_of(s, s->inputs));
            const double is = element(dtype_of(s, s->inputs), (const char *)sums + k * size_of(s, s->inputs));
            // The bound of n additions is wide; pieces lost or summed twice are far beyond it.
            CHECK(fabs(is - N * value) <= fabs(N * value) * (N * 0x1p-53 + 0x1p-24), "%.17g, not %.17g", is, N * value);
        }
    }
}

// ---- Threads ----

static void test_counts(const subject *s)
{
    void *operands[MOST_OPERANDS];
    ptrdiff_t strides[MOST_OPERANDS];
    prepare(s, arrays + s->inputs, operands, strides);
    fill(s, LONG, 0);
    relume_set_isa(NULL);
    relume_set_num_threads(1);
    CHECK(relume_apply(s->activation, s->operation, s->dtype, LONG, operands, strides) == RELUME_OK);
    memcpy(expected, arrays[s->inputs], LONG * size_of(s, s->inputs));
    for (int j = 0; j < LENGTHS; j++) {
        for (int32_t threads = 1; threads <= 7; threads++) {
            const size_t n = lengths[j];
            memset(arrays[s->inputs], 0xa5, (n + 8) * size_of(s, s->inputs));
            relume_set_num_threads(threads);
            CHECK(relume_apply(s->activation, s->operation, s->dtype, n, operands, strides) == RELUME_OK);
            CHECK(memcmp(expected, arrays[s->inputs], n * size_of(s, s->inputs)) == 0, SUBJECT ", n = %zu, %d threads",
                  SUBJECT_OF(*s), n, threads);
            for (size_t i = n * size_of(s, s->inputs); i < (n + 8) * size_of(s, s->inputs); i++)
                CHECK((unsigned char)arrays[s->inputs][i] == 0xa5, "written past n = %zu", n);
        }
        // Backwards, so that pieces at multiples of the grain meet a negative stride.
        const size_t n = lengths[j];
        void *last[MOST_OPERANDS];
        ptrdiff_t back[MOST_OPERANDS];
        for (int k = 0; k < s->operands; k++) {
            back[k] = -strides[k];
            last[k] = (char *)operands[k] + (ptrdiff_t)(n - 1) * strides[k];
        }
        memset(arrays[s->inputs], 0xa5, n * size_of(s, s->inputs));
        CHECK(relume_apply(s->activation, s->operation, s->dtype, n, last, back) == RELUME_OK);
        CHECK(memcmp(expected, arrays[s->inputs], n * size_of(s, s->inputs)) == 0, SUBJECT ", backwards, n = %zu",
              SUBJECT_OF(*s), n);
    }
}

#if !defined(_WIN32)
// One subject, computed on shared inputs again and again.
typedef struct {
    subject s;
    char *outputs[MOST_PARAMETERS];
    int rounds, wrong;
} caller;

static void *call(void *argument)
{
    caller *const c = argument;
    void *operands[MOST_OPERANDS];
    ptrdiff_t strides[MOST_OPERANDS];
    prepare(&c->s, c->outputs, operands, strides);
    for (int r = 0; r < c->rounds; r++) {
        const size_t n = lengths[r % LENGTHS];
        memset(c->outputs[0], 0xa5, n * size_of(&c->s, c->s.inputs));
        c->wrong += relume_apply(c->s.activation, c->s.operation, c->s.dtype, n, operands, strides) != RELUME_OK;
        c->wrong += memcmp(c->outputs[0], expected, n * size_of(&c->s, c->s.inputs)) != 0;
    }
    return NULL;
}

static char *new_array(void)
{
    char *const array = malloc((LONG + 8) * sizeof(double));
    if (array == NULL) abort();
    return array;
}

// Whether this process has threads besides this one, as far as the system tells.
static int has_threads(void)
{
    DIR *const tasks = opendir("/proc/self/task");
    if (tasks == NULL) return 1; // no Linux
    int count = 0;
    for (const struct dirent *entry; (entry = readdir(tasks)) != NULL;) count += entry->d_name[0] != '.';
    closedir(tasks);
    return count > 1;
}

#if defined(__linux__) && !defined(__ANDROID__)
// All threads but the caller may use the CPUs that it may, but for the one that it had. Sanitizers have one of their
// own.
static void test_affinity(const subject *s, int threads)
{
    cpu_set_t own, of_thread, others;
    caller c = {.s = *s, .outputs = {new_array()}, .rounds = LENGTHS};
    call(&c);
    free(c.outputs[0]);
    CHECK(sched_getaffinity(0, sizeof own, &own) == 0);
    DIR *const tasks = opendir("/proc/self/task");
    CHECK(tasks != NULL);
    int kept_off = 0;
    for (const struct dirent *entry; tasks != NULL && (entry = readdir(tasks)) != NULL;) {
        const pid_t thread = (pid_t)strtol(entry->d_name, NULL, 10);
        if (thread == 0 || sched_getaffinity(thread, sizeof of_thread, &of_thread) != 0) continue;
        CPU_AND(&others, &of_thread, &own);
        CHECK(CPU_EQUAL(&others, &of_thread), "a thread may use a CPU that its caller may not");
        kept_off += CPU_COUNT(&own) - CPU_COUNT(&of_thread) == 1;
    }
    const int wanted = CPU_COUNT(&own) > 1 ? threads - 1 : 0;
    CHECK(kept_off >= wanted, "%d threads are kept off a CPU, not %d", kept_off, wanted);
    if (tasks != NULL) closedir(tasks);
}
#endif

static int child_is_well(caller *c)
{
    const pid_t child = fork();
    if (child == 0) {
        alarm(20); // a lock inherited locked would wait for ever
        c->wrong = 0;
        call(c);
        _exit(c->wrong != 0 || !has_threads());
    }
    int status;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void test_callers_and_forks(const subject *s)
{
    enum { CALLERS = 8 };
    static caller callers[CALLERS];
    pthread_t threads[CALLERS];
    for (int i = 0; i < CALLERS; i++) {
        callers[i] = (caller){.s = *s, .outputs = {new_array()}, .rounds = 2 * LENGTHS};
        CHECK(pthread_create(&threads[i], NULL, call, &callers[i]) == 0);
    }
    // Children made while the pool is at work.
    caller own = {.s = *s, .outputs = {new_array()}, .rounds = LENGTHS};
    for (int i = 0; i < 5; i++) CHECK(child_is_well(&own), "a child forked while other threads compute");
    for (int i = 0; i < CALLERS; i++) {
        pthread_join(threads[i], NULL);
        CHECK(callers[i].wrong == 0, "caller %d: %d wrong results", i, callers[i].wrong);
        free(callers[i].outputs[0]);
    }
    CHECK(child_is_well(&own), "a child forked after threads were used");
    call(&own);
    CHECK(own.wrong == 0, "the parent after forks");
    free(own.outputs[0]);
}
#endif

int main(void)
{
    for (int k = 0; k < MOST_OPERANDS; k++) arrays[k] = malloc((LONG + 8) * sizeof(double));
    expected = malloc((LONG + 8) * sizeof(double));
    // How work is divided knows nothing of formulas: one activation in all its operations stands for all, and one of
    // each shape for their sums.
    const int32_t a = relume_find_activation("leaky_relu");
    FOR_EACH_SUBJECT(s)
    {
        if (s.operation != RELUME_PARAMETER_BACKWARD || !first_of_shape(&s)) continue;
        if (s.activation == a || s.dtype == RELUME_F32) test_sums(&s);
        if (s.activation == a && s.dtype == RELUME_F64) test_long_sum(&s);
    }
    FOR_EACH_SUBJECT(s)
    {
        if (s.activation == a) test_counts(&s);
#if !defined(_WIN32) // the pool is the same on Windows; pthreads and fork are not there to test it with
        if (s.activation == a && s.operation == RELUME_BACKWARD) {
            relume_set_num_threads(4);
#if defined(__linux__) && !defined(__ANDROID__)
            test_affinity(&s, 4);
#endif
            test_callers_and_forks(&s);
        }
#endif
    }
    return finish();
}
