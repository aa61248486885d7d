// Which instruction set's tables are in use.
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "internal.h"

// A build may leave some of them out.
#define CHECK static __attribute__((unused)) int
#if defined(__x86_64__)
CHECK supports_avx2(void)
{
    // Clang's __builtin_cpu_supports doesn't know F16C.
    unsigned int eax, ebx, ecx, edx;
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __get_cpuid(1, &eax, &ebx, &ecx, &edx) &&
           (ecx & bit_F16C);
}
CHECK supports_avx512(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
}
#elif defined(__aarch64__)
CHECK supports_neon(void) { return 1; }
#endif
CHECK supports_scalar(void) { return 1; }

// The build lists what it compiled, best first, as ISA(avx512, HALVES) ISA(avx2, HALVES) ISA(scalar, NO_HALVES).
#define HALVES(name) &relume_##name##_halves, relume_##name##_f16, relume_##name##_bf16
#define NO_HALVES(name) NULL, NULL, NULL
#define ISA(name, halves)                                                                                           \
    extern const block_table relume_##name##_32, relume_##name##_64, relume_##name##_wide;                          \
    extern const halves_table relume_##name##_halves;                                                               \
    extern const selection_set relume_##name##_f16[], relume_##name##_bf16[];                                       \
    extern const axis_kernel_set relume_##name##_32_axis[], relume_##name##_64_axis[], relume_##name##_wide_axis[], \
        relume_##name##_narrow_axis[];                                                                              \
    extern const conversion relume_##name##_conversion;                                                             \
    extern integer_kernel *const relume_##name##_integers[];                                                        \
    extern const accumulation relume_##name##_accumulation;                                                         \
    extern lookup relume_##name##_look_up;
RELUME_ISAS
#undef ISA

typedef struct {
    const char *name;
    int (*supported)(void);
    const block_table *f32, *f64, *wide;
    const halves_table *halves;
    const selection_set *f16, *bf16;
    const axis_kernel_set *axis_f32, *axis_f64, *axis_wide, *axis_16;
    const conversion *conversion;
    integer_kernel *const *integers;
    const accumulation *accumulation;
    lookup *look_up;
} instruction_set;

