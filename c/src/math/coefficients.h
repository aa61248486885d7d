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
static const real GELU_TANH_CUBE[] = {0x1.2444f20000000p-4f, 0x1.49b16a0000000p-29f}; // that times 0.044715
static const real LN2[] = {0x1.62e4300000000p-1f, -0x1.05c6100000000p-29f}; // ln(2)
static const real LN2_16TH[] = {0x1.62e4300000000p-5f, -0x1.05c6100000000p-33f}; // ln(2)/16
static const real LOG2E[] = {0x1.7154760000000p+0f, 0x1.4ae0c00000000p-26f}; // 1/ln(2)
static const real PI[] = {0x1.921fb60000000p+1f, -0x1.777a5c0000000p-24f}; // pi
static const real PI_REST[] = {-0x1.f1976c0000000p-109f, 0x1.024e080000000p-134f}; // what PI lacks in double
static const real ONE_BY_PI_ROUNDED[] = {0x1.45f3060000000p-2f, 0x1.b939100000000p-27f}; // 1/pi
static const real SQRT_2[] = {0x1.6a09e60000000p+0f, 0x1.9fcef40000000p-26f}; // the square root of 2
static const real TWO_BY_SQRT_PI[] = {0x1.20dd760000000p+0f, -0x1.f7ac920000000p-25f}; // 2/sqrt(pi)
static const real COTH_1[] = {0x1.5023140000000p+0f, 0x1.336d640000000p-25f}; // 1/tanh(1)
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

// (e^r - 1 - r)/r^2 for |r| <= ln(2)/2; degree 11, error 2^-54.0.
static const real exp_long_q[] = {
    0x1.0000000000000p-1f,
    0x1.5555560000000p-3f,
    0x1.5555560000000p-5f,
    0x1.1111120000000p-7f,
    0x1.6c16c20000000p-10f,
    0x1.a01a020000000p-13f,
    0x1.a01a020000000p-16f,
    0x1.71de3a0000000p-19f,
    0x1.27e4d40000000p-22f,
    0x1.ae642a0000000p-26f,
    0x1.1f7f300000000p-29f,
    0x1.61c3960000000p-33f,
};
static const real exp_long_q_low[] = {-0x1.3f0a320000000p-66f, -0x1.5555560000000p-28f, -0x1.5555560000000p-30f, -0x1.ddddde0000000p-32f, -0x1.27d4b40000000p-35f, -0x1.7f9ab60000000p-39f, -0x1.5852440000000p-42f, 0x1.6ca74e0000000p-45f, 0x1.46a85e0000000p-50f, 0x1.45baee0000000p-53f, 0x1.5e693c0000000p-54f};

// sin(r)/r in r^2, for |r| <= pi/2; degree 11, error 2^-51.3.
static const real sine_q[] = {
    0x1.0000000000000p+0f,
    -0x1.5555560000000p-3f,
    0x1.1111120000000p-7f,
    -0x1.a01a020000000p-13f,
    0x1.71de3a0000000p-19f,
    -0x1.ae64560000000p-26f,
    0x1.6124620000000p-33f,
    -0x1.ae7f3e0000000p-41f,
    0x1.952c760000000p-49f,
    -0x1.2f497e0000000p-57f,
    0x1.719b820000000p-66f,
    -0x1.6cfbec0000000p-75f,
};
static const real sine_q_low[] = {-0x1.e5f2340000000p-92f, 0x1.5555560000000p-28f, -0x1.ddddde0000000p-32f, 0x1.7f97fa0000000p-39f, 0x1.55b1cc0000000p-45f, -0x1.fd51340000000p-52f, -0x1.8af4000000000p-58f, -0x1.c9cbd80000000p-67f, 0x1.04859e0000000p-74f, 0x1.e0e2b20000000p-84f};

// the same, for narrower types; degree 4, error 2^-26.3.
static const real sine_short_q[] = {
    0x1.0000000000000p+0f,
    -0x1.55554a0000000p-3f,
    0x1.110eb00000000p-7f,
    -0x1.9f6cd60000000p-13f,
    0x1.5da69e0000000p-19f,
};
static const real sine_short_q_low[] = {-0x1.27a2660000000p-28f};

