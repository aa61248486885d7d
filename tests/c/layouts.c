// Every kernel on every layout of its operands: all lengths from 0 past four vectors, strides of every sign, odd
// addresses, in place, parameters as one value or as arrays. Buffers lie between pages that fault, first against the
// one behind, then against the one before. What must come out: the bits that the scalar kernel gives element by
// element, and every other byte as it was.
#include "check.h"

enum { LONGEST = 8300, WIDEST = 3 * sizeof(double) + 1, MARGIN = 64 };

typedef enum { NOTHING, X, DY, PARAMETER } alias;

// Strides in elements, of even parameters and odd ones apart. extra bytes go onto each stride but 0, and shift bytes
// between the buffer and its guard page. The brief ones are for every activation.
typedef struct {
    const char *name;
    int dy, x, even, odd, output, extra, shift;
    alias in_place;
    int brief;
} layout;

static const layout layouts[] = {
    {"contiguous", 1, 1, 0, 0, 1, 0, 0, NOTHING, 1},
    {"parameter arrays", 1, 1, 1, 1, 1, 0, 0, NOTHING, 1},
    {"first parameter one value", 1, 1, 0, 1, 1, 0, 0, NOTHING, 0},
    {"second parameter one value", 1, 1, 1, 0, 1, 0, 0, NOTHING, 0},
    {"x stride 2", 1, 2, 0, 0, 1, 0, 0, NOTHING, 0},
    {"x stride 3, dy backwards", -1, 3, 0, 0, 2, 0, 0, NOTHING, 0},
    {"all backwards", -1, -1, -1, -1, -1, 0, 0, NOTHING, 1},
    {"output stride -2, x stride -3", 2, -3, 2, 0, -2, 0, 0, NOTHING, 0},
    {"x one value", 1, 0, 1, 1, 1, 0, 0, NOTHING, 0},
    {"dy one value", 0, 1, 0, 0, 1, 0, 0, NOTHING, 0},
    {"all one value", 0, 0, 0, 0, 1, 0, 0, NOTHING, 0},
    {"odd address", 1, 1, 0, 0, 1, 0, 1, NOTHING, 0},
    {"odd address, arrays", 1, 1, 1, 1, 1, 0, 3, NOTHING, 0},
    {"odd strides", 2, 1, 1, 2, 2, 1, 0, NOTHING, 0},
    {"odd strides backwards", -2, -1, -1, 0, -1, 1, 1, NOTHING, 0},
    {"in x", 1, 1, 0, 0, 1, 0, 0, X, 1},
    {"in x, parameter arrays", 1, 1, 1, 1, 1, 0, 0, X, 0},
    {"in x, dy stride 2", 2, 1, 0, 0, 1, 0, 0, X, 0},
    {"in x, stride 2", 1, 2, 1, 0, 2, 0, 0, X, 0},
    {"in x, odd strides backwards", 1, -2, 0, 1, -2, 1, 1, X, 0},
    {"in dy", 1, 1, 0, 0, 1, 0, 0, DY, 0},
    {"in dy, x stride 3", 1, 3, 1, 1, 1, 0, 0, DY, 0},
    {"in dy, stride -2", -2, 1, 0, 0, -2, 0, 0, DY, 0},
    {"in a parameter", 1, 1, 1, 0, 1, 0, 0, PARAMETER, 0},
    {"in a parameter, stride 2", 1, -1, 2, 1, 2, 0, 0, PARAMETER, 0},
};

// Around the tile and far beyond it, to where outputs are aligned, after 0 ... 64.
static const size_t lengths[] = {100, 511, 512, 513, 1023, 1025, 1537, LONGEST};
enum { SHORT_LENGTHS = 65, LENGTHS = SHORT_LENGTHS + sizeof lengths / sizeof *lengths };

// An instruction set that keeps a vector's distance from the guards, by the first argument: qemu-x86_64 reads all of
// what VMASKMOV masks, which a CPU must not.
static const char *unguarded = "";

// Under an emulator shorter: what is beyond is the same C everywhere.
static size_t longest = LONGEST;

static guarded buffers[MOST_OPERANDS];
static uint64_t values[MOST_OPERANDS][LONGEST];
static unsigned char expected[LONGEST * WIDEST + 2 * MARGIN];

static void draw(int32_t dtype, unsigned char *first, size_t n, ptrdiff_t stride, const uint64_t *elements)
{
    for (size_t i = 0; i < n && (i == 0 || stride != 0); i++) put(dtype, first + (ptrdiff_t)i * stride, elements[i]);
}

// The operand that the output shares, or -1 where this call has none.
static int shared_operand(const subject *s, const layout *l)
{
    const int shared = l->in_place == X                                ? s->has_dy
                       : l->in_place == DY && s->has_dy                ? 0
                       : l->in_place == PARAMETER && s->parameters > 0 ? s->first_parameter
                                                                       : -1;
    return shared >= 0 && dtype_of(s, shared) == dtype_of(s, s->inputs) ? shared : -1;
}

static ptrdiff_t stride_of(const subject *s, const layout *l, int operand)
{
    const int parameter = operand - s->first_parameter;
    int elements = operand >= s->inputs ? l->output : parameter < 0 ? l->x : parameter % 2 == 0 ? l->even : l->odd;
    if (operand < s->first_parameter && operand != s->has_dy) elements = l->dy; // dy, and b of a gate
    return elements * (ptrdiff_t)size_of(s, operand) + (elements > 0 ? l->extra : elements < 0 ? -l->extra : 0);
}

