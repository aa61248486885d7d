// The activations that keep an integer dtype, for each type: compiled for each instruction set, and plain enough for
// the compiler to turn into its vectors. RELUME_INTEGERS names the table that the build wants.
#include "internal.h"

// x and out may be the same array, which no compiler takes for granted.
#if defined(__clang__)
#define ELEMENTWISE _Pragma("clang loop vectorize(assume_safety)")
#else
#define ELEMENTWISE _Pragma("GCC ivdep")
#endif

// A parameter is compared with as an integer: the greatest one that isn't above it, where the type has that. All x are
// above a parameter below the type, and above NaN, as with floats.
#define CASE(dtype, type, unsigned_type, lowest, end, square_root, most, result)                              \
    case dtype: {                                                                                             \
        const type *const in = from;                                                                          \
        type *const out = to;                                                                                 \
        const unsigned_type largest = end, root = square_root;                                                \
        const int all = !(parameter >= (double)lowest);                                                       \
        const type bound = all ? lowest : parameter < (double)end ? (type)floor(parameter) : end;             \
        const unsigned_type size_bound = !(parameter > 0)           ? 0                                       \
                                         : parameter < (double)most ? (unsigned_type)parameter                \
                                                                    : most;                                   \
        ELEMENTWISE for (size_t i = 0; i < n; i++)                                                            \
        {                                                                                                     \
            const type x = in[i];                                                                             \
            const unsigned_type magnitude = (unsigned_type)(x > 0 ? (unsigned_type)x : 0 - (unsigned_type)x); \
            const int is_above = all | (x > bound), size_is_above = magnitude > size_bound;                   \
            (void)largest, (void)root, (void)is_above, (void)size_is_above;                                   \
            out[i] = (type)(result);                                                                          \
        }                                                                                                     \
        return;                                                                                               \
    }

#define INTEGER(name, result)                                                                                     \
    static void name(int32_t dtype, size_t n, const void *from, double parameter, void *to)                       \
    {                                                                                                             \
        switch (dtype) {                                                                                          \
            CASE(RELUME_INT8, int8_t, uint8_t, INT8_MIN, INT8_MAX, 11, UINT8_MAX, result)                         \
            CASE(RELUME_UINT8, uint8_t, uint8_t, 0, UINT8_MAX, 15, UINT8_MAX, result)                             \
            CASE(RELUME_INT16, int16_t, uint16_t, INT16_MIN, INT16_MAX, 181, UINT16_MAX, result)                  \
            CASE(RELUME_UINT16, uint16_t, uint16_t, 0, UINT16_MAX, 255, UINT16_MAX, result)                       \
            CASE(RELUME_INT32, int32_t, uint32_t, INT32_MIN, INT32_MAX, 46340, UINT32_MAX, result)                \
            CASE(RELUME_UINT32, uint32_t, uint32_t, 0, UINT32_MAX, 65535, UINT32_MAX, result)                     \
            CASE(RELUME_INT64, int64_t, uint64_t, INT64_MIN, INT64_MAX, UINT64_C(3037000499), UINT64_MAX, result) \
            CASE(RELUME_UINT64, uint64_t, uint64_t, 0, UINT64_MAX, UINT32_MAX, UINT64_MAX, result)                \
        default: return;                                                                                          \
        }                                                                                                         \
    }
#include "integers.def"

enum {
#define ACTIVATION(name, ...) number_##name,
#define ACTIVATION_WITH ACTIVATION
#define GATE ACTIVATION
#define GATE_WITH ACTIVATION
#include "catalogue.def"
};

integer_kernel *const RELUME_INTEGERS[] = {
#define INTEGER(name, result) [number_##name] = name,
#include "integers.def"
};
