// What the environment variables do, one case a process, as they are read once. CTest sets them.
//   settings isa          RELUME_ISA names no instruction set
//   settings threads      RELUME_NUM_THREADS is no count
//   settings chosen NAME  that instruction set is in use, by RELUME_ISA or as the CPU's best
//   settings count N      so many threads are in use
#include "check.h"

enum { COUNT = 100000 };

static float x[COUNT], y[COUNT], parameter = 0.25f;

static void expect_refusal(relume_status status, size_t n)
{
    memset(y, 0xa5, sizeof y);
    CHECK(relume_relu_f32(n, x, y) == status, "n = %zu", n);
    CHECK(relume_leaky_relu_parameter_gradients_f32(n, x, x, parameter, y) == status, "n = %zu", n);
    const unsigned char *const bytes = (const unsigned char *)y;
    for (size_t i = 0; i < sizeof y; i++) CHECK(bytes[i] == 0xa5, "n = %zu: written at %zu", n, i);
}

int main(int argc, char **argv)
{
    const char *const test = argc > 1 ? argv[1] : "";
    const char *const value = argc > 2 ? argv[2] : "";
    if (strcmp(test, "isa") == 0) {
        CHECK(relume_isa() == NULL);
        expect_refusal(RELUME_BAD_ISA, 1);
        expect_refusal(RELUME_BAD_ISA, COUNT);
        CHECK(relume_set_isa("scalar") == RELUME_OK && relume_relu_f32(COUNT, x, y) == RELUME_OK,
              "a choice by name mends it");
    } else if (strcmp(test, "threads") == 0) {
        CHECK(relume_num_threads() < 1);
        expect_refusal(RELUME_BAD_THREADS, 1);
        expect_refusal(RELUME_BAD_THREADS, COUNT);
        CHECK(relume_set_num_threads(2) == RELUME_OK && relume_relu_f32(COUNT, x, y) == RELUME_OK,
              "a count set mends it");
    } else if (strcmp(test, "chosen") == 0) {
        CHECK(relume_isa() != NULL && strcmp(relume_isa(), value) == 0, "%s", relume_isa() ? relume_isa() : "none");
    } else if (strcmp(test, "count") == 0) {
        CHECK(relume_num_threads() == atoi(value), "%d", relume_num_threads());
        CHECK(relume_relu_f32(COUNT, x, y) == RELUME_OK);
    } else {
        CHECK(0, "no such test: %s", test);
    }
    return finish();
}
