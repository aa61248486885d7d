// Prints relume_activations.h from the library's own catalogue.
#include <stdio.h>
#include <string.h>

#include "relume.h"

// outputs are names that each end in a zero byte.
static void prototype(int32_t a, const char *suffix, const char *real, const char *operation, int has_dy,
                      const char *outputs)
{
    const char *const arrays[] = {"x", NULL, "a", "b"}, *const *const named = arrays + (relume_array_count(a) - 1) * 2;
    printf("RELUME_API relume_status relume_%s%s_%s(size_t n", relume_activation_name(a), operation, suffix);
    if (has_dy) printf(", const %s *dy", real);
    for (int32_t k = 0; k < relume_array_count(a); k++) printf(", const %s *%s", real, named[k]);
    for (int32_t k = 0; k < relume_parameter_count(a); k++) printf(", %s %s", real, relume_parameter_name(a, k));
    for (const char *at = outputs; *at != '\0'; at += strlen(at) + 1) printf(", %s *%s", real, at);
    printf(");\n");
}

static void prototypes(int32_t a, const char *real, const char *suffix)
{
    const int gate = relume_array_count(a) == 2;
    prototype(a, suffix, real, "", 0, "y\0");
    prototype(a, suffix, real, "_derivative", 0, gate ? "dyda\0dydb\0" : "dydx\0");
    prototype(a, suffix, real, "_backward", 1, gate ? "da\0db\0" : "dx\0");
    if (relume_parameter_count(a) > 0) prototype(a, suffix, real, "_parameter_gradients", 1, "gradients\0");
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
        prototypes(a, "float", "f32");
        prototypes(a, "double", "f64");
    }
    printf("\n#ifdef __cplusplus\n}\n#endif\n\n#endif\n");
    return 0;
}
