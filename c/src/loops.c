// How an operation runs over arrays: written once, for every activation, operand layout, dtype and instruction set.
//
// Blocks compute on contiguous floats or doubles, a multiple of their unit. What isn't that goes through tiles: what is
// strided, what is converted, and the end of an array that is no whole unit, which copies of an element fill up, so
// that none needs what the elements don't; one value for all becomes a unit of copies. So no layout or length ever
// computes by another formula.
//
// Blocks of halves and selections compute on arrays of 16 bits themselves; what those leave is computed once more in
// double, and a chunk in which a selection meets NaN by the block of halves.
#include <string.h>
#if defined(__x86_64__)
#include <emmintrin.h>
#endif

#include "internal.h"

// The tiles of a call together stay in the L1 cache, beside what they are filled from.
enum {
    TILES_BYTES = 16384,
    MAX_UNIT_BYTES = 256,
    LINE = 64,
    LONGEST_TILE = 512,
    CHUNK = 4096,
    LEAST_ALIGNED_BYTES = 1 << 14,
    LEAST_HALVES_UNIT = 8
};

size_t relume_element_size(int32_t dtype)
{
    return dtype == RELUME_F64 ? sizeof(double) : dtype == RELUME_F32 ? sizeof(float) : sizeof(uint16_t);
}

static inline void copy_of(size_t size, char *to, ptrdiff_t to_stride, const char *from, ptrdiff_t from_stride,
                           size_t n)
{
    for (size_t i = 0; i < n; i++, to += to_stride, from += from_stride) memcpy(to, from, size);
}
static void copy(size_t size, char *to, ptrdiff_t to_stride, const char *from, ptrdiff_t from_stride, size_t n)
{
    if (to_stride == (ptrdiff_t)size && from_stride == (ptrdiff_t)size)
        memcpy(to, from, n * size);
    else if (size == sizeof(float))
        copy_of(sizeof(float), to, to_stride, from, from_stride, n);
    else if (size == sizeof(double))
        copy_of(sizeof(double), to, to_stride, from, from_stride, n);
    else
        copy_of(sizeof(uint16_t), to, to_stride, from, from_stride, n);
}

// Copies of one element.
static inline void fill_with(size_t size, char *to, const char *element, size_t n)
{
    float f;
    double d;
    if (size == sizeof f) {
        memcpy(&f, element, sizeof f);
        for (size_t i = 0; i < n; i++) memcpy(to + i * sizeof f, &f, sizeof f);
    } else if (size == sizeof d) {
        memcpy(&d, element, sizeof d);
        for (size_t i = 0; i < n; i++) memcpy(to + i * sizeof d, &d, sizeof d);
    } else {
        copy(size, to, (ptrdiff_t)size, element, 0, n);
    }
}

void relume_copy(size_t size, char *to, ptrdiff_t to_stride, const char *from, ptrdiff_t from_stride, size_t n)
{
    copy(size, to, to_stride, from, from_stride, n);
}

// One operand: its array, and where the block finds it.
typedef struct {
    char *at;
    ptrdiff_t stride;
    int32_t dtype;
    size_t size;
} operand;

static void fill(const conversion *converted, char *tile, const operand *o, const char *from, size_t n)
{
    const int contiguous = o->stride == (ptrdiff_t)o->size;
    char raw[LONGEST_TILE * sizeof(float)];
    if (converted == NULL) {
        copy(o->size, tile, (ptrdiff_t)o->size, from, o->stride, n);
        return;
    }
    if (!contiguous) copy(o->size, raw, (ptrdiff_t)o->size, from, o->stride, n);
    converted->widen(o->dtype, n, contiguous ? from : raw, (double *)(void *)tile);
}

static void empty(const conversion *converted, const char *tile, const operand *o, char *to, size_t n)
{
    const int contiguous = o->stride == (ptrdiff_t)o->size;
    char raw[LONGEST_TILE * sizeof(float)];
    if (converted == NULL) {
        copy(o->size, to, o->stride, tile, (ptrdiff_t)o->size, n);
        return;
    }
    converted->narrow(o->dtype, n, (const double *)(const void *)tile, contiguous ? to : raw);
    if (!contiguous) copy(o->size, to, o->stride, raw, (ptrdiff_t)o->size, n);
}

// What halves leave to double: the elements' inputs, and where they are.
typedef struct {
    size_t count, at[LONGEST_TILE];
    uint16_t in[1 + MAX_ARRAYS][LONGEST_TILE];
} late_elements;

