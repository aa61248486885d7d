// NEON on AArch64: four floats or two doubles.
#pragma once

#include <arm_neon.h>

// The instructions for both precisions differ in their suffix alone.
#if RELUME_BITS == 32
enum { LANES = 4 };
typedef float32x4_t vec;
typedef uint32x4_t mask;
#define VQ(op) v##op##q_f32
#define VQ_N(op) v##op##q_n_f32
#define VQ_BITS(op) v##op##q_u32
#define VQ_BITS_N(op) v##op##q_n_u32
#define VQ_TO_BITS vreinterpretq_u32_f32
#define VQ_FROM_BITS vreinterpretq_f32_u32
#else
enum { LANES = 2 };
typedef float64x2_t vec;
typedef uint64x2_t mask;
#define VQ(op) v##op##q_f64
#define VQ_N(op) v##op##q_n_f64
#define VQ_BITS(op) v##op##q_u64
#define VQ_BITS_N(op) v##op##q_n_u64
#define VQ_TO_BITS vreinterpretq_u64_f64
#define VQ_FROM_BITS vreinterpretq_f64_u64
#endif

static inline vec v_set(real a) { return VQ_N(dup)(a); }
static inline vec v_load(const real *p) { return VQ(ld1)(p); }
static inline void v_store(real *p, vec a) { VQ(st1)(p, a); }

static inline vec v_add(vec a, vec b) { return VQ(add)(a, b); }
static inline vec v_sub(vec a, vec b) { return VQ(sub)(a, b); }
static inline vec v_mul(vec a, vec b) { return VQ(mul)(a, b); }
static inline vec v_div(vec a, vec b) { return VQ(div)(a, b); }
static inline vec v_sqrt(vec a) { return VQ(sqrt)(a); }
static inline vec v_fma(vec a, vec b, vec c) { return VQ(fma)(c, a, b); }
static inline vec v_fnma(vec a, vec b, vec c) { return VQ(fms)(c, a, b); }

static inline vec v_abs(vec a) { return VQ(abs)(a); }
static inline vec v_neg(vec a) { return VQ(neg)(a); }
static inline vec v_copysign(vec a, vec s) { return VQ(bsl)(VQ_BITS_N(dup)(SIGN_BIT), s, a); }
// a, negated where s has its sign bit set.
static inline vec v_flip_sign(vec a, vec s)
{
    return VQ_FROM_BITS(VQ_BITS(eor)(VQ_TO_BITS(a), VQ_BITS (and)(VQ_TO_BITS(s), VQ_BITS_N(dup)(SIGN_BIT))));
}
static inline vec v_truncate_bits(vec a, bits keep)
{
    return VQ_FROM_BITS(VQ_BITS (and)(VQ_TO_BITS(a), VQ_BITS_N(dup)(keep)));
}

static inline mask v_lt(vec a, vec b) { return VQ(clt)(a, b); }
static inline mask v_le(vec a, vec b) { return VQ(cle)(a, b); }
static inline mask v_gt(vec a, vec b) { return VQ(cgt)(a, b); }
static inline mask v_ge(vec a, vec b) { return VQ(cge)(a, b); }
static inline mask v_eq(vec a, vec b) { return VQ(ceq)(a, b); }
static inline mask m_and(mask a, mask b) { return VQ_BITS (and)(a, b); }
static inline mask m_or(mask a, mask b) { return VQ_BITS(orr)(a, b); }
static inline mask m_not(mask a) { return VQ_BITS(eor)(a, VQ_BITS_N(dup)(~(bits)0)); }
static inline vec v_select(mask m, vec a, vec b) { return VQ(bsl)(m, a, b); }
// FMIN and FMAX treat NaN and -0 otherwise than x86; a compare and select does not.
static inline vec v_min(vec a, vec b) { return v_select(v_lt(a, b), a, b); }
static inline vec v_max(vec a, vec b) { return v_select(v_gt(a, b), a, b); }

static inline vec v_lookup(const real *table, vec at)
{
#if RELUME_BITS == 32
    // The four bytes of each lane's entry.
    const uint32x4_t cell = vandq_u32(vshrq_n_u32(VQ_TO_BITS(at), MANTISSA_BITS - 2), vdupq_n_u32(15));
    const uint32x4_t bytes = vmlaq_n_u32(vdupq_n_u32(0x03020100), cell, 0x04040404);
    return vreinterpretq_f32_u8(vqtbl4q_u8(vld1q_u8_x4((const uint8_t *)table), vreinterpretq_u8_u32(bytes)));
#else
    const uint64x2_t cell = vandq_u64(vshrq_n_u64(VQ_TO_BITS(at), MANTISSA_BITS - 2), vdupq_n_u64(15));
    return vcombine_f64(vld1_f64(table + vgetq_lane_u64(cell, 0)), vld1_f64(table + vgetq_lane_u64(cell, 1)));
#endif
}

static inline vec v_scale(vec a, vec n)
{
    const mask shift = VQ_TO_BITS(v_add(n, v_set(ROUND_MAGIC)));
    return VQ_FROM_BITS(VQ_BITS(add)(VQ_TO_BITS(a), VQ_BITS_N(shl)(shift, MANTISSA_BITS)));
}

#undef VQ
#undef VQ_N
#undef VQ_BITS
#undef VQ_BITS_N
#undef VQ_TO_BITS
#undef VQ_FROM_BITS
