// Activations on quantized data: bytes through a table of 256 entries, int16 element by element.
//
// An entry is computed in double, at the two doubles about its argument, and taken where both lead to one integer with
// room to spare. What is left, ties and near ties, is decided by exact.c.
#include <string.h>

#include "environment.h"
#include "internal.h"

enum { ENTRIES = 256, TILE = 256, BYTES_GRAIN = 1 << 18, INT16_GRAIN = 1 << 14 };

typedef struct {
    int32_t activation, parameter_count;
    double parameters[MAX_PARAMETERS], input_scale, output_scale;
    int32_t input_zero_point, output_zero_point, rounding;
    int32_t lower, upper; // of the output
} quantization;

static int type_range(int32_t dtype, int32_t *lower, int32_t *upper)
{
    switch (dtype) {
    case RELUME_INT8: *lower = INT8_MIN, *upper = INT8_MAX; return 1;
    case RELUME_UINT8: *lower = 0, *upper = UINT8_MAX; return 1;
    case RELUME_INT16: *lower = INT16_MIN, *upper = INT16_MAX; return 1;
    default: return 0;
    }
}

static int is_scale(double scale) { return scale >= DBL_MIN && scale <= DBL_MAX; }

// To compare a NaN raises a flag: the caller has entered the environment.
static relume_status check(const quantization *z, const double *parameters, int32_t input_dtype, int32_t output_dtype)
{
    int32_t lower, upper;
    if (relume_array_count(z->activation) == 0) return RELUME_UNKNOWN_ACTIVATION;
    if (relume_array_count(z->activation) != 1) return RELUME_UNKNOWN_OPERATION;
    if (!type_range(input_dtype, &lower, &upper) || !type_range(output_dtype, &lower, &upper))
        return RELUME_UNKNOWN_DTYPE;
    if (z->parameter_count != relume_parameter_count(z->activation)) return RELUME_BAD_PARAMETER;
    if (z->parameter_count > 0 && parameters == NULL) return RELUME_NULL_POINTER;
    for (int32_t k = 0; k < z->parameter_count; k++) {
        double standard, least, most;
        relume_parameter_range(z->activation, k, &standard, &least, &most);
        if (!(parameters[k] >= least && parameters[k] <= most)) return RELUME_BAD_PARAMETER;
    }
    if (!is_scale(z->input_scale) || !is_scale(z->output_scale)) return RELUME_BAD_SCALE;
    if (z->output_zero_point < lower || z->output_zero_point > upper) return RELUME_BAD_ZERO_POINT;
    type_range(input_dtype, &lower, &upper);
    if (z->input_zero_point < lower || z->input_zero_point > upper) return RELUME_BAD_ZERO_POINT;
    if (z->rounding != RELUME_TIES_TO_EVEN && z->rounding != RELUME_TIES_AWAY) return RELUME_BAD_ROUNDING;
    return RELUME_OK;
}

static relume_status begin(quantization *z, const double *parameters, int32_t input_dtype, int32_t output_dtype)
{
    const relume_status status = check(z, parameters, input_dtype, output_dtype);
    if (status != RELUME_OK) return status;
    type_range(output_dtype, &z->lower, &z->upper);
    for (int32_t k = 0; k < z->parameter_count; k++) z->parameters[k] = parameters[k];
    return RELUME_OK;
}

// The argument (q - zero point)·scale, which may need more bits than a double has: the nearest double and what that
// lacks, and the next double to that side.
typedef struct {
    double nearest, rest, next;
} argument;

static argument argument_of(const quantization *z, int32_t q)
{
    const double steps = (double)(q - z->input_zero_point);
    argument x = {.nearest = steps * z->input_scale};
    x.rest = fma(steps, z->input_scale, -x.nearest);
    uint64_t bits;
    memcpy(&bits, &x.nearest, sizeof bits);
    if (x.rest != 0) bits += (x.rest > 0) == (x.nearest > 0) ? 1 : -UINT64_C(1);
    memcpy(&x.next, &bits, sizeof bits);
    return x;
}

// Without a definition to go by: f between its values at nearest and next, against the tie between two integers.
static int32_t round_by_values(const quantization *z, argument x, double nearest, double next, double quotient)
{
    const double below = floor(quotient), tie = below + 0.5;
    const double correction = x.rest == 0 ? 0 : (next - nearest) * (x.rest / (x.next - x.nearest));
    double above = fma(-tie, z->output_scale, nearest);
    if (fabs(correction) <= fabs(nearest) * 0x1p-40) above += correction;
    const int32_t n = (int32_t)below;
    if (above != 0) return n + (above > 0);
    return z->rounding == RELUME_TIES_AWAY ? n + (tie > 0) : n + (n & 1);
}

