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
static const real NORMAL_PEAK[] = {0x1.9884540000000p-2f, -0x1.8579360000000p-27f}; // 1/sqrt(2·pi)
static const real SILU_ROOT[] = {-0x1.4749740000000p+0f, 0x1.bdf6fa0000000p-27f}; // the root of silu'
static const real GELU_ROOT[] = {-0x1.80ead20000000p-1f, 0x1.a03fd40000000p-27f}; // the root of gelu'

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

// (a + 4)·Phi(-a)·e^(a^2/2) in t = (a - 4)/(a + 4), for a up to 20 or 55; degree 13, error 2^-26.4.
static const real mills_q[] = {
    0x1.82b4bc0000000p-1f,
    -0x1.373e3a0000000p-1f,
    0x1.8c6dc00000000p-2f,
    -0x1.7dff2c0000000p-3f,
    0x1.eec4e20000000p-5f,
    -0x1.ee26680000000p-8f,
    -0x1.c822ac0000000p-9f,
    0x1.ab62880000000p-10f,
    0x1.1a76800000000p-13f,
    -0x1.e07e980000000p-13f,
    -0x1.1db4f60000000p-18f,
    0x1.0418640000000p-15f,
    0x1.07fb480000000p-19f,
    -0x1.18e3380000000p-19f,
};
static const real mills_q_low[] = {-0x1.cd485c0000000p-27f, -0x1.115f360000000p-26f};

// silu'(r + d)/d at its root r, for |d| <= 1/8; degree 4, error 2^-29.7.
static const real silu_root_q[] = {
    0x1.be14100000000p-3f,
    0x1.2c56340000000p-3f,
    0x1.353e740000000p-6f,
    -0x1.f2bb9a0000000p-7f,
    -0x1.aff18a0000000p-8f,
};
static const real silu_root_q_low[] = {0x1.1826380000000p-29f};

// gelu'(r + d)/d at its root r, for |d| <= 1/2; degree 9, error 2^-31.4.
static const real gelu_root_q[] = {
    0x1.b9d9900000000p-2f,
    0x1.8d9a940000000p-2f,
    -0x1.2a2f1c0000000p-6f,
    -0x1.d2fa4c0000000p-4f,
    -0x1.e400000000000p-7f,
    0x1.3e34000000000p-6f,
    0x1.28bd180000000p-8f,
    -0x1.255e3e0000000p-9f,
    -0x1.6b1fb40000000p-11f,
    0x1.7912860000000p-13f,
};
static const real gelu_root_q_low[] = {-0x1.5e760c0000000p-28f, 0x1.e109ca0000000p-30f};

#else

static const real LN2[] = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56}; // ln(2)
static const real LOG2E[] = {0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56}; // 1/ln(2)
static const real SELU_SCALE[] = {0x1.0cfabd6a91132p+0, 0x1.6fc7d272f2695p-55}; // lambda of selu
static const real SELU_SLOPE[] = {0x1.c212cc640f031p+0, 0x1.05161b045a1fep-56}; // lambda·alpha of selu
static const real NORMAL_PEAK[] = {0x1.9884533d43651p-2, -0x1.cbc0d30ebfd15p-56}; // 1/sqrt(2·pi)
static const real SILU_ROOT[] = {-0x1.474973c84120bp+0, -0x1.f8d74bc9ac154p-54}; // the root of silu'
static const real GELU_ROOT[] = {-0x1.80ead197f00b4p-1, 0x1.13e74c58cada8p-56}; // the root of gelu'

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

// (a + 4)·Phi(-a)·e^(a^2/2) in t = (a - 4)/(a + 4), for a up to 20 or 55; degree 26, error 2^-55.5.
static const real mills_q[] = {
    0x1.82b4bb8c94dcep-1,
    -0x1.373e3a893c28ap-1,
    0x1.8c6dbf2cfc2aep-2,
    -0x1.7dff2bff68361p-3,
    0x1.eec4cc3e4dddep-5,
    -0x1.ee276104905a0p-8,
    -0x1.c81719d660d14p-9,
    0x1.ab825fc5991cap-10,
    0x1.17a4af12a5189p-13,
    -0x1.e4a426c16106dp-13,
    -0x1.00200748a3113p-19,
    0x1.26d0b5ae0de29p-15,
    0x1.80d3ede0107f9p-21,
    -0x1.8d4de5b3cd57fp-18,
    -0x1.5255f7fe17233p-21,
    0x1.1249c1ab138e5p-20,
    0x1.25361d2d908fep-22,
    -0x1.4d34ce81b7d65p-23,
    -0x1.77cdc4c062552p-24,
    0x1.bfea0fa8ea797p-27,
    0x1.75d3989b8c9d1p-26,
    0x1.6ca3f8584af67p-29,
    -0x1.0034794f3de53p-28,
    -0x1.803c4d9409e41p-30,
    0x1.0f7ef923cd1f7p-32,
    0x1.edd6c1cae5adap-33,
    0x1.24c1b8a009d29p-35,
};
static const real mills_q_low[] = {-0x1.9a2c80b4eacb0p-56, -0x1.bdfa22c94f2bep-56};

// silu'(r + d)/d at its root r, for |d| <= 1/8; degree 10, error 2^-59.0.
static const real silu_root_q[] = {
    0x1.be1410460527fp-3,
    0x1.2c563458cc0adp-3,
    0x1.353eb573ca45bp-6,
    -0x1.f2d0e32bc6ddap-7,
    -0x1.b0f82c4993b3cp-8,
    0x1.098e9436596e7p-13,
    0x1.a2a7cb189e23dp-11,
    0x1.8573f7c893436p-13,
    -0x1.5724e47892761p-15,
    -0x1.f126bc5c3c589p-16,
    -0x1.85d2cd93b5277p-19,
};
static const real silu_root_q_low[] = {-0x1.25577354ae692p-58};

// gelu'(r + d)/d at its root r, for |d| <= 1/2; degree 20, error 2^-61.4.
static const real gelu_root_q[] = {
    0x1.b9d98fa5a3215p-2,
    0x1.8d9a941de3ac5p-2,
    -0x1.2a2ef9bb865aep-6,
    -0x1.d2fa4c17c7e84p-4,
    -0x1.e4088244f901dp-7,
    0x1.3e346def42058p-6,
    0x1.297b9d6ffaaccp-8,
    -0x1.258a6d8563559p-9,
    -0x1.8680f74e6b4d0p-11,
    0x1.86c863b684988p-13,
    0x1.69610924c8225p-14,
    -0x1.784acaf22157cp-17,
    -0x1.03fec6921f761p-17,
    0x1.d0c3a98bcc189p-22,
    0x1.322a2f4e9de7cp-21,
    -0x1.b9a1056316f72p-30,
    -0x1.309756e2a9d5cp-25,
    -0x1.7e0e6041dd499p-30,
    0x1.0538819810082p-29,
    0x1.2349f4b3d5186p-33,
    -0x1.7501e1e7d4582p-34,
};
static const real gelu_root_q_low[] = {0x1.f7c1a214a71e0p-56, 0x1.aea3c8940e367p-56};

#endif
// clang-format on
