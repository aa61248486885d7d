// The loops of relume/verify.py over float32 inputs whose bit patterns are evenly spaced, within one binade.
#pragma once

#include <stddef.h>
#include <stdint.h>

// 32 bins of 1/16 ULP, and one for what is beyond.
enum { VERIFY_BINS = 33, VERIFY_DEGREE = 10 };

typedef struct {
    double error; // the largest, as far as the polynomial tells
    size_t at, undecided;
    uint64_t bins[VERIFY_BINS];
} verify_summary;

// What is exact but for a bound: the sum of c[k]·t^k, t from t0 in steps of dt.
typedef struct {
    double c[VERIFY_DEGREE + 1], t0, dt, bound;
    int degree;
} verify_fit;

// Sums up n results; the indices of those left open go to undecided, which holds n.
void verify_judge(size_t n, const float *y, const float *dy, const verify_fit *f, double limit, verify_summary *s,
                  uint32_t *undecided);
// An arbitrary dy for each input: either sign, 2^-15 to 2^17.
void verify_upstream(size_t n, const uint32_t *x, float *dy);
