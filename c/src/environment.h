// The floating-point environment: round to nearest with subnormals while a kernel runs, then all as it was.
// Both functions are barriers for memory, so that what is loaded and stored between them is computed there too.
#pragma once

#if defined(__x86_64__)
#include <immintrin.h>
typedef unsigned int environment;
static inline environment environment_enter(void)
{
    const environment saved = _mm_getcsr();
    _mm_setcsr(0x1f80);
    __asm__ volatile("" ::: "memory");
    return saved;
}
static inline void environment_leave(environment saved)
{
    __asm__ volatile("" ::: "memory");
    _mm_setcsr(saved);
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
