// Prints relume_activations.h from the library's own catalogue.
#include <stdio.h>

#include "relume.h"

static void parameters(int32_t a, const char *real)
{
    for (int32_t k = 0; k < relume_parameter_count(a); k++) printf(", %s %s", real, relume_parameter_name(a, k));
}

static void prototypes(int32_t a, const char *real, const char *suffix)
{
    const char *name = relume_activation_name(a);
    printf("RELUME_API relume_status relume_%s_%s(size_t n, const %s *x", name, suffix, real);
    parameters(a, real);
    printf(", %s *y);\n", real);
    printf("RELUME_API relume_status relume_%s_derivative_%s(size_t n, const %s *x", name, suffix, real);
    parameters(a, real);
    printf(", %s *dydx);\n", real);
    printf("RELUME_API relume_status relume_%s_backward_%s(size_t n, const %s *dy, const %s *x", name, suffix, real,
           real);
    parameters(a, real);
    printf(", %s *dx);\n", real);
    if (relume_parameter_count(a) == 0) return;
    printf("RELUME_API relume_status relume_%s_parameter_gradients_%s(size_t n, const %s *dy, const %s *x", name,
           suffix, real, real);
    parameters(a, real);
    printf(", %s *gradients);\n", real);
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