#define ISA(name, halves)           \
    {#name,                         \
     supports_##name,               \
     &relume_##name##_32,           \
     &relume_##name##_64,           \
     &relume_##name##_wide,         \
     halves(name),                  \
     relume_##name##_32_axis,       \
     relume_##name##_64_axis,       \
     relume_##name##_wide_axis,     \
     relume_##name##_narrow_axis,   \
     &relume_##name##_conversion,   \
     relume_##name##_integers,      \
     &relume_##name##_accumulation, \
     relume_##name##_look_up},
static const instruction_set sets[] = {RELUME_ISAS};
#undef ISA
enum { SETS = sizeof sets / sizeof *sets };

static _Atomic(const instruction_set *) chosen;

static const instruction_set *find(const char *name)
{
    for (int i = 0; i < SETS; i++)
        if (sets[i].supported() && (name == NULL || strcmp(sets[i].name, name) == 0)) return &sets[i];
    return NULL;
}

static const instruction_set *current(void)
{
    const instruction_set *set = atomic_load_explicit(&chosen, memory_order_acquire);
    if (set != NULL) return set;
    const char *wanted = getenv("RELUME_ISA");
    set = find(wanted != NULL && *wanted != '\0' ? wanted : NULL);
    // A choice that another thread has made meanwhile stands.
    const instruction_set *none = NULL;
    return atomic_compare_exchange_strong(&chosen, &none, set) ? set : none;
}

static int find_in(const instruction_set *set, const block_table *table, kernel *k, int32_t activation,
                   int32_t operation)
{
    const block_set *const row = &table->rows[activation];
    k->run = operation == RELUME_FORWARD              ? row->forward
             : operation == RELUME_PARAMETER_BACKWARD ? row->parameter_backward
                                                      : row->backward; // of dy = 1: the derivative
    k->flags = 0;
    k->converted = table == set->wide ? set->conversion : NULL;
    k->unit = table->unit;
    k->run_halves = NULL;
    return 1;
}

int relume_find_block(kernel *k, int32_t activation, int32_t operation, int32_t dtype)
{
    const instruction_set *set = current();
    if (set == NULL) return 0;
    find_in(set, dtype == RELUME_F64 ? set->f64 : dtype == RELUME_F32 ? set->f32 : set->wide, k, activation, operation);
    if (k->run == NULL) {
        find_in(set, set->wide, k, activation, operation);
        k->flags = IN_FLOATS;
        k->converted = NULL;
    }
    const int is_half = dtype == RELUME_F16 || dtype == RELUME_BF16;
    if (is_half && set->halves != NULL && operation != RELUME_PARAMETER_BACKWARD) {
        const halves_block_set *const row = &set->halves->rows[activation];
        k->run_halves = operation == RELUME_FORWARD ? row->forward : row->backward;
        const selection_set *const selected = &(dtype == RELUME_F16 ? set->f16 : set->bf16)[activation];
        k->select = operation == RELUME_FORWARD ? selected->forward : selected->backward;
        k->halves_unit = set->halves->unit;
        k->left_bits = set->halves->left_bits;
    }
    return 1;
}

int relume_find_wide_block(kernel *k, int32_t activation, int32_t operation, int32_t dtype)
{
    const instruction_set *set = current();
    (void)dtype;
    return set != NULL && find_in(set, set->wide, k, activation, operation);
}

const accumulation *relume_accumulation(void)
{
    const instruction_set *set = current();
    return set == NULL ? NULL : set->accumulation;
}

const conversion *relume_conversion(void)
{
    const instruction_set *set = current();
    return set == NULL ? NULL : set->conversion;
}

axis_kernel *relume_axis_kernel(int32_t function, int32_t operation, int32_t dtype)
{
    const instruction_set *set = current();
    if (set == NULL) return NULL;
    const axis_kernel_set *const kernels = dtype == RELUME_F64   ? set->axis_f64
                                           : dtype == RELUME_F32 ? set->axis_f32
                                                                 : set->axis_16;
    const axis_kernel_set *const own = &kernels[function], *const wide = &set->axis_wide[function];
    axis_kernel *const run = operation == RELUME_FORWARD ? own->forward : own->backward;
    return run != NULL ? run : operation == RELUME_FORWARD ? wide->forward : wide->backward;
}

integer_kernel *relume_integer_kernel(int32_t activation)
{
    const instruction_set *set = current();
    return set == NULL ? NULL : set->integers[activation];
}

lookup *relume_lookup(void)
{
    const instruction_set *set = current();
    if (set == NULL) return NULL;
#if defined(__x86_64__)
    // Not every CPU with AVX-512 has VPERMI2B.
    if (strcmp(set->name, "avx512") == 0 && !__builtin_cpu_supports("avx512vbmi")) {
        const instruction_set *const other = find("avx2");
        set = other != NULL ? other : find("scalar");
    }
#endif
    return set->look_up;
}

const char *relume_isa(void)
{
    const instruction_set *set = current();
    return set == NULL ? NULL : set->name;
}

relume_status relume_set_isa(const char *name)
{
    const instruction_set *set = find(name);
    if (set == NULL) return RELUME_BAD_ISA;
    atomic_store_explicit(&chosen, set, memory_order_release);
    return RELUME_OK;
}

const char *relume_isa_name(int32_t index)
{
    for (int i = 0; i < SETS; i++)
        if (sets[i].supported() && index-- == 0) return sets[i].name;
    return NULL;
}

int32_t relume_isa_count(void)
{
    int32_t count = 0;
    while (relume_isa_name(count) != NULL) count++;
    return count;
}
