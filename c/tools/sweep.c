// Errors of float32 functions over all 2^32 inputs, and the same bits on every instruction set:
//   sweep [options] NAME...    every activation that has a reference here, unless names are given
//     --operation NAME         forward, derivative or backward; all three unless given
//     --every N                each N-th input only
//     --range FIRST LAST       inputs whose magnitude is in [FIRST, LAST] only
//     --parameters A,B,...     other values than the defaults
//     --threads N
//     --hash                   no errors: a hash of every result, which must be the same on all instruction sets
// Each line has the worst error in ULP, its argument (and dy), and the share of results that are correctly rounded. An
// ULP is that of the exact result, 2^-149 where it is subnormal. The exact result is a double with a bound on its own
// error, or MPFR's where the bound can't decide.
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "reference.h"
#include "relume.h"

enum { BLOCK = 4096, MAX_SWEEP_THREADS = 64, MAX_SWEEP_PARAMETERS = 12 };

static const char *const operation_names[] = {"forward", "derivative", "backward"};

typedef struct {
    const reference *function;
    int32_t activation, operation, parameter_count;
    float parameters[MAX_SWEEP_PARAMETERS];
    uint64_t every;
    float first, last;
    int hash;
} sweep;

// What one thread found.
typedef struct {
    const sweep *s;
    uint64_t begin, end, count, rounded_right, undecided, hash;
    double worst;
    float worst_x, worst_dy;
} result;

