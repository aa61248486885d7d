#include <relume.h>

int main() { return relume_isa() == nullptr || relume_find_activation("relu") < 0; }
