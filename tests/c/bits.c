// The bits of every result, as one hash per activation, operation and dtype, against tests/data/bits.csv: each
// instruction set of each machine must give what the committed file says.
//   bits FILE           checks every instruction set of this CPU
//   bits --write FILE   writes the file anew, once all instruction sets agree: `cmake --build BUILD --target
//   update-bits`
#include "check.h"

// 2^16 inputs: the upper bits count through every sign, exponent and leading mantissa bits; the rest are random. The
// types of 16 bits go through all that there are.
enum { STRATA = 1 << 16, PIECE = 4096, PARAMETER_SETS = 2, MOST_ROWS = 4096 };

static uint64_t stratified(int32_t dtype, uint64_t i)
{
    const size_t bits = 8 * size_of_dtype(dtype);
    const size_t rest = bits - 16;
    return i << rest | (mix(i) & ((UINT64_C(1) << rest) - 1));
}

// FNV-1a over whole results, with a step that brings high bits down.
static uint64_t hash_step(uint64_t hash, uint64_t bits)
{
    hash = (hash ^ bits) * UINT64_C(0x100000001b3);
    return hash ^ hash >> 32;
}

static uint64_t hash_of(const subject *s)
{
    static unsigned char memory[MOST_OPERANDS][PIECE * sizeof(double)];
    void *operands[MOST_OPERANDS];
    ptrdiff_t strides[MOST_OPERANDS];
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (int k = 0; k < s->operands; k++) {
        operands[k] = memory[k];
        strides[k] = k >= s->first_parameter && k < s->inputs ? 0 : (ptrdiff_t)size_of(s, k);
    }
    for (uint64_t set = 0; set < (s->parameters > 0 ? PARAMETER_SETS : 1); set++) {
        // The defaults, then ordinary values.
        for (int k = 0; k < s->parameters; k++)
            put(dtype_of(s, s->first_parameter), memory[s->first_parameter + k],
                parameter_value(s, k, set == 0 ? 0 : 5 + set + (uint64_t)k));
        for (uint64_t begin = 0; begin < STRATA; begin += PIECE) {
            for (uint64_t i = 0; i < PIECE; i++) {
                put(s->dtype, memory[s->has_dy] + i * size_of(s, s->has_dy), stratified(s->dtype, begin + i));
                for (int k = 0; k < s->first_parameter; k++) // dy, and b of a gate
                    if (k != s->has_dy)
                        put(s->dtype, memory[k] + i * size_of(s, k),
                            sample(s->dtype, SPECIALS + begin + i + (uint64_t)k));
            }
            CHECK(relume_apply(s->activation, s->operation, s->dtype, PIECE, operands, strides) == RELUME_OK);
            for (int k = s->inputs; k < s->operands; k++)
                for (size_t i = 0; i < PIECE; i++)
                    hash = hash_step(hash, get(dtype_of(s, k), memory[k] + i * size_of(s, k)));
        }
    }
    return hash;
}

typedef struct {
    char name[64], operation[32], dtype[16];
    uint64_t hash;
    int seen;
} row;

static row rows[MOST_ROWS];
static int row_count;

static void read_rows(const char *path)
{
    FILE *const file = fopen(path, "r");
    CHECK(file != NULL, "%s", path);
    if (file == NULL) return;
    char line[256];
    CHECK(fgets(line, sizeof line, file) != NULL && strcmp(line, "name,operation,dtype,fnv64\n") == 0);
    while (row_count < MOST_ROWS && fgets(line, sizeof line, file) != NULL) {
        row *const r = &rows[row_count++];
        CHECK(sscanf(line, "%63[^,],%31[^,],%15[^,],%" SCNx64, r->name, r->operation, r->dtype, &r->hash) == 4, "%s",
              line);
    }
    fclose(file);
}

static row *find_row(const subject *s)
{
    for (int i = 0; i < row_count; i++)
        if (strcmp(rows[i].name, relume_activation_name(s->activation)) == 0 &&
            strcmp(rows[i].operation, operation_name(s->operation)) == 0 &&
            strcmp(rows[i].dtype, dtype_name(s->dtype)) == 0)
            return &rows[i];
    return NULL;
}

static void check_all(const char *path)
{
    read_rows(path);
    FOR_EACH_SUBJECT(s)
    {
        row *const r = find_row(&s);
        CHECK(r != NULL, "%s has no row for " SUBJECT, path, SUBJECT_OF(s));
        if (r == NULL) continue;
        r->seen = 1;
        FOR_EACH_ISA(isa)
        {
            const uint64_t hash = hash_of(&s);
            CHECK(hash == r->hash, SUBJECT ": %016" PRIx64 ", not %016" PRIx64, SUBJECT_OF(s), hash, r->hash);
        }
    }
    for (int i = 0; i < row_count; i++)
        CHECK(rows[i].seen, "no such function: %s %s %s", rows[i].name, rows[i].operation, rows[i].dtype);
}

static void write_all(const char *path)
{
    FOR_EACH_SUBJECT(s)
    {
        row *const r = &rows[row_count++];
        snprintf(r->name, sizeof r->name, "%s", relume_activation_name(s.activation));
        snprintf(r->operation, sizeof r->operation, "%s", operation_name(s.operation));
        snprintf(r->dtype, sizeof r->dtype, "%s", dtype_name(s.dtype));
        FOR_EACH_ISA(isa)
        {
            const uint64_t hash = hash_of(&s);
            CHECK(isa == 0 || hash == r->hash, SUBJECT ": %016" PRIx64 ", not %016" PRIx64, SUBJECT_OF(s), hash,
                  r->hash);
            r->hash = hash;
        }
    }
    if (failures > 0) return;
    FILE *const file = fopen(path, "w");
    CHECK(file != NULL, "%s", path);
    if (file == NULL) return;
    fprintf(file, "name,operation,dtype,fnv64\n");
    for (int i = 0; i < row_count; i++)
        fprintf(file, "%s,%s,%s,%016" PRIx64 "\n", rows[i].name, rows[i].operation, rows[i].dtype, rows[i].hash);
    CHECK(fclose(file) == 0, "%s", path);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--write") == 0)
        write_all(argv[2]);
    else if (argc == 2)
        check_all(argv[1]);
    else
        CHECK(0, "usage: bits [--write] FILE");
    return finish();
}
