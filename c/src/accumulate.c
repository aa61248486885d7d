// The arithmetic of weighted sums, in double over contiguous tiles of floats or doubles: compiled for each instruction
// set, and plain enough for the compiler to turn into its vectors. RELUME_ACCUMULATION names the table that the build
// wants. Nothing here is contracted or reordered, so that the bits are the same on all.
#include <math.h>

#include "internal.h"

#define INLINE static inline __attribute__((always_inline))
// What is written may be what was read, at the same index.
#if defined(__clang__)
#define INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define INDEPENDENT _Pragma("GCC ivdep")
#endif
#define EACH INDEPENDENT for (size_t i = 0; i < n; i++)

INLINE double value(int wide, const void *values, size_t i)
{
    return wide ? ((const double *)values)[i] : (double)((const float *)values)[i];
}

// Of a weight of 0 nothing comes but NaN, not even from an infinite term; -0 is the zero that changes no sum.
INLINE double product(double weight, double a) { return weight == 0 ? (a == a ? -0.0 : a) : weight * a; }

INLINE void add_body(size_t n, int fresh, int wide, const void *values, const double *weights, size_t step,
                     double *sums)
{
    const double weight = weights[0];
    if (step != 0 && fresh)
        EACH sums[i] = product(weights[i], value(wide, values, i));
    else if (step != 0)
        EACH sums[i] += product(weights[i], value(wide, values, i));
    else if (weight == 0 && fresh)
        EACH sums[i] = product(0, value(wide, values, i));
    else if (weight == 0)
        EACH sums[i] += product(0, value(wide, values, i));
    else if (fresh)
        EACH sums[i] = weight * value(wide, values, i);
    else
        EACH sums[i] += weight * value(wide, values, i);
}

static void add(size_t n, int fresh, addend a, size_t step, double *sums)
{
    if (a.wide)
        add_body(n, fresh, 1, a.values, a.weights, step, sums);
    else
        add_body(n, fresh, 0, a.values, a.weights, step, sums);
}

INLINE void add_two_body(size_t n, int fresh, int wide_a, int wide_b, addend a, addend b, double *sums)
{
    const double wa = a.weights[0], wb = b.weights[0];
    if (fresh)
        EACH sums[i] = wa * value(wide_a, a.values, i) + wb * value(wide_b, b.values, i);
    else
        EACH sums[i] = (sums[i] + wa * value(wide_a, a.values, i)) + wb * value(wide_b, b.values, i);
}

static void add_two(size_t n, int fresh, addend a, addend b, double *sums)
{
    if (!a.wide && !b.wide)
        add_two_body(n, fresh, 0, 0, a, b, sums);
    else if (!a.wide)
        add_two_body(n, fresh, 0, 1, a, b, sums);
    else if (!b.wide)
        add_two_body(n, fresh, 1, 0, a, b, sums);
    else
        add_two_body(n, fresh, 1, 1, a, b, sums);
}

// 0 where a sum is cut off, NaN where it is NaN.
INLINE double cut_off(double sum, double a) { return sum > 0 ? a : sum <= 0 && a == a ? 0 : (double)NAN; }

// dy·slope. Where a sum is flat the gradient is 0 whatever dy is.
INLINE double times(double slope, double dy) { return slope == 0 ? 0 : slope * dy; }

// Every NaN leaves as the canonical one.
INLINE void put(int wide, void *out, size_t i, double a)
{
    const double d = a == a ? a : (double)NAN;
    if (wide)
        ((double *)out)[i] = d;
    else
        ((float *)out)[i] = (float)d;
}

INLINE void finish_body(size_t n, int wide, int operation, const double *sums, const double *cut, const void *dy,
                        void *out)
{
    if (operation == RELUME_FORWARD && cut == NULL)
        EACH put(wide, out, i, sums[i]);
    else if (operation == RELUME_FORWARD)
        EACH put(wide, out, i, cut_off(cut[i], sums[i]));
    else if (operation == RELUME_DERIVATIVE && cut == NULL)
        EACH put(wide, out, i, times(sums[i], 1));
    else if (operation == RELUME_DERIVATIVE)
        EACH put(wide, out, i, times(cut_off(cut[i], sums[i]), 1));
    else if (cut == NULL)
        EACH put(wide, out, i, times(sums[i], value(wide, dy, i)));
    else
        EACH put(wide, out, i, times(cut_off(cut[i], sums[i]), value(wide, dy, i)));
}

static void finish(size_t n, int wide, int operation, const double *sums, const double *cut, const void *dy, void *out)
{
    if (wide)
        finish_body(n, 1, operation, sums, cut, dy, out);
    else
        finish_body(n, 0, operation, sums, cut, dy, out);
}

static void weigh(size_t n, addend a, const double *cut, const double *dy, double *out)
{
    if (a.wide)
        EACH out[i] = ((const double *)a.values)[i];
    else
        EACH out[i] = (double)((const float *)a.values)[i];
    if (cut != NULL) EACH out[i] = cut_off(cut[i], out[i]);
    EACH out[i] = times(out[i], dy[i]);
}

static void total(size_t n, const double *values, double *totals)
{
    size_t done = 0;
    for (; done + TOTALS <= n; done += TOTALS)
        for (int k = 0; k < TOTALS; k++) totals[k] += values[done + (size_t)k];
    for (int k = 0; done < n; k++) totals[k] += values[done++];
}

const accumulation RELUME_ACCUMULATION = {add, add_two, finish, weigh, total};
