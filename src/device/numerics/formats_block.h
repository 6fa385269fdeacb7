// Block floats: 16 elements share an exponent; each has a sign and a magnitude without a hidden bit. One row of 16 at a
// time. Sources: tt-isa-documentation FloatBitPatterns.md (BFP), Packers/FormatConversion.md; tt-metal
// blockfloat_common.cpp for the host. Tested by tests/device/formats_test.cc.
#pragma once

#include <cstdint>

#include "target/format.h"

namespace tir2tt::device {

struct BlockFormat {
  int bits = 8;           // of an element, with its sign: 8, 4, 2
  bool family_a = false;  // the shared exponent has 5 bits (bias 15) instead of 8 (bias 127)
};
BlockFormat block_format(target::DataFormat format);

inline constexpr int kBlockElements = 16;
struct BlockRow {
  uint8_t exponent = 0;
  uint8_t element[kBlockElements] = {};  // sign and magnitude in the low `bits` bits
};

/// As the packer: values are brought to 6 mantissa bits (to nearest, ties away from zero), or with `precise` to 7
/// (truncated), then to 7 bits below the largest exponent of the row (to nearest, ties away, saturating), then
/// truncated to the format's.
BlockRow pack_block(BlockFormat format, bool precise, const float* values);
/// As the unpacker: a set sign with a zero magnitude is an infinity (family A: -65536).
void unpack_block(BlockFormat format, const BlockRow& row, float* values);

/// As tt-metal's host code: to nearest, ties to even, after the bits that the shared exponent shifts out; denormals
/// become 0.
BlockRow host_encode_block(BlockFormat format, const float* values);
void host_decode_block(BlockFormat format, const BlockRow& row, float* values);

/// Elements of a row in L1, the first in the lowest bits: 2 * bits bytes.
void store_block(BlockFormat format, const BlockRow& row, uint8_t* bytes);
void load_block(BlockFormat format, const uint8_t* bytes, BlockRow& row);

}  // namespace tir2tt::device
