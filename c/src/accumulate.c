// The arithmetic of weighted sums, in double over contiguous tiles of floats or doubles: compiled for each instruction
// set, and plain enough for the compiler to turn into its vectors. RELUME_ACCUMULATION names the table that the build
// wants. Nothing here is contracted or reordered, so that the bits are the same on all.
#include <math.h>

#include "accumulate.h"

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

INLINE void add_body(size_t n, int fresh, int wide, addend a, double *sums)
{
    const double *const weights = a.weights, weight = a.weight;
    const void *const values = a.values;
    if (weights != NULL && fresh)
        EACH sums[i] = product(weights[i], value(wide, values, i));
    else if (weights != NULL)
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

static void add(size_t n, int fresh, addend a, double *sums)
{
    if (a.wide)
        add_body(n, fresh, 1, a, sums);
    else
        add_body(n, fresh, 0, a, sums);
}

INLINE void add_two_body(size_t n, int fresh, int wide_a, int wide_b, addend a, addend b, double *sums)
{
    const double wa = a.weight, wb = b.weight;
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

// dy·f(x). Where the sum is flat in a weight the gradient is 0 whatever dy is.
INLINE double times(double a, double dy) { return a == 0 ? 0 : a * dy; }

// A derivative is never -0, and every NaN leaves as the canonical one.
INLINE void put(int wide, int derivative, void *out, size_t i, double a)
{
    const double d = derivative ? a + 0.0 : a;
    const float f = derivative ? (float)a + 0.0F : (float)a;
    if (wide)
        ((double *)out)[i] = d == d ? d : (double)NAN;
    else
        ((float *)out)[i] = f == f ? f : NAN;
}

INLINE void finish_body(size_t n, int wide, int derivative, const double *sums, const double *cut, void *out)
{
    if (cut == NULL)
        EACH put(wide, derivative, out, i, sums[i]);
    else
        EACH put(wide, derivative, out, i, cut_off(cut[i], sums[i]));
}

static void finish(size_t n, int wide, int derivative, const double *sums, const double *cut, void *out)
{
    if (wide && derivative)
        finish_body(n, 1, 1, sums, cut, out);
    else if (wide)
        finish_body(n, 1, 0, sums, cut, out);
    else if (derivative)
        finish_body(n, 0, 1, sums, cut, out);
    else
        finish_body(n, 0, 0, sums, cut, out);
}

INLINE void sum_body(size_t n, int wide, int derivative, int wide_a, int wide_b, addend a, addend b, void *out)
{
    const double wa = a.weight, wb = b.weight;
    if (derivative)
        EACH put(wide, 1, out, i, wa * value(wide_a, a.values, i) + wb * value(wide_b, b.values, i));
    else
        EACH put(wide, 0, out, i, wa * value(wide_a, a.values, i) + wb * value(wide_b, b.values, i));
}

static void sum_of_two(size_t n, int wide, int derivative, addend a, addend b, void *out)
{
    if (wide)
        sum_body(n, 1, derivative, 1, 1, a, b, out);
    else if (a.wide && b.wide)
        sum_body(n, 0, derivative, 1, 1, a, b, out);
    else if (a.wide)
        sum_body(n, 0, derivative, 1, 0, a, b, out);
    else if (b.wide)
        sum_body(n, 0, derivative, 0, 1, a, b, out);
    else
        sum_body(n, 0, derivative, 0, 0, a, b, out);
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

const accumulation RELUME_ACCUMULATION = {add, add_two, finish, sum_of_two, weigh, total};