// What the kernels' and the quotient's errors may come to, with room: relative, and absolute where f is subnormal.
static double margin(double quotient) { return 0x1p-46 * (fabs(quotient) > 1 ? fabs(quotient) : 1); }

static double clamp(double a, double lower, double upper) { return a < lower ? lower : a > upper ? upper : a; }

// The last outputs of a call that took exact decisions: they are slow, and in long arrays come again and again.
enum { REMEMBERED_BITS = 14, REMEMBERED = 1 << REMEMBERED_BITS };
typedef struct {
    int started;
    int16_t inputs[REMEMBERED], outputs[REMEMBERED];
} memory;

static int32_t decide(const quantization *z, int32_t q, argument x, double nearest, double next, double quotient)
{
    int32_t rounded;
    if (relume_round_exactly(z->activation, z->parameters, q - z->input_zero_point, z->input_scale, z->output_scale,
                             z->rounding, &rounded))
        return rounded;
    return round_by_values(z, x, nearest, next, quotient);
}

static int32_t output(const quantization *z, int32_t q, argument x, double nearest, double next, memory *m)
{
    // One step past the ends is as good as any number of them.
    const double lower = z->lower - z->output_zero_point - 1, upper = z->upper - z->output_zero_point + 1;
    const double a = nearest / z->output_scale, b = next / z->output_scale;
    if (isnan(a) || isnan(b)) return z->output_zero_point;
    const double low = clamp(a < b ? a : b, lower, upper), high = clamp(a < b ? b : a, lower, upper);
    const double first = floor(low - margin(low) + 0.5), last = floor(high + margin(high) + 0.5);
    // Where f overflows in double, the quotient may not.
    if (first == last && !isinf(nearest)) return (int32_t)clamp(first, lower + 1, upper - 1) + z->output_zero_point;
    const uint32_t at = (uint32_t)q * UINT32_C(2654435769) >> (32 - REMEMBERED_BITS);
    if (m != NULL && m->started && m->inputs[at] == q) return m->outputs[at];
    const int32_t rounded = decide(z, q, x, nearest, next, clamp(a, lower, upper));
    const int32_t result = (int32_t)clamp(rounded, lower + 1, upper - 1) + z->output_zero_point;
    if (m == NULL) return result;
    if (!m->started) {
        // 0 is at place 0 only, and so elsewhere stands for none.
        memset(m->inputs, 0, sizeof m->inputs);
        m->inputs[0] = 1;
        m->started = 1;
    }
    m->inputs[at] = (int16_t)q;
    m->outputs[at] = (int16_t)result;
    return result;
}

// Of TILE inputs at most. The memory may be NULL.
static relume_status quantize(const quantization *z, size_t n, const int32_t *q, int32_t *out, memory *m)
{
    argument x[TILE];
    double points[2 * TILE], values[2 * TILE];
    for (size_t i = 0; i < n; i++) {
        x[i] = argument_of(z, q[i]);
        points[i] = x[i].nearest;
        points[n + i] = x[i].next;
    }
    char *operands[2 + MAX_PARAMETERS] = {(char *)points};
    ptrdiff_t strides[2 + MAX_PARAMETERS] = {sizeof(double)};
    for (int32_t k = 0; k < z->parameter_count; k++) operands[1 + k] = (char *)(uintptr_t)&z->parameters[k];
    operands[1 + z->parameter_count] = (char *)values;
    strides[1 + z->parameter_count] = sizeof(double);
    const relume_status status = relume_run_here(z->activation, RELUME_FORWARD, RELUME_F64, 2 * n, operands, strides);
    if (status != RELUME_OK) return status;
    for (size_t i = 0; i < n; i++) out[i] = output(z, q[i], x[i], values[i], values[n + i], m);
    return RELUME_OK;
}

static relume_status prepare(quantization *z, const double *parameters, int32_t input_dtype, int32_t output_dtype,
                             uint8_t *table)
{
    int32_t q[ENTRIES], out[ENTRIES];
    if (input_dtype == RELUME_INT16 || output_dtype == RELUME_INT16) return RELUME_UNKNOWN_DTYPE;
    relume_status status = begin(z, parameters, input_dtype, output_dtype);
    if (status != RELUME_OK) return status;
    if (table == NULL) return RELUME_NULL_POINTER;
    for (int k = 0; k < ENTRIES; k++) q[k] = input_dtype == RELUME_INT8 && k > INT8_MAX ? k - ENTRIES : k;
    status = quantize(z, ENTRIES, q, out, NULL);
    if (status != RELUME_OK) return status;
    for (int k = 0; k < ENTRIES; k++) table[k] = (uint8_t)out[k];
    return RELUME_OK;
}

