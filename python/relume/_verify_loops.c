#include "_verify.h"

#include <math.h>
#include <string.h>

// This is no part of the library and needn't have the same bits everywhere: its errors are within a bound anyway.
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__)
#define VERIFY_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define VERIFY_CLONES
#endif

enum { VERIFY_BLOCK = 512 };

static inline double verify_power(int exponent)
{
    const uint64_t bits = (uint64_t)(1023 + exponent) << 52;
    double power;
    memcpy(&power, &bits, sizeof power);
    return power;
}

// Errors in ULP as the bits of floats, which are in the same order; their bins; and which of them the bound leaves
// open: on which side of 1/2 or of the limit it is, or that the result or the exact one is beyond the range. Below the
// bound a function without errors is taken for right.
VERIFY_CLONES static void verify_block(size_t n, size_t from, const float *restrict y, const float *restrict dy,
                                       const verify_fit *restrict f, double limit, double *restrict v,
                                       int32_t *restrict error, int32_t *restrict bin, int32_t *restrict open)
{
    double t[VERIFY_BLOCK], bound[VERIFY_BLOCK];
    const double side = limit > 0 ? 1 : -1, start = f->t0 + f->dt * (double)from;
    for (size_t i = 0; i < n; i++) {
        t[i] = start + f->dt * (double)(int32_t)i;
        v[i] = f->c[f->degree];
        bound[i] = f->bound;
    }
    for (int k = f->degree - 1; k >= 0; k--)
        for (size_t i = 0; i < n; i++) v[i] = v[i] * t[i] + f->c[k];
    if (dy != NULL)
        for (size_t i = 0; i < n; i++) {
            v[i] *= (double)dy[i];
            bound[i] *= fabs((double)dy[i]);
        }
    for (size_t i = 0; i < n; i++) {
        const float rounded = (float)v[i];
        uint32_t bits;
        memcpy(&bits, &rounded, sizeof bits);
        int32_t exponent = (int32_t)(bits >> 23 & 255);
        const int32_t beyond = exponent == 255;
        exponent = exponent < 1 ? 1 : exponent;
        exponent = exponent > 254 ? 254 : exponent;
        const uint64_t scale_bits = (uint64_t)(uint32_t)(1023 + 150 - exponent) << 52;
        double scale;
        memcpy(&scale, &scale_bits, sizeof scale);
        const double e = fabs((double)y[i] - v[i]) * scale, b = bound[i] * scale;
        open[i] = beyond | !(e + side * b <= limit) | (fabs(e - 0.5) <= b);
        const double slot = e * 16 < VERIFY_BINS - 1 ? e * 16 : VERIFY_BINS - 1;
        bin[i] = (int32_t)slot;
        const float single = (float)e;
        memcpy(&error[i], &single, sizeof single);
    }
}

void verify_judge(size_t n, const float *y, const float *dy, const verify_fit *f, double limit, verify_summary *s,
                  uint32_t *undecided)
{
    double v[VERIFY_BLOCK];
    int32_t error[VERIFY_BLOCK], bin[VERIFY_BLOCK], open[VERIFY_BLOCK], worst = -1;
    uint64_t bins[4][VERIFY_BINS] = {{0}};
    memset(s, 0, sizeof *s);
    for (size_t from = 0; from < n; from += VERIFY_BLOCK) {
        const size_t count = n - from < VERIFY_BLOCK ? n - from : VERIFY_BLOCK;
        verify_block(count, from, y + from, dy == NULL ? NULL : dy + from, f, limit, v, error, bin, open);
        int32_t any = 0, most = 0;
        for (size_t i = 0; i < count; i++) {
            any |= open[i];
            most = error[i] > most ? error[i] : most;
        }
        // Counters in turns: the next addition needn't wait for the last one.
        for (size_t i = 0; i < count; i++) bins[i & 3][bin[i]]++;
        if (any)
            for (size_t i = 0; i < count; i++) {
                if (!open[i]) continue;
                bins[i & 3][bin[i]]--;
                error[i] = 0;
                const double bound = f->bound * (dy == NULL ? 1 : fabs((double)dy[from + i]));
                if (isinf(y[from + i]) && !signbit(y[from + i]) == !signbit(v[i]) &&
                    fabs(v[i]) - bound >= verify_power(128))
                    bins[0][0]++;
                else
                    undecided[s->undecided++] = (uint32_t)(from + i);
            }
        if (any || most > worst)
            for (size_t i = 0; i < count; i++)
                if (error[i] > worst) worst = error[i], s->at = from + i;
    }
    float single = 0;
    if (worst > 0) memcpy(&single, &worst, sizeof single);
    s->error = (double)single;
    for (int k = 0; k < VERIFY_BINS; k++) s->bins[k] = bins[0][k] + bins[1][k] + bins[2][k] + bins[3][k];
}

static inline uint32_t verify_mix(uint32_t i)
{
    i = (i ^ i >> 16) * UINT32_C(0x7feb352d);
    i = (i ^ i >> 15) * UINT32_C(0x846ca68b);
    return i ^ i >> 16;
}

VERIFY_CLONES void verify_upstream(size_t n, const uint32_t *restrict x, float *restrict dy)
{
    for (size_t i = 0; i < n; i++) {
        const uint32_t random = verify_mix(x[i]);
        const uint32_t bits = (random & 0x807fffff) | ((112 + (random >> 23 & 31)) << 23);
        memcpy(&dy[i], &bits, sizeof bits);
    }
}
