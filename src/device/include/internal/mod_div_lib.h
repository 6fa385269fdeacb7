// Products and quotients under the names that kernels give them where the chip's processor is slow: plain operators
// here. Source: tt-metal of 2026-03-12, tt_metal/hw/inc/internal/mod_div_lib.h. Tested by tests/device/headers_test.cc.
#pragma once

#include <cstdint>

#include "tir2tt/kernel.h"

ALWI constexpr unsigned int mulsi3(unsigned int a, unsigned int b) { return a * b; }

template <uint32_t d>
ALWI constexpr uint32_t udivsi3_const_divisor(uint32_t n) {
  return n / d;
}
template <uint32_t d>
ALWI constexpr uint32_t umodsi3_const_divisor(uint32_t a) {
  return a % d;
}

#define TIR2TT_FAST_UDIV(d) \
  ALWI constexpr uint32_t fast_udiv_##d(uint32_t n) { return n / d; }
TIR2TT_FAST_UDIV(7)
TIR2TT_FAST_UDIV(12)
TIR2TT_FAST_UDIV(20)
TIR2TT_FAST_UDIV(48)
TIR2TT_FAST_UDIV(56)
TIR2TT_FAST_UDIV(63)
TIR2TT_FAST_UDIV(70)
TIR2TT_FAST_UDIV(72)
TIR2TT_FAST_UDIV(80)
TIR2TT_FAST_UDIV(94)
TIR2TT_FAST_UDIV(108)
TIR2TT_FAST_UDIV(110)
TIR2TT_FAST_UDIV(117)
TIR2TT_FAST_UDIV(120)
TIR2TT_FAST_UDIV(124)
TIR2TT_FAST_UDIV(126)
TIR2TT_FAST_UDIV(130)
TIR2TT_FAST_UDIV(140)
#undef TIR2TT_FAST_UDIV