static void settle(const kernel *k, late_elements *late, const void *const *in, uint16_t *const *out)
{
    enum { SIZE = sizeof(uint16_t) };
    uint16_t results[MAX_ARRAYS][LONGEST_TILE];
    char *operands[MAX_OPERANDS];
    ptrdiff_t strides[MAX_OPERANDS];
    kernel in_double = *k;
    in_double.run_halves = NULL;
    in_double.slope = 0; // dy = 1 is among the inputs here
    for (int i = 0; i < k->inputs + k->outputs; i++) {
        const int is_parameter = i >= k->first_parameter && i < k->inputs;
        operands[i] = is_parameter    ? (char *)(uintptr_t)in[i]
                      : i < k->inputs ? (char *)late->in[i]
                                      : (char *)results[i - k->inputs];
        strides[i] = is_parameter ? 0 : SIZE;
    }
    relume_run(&in_double, late->count, operands, strides);
    for (int i = 0; i < k->outputs; i++)
        for (size_t j = 0; j < late->count; j++) memcpy(out[i] + late->at[j], &results[i][j], SIZE);
    late->count = 0;
}

// A chunk of halves, whose inputs aren't overwritten and whose results go to out from done on; what it leaves joins the
// late elements.
static void run_chunk(const kernel *k, size_t done, size_t n, const void *const *in, const size_t *step,
                      uint16_t *const *out, late_elements *late)
{
    uint64_t left[CHUNK / LEAST_HALVES_UNIT];
    void *to[MAX_ARRAYS];
    const size_t unit = (size_t)k->halves_unit;
    for (int i = 0; i < k->outputs; i++) to[i] = out[i] + done;
    if (k->run_halves(k->data == RELUME_BF16, n, in, step, to, left) == 0) return;
    const uint64_t *word = left;
    for (size_t i = 0; i < n; i += unit) {
        for (uint64_t rest = *word++; rest != 0;) {
            const int lane = __builtin_ctzll(rest) / k->left_bits;
            rest &= ~(((UINT64_C(1) << k->left_bits) - 1) << lane * k->left_bits);
            late->at[late->count] = done + i + (size_t)lane;
            for (int j = 0; j < k->first_parameter; j++)
                memcpy(&late->in[j][late->count], (const uint16_t *)in[j] + step[j] * i + (size_t)lane, sizeof **out);
            late->count++;
            if (late->count == LONGEST_TILE) settle(k, late, in, out);
        }
    }
}

// Whether a parameter is a normal number of the type of 16 bits, or 0 or infinite.
static int is_selectable(int32_t dtype, float parameter)
{
    const float size = fabsf(parameter);
    const float least = dtype == RELUME_F16 ? 0x1p-14f : FLT_MIN, most = dtype == RELUME_F16 ? 65504 : FLT_MAX;
    uint32_t bits;
    memcpy(&bits, &parameter, sizeof bits);
    const uint32_t rest = bits & (dtype == RELUME_F16 ? 0x1fff : 0xffff);
    return size == 0 || size == INFINITY || (rest == 0 && size >= least && size <= most);
}

static __attribute__((noinline)) void run_halves(const kernel *k, size_t n, const void *const *in, const size_t *step,
                                                 uint16_t *const *out)
{
    uint16_t kept[1 + MAX_ARRAYS][CHUNK];
    late_elements late;
    const void *from[MAX_OPERANDS];
    int selects = k->select != NULL;
    late.count = 0;
    for (int i = 0; i < k->inputs; i++) from[i] = in[i];
    for (int i = k->first_parameter; i < k->inputs; i++) selects &= is_selectable(k->data, *(const float *)in[i]);
    for (size_t done = 0, m; done < n; done += m) {
        m = n - done < CHUNK ? n - done : CHUNK;
        for (int i = 0; i < k->first_parameter; i++) {
            if (step[i] == 0) continue;
            const uint16_t *const at = (const uint16_t *)in[i] + done;
            int is_output = 0;
            for (int j = 0; j < k->outputs; j++) is_output |= in[i] == out[j];
            from[i] = is_output ? memcpy(kept[i], at, m * sizeof *at) : at;
        }
        if (!selects || k->select(m, from, step, (void *[]){out[0] + done}))
            run_chunk(k, done, m, from, step, out, &late);
    }
    if (late.count > 0) settle(k, &late, from, out);
}