// (e^r - 1 - r)/r^2 for |r| <= ln(2)/32; degree 2, error 2^-25.5.
static const real exp_16th_q[] = {
    0x1.0000000000000p-1f,
    0x1.5556e00000000p-3f,
    0x1.5556a00000000p-5f,
};
static const real exp_16th_q_low[] = {-0x1.0247fa0000000p-36f};

// the same, for narrower types; degree 1, error 2^-16.6.
static const real exp_16th_short_q[] = {
    0x1.0001480000000p-1f,
    0x1.5556940000000p-3f,
};
static const real exp_16th_short_q_low[] = {0x1.af3c640000000p-27f};

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

// (x - tanh(x))/x^3 in x^2, for x in [0, 0.75]; degree 7, error 2^-31.9.
static const real tanh_shrink_q[] = {
    0x1.5555560000000p-2f,
    -0x1.1111100000000p-3f,
    0x1.ba1b100000000p-5f,
    -0x1.663edc0000000p-6f,
    0x1.2181f20000000p-7f,
    -0x1.c81e920000000p-9f,
    0x1.3a332e0000000p-10f,
    -0x1.0a6af60000000p-12f,
};
static const real tanh_shrink_q_low[] = {-0x1.566a600000000p-27f};

// erf(s)/s in s^2, for s in [0, 1]; degree 5, error 2^-24.4.
static const real erf_q[] = {
    0x1.20dd740000000p+0f,
    -0x1.8126800000000p-2f,
    0x1.ce0ab20000000p-4f,
    -0x1.b5b3100000000p-6f,
    0x1.428d760000000p-8f,
    -0x1.281efa0000000p-11f,
};
static const real erf_q_low[] = {0x1.51b4fa0000000p-26f};

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
static const real tanh_bend_q[] = {
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
static const real tanh_bend_q_low[] = {0x1.defa720000000p-28f};

// golu'(x)/(x - root) in x - hi, for golu'(x) near its root; degree 2, relative error 2^-27.5.
static const real golu_band[] = {
    0x1.e53dd20000000p-2f,
    0x1.ca26220000000p-2f,
    -0x1.7c5da80000000p-3f,
};
static const real golu_band_low[] = {0x1.f0a11e0000000p-28f};
static const real golu_band_root[] = {-0x1.22609a0000000p-1f, -0x1.f1d2ca0000000p-26f};
static const real golu_band_width = 0x1.0000000000000p-8f;

// 2^(j/16): itself; to 12 bits; and the quotient of these, less 1. From bits of the first two
// those of j/16 are taken away, which v_raise gives back.
static const real power_16ths[] = {
    0x1.0000000000000p+0f,
    0x1.fb55860000000p-1f,
    0x1.f72b840000000p-1f,
    0x1.f387a60000000p-1f,
    0x1.f06fe00000000p-1f,
    0x1.edea640000000p-1f,
    0x1.ebfdae0000000p-1f,
    0x1.eab07e0000000p-1f,
    0x1.ea09e60000000p-1f,
    0x1.ea11480000000p-1f,
    0x1.eace540000000p-1f,
    0x1.ec49180000000p-1f,
    0x1.ee89fa0000000p-1f,
    0x1.f199be0000000p-1f,
    0x1.f5818e0000000p-1f,
    0x1.fa4afa0000000p-1f,
};
static const real power_16ths_short[] = {
    0x1.0000000000000p+0f,
    0x1.fb60000000000p-1f,
    0x1.f720000000000p-1f,
    0x1.f380000000000p-1f,
    0x1.f060000000000p-1f,
    0x1.ede0000000000p-1f,
    0x1.ec00000000000p-1f,
    0x1.eac0000000000p-1f,
    0x1.ea00000000000p-1f,
    0x1.ea20000000000p-1f,
    0x1.eac0000000000p-1f,
    0x1.ec40000000000p-1f,
    0x1.ee80000000000p-1f,
    0x1.f1a0000000000p-1f,
    0x1.f580000000000p-1f,
    0x1.fa40000000000p-1f,
};
static const real power_16ths_rest[] = {
    0x0.0p+0f,
    -0x1.40e3ec0000000p-13f,
    0x1.51f1fe0000000p-13f,
    0x1.ae15d00000000p-14f,
    0x1.ab54540000000p-13f,
    0x1.0bdaaa0000000p-13f,
    -0x1.ca8b440000000p-16f,
    -0x1.6e639e0000000p-13f,
    0x1.c012600000000p-14f,
    -0x1.3ef14e0000000p-13f,
    0x1.295a860000000p-13f,
    0x1.696ff80000000p-14f,
    0x1.7ba0820000000p-14f,
    -0x1.c81aaa0000000p-15f,
    0x1.b1d2720000000p-17f,
    0x1.6edad40000000p-14f,
};

#else

static const real B_SILU_CENTRE[] = {-0x1.5e00000000000p+1, 0x0.0p+0}; // near the root of b_silu' for the usual alpha
static const real B_SILU_POWER[] = {0x1.09f8d73309544p-4, 0x1.4bc966cc00fc1p-59}; // e to the power of that
static const real GELU_QUICK_SCALE[] = {0x1.b3b645a1cac08p+0, 0x1.89374bc6a7efap-55}; // the factor of gelu_quick
static const real GELU_TANH_SCALE[] = {0x1.9884533d43651p+0, -0x1.cbc0d30ebfd15p-54}; // 2√(2/π)
static const real GELU_TANH_CUBE[] = {0x1.2444f2a4d8b4bp-4, -0x1.6c843a29d1c70p-61}; // that times 0.044715
static const real LN2[] = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56}; // ln(2)
static const real LN2_16TH[] = {0x1.62e42fefa39efp-5, 0x1.abc9e3b39803fp-60}; // ln(2)/16
static const real LOG2E[] = {0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56}; // 1/ln(2)
static const real PI[] = {0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53}; // pi
static const real PI_REST[] = {-0x1.f1976b7ed8fbcp-109, 0x1.4cf98e8040000p-163}; // what PI lacks in double
static const real ONE_BY_PI_ROUNDED[] = {0x1.45f306dc9c883p-2, -0x1.6b01ec5417056p-56}; // 1/pi
static const real SQRT_2[] = {0x1.6a09e667f3bcdp+0, -0x1.bdd3413b26456p-54}; // the square root of 2
static const real TWO_BY_SQRT_PI[] = {0x1.20dd750429b6dp+0, 0x1.1ae3a914fed80p-56}; // 2/sqrt(pi)
static const real COTH_1[] = {0x1.50231499b6b1dp+0, 0x1.27e04e8623e58p-54}; // 1/tanh(1)
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

