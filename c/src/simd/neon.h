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
#define VQ_WORDS
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
#define VQ_WORDS vreinterpretq_u32_u64
#endif

static inline vec v_set(real a) { return VQ_N(dup)(a); }
static inline vec v_load(const real *p) { return VQ(ld1)(p); }
static inline void v_store(real *p, vec a) { VQ(st1)(p, a); }
#if RELUME_BITS == 64
static inline vec v_load_floats(const float *p) { return vcvt_f64_f32(vld1_f32(p)); }
static inline void v_store_floats(float *p, vec a) { vst1_f32(p, vcvt_f32_f64(a)); }
#endif

static inline vec v_add(vec a, vec b) { return VQ(add)(a, b); }
static inline vec v_sub(vec a, vec b) { return VQ(sub)(a, b); }
static inline vec v_mul(vec a, vec b) { return VQ(mul)(a, b); }
static inline vec v_div(vec a, vec b) { return VQ(div)(a, b); }
static inline vec v_sqrt(vec a) { return VQ(sqrt)(a); }
static inline vec v_fma(vec a, vec b, vec c) { return VQ(fma)(c, a, b); }
static inline vec v_fms(vec a, vec b, vec c) { return VQ(fma)(VQ(neg)(c), a, b); }
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
static inline int m_any(mask a) { return vmaxvq_u32(VQ_WORDS(a)) != 0; }
static inline unsigned int m_bits(mask a)
{
#if RELUME_BITS == 32
    static const uint32_t bit[] = {1, 2, 4, 8};
    return vaddvq_u32(vandq_u32(a, vld1q_u32(bit)));
#else
    static const uint64_t bit[] = {1, 2};
    return (unsigned int)vaddvq_u64(vandq_u64(a, vld1q_u64(bit)));
#endif
}
static inline vec v_select(mask m, vec a, vec b) { return VQ(bsl)(m, a, b); }
// FMIN and FMAX treat NaN and -0 otherwise than x86; a compare and select does not.
static inline vec v_min(vec a, vec b) { return v_select(v_lt(a, b), a, b); }
static inline vec v_max(vec a, vec b) { return v_select(v_gt(a, b), a, b); }

static inline vec v_quarters(vec a) { return VQ_FROM_BITS(VQ_BITS_N(shr)(VQ_TO_BITS(a), MANTISSA_BITS - 2)); }
static inline vec v_lookup(const real *table, vec cell)
{
#if RELUME_BITS == 32
    // The four bytes of each lane's entry.
    const uint32x4_t at = vandq_u32(VQ_TO_BITS(cell), vdupq_n_u32(15));
    const uint32x4_t bytes = vmlaq_n_u32(vdupq_n_u32(0x03020100), at, 0x04040404);
    return vreinterpretq_f32_u8(vqtbl4q_u8(vld1q_u8_x4((const uint8_t *)table), vreinterpretq_u8_u32(bytes)));
#else
    const uint64x2_t at = vandq_u64(VQ_TO_BITS(cell), vdupq_n_u64(15));
    return vcombine_f64(vld1_f64(table + vgetq_lane_u64(at, 0)), vld1_f64(table + vgetq_lane_u64(at, 1)));
#endif
}

static inline vec v_unzipped(vec a, vec b, int size, int odd)
{
#if RELUME_BITS == 32
    const float64x2_t c = vreinterpretq_f64_f32(a), d = vreinterpretq_f64_f32(b);
    if (size == 2) return vreinterpretq_f32_f64(odd ? vuzp2q_f64(c, d) : vuzp1q_f64(c, d));
    return odd ? vuzp2q_f32(a, b) : vuzp1q_f32(a, b);
#else
    return odd ? vuzp2q_f64(a, b) : vuzp1q_f64(a, b);
#endif
}

static inline vec v_raise(vec a, vec shifted)
{
    return VQ_FROM_BITS(VQ_BITS(add)(VQ_TO_BITS(a), VQ_BITS_N(shl)(VQ_TO_BITS(shifted), MANTISSA_BITS - 4)));
}
static inline vec v_scale(vec a, vec n)
{
    const mask shift = VQ_TO_BITS(v_add(n, v_set(ROUND_MAGIC)));
    return VQ_FROM_BITS(VQ_BITS(add)(VQ_TO_BITS(a), VQ_BITS_N(shl)(shift, MANTISSA_BITS)));
}

