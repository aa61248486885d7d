#include <relume.h>

int main(void)
{
    const float x[] = {-1.0f, 2.0f};
    float y[] = {7.0f, 7.0f};
    return relume_relu_f32(2, x, y) != RELUME_OK || y[0] != 0.0f || y[1] != 2.0f;
}
