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

// Arrays lie at any address.
static inline float float_at(const char *array, size_t i)
{
    float value;
    memcpy(&value, array + i * sizeof value, sizeof value);
    return value;
}
static inline uint16_t half_at(const char *array, size_t i)
{
    uint16_t value;
    memcpy(&value, array + i * sizeof value, sizeof value);
    return value;
}
static inline void put_float(char *array, size_t i, float value)
{
    memcpy(array + i * sizeof value, &value, sizeof value);
}
static inline void put_half(char *array, size_t i, uint16_t value)
{
    memcpy(array + i * sizeof value, &value, sizeof value);
}

static void widen(int32_t dtype, size_t n, const void *from, double *to)
{
    switch (dtype) {
    case RELUME_F32:
        for (size_t i = 0; i < n; i++) to[i] = (double)float_at(from, i);
        break;
    case RELUME_F16:
        for (size_t i = 0; i < n; i++) to[i] = (double)float_of_f16(half_at(from, i));
        break;
    default:
        for (size_t i = 0; i < n; i++) to[i] = (double)float_of_bf16(half_at(from, i));
    }
}

static void narrow(int32_t dtype, size_t n, const double *from, void *to)
{
    if (dtype == RELUME_F32) {
        for (size_t i = 0; i < n; i++) put_float(to, i, (float)from[i]);
        return;
    }
    float tile[CHUNK];
    for (size_t done = 0, m; done < n; done += m) {
        m = n - done < CHUNK ? n - done : CHUNK;
        if (dtype == RELUME_F16) {
            for (size_t i = 0; i < m; i++) tile[i] = (float)rounded(from[done + i], 11, 0x1p-14);
            for (size_t i = 0; i < m; i++) put_half(to, done + i, f16_of(tile[i]));
        } else {
            for (size_t i = 0; i < m; i++) tile[i] = (float)rounded(from[done + i], 8, 0x1p-126);
            for (size_t i = 0; i < m; i++) put_half(to, done + i, bf16_of(tile[i]));
        }
    }
}

const conversion RELUME_CONVERSION = {widen, narrow};
