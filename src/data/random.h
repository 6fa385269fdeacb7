// Inputs from a seed: the same on every machine (a counter-based generator, splitmix64; nothing of <random>'s
// distributions). Tested by tests/data/random_test.cc.
#pragma once

#include <cstdint>

#include "data/array.h"

namespace tir2tt::data {

/// Floats: uniform in [-1, 1), rounded to the dtype. Integers: uniform in -8 … 7, or 0 … 7 where unsigned; of those of
/// 8 bits, which often are packed, every second is any number of the dtype; bool: 0 or 1. `stream` separates the
/// tensors of one seed.
Array random_array(tir::DataType dtype, std::vector<int64_t> shape, uint64_t seed, uint64_t stream);

}  // namespace tir2tt::data
