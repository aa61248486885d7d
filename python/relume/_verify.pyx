# cython: language_level=3, boundscheck=False, wraparound=False
"""The loops of relume.verify in C."""

from libc.stddef cimport size_t
from libc.stdint cimport uint32_t, uint64_t

cdef extern from "_verify.h":
    enum: VERIFY_BINS
    enum: VERIFY_DEGREE
    ctypedef struct verify_summary:
        double error
        size_t at
        size_t undecided
        uint64_t bins[VERIFY_BINS]
    ctypedef struct verify_fit:
        double c[VERIFY_DEGREE + 1]
        double t0
        double dt
        double bound
        int degree
    void verify_judge(
        size_t n, const float *y, const float *dy, const verify_fit *fit, double limit, verify_summary *summary,
        uint32_t *undecided) nogil
    void verify_upstream(size_t n, const uint32_t *x, float *dy) nogil

BINS = VERIFY_BINS
DEGREE = VERIFY_DEGREE


def judge(const float[::1] y, const float[::1] dy, coefficients, double bound, double limit, uint64_t[::1] bins,
          uint32_t[::1] undecided):
    """Compares y with a polynomial on [-1, 1], or with dy times it, and adds to the bins: the largest error, its index,
    and how many indices of what isn't decided are in undecided."""
    cdef verify_fit fit
    cdef verify_summary summary
    cdef size_t n = y.shape[0]
    cdef const float *factors = NULL
    if len(coefficients) > VERIFY_DEGREE + 1 or n < 2 or <size_t>undecided.shape[0] < n or bins.shape[0] != VERIFY_BINS:
        raise ValueError("too many coefficients, or arrays of wrong lengths")
    if dy is not None:
        if <size_t>dy.shape[0] != n:
            raise ValueError("dy and y have different lengths")
        factors = &dy[0]
    for k, c in enumerate(coefficients):
        fit.c[k] = c
    fit.degree, fit.bound, fit.t0, fit.dt = len(coefficients) - 1, bound, -1, 2.0 / (n - 1)
    with nogil:
        verify_judge(n, &y[0], factors, &fit, limit, &summary, &undecided[0])
    for k in range(VERIFY_BINS):
        bins[k] += summary.bins[k]
    return summary.error, summary.at, summary.undecided


def upstream(const uint32_t[::1] x, float[::1] dy):
    """Fills dy with a number for each bit pattern of an input."""
    if x.shape[0] != dy.shape[0]:
        raise ValueError("x and dy have different lengths")
    if x.shape[0]:
        with nogil:
            verify_upstream(x.shape[0], &x[0], &dy[0])
