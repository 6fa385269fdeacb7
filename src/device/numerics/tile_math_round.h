// How the matrix unit writes to DST: float arithmetic, then to nearest with ties AWAY from zero (the vector unit rounds
// ties to even: round_to_dst()). Sources: the renormalisation of ttsim's tensix.cpp (fpu_accum_normalize_encode),
// FloatBitPatterns.md for what FP16 holds. Tested by tests/device/tile_math_test.cc.
#pragma once

#include "device/numerics/tile.h"

namespace tir2tt::device {

/// dst[i] += terms[i], rounded to `mode`.
void add_to_dst(DstMode mode, const float* terms, int count, float* dst);
/// dst[i] = terms[i], rounded to `mode`.
void write_to_dst(DstMode mode, const float* terms, int count, float* dst);

}  // namespace tir2tt::device
