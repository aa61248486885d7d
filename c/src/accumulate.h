// What weighted sums are made of, over tiles of n values: composite.c runs what accumulate.c computes.
#pragma once

#include "internal.h"

enum { TOTALS = 8 };

// A term's values, doubles where wide, or floats; its weight, or where weights isn't NULL one for each value.
typedef struct {
    const void *values;
    int wide;
    double weight;
    const double *weights;
} addend;

struct accumulation {
    // sums start fresh or go on. The weights of two are numbers other than 0.
    void (*add)(size_t n, int fresh, addend a, double *sums);
    void (*add_two)(size_t n, int fresh, addend a, addend b, double *sums);
    // To results, doubles where wide, or floats; a derivative has no -0. Where cut isn't NULL the result is 0 where
    // cut, the values of the sum, isn't above 0.
    void (*finish)(size_t n, int wide, int derivative, const double *sums, const double *cut, void *out);
    // add_two and finish in one, for a sum of two terms.
    void (*sum_of_two)(size_t n, int wide, int derivative, addend a, addend b, void *out);
    // dy·value, 0 where cut isn't above 0.
    void (*weigh)(size_t n, addend a, const double *cut, const double *dy, double *out);
    // Adds value i to totals[i % TOTALS].
    void (*total)(size_t n, const double *values, double *totals);
};
