// Prints relume_activations.h from the library's own catalogue.
#include <stdio.h>
#include <string.h>

#include "relume.h"

typedef struct {
    const char *suffix, *element, *parameter;
} type;

static const type types[] = {{"f32", "float", "float"},
                             {"f64", "double", "double"},
                             {"f16", "uint16_t", "float"},
                             {"bf16", "uint16_t", "float"}};

// outputs are names that each end in a zero byte.
static void prototype(int32_t a, type t, const char *operation, int has_dy, const char *output_type,
                      const char *outputs)
{
    const char *const arrays[] = {"x", NULL, "a", "b"}, *const *const named = arrays + (relume_array_count(a) - 1) * 2;
    printf("RELUME_API relume_status relume_%s%s_%s(size_t n", relume_activation_name(a), operation, t.suffix);
    if (has_dy) printf(", const %s *dy", t.element);
    for (int32_t k = 0; k < relume_array_count(a); k++) printf(", const %s *%s", t.element, named[k]);
    for (int32_t k = 0; k < relume_parameter_count(a); k++) printf(", %s %s", t.parameter, relume_parameter_name(a, k));
    for (const char *at = outputs; *at != '\0'; at += strlen(at) + 1) printf(", %s *%s", output_type, at);
    printf(");\n");
}

static void prototypes(int32_t a, type t)
{
    const int gate = relume_array_count(a) == 2;
    prototype(a, t, "", 0, t.element, "y\0");
    prototype(a, t, "_derivative", 0, t.element, gate ? "dyda\0dydb\0" : "dydx\0");
    prototype(a, t, "_backward", 1, t.element, gate ? "da\0db\0" : "dx\0");
    if (relume_parameter_count(a) > 0) prototype(a, t, "_parameter_gradients", 1, t.parameter, "gradients\0");
}

int main(void)
{
    printf("/* The typed functions, one group per activation; relume.h says what they promise.\n"
           " * Made from the catalogue by c/tools/print_header.c: change that, not this. */\n"
           "#ifndef RELUME_ACTIVATIONS_H\n"
           "#define RELUME_ACTIVATIONS_H\n\n"
           "#include \"relume.h\"\n\n"
           "#ifdef __cplusplus\nextern \"C\" {\n#endif\n");
    for (int32_t a = 0; a < relume_activation_count(); a++) {
        printf("\n/* %s: f(x) = %s\n *   f'(x) = %s\n *   %s\n *   %s */\n", relume_activation_title(a),
               relume_activation_formula(a), relume_activation_derivative(a), relume_activation_notes(a),
               relume_activation_reference(a));
        for (size_t k = 0; k < sizeof types / sizeof *types; k++) prototypes(a, types[k]);
    }
    printf("\n#ifdef __cplusplus\n}\n#endif\n\n#endif\n");
    return 0;
}
