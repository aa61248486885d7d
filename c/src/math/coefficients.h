// Coefficients of polynomials, lowest power first, and constants as hi, lo.
// Made by tools/coefficients/generate.py: change that, not this.
#pragma once

#include "../simd/vector.h"

// clang-format off
#if RELUME_BITS == 32

static const real LN2[] = {0x1.62e4300000000p-1f, -0x1.05c6100000000p-29f}; // ln(2)
static const real LOG2E[] = {0x1.7154760000000p+0f, 0x1.4ae0c00000000p-26f}; // 1/ln(2)
static const real SELU_SCALE[] = {0x1.0cfabe0000000p+0f, -0x1.2addda0000000p-25f}; // lambda of selu
static const real SELU_SLOPE[] = {0x1.c212cc0000000p+0f, 0x1.903c0c0000000p-26f}; // lambda·alpha of selu

// (e^r - 1 - r)/r^2 for |r| <= ln(2)/2; degree 5, error 2^-28.3.
static const real exp_q[] = {
    0x1.0000000000000p-1f,
    0x1.5555560000000p-3f,
    0x1.5554e80000000p-5f,
    0x1.1110de0000000p-7f,
    0x1.6d43380000000p-10f,
    0x1.a129040000000p-13f,
};
static const real exp_q_low[] = {0x1.726ce40000000p-30f};

// the same, for float in double; degree 5, error 2^-28.3.
static const real exp_short_q[] = {
    0x1.0000000000000p-1f,
    0x1.5555560000000p-3f,
    0x1.5554e80000000p-5f,
    0x1.1110de0000000p-7f,
    0x1.6d43380000000p-10f,
    0x1.a129040000000p-13f,
};
static const real exp_short_q_low[] = {0x1.726ce40000000p-30f};

// log1p(e)/e in t = 2e - 1, for e in [0, 1]; degree 11, error 2^-28.9.
static const real log1p_q[] = {
    0x1.9f323e0000000p-1f,
    -0x1.2773a60000000p-3f,
    0x1.0f95b80000000p-5f,
    -0x1.1540b40000000p-7f,
    0x1.2bea0a0000000p-9f,
    -0x1.50a8c00000000p-11f,
    0x1.8472d60000000p-13f,
    -0x1.c804940000000p-15f,
    0x1.04e1520000000p-16f,
    -0x1.39f0b00000000p-18f,
    0x1.0ae9be0000000p-19f,
    -0x1.485b920000000p-21f,
};
static const real log1p_q_low[] = {0x1.965c9e0000000p-26f};

#else

static const real LN2[] = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56}; // ln(2)
static const real LOG2E[] = {0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56}; // 1/ln(2)
static const real SELU_SCALE[] = {0x1.0cfabd6a91132p+0, 0x1.6fc7d272f2695p-55}; // lambda of selu
static const real SELU_SLOPE[] = {0x1.c212cc640f031p+0, 0x1.05161b045a1fep-56}; // lambda·alpha of selu

// (e^r - 1 - r)/r^2 for |r| <= ln(2)/2; degree 10, error 2^-58.5.
static const real exp_q[] = {
    0x1.0000000000000p-1,
    0x1.5555555555557p-3,
    0x1.5555555555556p-5,
    0x1.11111111100d7p-7,
    0x1.6c16c16c1614fp-10,
    0x1.a01a01abea3d7p-13,
    0x1.a01a01a77ae89p-16,
    0x1.71de022a75ef9p-19,
    0x1.27e4d9b176e45p-22,
    0x1.af4df84f831acp-26,
    0x1.1f7628950c7cfp-29,
};
static const real exp_q_low[] = {-0x1.471e33944d8ebp-69};

// the same, for float in double; degree 6, error 2^-35.1.
static const real exp_short_q[] = {
    0x1.ffffffffffe28p-2,
    0x1.5555556756a2ap-3,
    0x1.5555555d40947p-5,
    0x1.1110c62904215p-7,
    0x1.6c16830566644p-10,
    0x1.a1518ddc151d3p-13,
    0x1.a1175695a25a9p-16,
};
static const real exp_short_q_low[] = {0x1.45ee7b74042fdp-62};

// log1p(e)/e in t = 2e - 1, for e in [0, 1]; degree 22, error 2^-56.2.
static const real log1p_q[] = {
    0x1.9f323ecbf984cp-1,
    -0x1.2773a5da90bdbp-3,
    0x1.0f95b3dc0a131p-5,
    -0x1.1540afd54b024p-7,
    0x1.2bec9fba4ef2dp-9,
    -0x1.50abf6ccaaf8ep-11,
    0x1.83c50b1297a6dp-13,
    -0x1.c72c62f012ddap-15,
    0x1.0f11908c85ab1p-16,
    -0x1.469c8b4a773b6p-18,
    0x1.8d4010978a259p-20,
    -0x1.e6f1285eb5780p-22,
    0x1.2c691601de59fp-23,
    -0x1.74d3536087a93p-25,
    0x1.d0db4ac422fa6p-27,
    -0x1.22052e67734b5p-28,
    0x1.6c79c8955aa98p-30,
    -0x1.ddaaff8aba093p-32,
    0x1.2e352fc600cc4p-33,
    -0x1.19c85eb38f515p-35,
    0x1.6528e634db611p-37,
    -0x1.14093b5b7cef4p-37,
    0x1.61190ba5072eep-39,
};
static const real log1p_q_low[] = {-0x1.a92e513217f5cp-58};

#endif
// clang-format on