// Whether float does for products and sums of 16 bits with a parameter: they stay within it; where they may be a
// midpoint of bfloat16's subnormal numbers they are exact; and none is so little beside one that double can't tell it
// either.
static int is_moderate(int32_t dtype, const char *parameter)
{
    float value;
    memcpy(&value, parameter, sizeof value);
    uint32_t bits;
    memcpy(&bits, parameter, sizeof bits);
    const float size = fabsf(value), last = size * 0x1p16f;
    const int is_midpoint = (bits & 0xffff) == 0x8000, is_short = (bits & 0x7ff) == 0;
    if (dtype == RELUME_BF16 && (is_midpoint || (is_short && last != truncf(last)))) return 0;
    return size == 0 || (size >= 0x1p-30f && size <= 0x1p30f);
}

// dy where it is not among the operands.
static const union {
    float f;
    double d;
    uint16_t h[4];
} ones[] = {
    [RELUME_F32] = {.f = 1}, [RELUME_F64] = {.d = 1}, [RELUME_F16] = {.h = {0x3c00}}, [RELUME_BF16] = {.h = {0x3f80}}};

// With bytes of tiles, enough for a unit of every operand.
static inline void run(const kernel *k, size_t n, char *const *operands, const ptrdiff_t *strides, char *tiles,
                       size_t bytes)
{
    const int inputs = k->inputs, count = inputs + k->outputs;
    int in_halves = k->run_halves != NULL;
    for (int i = k->first_parameter; i < inputs && in_halves; i++)
        in_halves = strides[i - k->slope] == 0 && (k->select != NULL || is_moderate(k->data, operands[i - k->slope]));
    const conversion *const converted = in_halves ? NULL : k->converted;
    const size_t unit = (size_t)(in_halves ? k->halves_unit : k->unit);
    operand all[MAX_OPERANDS + 1];
    const void *in[MAX_OPERANDS];
    void *out[MAX_OPERANDS];
    size_t step[MAX_OPERANDS];

    // A tile of one unit for each value, then tiles of one length for the rest.
    char *next = tiles;
    int direct = converted == NULL, tiled = k->outputs;
    for (int i = 0; i < count; i++) {
        const int given = i - k->slope, is_input = i < inputs;
        const int is_data = is_input ? i < k->first_parameter : i - inputs < k->data_outputs;
        operand *const o = &all[i];
        o->dtype = is_data ? k->data : k->parameter;
        o->size = relume_element_size(o->dtype);
        o->at = given >= 0 ? operands[given] : (char *)(uintptr_t)&ones[k->data];
        o->stride = given >= 0 ? strides[given] : 0;
        if (is_input && o->stride == 0) {
            step[i] = 0;
            in[i] = next;
            const size_t size = converted != NULL ? sizeof(double) : o->size;
            fill(converted, next, o, o->at, 1);
            fill_with(size, next, next, unit);
            next += MAX_UNIT_BYTES;
        } else {
            step[i] = 1;
            tiled += is_input;
            direct &= o->stride == (ptrdiff_t)o->size;
        }
    }
    const size_t size = converted != NULL ? sizeof(double) : relume_element_size(k->data);
    // Without divisions where a unit is enough: they would take a third of a short call's time.
    const int brief = direct || n <= unit;
    const size_t room = brief ? MAX_UNIT_BYTES : (size_t)(tiles + bytes - next) / (size_t)tiled / LINE * LINE;
    const size_t most = brief ? unit : room / size;
    const size_t longest = (most < LONGEST_TILE ? most : LONGEST_TILE) & ~(unit - 1);

    // Of long arrays the whole units start where the output has a cache line: a store across two takes twice the time.
    const size_t misplaced = (uintptr_t)all[inputs].at % LINE;
    const size_t head = direct && misplaced > 0 && n * size >= LEAST_ALIGNED_BYTES ? (LINE - misplaced) / size : 0;

    int streamed = k->flags & PAST_CACHES && direct && !in_halves;
    for (int i = inputs; i < count && streamed; i++) {
        streamed &= (uintptr_t)(all[i].at + head * size) % LINE == 0;
        for (int j = 0; j < inputs; j++) streamed &= all[i].at != all[j].at;
    }

    for (size_t done = 0, m; done < n; done += m) {
        const size_t left = done < head ? head - done : n - done, whole = left & ~(unit - 1);
        m = whole == 0 ? left : direct || whole < longest ? whole : longest;
        char *tile = next;
        for (int i = 0; i < count; i++) {
            const operand *const o = &all[i];
            if (i < inputs && step[i] == 0) continue;
            char *const at = o->at + (ptrdiff_t)done * o->stride;
            char *use = at;
            if (whole == 0 || converted != NULL || o->stride != (ptrdiff_t)o->size) {
                use = tile;
                tile += room;
                if (i < inputs) {
                    fill(converted, use, o, at, m);
                    if (whole == 0) fill_with(size, use + m * size, use, unit - m);
                }
            }
            if (i < inputs)
                in[i] = use;
            else
                out[i - inputs] = use;
        }
        if (in_halves)
            run_halves(k, whole > 0 ? m : unit, in, step, (uint16_t *const *)out);
        else
            k->run(streamed && whole > 0 && done >= head ? k->flags : k->flags & ~PAST_CACHES, whole > 0 ? m : unit, in,
                   step, out);
        for (int i = inputs; i < count; i++) {
            const operand *const o = &all[i];
            char *const at = o->at + (ptrdiff_t)done * o->stride;
            if (out[i - inputs] != at) empty(converted, out[i - inputs], o, at, m);
        }
    }
#if defined(__x86_64__)
    // Before another thread is told that all is there.
    if (streamed) _mm_sfence();
#endif
}

