// Coefficients of polynomials, lowest power first, and constants as hi, lo.
// Made by tools/coefficients/generate.py: change that, not this.
#pragma once

#if RELUME_BITS == 32

static const real LN2[] = {0x1.62e43p-1f, -0x1.05c61p-29f};         // ln(2)
static const real LOG2E[] = {0x1.715476p0f, 0x1.4ae0cp-26f};        // 1/ln(2)
static const real SELU_SCALE[] = {0x1.0cfabep0f, -0x1.2adddap-25f}; // lambda of selu
static const real SELU_SLOPE[] = {0x1.c212ccp0f, 0x1.903c0cp-26f};  // lambda·alpha of selu

// (e^r - 1 - r)/r^2 for |r| <= ln(2)/2; degree 5, error 2^-28.9.
static const real exp_q[] = {
    0x1p-1f, 0x1.555556p-3f, 0x1.555502p-5f, 0x1.110fc2p-7f, 0x1.6d2e06p-10f, 0x1.a2d99ap-13f,
};

// log1p(e)/e in t = 2e - 1 for e in [0, 1]; degree 11, error 2^-32.0.
static const real log1p_q[] = {
    0x1.9f323ep-1f,  -0x1.2773a6p-3f,  0x1.0f95b8p-5f, -0x1.154096p-7f,  0x1.2be9ccp-9f, -0x1.50b0ap-11f,
    0x1.847cbap-13f, -0x1.c71ca2p-15f, 0x1.048cfp-16f, -0x1.401048p-18f, 0x1.0bea6p-19f, -0x1.38d376p-21f,
};
static const real log1p_q_low[] = {0x1.95dc58p-26f};

#else

static const real LN2[] = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};       // ln(2)
static const real LOG2E[] = {0x1.71547652b82fep0, 0x1.777d0ffda0d24p-56};      // 1/ln(2)
static const real SELU_SCALE[] = {0x1.0cfabd6a91132p0, 0x1.6fc7d272f2695p-55}; // lambda of selu
static const real SELU_SLOPE[] = {0x1.c212cc640f031p0, 0x1.05161b045a1fep-56}; // lambda·alpha of selu

// (e^r - 1 - r)/r^2 for |r| <= ln(2)/2; degree 10, error 2^-59.2.
static const real exp_q[] = {
    0x1p-1,
    0x1.5555555555557p-3,
    0x1.5555555555557p-5,
    0x1.1111111110051p-7,
    0x1.6c16c16c156a5p-10,
    0x1.a01a01ac1de81p-13,
    0x1.a01a01ab9882bp-16,
    0x1.71de01acf7609p-19,
    0x1.27e4cfaf0e5acp-22,
    0x1.af4ecab92cc1bp-26,
    0x1.1f86f0b04f7f4p-29,
};

// log1p(e)/e in t = 2e - 1 for e in [0, 1]; degree 22, error 2^-60.1.
static const real log1p_q[] = {
    0x1.9f323ecbf984cp-1,  -0x1.2773a5da90bdbp-3,  0x1.0f95b3dc0a133p-5,  -0x1.1540afd54aefdp-7,
    0x1.2bec9fba4ea4bp-9,  -0x1.50abf6ccbe49dp-11, 0x1.83c50b12e61e7p-13, -0x1.c72c62e605c09p-15,
    0x1.0f11907886f45p-16, -0x1.469c8ccb7481ep-18, 0x1.8d401680811fap-20, -0x1.e6f0e11815ffap-22,
    0x1.2c688b1a449fep-23, -0x1.74d78b288161dp-25, 0x1.d0eba266557efp-27, -0x1.21dc41aa3537ep-28,
    0x1.6bdbf0a1f3781p-30, -0x1.df9719be698afp-32, 0x1.31e6c141cf4e9p-33, -0x1.1342e74b1f89p-35,
    0x1.4c2c35ee7ab0cp-37, -0x1.18ceb901c4834p-37, 0x1.7355a18bd01acp-39,
};
static const real log1p_q_low[] = {-0x1.ac9cb4688868p-58};

#endif