// (e^r - 1 - r)/r^2 for |r| <= ln(2)/2; degree 19, error 2^-103.4.
static const real exp_long_q[] = {
    0x1.0000000000000p-1,
    0x1.5555555555555p-3,
    0x1.5555555555555p-5,
    0x1.1111111111111p-7,
    0x1.6c16c16c16c17p-10,
    0x1.a01a01a01a01ap-13,
    0x1.a01a01a01a01ap-16,
    0x1.71de3a556c734p-19,
    0x1.27e4fb7789f5cp-22,
    0x1.ae64567f544e4p-26,
    0x1.1eed8eff8d898p-29,
    0x1.6124613a86d0ap-33,
    0x1.93974a8c078a0p-37,
    0x1.ae7f3e733b4d3p-41,
    0x1.ae7f3e7626bb3p-45,
    0x1.952c770556443p-49,
    0x1.68277196a2f86p-53,
    0x1.2f49a4e1b6d86p-57,
    0x1.e5e462db568c0p-62,
    0x1.722db1e3e6931p-66,
};
static const real exp_long_q_low[] = {-0x1.6aecc8924604fp-120, 0x1.5555555555555p-57, 0x1.555555555555ap-59, 0x1.1111111111118p-63, -0x1.f49f49f4b3103p-65, 0x1.a01a019e9c292p-73, 0x1.a01a437285175p-76, -0x1.c154f854a18d3p-73, 0x1.cbae1d5b42ee6p-76, -0x1.c07001eee5855p-80, -0x1.4b8e3aa89801ep-85};