static __attribute__((noinline)) void run_short(const kernel *k, size_t n, char *const *operands,
                                                const ptrdiff_t *strides)
{
    _Alignas(LINE) char tiles[(MAX_OPERANDS + 1) * MAX_UNIT_BYTES];
    run(k, n, operands, strides, tiles, sizeof tiles);
}

// Each page of a large frame is touched, where the compiler guards the stack: as long as a short call takes.
static __attribute__((noinline)) void run_long(const kernel *k, size_t n, char *const *operands,
                                               const ptrdiff_t *strides)
{
    _Alignas(LINE) char tiles[TILES_BYTES];
    run(k, n, operands, strides, tiles, sizeof tiles);
}

// A call over few contiguous arrays that are not converted, as most short ones are: what run does for it, without
// asking for all else, which takes a short call twice its time. Whether it was one.
static inline int run_brief(const kernel *k, size_t n, char *const *operands, const ptrdiff_t *strides)
{
    enum { MOST_OPERANDS = 6 };
    const int count = k->inputs + k->outputs;
    if (k->converted != NULL || count > MOST_OPERANDS) return 0;
    _Alignas(LINE) char tiles[MOST_OPERANDS][MAX_UNIT_BYTES];
    const size_t size = relume_element_size(k->data), unit = (size_t)k->unit;
    const size_t whole = n & ~(unit - 1), rest = n - whole;
    const void *in[MOST_OPERANDS];
    void *out[MOST_OPERANDS];
    size_t step[MOST_OPERANDS];
    for (int i = 0; i < count; i++) {
        const int given = i - k->slope;
        const char *const at = given >= 0 ? operands[given] : (const char *)&ones[k->data];
        const ptrdiff_t stride = given >= 0 ? strides[given] : 0;
        if (stride == (ptrdiff_t)size) {
            if (i < k->inputs)
                in[i] = at, step[i] = 1;
            else
                out[i - k->inputs] = (char *)(uintptr_t)at;
        } else if (stride == 0 && i < k->inputs) {
            in[i] = tiles[i], step[i] = 0;
            fill_with(size, tiles[i], at, unit);
        } else {
            return 0;
        }
    }
    if (whole > 0) k->run(k->flags & IN_FLOATS, whole, in, step, out);
    if (rest == 0) return 1;
    for (int i = 0; i < k->inputs; i++) {
        if (step[i] == 0) continue;
        const char *const at = (const char *)in[i] + whole * size;
        fill_with(size, tiles[i], at, unit);
        memcpy(tiles[i], at, rest * size);
        in[i] = tiles[i];
    }
    void *tile[MOST_OPERANDS];
    for (int i = 0; i < k->outputs; i++) tile[i] = tiles[k->inputs + i];
    k->run(k->flags & IN_FLOATS, unit, in, step, tile);
    for (int i = 0; i < k->outputs; i++) memcpy((char *)out[i] + whole * size, tile[i], rest * size);
    return 1;
}

void relume_run(const kernel *k, size_t n, char *const *operands, const ptrdiff_t *strides)
{
    enum { SHORT = 512 };
    if (n > SHORT)
        run_long(k, n, operands, strides);
    else if (!run_brief(k, n, operands, strides))
        run_short(k, n, operands, strides);
}
