// Conversions between the bytes of a tile in L1 and the words of the register files, rounding as the hardware does.
// Sources: tt-metal tile.cpp (sizes, exponent sections) and blockfloat_common.cpp (the host), tt-isa-documentation
// Packers/FormatConversion.md, Unpackers/FormatConversion.md, FloatBitPatterns.md, ttsim's tensix.cpp (PACR). Our
// choices: integers are two's complement everywhere (the chip has sign and magnitude in places, which the host does not
// see); infinities and NaNs of 8-bit exponents are IEEE 754's in arithmetic (the chip's matrix unit takes them for
// numbers). Tested by tests/device/formats_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "device/numerics/tile.h"
#include "target/format.h"

namespace tir2tt::device {

/// Exponent families of SrcA, SrcB and a 16-bit DST: A has 5 exponent bits (Float16, Bfp8 …), B has 8. Float32 and
/// integers fit both.
enum class ExponentFamily : uint8_t { Any, A, B };
ExponentFamily exponent_family(target::DataFormat format);
bool is_integer(target::DataFormat format);

/// L1 bytes -> exact values (integers: their bits, sign-extended where signed). `faces` faces of `face_rows` x 16
/// elements are read, with the exponent section of a block float in front of them; face i starts at word 256 * i of
/// `out`, and words that no element belongs to are left alone. Denormals of floats become 0. Float16, Lf8 and Fp8_e4m3
/// have no infinity and no NaN: their largest exponent is one of numbers.
void unpack_tile(target::DataFormat format, const std::byte* l1, int faces, int face_rows, Tile& out);

/// What SrcA and SrcB keep of a value that came from L1: 19 bits. Float32 loses its low 13 mantissa bits (TF32,
/// truncated).
void to_source_register(target::DataFormat format, Tile& tile);

/// Rounds to what a 16-bit DST holds, to nearest, ties to even, as kernels of the vector unit do before they store (the
/// matrix unit rounds ties away from zero: tile_math_round.h); denormals become 0, and for Fp16 what lies beyond
/// +-131008, NaN as well, becomes that. Fp32: nothing. `count` words.
void round_to_dst(DstMode mode, float* words, int count);

/// DST words -> L1 bytes of one tile, faces as in unpack_tile(). Floats of 16 bits: to nearest, ties away from zero;
/// Float16_b: NaN becomes infinity; Float16: all ones (the chip's infinity, a NaN to IEEE 754) for what is beyond its
/// range and for NaN. 8-bit floats: rounded to 10 mantissa bits, then truncated, saturating as Float16. Denormals
/// become 0, and -0 becomes 0 except in Float32, which keeps NaN too. Block floats: values are brought to 6 mantissa
/// bits (to nearest, ties away) or, `precise`, to 7 (truncated), then rounded to 7 bits below the largest exponent of
/// the 16, ties away, saturating, then truncated to the format's. Integer formats take the words as int32 and clamp; 32
/// bits are kept.
void pack_tile(target::DataFormat format, const Tile& tile, int faces, int face_rows, bool precise, std::byte* l1);

/// Host side: rows x columns row-major floats (padded with `padding` up to whole 32x32 tiles) -> tiles, tile rows
/// first, each in face order; rounding to nearest, ties to even, as tt-metal's host code does, with denormals (not in
/// block floats), IEEE 754's infinities and NaNs (Fp8_e4m3: NaN for both). Integer formats: the float's value, rounded
/// and clamped.
std::vector<std::byte> encode_tiles(target::DataFormat format, std::span<const float> values, int64_t rows,
                                    int64_t columns, float padding = 0);
/// The inverse: the first rows x columns elements. All ones in Float16 and Lf8 is infinity: the packer writes it so.
std::vector<float> decode_tiles(target::DataFormat format, std::span<const std::byte> tiles, int64_t rows,
                                int64_t columns);

}  // namespace tir2tt::device
