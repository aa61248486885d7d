// Arrays of narrower types as double and back, rounded once: compiled for each instruction set, and plain enough for
// the compiler to turn into its vectors. RELUME_CONVERSION names the table that the build wants.
#include <string.h>

#include "halves.h"
#include "internal.h"

enum { CHUNK = 512 };

// a to so many digits, none below the exponent of the smallest normal number's last: half to even, as adding and
// subtracting a power of two makes it.
static inline double rounded(double a, int digits, double smallest_normal)
{
    const double magnitude = fabs(a), bounded = 0x1p200 < magnitude ? 0x1p200 : magnitude;
    uint64_t bits;
    double power;
    memcpy(&bits, &bounded, sizeof bits);
    bits &= UINT64_C(0x7ff0000000000000);
    memcpy(&power, &bits, sizeof power);
    const double least = power < smallest_normal ? smallest_normal : power;
    const double shift = least * (1.5 * (double)(UINT64_C(1) << (53 - digits)));
    return copysign((bounded + shift) - shift, a);
}

static void widen(int32_t dtype, size_t n, const void *from, double *to)
{
    const float *const f = from;
    const uint16_t *const h = from;
    switch (dtype) {
    case RELUME_F32:
        for (size_t i = 0; i < n; i++) to[i] = (double)f[i];
        break;
    case RELUME_F16:
        for (size_t i = 0; i < n; i++) to[i] = (double)float_of_f16(h[i]);
        break;
    default:
        for (size_t i = 0; i < n; i++) to[i] = (double)float_of_bf16(h[i]);
    }
}

static void narrow(int32_t dtype, size_t n, const double *from, void *to)
{
    float *const f = to;
    uint16_t *const h = to;
    if (dtype == RELUME_F32) {
        for (size_t i = 0; i < n; i++) f[i] = (float)from[i];
        return;
    }
    float tile[CHUNK];
    for (size_t done = 0, m; done < n; done += m) {
        m = n - done < CHUNK ? n - done : CHUNK;
        if (dtype == RELUME_F16) {
            for (size_t i = 0; i < m; i++) tile[i] = (float)rounded(from[done + i], 11, 0x1p-14);
            for (size_t i = 0; i < m; i++) h[done + i] = f16_of(tile[i]);
        } else {
            for (size_t i = 0; i < m; i++) tile[i] = (float)rounded(from[done + i], 8, 0x1p-126);
            for (size_t i = 0; i < m; i++) h[done + i] = bf16_of(tile[i]);
        }
    }
}

const conversion RELUME_CONVERSION = {widen, narrow};
