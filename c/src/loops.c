// How an operation runs over arrays: written once, for every activation, operand layout and instruction set.
//
// Blocks compute on contiguous elements, a multiple of their unit. What isn't contiguous goes through tiles, as does
// the end of an array that is no whole unit; one value for all becomes a unit of copies. So no layout or length ever
// computes by another formula.
#include <string.h>

#include "internal.h"

// Together they stay in the L1 cache, beside what they are gathered from.
enum { TILES_BYTES = 16384, MAX_UNIT_BYTES = 256, LINE = 64, LONGEST_TILE = 512 };

static inline void gather_of(size_t size, char *tile, const char *from, ptrdiff_t stride, size_t n)
{
    for (size_t i = 0; i < n; i++, from += stride) memcpy(tile + i * size, from, size);
}
static void gather(size_t size, char *tile, const char *from, ptrdiff_t stride, size_t n)
{
    if (stride == (ptrdiff_t)size)
        memcpy(tile, from, n * size);
    else if (size == sizeof(float))
        gather_of(sizeof(float), tile, from, stride, n);
    else
        gather_of(sizeof(double), tile, from, stride, n);
}

static inline void scatter_of(size_t size, char *to, ptrdiff_t stride, const char *tile, size_t n)
{
    for (size_t i = 0; i < n; i++, to += stride) memcpy(to, tile + i * size, size);
}
static void scatter(size_t size, char *to, ptrdiff_t stride, const char *tile, size_t n)
{
    if (stride == (ptrdiff_t)size)
        memcpy(to, tile, n * size);
    else if (size == sizeof(float))
        scatter_of(sizeof(float), to, stride, tile, n);
    else
        scatter_of(sizeof(double), to, stride, tile, n);
}

void relume_run(const kernel *k, size_t n, char *const *operands, const ptrdiff_t *strides)
{
    _Alignas(LINE) char tiles[TILES_BYTES];
    static const float one_float = 1;
    static const double one_double = 1;
    const size_t size = k->size, unit = (size_t)k->unit;
    const int inputs = k->inputs, count = inputs + k->outputs;
    const char *from[MAX_OPERANDS];
    const void *in[MAX_OPERANDS];
    void *out[MAX_OPERANDS];
    size_t step[MAX_OPERANDS];

    // A tile of one unit for each value, then tiles of one length for the rest.
    char *next = tiles;
    int direct = 1, tiled = 0;
    for (int i = 0; i < inputs; i++) {
        const int given = i - k->slope;
        from[i] = given >= 0              ? operands[given]
                  : size == sizeof(float) ? (const char *)&one_float
                                          : (const char *)&one_double;
        const ptrdiff_t stride = given >= 0 ? strides[given] : 0;
        step[i] = stride != 0;
        if (stride == 0) {
            gather(size, next, from[i], 0, unit);
            in[i] = next;
            next += MAX_UNIT_BYTES;
        } else {
            direct &= stride == (ptrdiff_t)size;
            tiled++;
        }
    }
    for (int i = 0; i < k->outputs; i++) direct &= strides[inputs - k->slope + i] == (ptrdiff_t)size;
    const size_t room = (size_t)(tiles + TILES_BYTES - next) / (size_t)(tiled + k->outputs) / LINE * LINE;
    const size_t longest = (room / size < LONGEST_TILE ? room / size : LONGEST_TILE) / unit * unit;

    for (size_t done = 0, m; done < n; done += m) {
        const size_t left = n - done, whole = left - left % unit;
        m = whole == 0 ? left : direct || whole < longest ? whole : longest;
        char *tile = next;
        for (int i = 0; i < inputs; i++) {
            if (step[i] == 0) continue;
            const ptrdiff_t stride = strides[i - k->slope];
            const char *const at = from[i] + (ptrdiff_t)done * stride;
            if (whole > 0 && stride == (ptrdiff_t)size) {
                in[i] = at;
                continue;
            }
            if (whole == 0) memset(tile, 0, unit * size);
            gather(size, tile, at, stride, m);
            in[i] = tile;
            tile += room;
        }
        for (int i = inputs; i < count; i++) {
            const int given = i - k->slope;
            char *const at = operands[given] + (ptrdiff_t)done * strides[given];
            const int in_place = whole > 0 && strides[given] == (ptrdiff_t)size;
            out[i - inputs] = in_place ? at : tile;
            if (!in_place) tile += room;
        }
        k->run(whole > 0 ? m : unit, in, step, out);
        for (int i = inputs; i < count; i++) {
            const int given = i - k->slope;
            char *const at = operands[given] + (ptrdiff_t)done * strides[given];
            if (out[i - inputs] != at) scatter(size, at, strides[given], out[i - inputs], m);
        }
    }
}
