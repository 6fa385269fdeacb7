// TIR2TT_CLONES in front of a function: it is compiled for several x86-64 vector extensions and the machine's best is
// chosen when the program starts (GCC's target_clones, an ifunc). Nothing elsewhere: other compilers, other processors,
// C libraries without ifuncs, and the address sanitizer, whose run-time library is not set up yet when ifuncs are
// resolved. The choice never changes a result: functions that have it keep the order of every sum, and the library is
// compiled with -ffp-contract=off, so that no product is fused into a sum on one machine and not on another. Tested by
// tests/device/tile_math_test.cc.
#pragma once

#include <cstdint>

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && defined(__OPTIMIZE__)
#define TIR2TT_CLONES \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"), optimize("fp-contract=off")))
#else
#define TIR2TT_CLONES
#endif