// sin(r)/r in r^2, for |r| <= pi/2; degree 13, error 2^-109.2.
static const real sine_q[] = {
    0x1.0000000000000p+0,
    -0x1.5555555555555p-3,
    0x1.1111111111111p-7,
    -0x1.a01a01a01a01ap-13,
    0x1.71de3a556c734p-19,
    -0x1.ae64567f544e4p-26,
    0x1.6124613a86d09p-33,
    -0x1.ae7f3e733b819p-41,
    0x1.952c77030a788p-49,
    -0x1.2f49b467d39d0p-57,
    0x1.71b8ef2e82f5fp-66,
    -0x1.761b1681a7891p-75,
    0x1.3f29f7e331181p-84,
    -0x1.c7dd34347f6acp-94,
};
static const real sine_q_low[] = {-0x1.5505cae284bfdp-112, -0x1.555555555553bp-57, 0x1.11111111062d9p-63, -0x1.a019ffdc328efp-73, -0x1.c155026c4509cp-73, 0x1.c0725ee6d0b3cp-80, 0x1.e24871656f6d6p-87, -0x1.1572cca352bc6p-95, -0x1.649056bf400d7p-107, -0x1.21d31487459dcp-111};

// the same, for narrower types; degree 8, error 2^-56.0.
static const real sine_short_q[] = {
    0x1.0000000000000p+0,
    -0x1.5555555555555p-3,
    0x1.11111111110bcp-7,
    -0x1.a01a01a0147eep-13,
    0x1.71de3a528cf43p-19,
    -0x1.ae6454d064a0dp-26,
    0x1.6123ccd5129a8p-33,
    -0x1.ae439dc2f7c23p-41,
    0x1.88384312797a7p-49,
};
static const real sine_short_q_low[] = {-0x1.e90cc34638b1ep-63};

// (e^r - 1 - r)/r^2 for |r| <= ln(2)/32; degree 5, error 2^-53.5.
static const real exp_16th_q[] = {
    0x1.0000000000001p-1,
    0x1.5555555555557p-3,
    0x1.55555554e8fe1p-5,
    0x1.11111110afb80p-7,
    0x1.6c17edb125ff3p-10,
    0x1.a01b72cb36e8bp-13,
};
static const real exp_16th_q_low[] = {-0x1.1aba1017e24fcp-55};

// the same, for narrower types; degree 4, error 2^-43.9.
static const real exp_16th_short_q[] = {
    0x1.0000000000001p-1,
    0x1.55555554dcf46p-3,
    0x1.55555554dba60p-5,
    0x1.11120b4aac7dbp-7,
    0x1.6c1810dd8e791p-10,
};
static const real exp_16th_short_q_low[] = {-0x1.88de1daf40aa0p-55};

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

// (x - tanh(x))/x^3 in x^2, for x in [0, 0.75]; degree 13, error 2^-57.2.
static const real tanh_shrink_q[] = {
    0x1.5555555555555p-2,
    -0x1.1111111111103p-3,
    0x1.ba1ba1ba1a001p-5,
    -0x1.664f48822bc19p-6,
    0x1.226e35427f1f0p-7,
    -0x1.d6d3ca9a4b65bp-9,
    0x1.7da2eed58880ap-10,
    -0x1.355247eac059ap-11,
    0x1.f51452378072ap-13,
    -0x1.93de1956393abp-14,
    0x1.3d7f57a0f2649p-15,
    -0x1.c865f66fe3a53p-17,
    0x1.014490058d5afp-18,
    -0x1.4156b4ea8824ep-21,
};
static const real tanh_shrink_q_low[] = {0x1.4abfa6558da77p-56};

