// What the tests share: checks, the catalogue as a list of subjects, sample values and guarded memory.
#pragma once

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(_WIN32)
#include <windows.h>
#else
#include <sys/mman.h>
#include <unistd.h>
#endif

#include "relume.h"

// ---- Checks: a failure is printed and counted, and the test goes on. ----

static int failures;

__attribute__((format(printf, 4, 5))) static inline void fail(const char *file, int line, const char *condition,
                                                              const char *format, ...)
{
    if (failures++ >= 20) return;
    fprintf(stderr, "%s:%d: not so: %s", file, line, condition);
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}
#define CHECK(condition, ...)                                                     \
    do {                                                                          \
        if (!(condition)) fail(__FILE__, __LINE__, #condition, ": " __VA_ARGS__); \
    } while (0)

static inline int finish(void)
{
    if (failures > 0) fprintf(stderr, "%d failures\n", failures);
    return failures > 0;
}

// ---- What is tested ----

enum { MOST_PARAMETERS = 12, MOST_OPERANDS = 3 + 2 * MOST_PARAMETERS };

typedef struct {
    int32_t activation, operation, dtype;
    int has_dy, arrays, parameters, first_parameter, inputs, outputs, operands; // arrays: x, or a and b
} subject;

// Parameters and their gradients beside float16 and bfloat16 are float.
static inline int32_t dtype_of(const subject *s, int operand)
{
    const int is_parameter = operand >= s->first_parameter && operand < s->inputs;
    const int is_gradient = operand >= s->inputs && s->operation == RELUME_PARAMETER_BACKWARD;
    return s->dtype != RELUME_F64 && (is_parameter || is_gradient) ? RELUME_F32 : s->dtype;
}
static inline size_t size_of_dtype(int32_t dtype)
{
    return dtype == RELUME_F64 ? sizeof(double) : dtype == RELUME_F32 ? sizeof(float) : sizeof(uint16_t);
}
static inline size_t size_of(const subject *s, int operand) { return size_of_dtype(dtype_of(s, operand)); }

static inline const char *operation_name(int32_t operation)
{
    static const char *const names[] = {"forward", "derivative", "backward", "parameter_backward"};
    return names[operation];
}
static inline const char *dtype_name(int32_t dtype)
{
    static const char *const names[] = {"float32", "float64", "float16", "bfloat16"};
    return names[dtype];
}

// The next operation of the next activation in the next dtype; starts from {.activation = -1}.
static inline int next_subject(subject *s)
{
    if (s->activation < 0)
        *s = (subject){0};
    else if (s->dtype < RELUME_BF16)
        s->dtype++;
    else if (relume_output_count(s->activation, s->operation + 1) > 0)
        s->dtype = RELUME_F32, s->operation++;
    else
        *s = (subject){.activation = s->activation + 1};
    if (s->activation >= relume_activation_count()) return 0;
    s->has_dy = s->operation >= RELUME_BACKWARD;
    s->parameters = relume_parameter_count(s->activation);
    s->arrays = relume_array_count(s->activation);
    s->first_parameter = s->has_dy + s->arrays;
    s->inputs = s->first_parameter + s->parameters;
    s->outputs = relume_output_count(s->activation, s->operation);
    s->operands = s->inputs + s->outputs;
    return 1;
}
#define FOR_EACH_SUBJECT(s) for (subject s = {.activation = -1}; next_subject(&s);)

// Loops, layouts, threads and the environment know nothing of formulas: the first activation with so many arrays and
// parameters is tested in full there, the others briefly.
static inline int first_of_shape(const subject *s)
{
    for (int32_t a = 0; a < s->activation; a++)
        if (relume_array_count(a) == s->arrays && relume_parameter_count(a) == s->parameters) return 0;
    return 1;
}

#define SUBJECT "%s %s %s on %s"
#define SUBJECT_OF(s) \
    relume_activation_name((s).activation), operation_name((s).operation), dtype_name((s).dtype), relume_isa()

// Every instruction set of this CPU in turn; with RELUME_TEST_BEST, as under an emulator, the best alone.
static inline int32_t tested_isas(void) { return getenv("RELUME_TEST_BEST") != NULL ? 1 : relume_isa_count(); }
#define FOR_EACH_ISA(i) for (int32_t i = 0; i < tested_isas() && relume_set_isa(relume_isa_name(i)) == RELUME_OK; i++)

// ---- Values, as bits: a NaN's payload survives no other way. ----

static inline void put(int32_t dtype, void *at, uint64_t bits)
{
    const uint32_t word = (uint32_t)bits;
    const uint16_t half = (uint16_t)bits;
    switch (dtype) {
    case RELUME_F64: memcpy(at, &bits, sizeof bits); break;
    case RELUME_F32: memcpy(at, &word, sizeof word); break;
    default: memcpy(at, &half, sizeof half);
    }
}
static inline uint64_t get(int32_t dtype, const void *at)
{
    uint64_t bits;
    uint32_t word;
    uint16_t half;
    switch (dtype) {
    case RELUME_F64: memcpy(&bits, at, sizeof bits); return bits;
    case RELUME_F32: memcpy(&word, at, sizeof word); return word;
    default: memcpy(&half, at, sizeof half); return half;
    }
}

// What makes a dtype: bits after the leading one, the exponent of the smallest normal number and of infinity.
typedef struct {
    int digits, least, most;
} format;
static inline format format_of(int32_t dtype)
{
    static const format formats[] = {{23, -126, 128}, {52, -1022, 1024}, {10, -14, 16}, {7, -126, 128}};
    return formats[dtype];
}
static inline uint64_t infinity_of(int32_t dtype)
{
    const format f = format_of(dtype);
    return (uint64_t)(f.most - f.least + 1) << f.digits;
}
static inline uint64_t sign_of(int32_t dtype) { return UINT64_C(1) << (8 * size_of_dtype(dtype) - 1); }
static inline uint64_t canonical_nan(int32_t dtype)
{
    return infinity_of(dtype) | UINT64_C(1) << (format_of(dtype).digits - 1);
}
// The nearest number of the dtype, ties to even.
static inline uint64_t bits_of(int32_t dtype, double value)
{
    const format f = format_of(dtype);
    const uint64_t sign = signbit(value) ? sign_of(dtype) : 0;
    if (isnan(value)) return sign | canonical_nan(dtype);
    if (isinf(value)) return sign | infinity_of(dtype);
    int exponent;
    frexp(value, &exponent);
    if (value == 0 || exponent - 1 < f.least) exponent = f.least + 1;
    const double units = rint(ldexp(fabs(value), f.digits + 1 - exponent));
    // The leading one adds to the exponent, as does a carry.
    const uint64_t bits = ((uint64_t)(exponent - 1 - f.least) << f.digits) + (uint64_t)units;
    return sign | (bits < infinity_of(dtype) ? bits : infinity_of(dtype));
}
static inline int is_nan(int32_t dtype, uint64_t bits) { return (bits & ~sign_of(dtype)) > infinity_of(dtype); }
static inline int is_zero(int32_t dtype, uint64_t bits) { return (bits & ~sign_of(dtype)) == 0; }

static inline double number_of(int32_t dtype, uint64_t bits)
{
    const format f = format_of(dtype);
    const uint64_t magnitude = bits & ~sign_of(dtype), whole = magnitude >> f.digits;
    const uint64_t fraction = magnitude - (whole << f.digits);
    double value;
    if (is_nan(dtype, bits)) return (double)NAN;
    if (magnitude == infinity_of(dtype))
        value = (double)INFINITY;
    else if (whole == 0)
        value = ldexp((double)fraction, f.least - f.digits);
    else
        value = ldexp((double)(fraction | UINT64_C(1) << f.digits), (int)whole - 1 + f.least - f.digits);
    return bits & sign_of(dtype) ? -value : value;
}

// A random number that depends on i alone: splitmix64.
static inline uint64_t mix(uint64_t i)
{
    i = i * UINT64_C(0x9e3779b97f4a7c15) + UINT64_C(0x9e3779b97f4a7c15);
    i = (i ^ (i >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    i = (i ^ (i >> 27)) * UINT64_C(0x94d049bb133111eb);
    return i ^ (i >> 31);
}

// About normal(0, 2): a sum of twelve uniform numbers.
static inline double normal(uint64_t i)
{
    double sum = 0;
    for (uint64_t k = 0; k < 12; k++) sum += (double)(mix(12 * i + k) >> 11) * 0x1p-53 - 0.5;
    return 2 * sum;
}

// Where formulas break: kinks, roots of derivatives, ends of tails, limits of exponentials.
static const double breaks[] = {0,
                                0.5,
                                1,
                                1.5,
                                2,
                                2.5,
                                3,
                                4,
                                5,
                                6,
                                8,
                                10,
                                12,
                                13.14,
                                14.2,
                                14.356,
                                16,
                                17.33,
                                18.714,
                                20,
                                22,
                                24,
                                30,
                                36.74,
                                37.5,
                                38.6,
                                40,
                                60,
                                80,
                                87.336,
                                88.376,
                                88.723,
                                89.416,
                                91.86,
                                103.28,
                                103.97,
                                104,
                                108.66,
                                128,
                                350,
                                700,
                                708.396,
                                709.783,
                                710.476,
                                745.133,
                                750,
                                1e3,
                                1e4,
                                1.3e19,
                                1.8e19,
                                1.9e19,
                                1e30,
                                1e38,
                                3e38,
                                1e154,
                                1.4e154,
                                1e300,
                                1e-3,
                                1e-4,
                                1e-8,
                                1e-16,
                                1e-20,
                                1e-30,
                                1e-38,
                                1e-150,
                                1e-300,
                                0.346574,
                                0.693147,
                                0.54931,
                                0.75179152469356447,
                                0.75246142207101627,
                                1.1924312145154952,
                                1.2784645427610738,
                                0.2554,
                                0.625,
                                0.4769,
                                0.35,
                                0.44};
enum { BREAKS = sizeof breaks / sizeof *breaks };

// The specials: NaNs of every kind, infinities, zeros, the edges of the subnormals, and each break and its neighbours.
enum { PLAIN_SPECIALS = 22, SPECIALS = PLAIN_SPECIALS + 6 * BREAKS };

static inline uint64_t special(int32_t dtype, uint64_t i)
{
    const uint64_t sign = i & 1 ? sign_of(dtype) : 0, infinity = infinity_of(dtype);
    const uint64_t quiet = infinity ^ canonical_nan(dtype), one_exponent = UINT64_C(1) << format_of(dtype).digits;
    switch (i / 2) {
    case 0: return sign;
    case 1: return sign | infinity;
    case 2: return sign | canonical_nan(dtype);
    case 3: return sign | infinity | 1; // signalling
    case 4: return sign | infinity | (quiet - 1);
    case 5: return sign | infinity | quiet | (0x1234 & (quiet - 1));
    case 6: return sign | infinity | quiet | (quiet - 1);
    case 7: return sign | 1;
    case 8: return sign | (one_exponent - 1);
    case 9: return sign | one_exponent;
    case 10: return sign | (infinity - 1);
    default: break;
    }
    const uint64_t k = (i - PLAIN_SPECIALS) / 2;
    const uint64_t at = bits_of(dtype, breaks[k / 3]);
    // A neighbour below 0 is 0 itself.
    return sign | (k % 3 == 0 ? at : k % 3 == 1 ? at + 1 : at - (at != 0));
}

// An endless sample: the specials first, then any bits, normal numbers and magnitudes about 1 in turn.
static inline uint64_t sample(int32_t dtype, uint64_t i)
{
    if (i < SPECIALS) return special(dtype, i);
    const uint64_t all = sign_of(dtype) | (sign_of(dtype) - 1);
    switch (i % 3) {
    case 0: return mix(i) & all;
    case 1: return bits_of(dtype, normal(i));
    default:
        return bits_of(dtype, ldexp(1 + (double)(mix(i) >> 11) * 0x1p-53, (int)(mix(~i) % 24) - 16)) |
               (mix(i) & 1 ? sign_of(dtype) : 0);
    }
}

// Values of a parameter in its range: number 0 is the default, or 0.25 where there is none.
enum { PARAMETER_VALUES = 16 };

static inline uint64_t parameter_value(const subject *s, int k, uint64_t i)
{
    static const double values[PARAMETER_VALUES - 3] = {
        0, 1, 0.25, -0.5, 2, 1.5, 3.7, 0.1, 1e-3, 100.0, -1.0, -0.0, 1.6732632423543772};
    double standard, lower, upper;
    relume_parameter_range(s->activation, k, &standard, &lower, &upper);
    if (isnan(standard)) standard = 0.25;
    i %= PARAMETER_VALUES;
    const double value = i == 0 ? standard : i == 1 ? lower : i == 2 ? upper : values[i - 3];
    const int32_t dtype = dtype_of(s, s->first_parameter);
    const double narrow = dtype == RELUME_F32 ? (double)(float)value : value;
    return bits_of(dtype, narrow >= lower && narrow <= upper ? narrow : standard);
}

// ---- Memory between two pages that fault ----

typedef struct {
    unsigned char *data;
    size_t size;
} guarded;

static inline guarded guarded_allocate(size_t size)
{
#if defined(_WIN32)
    SYSTEM_INFO info;
    GetSystemInfo(&info);
    const size_t page = info.dwPageSize;
#else
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
#endif
    size = (size + page - 1) / page * page;
#if defined(_WIN32)
    unsigned char *const all = VirtualAlloc(NULL, size + 2 * page, MEM_RESERVE, PAGE_NOACCESS);
    if (all == NULL || VirtualAlloc(all + page, size, MEM_COMMIT, PAGE_READWRITE) == NULL) abort();
#else
    unsigned char *const all = mmap(NULL, size + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED || mprotect(all + page, size, PROT_READ | PROT_WRITE) != 0) abort();
#endif
    return (guarded){all + page, size};
}

// The bytes that n elements take, from the first element's address.
static inline void span(size_t n, ptrdiff_t stride, size_t size, ptrdiff_t *low, ptrdiff_t *high)
{
    const ptrdiff_t last = n == 0 ? 0 : (ptrdiff_t)(n - 1) * stride;
    *low = last < 0 ? last : 0;
    *high = n == 0 ? 0 : (last > 0 ? last : 0) + (ptrdiff_t)size;
}
// The first of n elements that lie against the guard behind, or the one before, but for some bytes.
static inline unsigned char *place(guarded b, size_t n, ptrdiff_t stride, size_t size, int at_start, int shift)
{
    ptrdiff_t low, high;
    span(n, stride, size, &low, &high);
    return at_start ? b.data + shift - low : b.data + b.size - shift - high;
}

// The same in a buffer that else has canaries.
enum { CANARY = 0xa5 };
static inline unsigned char *lay(guarded b, size_t n, ptrdiff_t stride, size_t size, int at_start)
{
    memset(b.data, CANARY, b.size);
    return place(b, n, stride, size, at_start, 0);
}

static inline int untouched(const void *at, size_t n)
{
    const unsigned char *const bytes = at;
    for (size_t i = 0; i < n; i++)
        if (bytes[i] != CANARY) return 0;
    return 1;
}

// Whether a buffer has these elements and canaries elsewhere.
static inline int holds(guarded b, size_t n, ptrdiff_t stride, size_t size, unsigned char *first, const void *elements)
{
    const unsigned char *const wanted = elements;
    int same = 1;
    for (size_t i = 0; i < n; i++) same &= memcmp(first + (ptrdiff_t)i * stride, wanted + i * size, size) == 0;
    for (size_t i = 0; i < n; i++) memset(first + (ptrdiff_t)i * stride, CANARY, size);
    return same && untouched(b.data, b.size);
}
