// How integers run over arrays: kernels take contiguous ones, and what isn't that goes through a tile.
#include <string.h>

#include "environment.h"
#include "internal.h"

enum { TILE_BYTES = 4096, GRAIN_BYTES = 131072 };

enum {
#define ACTIVATION(name, ...) number_##name,
#define ACTIVATION_WITH ACTIVATION
#define GATE ACTIVATION
#define GATE_WITH ACTIVATION
#include "catalogue.def"
    ACTIVATIONS
};
static const uint8_t keeps[ACTIVATIONS] = {
#define INTEGER(name, result) [number_##name] = 1,
#include "integers.def"
};

int32_t relume_keeps_integers(int32_t a) { return a >= 0 && a < ACTIVATIONS && keeps[a]; }

static size_t size_of(int32_t dtype)
{
    switch (dtype) {
    case RELUME_INT8:
    case RELUME_UINT8: return 1;
    case RELUME_INT16:
    case RELUME_UINT16: return 2;
    case RELUME_INT32:
    case RELUME_UINT32: return 4;
    default: return 8;
    }
}

static inline void copy_of(size_t size, char *to, ptrdiff_t to_stride, const char *from, ptrdiff_t from_stride,
                           size_t n)
{
    for (size_t i = 0; i < n; i++, to += to_stride, from += from_stride) memcpy(to, from, size);
}
static void copy(size_t size, char *to, ptrdiff_t to_stride, const char *from, ptrdiff_t from_stride, size_t n)
{
    switch (size) {
    case 1: copy_of(1, to, to_stride, from, from_stride, n); break;
    case 2: copy_of(2, to, to_stride, from, from_stride, n); break;
    case 4: copy_of(4, to, to_stride, from, from_stride, n); break;
    default: copy_of(8, to, to_stride, from, from_stride, n);
    }
}

typedef struct {
    integer_kernel *kernel;
    int32_t dtype;
    size_t size;
    const char *x, *parameter; // NULL where there is none
    char *y;
    ptrdiff_t x_stride, parameter_stride, y_stride;
} integer_call;

static int is_direct(const integer_call *c, const char *at, ptrdiff_t stride)
{
    return stride == (ptrdiff_t)c->size && (uintptr_t)at % c->size == 0;
}

static void integer_task(void *context, size_t begin, size_t end)
{
    const integer_call *const c = context;
    const environment saved = environment_enter();
    _Alignas(64) char tile[TILE_BYTES];
    const ptrdiff_t size = (ptrdiff_t)c->size;
    const int x_direct = is_direct(c, c->x, c->x_stride), y_direct = is_direct(c, c->y, c->y_stride);
    const size_t tiled = x_direct && y_direct ? SIZE_MAX : TILE_BYTES / c->size;
    // Kernels take one parameter for all elements.
    const size_t longest = c->parameter_stride != 0 ? 1 : tiled;
    double parameter = 0;
    for (size_t done = begin, m; done < end; done += m) {
        m = end - done < longest ? end - done : longest;
        const char *const x = c->x + (ptrdiff_t)done * c->x_stride;
        char *const y = c->y + (ptrdiff_t)done * c->y_stride;
        if (c->parameter != NULL)
            memcpy(&parameter, c->parameter + (ptrdiff_t)done * c->parameter_stride, sizeof parameter);
        if (!x_direct) copy(c->size, tile, size, x, c->x_stride, m);
        char *const result = y_direct ? y : tile;
        c->kernel(c->dtype, m, x_direct ? x : tile, parameter, result);
        if (!y_direct) copy(c->size, y, c->y_stride, tile, size, m);
    }
    environment_leave(saved);
}

relume_status relume_apply_integers(int32_t a, int32_t dtype, size_t n, char *const *operands, const ptrdiff_t *strides)
{
    const int parameters = relume_parameter_count(a);
    const integer_call c = {.kernel = relume_integer_kernel(a),
                            .dtype = dtype,
                            .size = size_of(dtype),
                            .x = operands[0],
                            .x_stride = strides[0],
                            .parameter = parameters > 0 ? operands[1] : NULL,
                            .parameter_stride = parameters > 0 ? strides[1] : 0,
                            .y = operands[1 + parameters],
                            .y_stride = strides[1 + parameters]};
    if (c.kernel == NULL) return RELUME_BAD_ISA;
    return relume_parallel(integer_task, (void *)(uintptr_t)&c, n, GRAIN_BYTES / c.size);
}