#if RELUME_BITS == 32
static inline void h_load(int is_bf16, const uint16_t *p, vec v[2])
{
    const uint16x8_t h = vld1q_u16(p);
    if (is_bf16) {
        const uint32x4_t both = vreinterpretq_u32_u16(h);
        v[0] = VQ_FROM_BITS(vshlq_n_u32(both, 16));
        v[1] = VQ_FROM_BITS(vandq_u32(both, vdupq_n_u32(0xffff0000)));
    } else {
        v[0] = vcvt_f32_f16(vreinterpret_f16_u16(vget_low_u16(h)));
        v[1] = vcvt_f32_f16(vreinterpret_f16_u16(vget_high_u16(h)));
    }
}

enum { LEFT_BITS = 8 };
static inline uint16x8_t h_f16(vec a, vec b)
{
    return vcombine_u16(vreinterpret_u16_f16(vcvt_f16_f32(a)), vreinterpret_u16_f16(vcvt_f16_f32(b)));
}
static inline uint32x4_t h_rounded_up(vec v, bits units)
{
    const uint32x4_t a = VQ_TO_BITS(v);
    // Ties are near, and computed again.
    if (units > 0) return vaddq_u32(a, vdupq_n_u32(0x8000));
    const uint32x4_t last = vandq_u32(vshrq_n_u32(a, 16), vdupq_n_u32(1));
    return vaddq_u32(vaddq_u32(a, vdupq_n_u32(0x7fff)), last);
}
static inline vec v_load_halves(int is_bf16, const uint16_t *p)
{
    const uint16x4_t h = vld1_u16(p);
    return is_bf16 ? VQ_FROM_BITS(vshlq_n_u32(vmovl_u16(h), 16)) : vcvt_f32_f16(vreinterpret_f16_u16(h));
}
static inline void v_store_halves(int is_bf16, uint16_t *p, vec a)
{
    vst1_u16(p, is_bf16 ? vshrn_n_u32(h_rounded_up(a, 0), 16) : vreinterpret_u16_f16(vcvt_f16_f32(a)));
}
static inline void h_store(int is_bf16, uint16_t *p, const vec v[2], bits units, uint64_t *left)
{
    uint16x8_t h;
    uint16x8_t near = vdupq_n_u16(0);
    if (is_bf16) {
        const uint32x4_t even = h_rounded_up(v[0], units), odd = h_rounded_up(v[1], units);
        h = vreinterpretq_u16_u32(vsriq_n_u32(odd, even, 16));
        if (is_asked(units)) {
            const uint16x8_t rest = vreinterpretq_u16_u32(vsliq_n_u32(vandq_u32(even, vdupq_n_u32(0xffff)), odd, 16));
            const uint16x8_t shifted = vaddq_u16(rest, vdupq_n_u16((uint16_t)units));
            near = vcleq_u16(shifted, vdupq_n_u16((uint16_t)(2 * units)));
        }
    } else if (is_asked(units)) {
        // No midpoint lies between what rounds to the same.
        const vec up = v_set(1 + (real)units * FLT_EPSILON), down = v_set(1 - (real)units * FLT_EPSILON);
        const uint16x8_t lower = h_f16(v_mul(v[0], down), v_mul(v[1], down));
        h = h_f16(v_mul(v[0], up), v_mul(v[1], up));
        near = vmvnq_u16(vceqq_u16(h, lower));
    } else {
        h = h_f16(v[0], v[1]);
    }
    const uint16x8_t magnitude = vandq_u16(h, vdupq_n_u16(0x7fff));
    const uint16x8_t nan = vcgtq_u16(magnitude, vdupq_n_u16(is_bf16 ? 0x7f80 : 0x7c00));
    *left |= vget_lane_u64(vreinterpret_u64_u8(vmovn_u16(vorrq_u16(near, nan))), 0);
    vst1q_u16(p, h);
}

static inline vec h_off_midpoint(vec a, vec b)
{
    const uint32x4_t i = VQ_TO_BITS(a), inexact = v_gt(v_abs(b), v_set(0));
    const int32x4_t turned = vreinterpretq_s32_u32(veorq_u32(i, VQ_TO_BITS(b)));
    const uint32x4_t inwards = vandq_u32(inexact, vreinterpretq_u32_s32(vshrq_n_s32(turned, 31)));
    return VQ_FROM_BITS(vorrq_u32(vaddq_u32(i, inwards), vshrq_n_u32(inexact, 31)));
}
#endif

#undef VQ
#undef VQ_N
#undef VQ_BITS
#undef VQ_BITS_N
#undef VQ_TO_BITS
#undef VQ_FROM_BITS
#undef VQ_WORDS