// Inputs, and from them the outputs: the scalar kernel, called for each element alone.
static void make_values(const subject *s, const ptrdiff_t *strides)
{
    unsigned char elements[MOST_OPERANDS][sizeof(double)];
    void *operands[MOST_OPERANDS];
    ptrdiff_t sizes[MOST_OPERANDS];
    for (int k = 0; k < s->operands; k++) operands[k] = elements[k], sizes[k] = (ptrdiff_t)size_of(s, k);
    relume_set_isa("scalar");
    for (size_t i = 0; i < longest; i++) {
        for (int k = 0; k < s->inputs; k++) {
            const int parameter = k - s->first_parameter;
            // dy's sample goes backwards and starts elsewhere, so that specials meet ordinary values.
            values[k][i] = parameter >= 0   ? parameter_value(s, parameter, i + 3 * (size_t)parameter)
                           : k == s->has_dy ? sample(s->dtype, i + SPECIALS - 40)
                                            : sample(s->dtype, LONGEST * (uint64_t)(k + 1) - i);
            put(dtype_of(s, k), elements[k], values[k][strides[k] == 0 ? 0 : i]);
        }
        CHECK(relume_apply(s->activation, s->operation, s->dtype, 1, operands, sizes) == RELUME_OK);
        for (int k = s->inputs; k < s->operands; k++) values[k][i] = get(dtype_of(s, k), elements[k]);
    }
}

static void test_length(const subject *s, const layout *l, const ptrdiff_t *strides, size_t n, int at_start)
{
    const int shared = shared_operand(s, l);
    const int shift = l->shift + (strcmp(relume_isa(), unguarded) == 0 ? 64 : 0);
    unsigned char *first[MOST_OPERANDS];
    void *operands[MOST_OPERANDS];
    ptrdiff_t low[MOST_OPERANDS], high[MOST_OPERANDS];
    for (int k = 0; k < s->operands; k++) {
        const guarded b = buffers[k];
        span(n, strides[k], size_of(s, k), &low[k], &high[k]);
        first[k] = place(b, n, strides[k], size_of(s, k), at_start, shift);
        // The margins too, as far as the buffer goes.
        low[k] = low[k] - MARGIN < b.data - first[k] ? b.data - first[k] : low[k] - MARGIN;
        high[k] = high[k] + MARGIN > b.data + b.size - first[k] ? b.data + b.size - first[k] : high[k] + MARGIN;
        memset(first[k] + low[k], CANARY, (size_t)(high[k] - low[k]));
        if (k < s->inputs) draw(dtype_of(s, k), first[k], n, strides[k], values[k]);
        operands[k] = k == s->inputs && shared >= 0 ? first[shared] : first[k];
    }
    CHECK(relume_apply(s->activation, s->operation, s->dtype, n, operands, strides) == RELUME_OK,
          SUBJECT ", %s, n = %zu", SUBJECT_OF(*s), l->name, n);
    for (int k = 0; k < s->operands; k++) {
        memset(expected, CANARY, (size_t)(high[k] - low[k]));
        const int drawn = k == shared ? s->inputs : k == s->inputs && shared >= 0 ? -1 : k;
        if (drawn >= 0) draw(dtype_of(s, drawn), expected - low[k], n, strides[k], values[drawn]);
        CHECK(memcmp(expected, first[k] + low[k], (size_t)(high[k] - low[k])) == 0,
              SUBJECT ", %s, n = %zu, operand %d, against the guard %s", SUBJECT_OF(*s), l->name, n, k,
              at_start ? "before" : "behind");
    }
}

int main(int argc, char **argv)
{
    if (argc > 1) unguarded = argv[1];
    if (getenv("RELUME_TEST_BEST") != NULL) longest = 1537;
    for (int k = 0; k < MOST_OPERANDS; k++) buffers[k] = guarded_allocate(LONGEST * WIDEST + 2 * MARGIN);
    FOR_EACH_SUBJECT(s)
    {
        for (size_t j = 0; j < sizeof layouts / sizeof *layouts; j++) {
            const layout *const l = &layouts[j];
            const int emulated = getenv("RELUME_TEST_BEST") != NULL,
                      brief = !first_of_shape(&s) || (emulated && s.activation > 1);
            if (brief && emulated && j > 1) break;
            if ((brief && !l->brief) || (l->in_place != NOTHING && shared_operand(&s, l) < 0)) continue;
            ptrdiff_t strides[MOST_OPERANDS];
            for (int k = 0; k < s.operands; k++) strides[k] = stride_of(&s, l, k);
            make_values(&s, strides);
            FOR_EACH_ISA(isa)
            {
                for (size_t i = 0; i < LENGTHS; i += brief ? 9 : 1) {
                    const size_t n = i < SHORT_LENGTHS ? i : lengths[i - SHORT_LENGTHS];
                    if (n > longest) continue;
                    test_length(&s, l, strides, n, 0);
                    test_length(&s, l, strides, n, 1);
                }
            }
        }
    }
    return finish();
}