static uint64_t mixed(uint64_t i)
{
    i = (i ^ i >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    i = (i ^ i >> 27) * UINT64_C(0x94d049bb133111eb);
    return i ^ i >> 31;
}

static float from_bits(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint32_t to_bits(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

// An arbitrary dy for an input: either sign, 2^-15 to 2^16.
static float upstream(uint32_t bits)
{
    const uint64_t random = mixed(bits);
    return from_bits((uint32_t)((random >> 63 << 31) | ((112 + (random >> 32 & 31)) << 23) | (random & 0x7fffff)));
}

static void apply(const sweep *s, size_t n, float *dy, float *x, float *y)
{
    void *operands[3 + MAX_SWEEP_PARAMETERS];
    ptrdiff_t strides[3 + MAX_SWEEP_PARAMETERS];
    int k = 0;
    if (s->operation == RELUME_BACKWARD) operands[k++] = dy;
    operands[k++] = x;
    for (int i = 0; i < k; i++) strides[i] = sizeof(float);
    for (int i = 0; i < s->parameter_count; i++, k++) {
        operands[k] = (void *)(uintptr_t)&s->parameters[i];
        strides[k] = 0;
    }
    operands[k] = y;
    strides[k] = sizeof(float);
    const relume_status status = relume_apply(s->activation, s->operation, RELUME_F32, n, operands, strides);
    if (status == RELUME_OK) return;
    fprintf(stderr, "%s: %s\n", s->function->name, relume_status_string(status));
    exit(2);
}

static void consider(result *r, float dy, float x, float y)
{
    const sweep *const s = r->s;
    if (isnan(x)) {
        if (to_bits(y) != 0x7fc00000) r->worst = INFINITY, r->worst_x = x;
        return;
    }
    const verdict v = judge(s->function, s->operation, dy, x, s->parameters, y);
    r->count++;
    r->rounded_right += v.error <= 0.5;
    r->undecided += v.by_mpfr;
    if (v.error > r->worst) r->worst = v.error, r->worst_x = x, r->worst_dy = dy;
}

static void *run(void *argument)
{
    result *const r = argument;
    const sweep *const s = r->s;
    float dy[BLOCK], x[BLOCK], y[BLOCK];
    for (uint64_t at = r->begin; at < r->end;) {
        size_t n = 0;
        for (; n < BLOCK && at < r->end; at += s->every) {
            const float value = from_bits((uint32_t)at);
            if (fabsf(value) < s->first || fabsf(value) > s->last) continue;
            x[n] = value;
            dy[n++] = upstream((uint32_t)at);
        }
        apply(s, n, dy, x, y);
        for (size_t i = 0; i < n; i++) {
            if (s->hash)
                r->hash += mixed((uint64_t)to_bits(y[i]) << 32 | to_bits(x[i]));
            else
                consider(r, dy[i], x[i], y[i]);
        }
    }
    return NULL;
}

static result run_on(const sweep *s, int threads)
{
    pthread_t ids[MAX_SWEEP_THREADS];
    result parts[MAX_SWEEP_THREADS], total = {.s = s};
    const uint64_t all = UINT64_C(1) << 32, piece = (all / (uint64_t)threads / s->every + 1) * s->every;
    for (int t = 0; t < threads; t++) {
        const uint64_t begin = piece * (uint64_t)t;
        parts[t] = (result){.s = s, .begin = begin, .end = all - begin < piece ? all : begin + piece};
        pthread_create(&ids[t], NULL, run, &parts[t]);
    }
    for (int t = 0; t < threads; t++) {
        pthread_join(ids[t], NULL);
        total.count += parts[t].count;
        total.rounded_right += parts[t].rounded_right;
        total.undecided += parts[t].undecided;
        total.hash += parts[t].hash;
        if (parts[t].worst > total.worst || t == 0)
            total.worst = parts[t].worst, total.worst_x = parts[t].worst_x, total.worst_dy = parts[t].worst_dy;
    }
    return total;
}

static int report(const sweep *s, int threads)
{
    const char *const operation = operation_names[s->operation];
    if (!s->hash) {
        const result r = run_on(s, threads);
        printf("%-14s %-10s %.4f ULP at x = %a (%.9g)", s->function->name, operation, r.worst, (double)r.worst_x,
               (double)r.worst_x);
        if (s->operation == RELUME_BACKWARD) printf(", dy = %a", (double)r.worst_dy);
        printf("; %.4f %% correctly rounded of %" PRIu64 ", %" PRIu64 " by MPFR\n",
               100 * (double)r.rounded_right / (double)r.count, r.count, r.undecided);
        fflush(stdout);
        return 0;
    }
    uint64_t first = 0;
    int different = 0;
    for (int32_t i = 0; i < relume_isa_count(); i++) {
        relume_set_isa(relume_isa_name(i));
        const uint64_t hash = run_on(s, threads).hash;
        if (i == 0) first = hash;
        different |= hash != first;
        printf("%-14s %-10s %-7s %016" PRIx64 "%s\n", s->function->name, operation, relume_isa(), hash,
               hash == first ? "" : " DIFFERENT");
        fflush(stdout);
    }
    relume_set_isa(NULL);
    return different;
}

static int sweep_function(sweep s, int only, const char *parameters, int threads)
{
    s.activation = relume_find_activation(s.function->name);
    if (s.activation < 0) return 0;
    s.parameter_count = relume_parameter_count(s.activation);
    for (int i = 0; i < s.parameter_count; i++) {
        double value, lower, upper;
        relume_parameter_range(s.activation, i, &value, &lower, &upper);
        // Where there is no default: 1/4, as usual for prelu.
        s.parameters[i] = isnan(value) ? 0.25f : (float)value;
        if (parameters == NULL) continue;
        char *end;
        s.parameters[i] = strtof(parameters, &end);
        parameters = *end == ',' ? end + 1 : end;
    }
    int different = 0;
    for (s.operation = RELUME_FORWARD; s.operation <= RELUME_BACKWARD; s.operation++)
        if (only < 0 || only == s.operation) different |= report(&s, threads);
    return different;
}

static int usage(void)
{
    fprintf(stderr, "usage: sweep [--operation NAME] [--every N] [--range FIRST LAST] [--parameters A,B,...] "
                    "[--threads N] [--hash] NAME...\n");
    return 2;
}

int main(int argc, char **argv)
{
    sweep s = {.every = 1, .first = 0, .last = INFINITY};
    const char *parameters = NULL;
    int only = -1, threads = (int)sysconf(_SC_NPROCESSORS_ONLN), i = 1, different = 0;
    for (; i < argc && strncmp(argv[i], "--", 2) == 0; i++) {
        const char *const option = argv[i] + 2;
        if (strcmp(option, "hash") == 0) {
            s.hash = 1;
            continue;
        }
        if (++i == argc) return usage();
        if (strcmp(option, "operation") == 0) {
            for (only = RELUME_BACKWARD; only >= 0 && strcmp(operation_names[only], argv[i]) != 0; only--) continue;
            if (only < 0) return usage();
        } else if (strcmp(option, "every") == 0) {
            s.every = strtoull(argv[i], NULL, 0);
        } else if (strcmp(option, "parameters") == 0) {
            parameters = argv[i];
        } else if (strcmp(option, "threads") == 0) {
            threads = atoi(argv[i]);
        } else if (strcmp(option, "range") == 0 && i + 1 < argc) {
            s.first = strtof(argv[i], NULL);
            s.last = strtof(argv[++i], NULL);
        } else {
            return usage();
        }
    }
    if (s.every == 0 || threads < 1 || threads > MAX_SWEEP_THREADS) return usage();
    for (int k = i; k < argc; k++) {
        s.function = find_reference(argv[k]);
        if (s.function == NULL || relume_find_activation(argv[k]) < 0) {
            fprintf(stderr, "no such function: %s\n", argv[k]);
            return 2;
        }
        different |= sweep_function(s, only, parameters, threads);
    }
    for (int k = 0; i == argc && k < REFERENCES; k++) {
        s.function = &references[k];
        different |= sweep_function(s, only, parameters, threads);
    }
    return different;
}