relume_status relume_quantize_prepare(int32_t activation, const double *parameters, int32_t parameter_count,
                                      int32_t input_dtype, double input_scale, int32_t input_zero_point,
                                      int32_t output_dtype, double output_scale, int32_t output_zero_point,
                                      int32_t rounding, uint8_t *table)
{
    quantization z = {.activation = activation,
                      .parameter_count = parameter_count,
                      .input_scale = input_scale,
                      .output_scale = output_scale,
                      .input_zero_point = input_zero_point,
                      .output_zero_point = output_zero_point,
                      .rounding = rounding};
    const environment saved = environment_enter();
    const relume_status status = prepare(&z, parameters, input_dtype, output_dtype, table);
    environment_leave(saved);
    return status;
}

// ---- Bytes ----

typedef struct {
    lookup *look_up;
    const uint8_t *table;
    const char *q;
    char *out;
    ptrdiff_t q_stride, out_stride;
} byte_call;

static void byte_task(void *context, size_t start, size_t end)
{
    const byte_call *const c = context;
    const char *q = c->q + (ptrdiff_t)start * c->q_stride;
    char *out = c->out + (ptrdiff_t)start * c->out_stride;
    const int direct = c->q_stride == 1 && c->out_stride == 1;
    uint8_t tile[TILE];
    for (size_t left = end - start, m; left > 0; left -= m) {
        m = direct || left < TILE ? left : TILE;
        if (direct) {
            c->look_up(m, c->table, (const uint8_t *)q, (uint8_t *)out);
            continue;
        }
        for (size_t i = 0; i < m; i++, q += c->q_stride) memcpy(&tile[i], q, 1);
        c->look_up(m, c->table, tile, tile);
        for (size_t i = 0; i < m; i++, out += c->out_stride) memcpy(out, &tile[i], 1);
    }
}

relume_status relume_quantize_apply_strided(size_t n, const uint8_t *table, const void *q, ptrdiff_t q_stride,
                                            void *out, ptrdiff_t out_stride)
{
    if (n == 0) return RELUME_OK;
    if (table == NULL || q == NULL || out == NULL) return RELUME_NULL_POINTER;
    byte_call c = {relume_lookup(), table, q, out, q_stride, out_stride};
    return c.look_up == NULL ? RELUME_BAD_ISA : relume_parallel(byte_task, &c, n, BYTES_GRAIN);
}

relume_status relume_quantize_apply(size_t n, const uint8_t *table, const void *q, void *out)
{
    return relume_quantize_apply_strided(n, table, q, 1, out, 1);
}

// ---- int16 ----

typedef struct {
    quantization z;
    const char *q;
    char *out;
    ptrdiff_t q_stride, out_stride;
} int16_call;

static void int16_task(void *context, size_t start, size_t end)
{
    const int16_call *const c = context;
    const environment saved = environment_enter();
    const char *q = c->q + (ptrdiff_t)start * c->q_stride;
    char *out = c->out + (ptrdiff_t)start * c->out_stride;
    int32_t tile[TILE];
    int16_t value;
    memory decided;
    decided.started = 0;
    for (size_t left = end - start, m; left > 0; left -= m) {
        m = left < TILE ? left : TILE;
        for (size_t i = 0; i < m; i++, q += c->q_stride) memcpy(&value, q, sizeof value), tile[i] = value;
        quantize(&c->z, m, tile, tile, &decided);
        for (size_t i = 0; i < m; i++, out += c->out_stride)
            value = (int16_t)tile[i], memcpy(out, &value, sizeof value);
    }
    environment_leave(saved);
}

relume_status relume_quantize_int16(size_t n, int32_t activation, const double *parameters, int32_t parameter_count,
                                    double input_scale, int32_t input_zero_point, double output_scale,
                                    int32_t output_zero_point, int32_t rounding, const int16_t *q, ptrdiff_t q_stride,
                                    int16_t *out, ptrdiff_t out_stride)
{
    int16_call c = {{.activation = activation,
                     .parameter_count = parameter_count,
                     .input_scale = input_scale,
                     .output_scale = output_scale,
                     .input_zero_point = input_zero_point,
                     .output_zero_point = output_zero_point,
                     .rounding = rounding},
                    (const char *)q,
                    (char *)out,
                    q_stride,
                    out_stride};
    if (n == 0) return RELUME_OK;
    const environment saved = environment_enter();
    const relume_status status = begin(&c.z, parameters, RELUME_INT16, RELUME_INT16);
    environment_leave(saved);
    if (status != RELUME_OK) return status;
    if (q == NULL || out == NULL) return RELUME_NULL_POINTER;
    return relume_isa() == NULL ? RELUME_BAD_ISA : relume_parallel(int16_task, &c, n, INT16_GRAIN);
}
