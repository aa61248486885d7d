// Coefficients of polynomials, lowest power first, and constants as hi, lo.
// Made by tools/coefficients/generate.py: change that, not this.
#pragma once

#include "../simd/vector.h"

// clang-format off
#if RELUME_BITS == 32

static const real B_SILU_CENTRE[] = {-0x1.5e00000000000p+1f, 0x0.0p+0f}; // near the root of b_silu' for the usual alpha
static const real B_SILU_POWER[] = {0x1.09f8d80000000p-4f, -0x1.99ed580000000p-29f}; // e to the power of that
static const real GELU_QUICK_SCALE[] = {0x1.b3b6460000000p+0f, -0x1.78d4fe0000000p-26f}; // the factor of gelu_quick
static const real GELU_TANH_SCALE[] = {0x1.9884540000000p+0f, -0x1.8579360000000p-25f}; // 2√(2/π)
static const real GELU_TANH_CUBIC[] = {0x1.6e4e260000000p-5f, 0x1.a9003e0000000p-30f}; // the factor of the cube in gelu_tanh
static const real GELU_TANH_CUBIC_SLOPE[] = {0x1.12ba9e0000000p-3f, -0x1.c13fd00000000p-28f}; // three times that
static const real GELU_TANH_ROOT[] = {0x1.8142a00000000p-1f, -0x1.85a06c0000000p-27f}; // the root of gelu_tanh', negated
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

// (e^z·(1 - z) - 1)/z^2 for z in [-1, 0]; degree 6, error 2^-28.6.
static const real celu_q[] = {
    -0x1.0000000000000p-1f,
    -0x1.55554a0000000p-2f,
    -0x1.fffd160000000p-4f,
    -0x1.10ed140000000p-5f,
    -0x1.c3cc360000000p-8f,
    -0x1.23c0aa0000000p-10f,
    -0x1.d706700000000p-14f,
};
static const real celu_q_low[] = {0x1.7234680000000p-30f, -0x1.aee4ac0000000p-29f};

// gelu_tanh'(-a)/u for u = a - root, |u| <= 1/16; degree 5, error 2^-30.5.
static const real gelu_tanh_q[] = {
    -0x1.b8bace0000000p-2f,
    0x1.8cd1a20000000p-2f,
    0x1.0296460000000p-6f,
    -0x1.d2b7700000000p-4f,
    0x1.0fc91e0000000p-6f,
    0x1.4244980000000p-6f,
};
static const real gelu_tanh_q_low[] = {0x1.a67c0c0000000p-27f};

// Phi(-a)/e^(-a^2/2) in a - 46.5, for a in [39, 54]; degree 7, error 2^-34.1.
static const real normal_tail_q[] = {
    0x1.1900040000000p-7f,
    -0x1.8265580000000p-13f,
    0x1.098a520000000p-18f,
    -0x1.6ccd040000000p-24f,
    0x1.f47df60000000p-30f,
    -0x1.5789120000000p-35f,
    0x1.f1042c0000000p-41f,
    -0x1.534eae0000000p-46f,
};
static const real normal_tail_q_low[] = {0x1.cf7bd00000000p-33f};

// log(cosh(x))/x^2 in t = x^2 - 1/2, for |x| <= 1; degree 7, error 2^-29.1.
static const real log_cosh_q[] = {
    0x1.da474e0000000p-2f,
    -0x1.0b56940000000p-4f,
    0x1.e024ba0000000p-7f,
    -0x1.e9110a0000000p-9f,
    0x1.09245c0000000p-10f,
    -0x1.2b2a460000000p-12f,
    0x1.6af6920000000p-14f,
    -0x1.adbb140000000p-16f,
};
static const real log_cosh_q_low[] = {0x1.cbec980000000p-27f};

// (tanh(z) - z·(1 - tanh(z)^2))/z^3 in t = z^2 - 1/2, for |z| <= 1; degree 8, error 2^-26.6.
static const real softcap_q[] = {
    0x1.daa89a0000000p-2f,
    -0x1.3a41c60000000p-2f,
    0x1.3d0e320000000p-3f,
    -0x1.1cdb8e0000000p-4f,
    0x1.dff5e40000000p-6f,
    -0x1.833bca0000000p-7f,
    0x1.3089680000000p-8f,
    -0x1.fdc34e0000000p-10f,
    0x1.81c4960000000p-11f,
};
static const real softcap_q_low[] = {0x1.defa720000000p-28f};

#else

static const real B_SILU_CENTRE[] = {-0x1.5e00000000000p+1, 0x0.0p+0}; // near the root of b_silu' for the usual alpha
static const real B_SILU_POWER[] = {0x1.09f8d73309544p-4, 0x1.4bc966cc00fc1p-59}; // e to the power of that
static const real GELU_QUICK_SCALE[] = {0x1.b3b645a1cac08p+0, 0x1.89374bc6a7efap-55}; // the factor of gelu_quick
static const real GELU_TANH_SCALE[] = {0x1.9884533d43651p+0, -0x1.cbc0d30ebfd15p-54}; // 2√(2/π)
static const real GELU_TANH_CUBIC[] = {0x1.6e4e26d4801f7p-5, 0x1.441355475a31ap-59}; // the factor of the cube in gelu_tanh
static const real GELU_TANH_CUBIC_SLOPE[] = {0x1.12ba9d1f60179p-3, 0x1.f30e7ff583a54p-57}; // three times that
static const real GELU_TANH_ROOT[] = {0x1.81429f9e97e4dp-1, -0x1.4f523ed77dbdcp-55}; // the root of gelu_tanh', negated
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