// erf(s)/s in s^2, for s in [0, 1]; degree 13, error 2^-56.5.
static const real erf_q[] = {
    0x1.20dd750429b6dp+0,
    -0x1.812746b0379e7p-2,
    0x1.ce2f21a042bdep-4,
    -0x1.b82ce312889bap-6,
    0x1.565bcd0e6502dp-8,
    -0x1.c02db3feeb579p-11,
    0x1.f9a326c233146p-14,
    -0x1.f4d2561aeafd4p-17,
    0x1.b9e6509b9867dp-20,
    -0x1.5f6d925a0bc7ap-23,
    0x1.fc4356498c2d9p-27,
    -0x1.4e607b41a6416p-30,
    0x1.7f072188e194dp-34,
    -0x1.29b9f1b3df556p-38,
};
static const real erf_q_low[] = {0x1.1ad978993e65cp-56};

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
static const real tanh_bend_q[] = {
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
static const real tanh_bend_q_low[] = {0x1.56a37d5016719p-56};

// mish'(x)/(x - root) in x - hi, for mish'(x) near its root; degree 11, relative error 2^-56.9.
static const real mish_band[] = {
    0x1.115acb42500bbp-2,
    0x1.a34a251d8ad7bp-3,
    0x1.574f121a869fap-5,
    -0x1.4c222fe64ceccp-6,
    -0x1.03369d4af76d1p-6,
    -0x1.b87ddfb91e477p-9,
    0x1.1e5e19a7e6458p-10,
    0x1.037995503dd32p-10,
    0x1.0a782c14086d3p-12,
    -0x1.6019b3a91630ep-15,
    -0x1.d36e45e56f060p-15,
    -0x1.1d1572279f797p-16,
};
static const real mish_band_low[] = {0x1.c003089e5cd86p-56};
static const real mish_band_root[] = {-0x1.31432c0d12d84p+0, -0x1.bf319154da210p-55};
static const real mish_band_width = 0x1.8000000000000p-3;

// tanhexp'(x)/(x - root) in x - hi, for tanhexp'(x) near its root; degree 13, relative error 2^-55.7.
static const real tanhexp_band[] = {
    0x1.68f6b660942b4p-2,
    0x1.4d0848bbb42d2p-2,
    0x1.b9cbc0b27eed6p-4,
    -0x1.76ccc7f75d289p-6,
    -0x1.75ed50eb6f37bp-5,
    -0x1.a1972d506393cp-6,
    -0x1.70f433adf6c5dp-8,
    0x1.6b473977d1cbbp-9,
    0x1.bdae364868360p-9,
    0x1.b4409ef04dfb0p-10,
    0x1.3d114bf3cbf1dp-12,
    -0x1.a787364aa933dp-13,
    -0x1.c00071a3511f1p-13,
    -0x1.8c139368e8489p-14,
};
static const real tanhexp_band_low[] = {0x1.6505686551f4fp-56};
static const real tanhexp_band_root[] = {-0x1.14302c3c10f30p+0, -0x1.b8c761c7b1289p-54};
static const real tanhexp_band_width = 0x1.8000000000000p-3;

// golu'(x)/(x - root) in x - hi, for golu'(x) near its root; degree 5, relative error 2^-56.7.
static const real golu_band[] = {
    0x1.e53dd19d6cb7dp-2,
    0x1.ca26a25e218c0p-2,
    -0x1.7c5e4656eec97p-3,
    -0x1.544273506de56p-3,
    0x1.ac141301fc7d9p-4,
    0x1.7304d4a093282p-6,
};
static const real golu_band_low[] = {-0x1.e7698d6bd929dp-59};
static const real golu_band_root[] = {-0x1.22609af8e9657p-1, -0x1.2f57eed531437p-55};
static const real golu_band_width = 0x1.0000000000000p-8;

// logish'(x)/(x - root) in x - hi, for logish'(x) near its root; degree 13, relative error 2^-56.4.
static const real logish_band[] = {
    0x1.77a21c898b59fp-3,
    0x1.bd267d771edb8p-4,
    0x1.9d4c9b15c36dap-9,
    -0x1.eb4f4e73487e8p-7,
    -0x1.e2554fa3fd365p-9,
    0x1.1e70fec5f1430p-10,
    0x1.53c5cd1682e85p-11,
    0x1.5faecdf57bc2cp-19,
    -0x1.24ab41e18815dp-14,
    -0x1.b8ba8a13889f8p-17,
    0x1.429b82c346a48p-18,
    0x1.236747e099eedp-19,
    -0x1.c37b8489fdee1p-24,
    -0x1.e1091876a34a9p-23,
};
static const real logish_band_low[] = {-0x1.1fb9204615ec2p-60};
static const real logish_band_root[] = {-0x1.5f592781c9063p+0, 0x1.67550801af0a8p-54};
static const real logish_band_width = 0x1.0000000000000p-2;

// serf'(x)/(x - root) in x - hi, for serf'(x) near its root; degree 13, relative error 2^-58.6.
static const real serf_band[] = {
    0x1.34bdb29d97b36p-2,
    0x1.da577f6c75892p-3,
    0x1.857e8a8303f67p-5,
    -0x1.7e4ec0f21ae5ep-6,
    -0x1.32985cfc7b8d6p-6,
    -0x1.28850b628a961p-8,
    0x1.c905104123e01p-11,
    0x1.12c4146d3d8cep-10,
    0x1.5c3c5cb1d95aep-12,
    -0x1.4283c233d87c2p-20,
    -0x1.764c0c3652008p-15,
    -0x1.33f851bf1cec4p-16,
    -0x1.cbf79b0390d15p-20,
    0x1.971fd6f355fe4p-20,
};
static const real serf_band_low[] = {-0x1.bd9e67963c3d7p-57};
static const real serf_band_root[] = {-0x1.316c60ccb69dbp+0, 0x1.1d9ecd0f85993p-55};
static const real serf_band_width = 0x1.0000000000000p-2;

// 2^(j/16): itself; to 26 bits; and the quotient of these, less 1. From bits of the first two
// those of j/16 are taken away, which v_raise gives back.
static const real power_16ths[] = {
    0x1.0000000000000p+0,
    0x1.fb5586cf9890fp-1,
    0x1.f72b83c7d517bp-1,
    0x1.f387a6e756238p-1,
    0x1.f06fe0a31b715p-1,
    0x1.edea64c123422p-1,
    0x1.ebfdad5362a27p-1,
    0x1.eab07dd485429p-1,
    0x1.ea09e667f3bcdp-1,
    0x1.ea11473eb0187p-1,
    0x1.eace5422aa0dbp-1,
    0x1.ec49182a3f090p-1,
    0x1.ee89f995ad3adp-1,
    0x1.f199bdd85529cp-1,
    0x1.f5818dcfba487p-1,
    0x1.fa4afa2a490dap-1,
};
static const real power_16ths_short[] = {
    0x1.0000000000000p+0,
    0x1.fb55870000000p-1,
    0x1.f72b840000000p-1,
    0x1.f387a70000000p-1,
    0x1.f06fe08000000p-1,
    0x1.edea650000000p-1,
    0x1.ebfdad8000000p-1,
    0x1.eab07e0000000p-1,
    0x1.ea09e68000000p-1,
    0x1.ea11470000000p-1,
    0x1.eace540000000p-1,
    0x1.ec49180000000p-1,
    0x1.ee89f98000000p-1,
    0x1.f199be0000000p-1,
    0x1.f5818e0000000p-1,
    0x1.fa4afa0000000p-1,
};
static const real power_16ths_rest[] = {
    0x0.0p+0,
    -0x1.72d09eac96345p-27,
    -0x1.9c0c21188b886p-27,
    -0x1.5a85dbe4b1ae7p-28,
    0x1.d858224ef1477p-28,
    -0x1.94f4d171277e2p-27,
    -0x1.13389cfa17b53p-27,
    -0x1.00d8ab9d946c5p-27,
    -0x1.101228e4e461cp-28,
    0x1.5394e3cb8299bp-27,
    0x1.67a1ca2d673e0p-28,
    0x1.a3b5e35a78a53p-28,
    0x1.9c72f01362449p-29,
    -0x1.6961b3bf88747p-28,
    -0x1.a5217ca913feap-28,
    0x1.61428dbdf59d5p-28,
};

// The bits of 1/pi after so many limbs of zeros, the highest limb first.
enum { ONE_BY_PI_ZEROS = 3 };
static const uint32_t ONE_BY_PI[] = {
    0x00000000, 0x00000000, 0x00000000, 0x517cc1b7, 0x27220a94, 0xfe13abe8, 0xfa9a6ee0, 0x6db14acc,
    0x9e21c820, 0xff28b1d5, 0xef5de2b0, 0xdb92371d, 0x2126e970, 0x03249775, 0x04e8c90e, 0x7f0ef58e,
    0x5894d39f, 0x74411afa, 0x975da242, 0x74ce3813, 0x5a2fbf20, 0x9cc8eb1c, 0xc1a99cfa, 0x4e422fc5,
    0xdefc941d, 0x8ffc4bff, 0xef02cc07, 0xf79788c5, 0xad05368f, 0xb69b3f67, 0x93e584db, 0xa7a31fb3,
    0x4f2ff516, 0xba93dd63, 0xf5f2f8bd, 0x9e839cfb, 0xc5294975, 0x35fdafd8, 0x8fc6ae84, 0x2b019823,
    0x7e3db5d5, 0xf867de10, 0x4d7a1b0e, 0xd4f1c8b0, 0xaf730d84, 0x32ccc2af,
};

#endif
// clang-format on
