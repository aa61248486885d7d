// The floating-point environment: round to nearest with subnormals while a kernel runs, then all as it was.
// Both functions are barriers for memory, so that what is loaded and stored between them is computed there too.
#pragma once

#if defined(__x86_64__)
#include <immintrin.h>
#include <stdint.h>
typedef struct {
    unsigned int control_status;
    uint16_t x87_status;
} environment;
// Where the CPU lacks FMA, the C library's fma() computes in x87 registers, and changes their flags.
static inline int uses_x87(void) { return !__builtin_cpu_supports("fma"); }
enum { FLAGS = 0x3f, DEFAULT = 0x1f80 };
static inline environment environment_enter(void)
{
    environment saved = {_mm_getcsr(), 0};
    if (uses_x87()) __asm__ volatile("fnstsw %0" : "=m"(saved.x87_status));
    // Reading it takes a third of the time of writing it.
    if ((saved.control_status | FLAGS) != (DEFAULT | FLAGS)) _mm_setcsr(DEFAULT);
    __asm__ volatile("" ::: "memory");
    return saved;
}
static inline void environment_leave(environment saved)
{
    __asm__ volatile("" ::: "memory");
    if (_mm_getcsr() != saved.control_status) _mm_setcsr(saved.control_status);
    if (!uses_x87()) return;
    struct {
        uint16_t control, gap, status, gaps[11];
    } x87;
    __asm__ volatile("fnstenv %0" : "=m"(x87));
    x87.status = saved.x87_status;
    __asm__ volatile("fldenv %0" : : "m"(x87));
}
#elif defined(__aarch64__)
#include <stdint.h>
typedef struct {
    uint64_t control, status;
} environment;
static inline environment environment_enter(void)
{
    environment saved;
    __asm__ volatile("mrs %0, fpcr\n\tmrs %1, fpsr" : "=r"(saved.control), "=r"(saved.status));
    __asm__ volatile("msr fpcr, %0" : : "r"(UINT64_C(0)) : "memory");
    return saved;
}
static inline void environment_leave(environment saved)
{
    __asm__ volatile("msr fpcr, %0\n\tmsr fpsr, %1" : : "r"(saved.control), "r"(saved.status) : "memory");
}
#else
#include <fenv.h>
typedef fenv_t environment;
static inline environment environment_enter(void)
{
    environment saved;
    feholdexcept(&saved);
    fesetround(FE_TONEAREST);
    return saved;
}
static inline void environment_leave(environment saved) { fesetenv(&saved); }
#endif