// (e^z·(1 - z) - 1)/z^2 for z in [-1, 0]; degree 14, error 2^-57.7.
static const real celu_q[] = {
    -0x1.0000000000000p-1,
    -0x1.5555555555555p-2,
    -0x1.0000000000000p-3,
    -0x1.111111111110ap-5,
    -0x1.c71c71c71c3c2p-8,
    -0x1.381381380b7a2p-10,
    -0x1.6c16c16a88954p-13,
    -0x1.71de3a20c4018p-16,
    -0x1.4ce195fddd68fp-19,
    -0x1.0cfe620869595p-22,
    -0x1.8a7e898d66969p-26,
    -0x1.08938ee4a57cbp-29,
    -0x1.44702e583a22dp-33,
    -0x1.5ba2d0ae148a4p-37,
    -0x1.fadd2a9f66a12p-42,
};
static const real celu_q_low[] = {-0x1.355e2d43e96bcp-78, -0x1.550c58c03985dp-56};

// gelu_tanh'(-a)/u for u = a - root, |u| <= 1/16; degree 11, error 2^-59.1.
static const real gelu_tanh_q[] = {
    -0x1.b8bacd2c96b91p-2,
    0x1.8cd1a2b2fff33p-2,
    0x1.029615edb077ap-6,
    -0x1.d2b77346470abp-4,
    0x1.104a83edc0c23p-6,
    0x1.427996dc249bap-6,
    -0x1.58c9ed6f5ecc4p-8,
    -0x1.3d8d6416684b0p-9,
    0x1.e63f0cfdf9c3ap-11,
    0x1.14bf7acb17412p-12,
    -0x1.042f094d49481p-13,
    -0x1.24bb4fe3beb2fp-15,
};
static const real gelu_tanh_q_low[] = {-0x1.7625c3bb1bf12p-56};

// Phi(-a)/e^(-a^2/2) in a - 46.5, for a in [39, 54]; degree 16, error 2^-64.4.
static const real normal_tail_q[] = {
    0x1.19000485ad41cp-7,
    -0x1.8265581d0c0ddp-13,
    0x1.098a0249feb83p-18,
    -0x1.6cccc40fc6198p-24,
    0x1.f4ef5a23a4698p-30,
    -0x1.57c74fcd1a921p-35,
    0x1.d7a2e6d1c1d19p-41,
    -0x1.43601ce08aeecp-46,
    0x1.bb3d4a283e039p-52,
    -0x1.2fa094f0c34c0p-57,
    0x1.9fcad28cfe154p-63,
    -0x1.1c9aa74120793p-68,
    0x1.855f4273a4f2bp-74,
    -0x1.08c93080fc6edp-79,
    0x1.6a4cf861c067ap-85,
    -0x1.15a16e1fcb658p-90,
    0x1.77b70984c04dep-96,
};
static const real normal_tail_q_low[] = {-0x1.591e1500cb008p-62};

// log(cosh(x))/x^2 in t = x^2 - 1/2, for |x| <= 1; degree 16, error 2^-62.7.
static const real log_cosh_q[] = {
    0x1.da474ee9fe88dp-2,
    -0x1.0b5694d128a6cp-4,
    0x1.e0247954531f6p-7,
    -0x1.e910bbb00ed28p-9,
    0x1.094c829230c15p-10,
    -0x1.2b5acd45d7b78p-12,
    0x1.5b0ebbc422d0ap-14,
    -0x1.9a70d1ba42594p-16,
    0x1.ecd8affa1c8d1p-18,
    -0x1.2b7b728831e3cp-19,
    0x1.6f8962be44499p-21,
    -0x1.c6c45c68bc49ap-23,
    0x1.1b3c313a39ee7p-24,
    -0x1.61015fee75dbbp-26,
    0x1.bc765fc788403p-28,
    -0x1.3add85c76732bp-29,
    0x1.8fe4c2c976605p-31,
};
static const real log_cosh_q_low[] = {-0x1.1bdf4b7f81263p-56};

// (tanh(z) - z·(1 - tanh(z)^2))/z^3 in t = z^2 - 1/2, for |z| <= 1; degree 18, error 2^-56.8.
static const real softcap_q[] = {
    0x1.daa89a77c6e99p-2,
    -0x1.3a41c966bcf63p-2,
    0x1.3d0e3448a1e98p-3,
    -0x1.1cd97323cc3a7p-4,
    0x1.dff2cce142706p-6,
    -0x1.842cd41493ff5p-7,
    0x1.313b041063250p-8,
    -0x1.d639053cc2764p-10,
    0x1.648a94da35e5cp-11,
    -0x1.0b018f1717650p-12,
    0x1.8be938612ebe1p-14,
    -0x1.231891de75384p-15,
    0x1.a9175e6419b81p-17,
    -0x1.34ab113b6e4f6p-18,
    0x1.bdcb3eb631e03p-20,
    -0x1.3cedde54a8a2fp-21,
    0x1.c60002c4f06b1p-23,
    -0x1.7d00f8b4df00bp-24,
    0x1.0ec0bffd33c35p-25,
};
static const real softcap_q_low[] = {0x1.56a37d5016719p-56};

#endif
// clang-format on
