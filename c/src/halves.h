// Numbers of 16 bits as floats, and floats as these, rounded to nearest, ties to even: plain enough for the compiler to
// turn a loop of them into its vectors.
#pragma once

#include <stdint.h>
#include <string.h>

static inline float float_of(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}
static inline uint32_t bits_of(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

// binary16 shifted into a float's exponent and mantissa is 2^-112 of its value, subnormals included.
static inline float float_of_f16(uint16_t h)
{
    const uint32_t magnitude = h & UINT32_C(0x7fff), sign = (uint32_t)(h & 0x8000) << 16;
    const uint32_t finite = bits_of(float_of(magnitude << 13) * 0x1p112f);
    return float_of(sign | (magnitude >= 0x7c00 ? UINT32_C(0x7f800000) | magnitude << 13 : finite));
}
static inline float float_of_bf16(uint16_t h) { return float_of((uint32_t)h << 16); }

// The bits above the last so many, rounded.
static inline uint32_t rounded_bits(uint32_t bits, int drop)
{
    return (bits + (UINT32_C(1) << (drop - 1)) - 1 + (bits >> drop & 1)) >> drop;
}

static inline uint16_t f16_of(float value)
{
    const uint32_t magnitude = bits_of(value) & UINT32_C(0x7fffffff), infinite = bits_of(0x1p16f);
    // 1/2 has the last place of subnormal numbers.
    const uint32_t subnormal = bits_of(float_of(magnitude) + 0.5f) - bits_of(0.5f);
    const uint32_t bounded = magnitude < infinite ? magnitude : infinite;
    const uint32_t normal = rounded_bits(bounded - (UINT32_C(112) << 23), 13);
    const uint32_t number = magnitude < bits_of(0x1p-14f) ? subnormal : normal;
    return (uint16_t)((bits_of(value) >> 16 & 0x8000) | (value == value ? number : 0x7e00));
}
static inline uint16_t bf16_of(float value)
{
    return (uint16_t)(value == value ? rounded_bits(bits_of(value), 16) : 0x7fc0);
}
