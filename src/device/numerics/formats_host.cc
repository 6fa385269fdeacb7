// The host's side: row-major matrices of floats <-> tiles, with the host's roundings.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "device/numerics/format_bits.h"
#include "device/numerics/formats.h"
#include "device/numerics/formats_block.h"
#include "support/diagnostic.h"

namespace tir2tt::device {

float host_value(SmallFloat format, uint32_t pattern) {
  const uint32_t magnitude = pattern & (format.sign() - 1);
  const uint32_t exponent = magnitude >> format.mantissa_bits;
  const uint32_t mantissa = magnitude & format.mantissa_mask();
  const bool all_ones = magnitude == format.sign() - 1;
  float value = tensix_value(format, magnitude);
  if (exponent == 0) value = std::ldexp(static_cast<float>(mantissa), 1 - format.bias() - format.mantissa_bits);
  if (format.has_infinity && exponent == format.exponent_mask()) {
    value =
        mantissa == 0 || all_ones ? std::numeric_limits<float>::infinity() : std::numeric_limits<float>::quiet_NaN();
  }
  if (!format.has_infinity && all_ones) value = std::numeric_limits<float>::quiet_NaN();
  return pattern & format.sign() ? -value : value;
}

uint32_t host_pattern(SmallFloat format, float value) {
  const uint32_t sign = bits_of(value) & kSignBit ? format.sign() : 0;
  const uint32_t magnitude = bits_of(value) & kMagnitude;
  const uint32_t infinity = format.has_infinity ? format.exponent_mask() << format.mantissa_bits : format.sign() - 1;
  const uint32_t nan = format.has_infinity ? infinity | (1u << (format.mantissa_bits - 1)) : infinity;
  if (magnitude > kInfinity) return sign | nan;
  const int drop = 23 - format.mantissa_bits;
  const int exponent = static_cast<int>(magnitude >> 23) - 127 + format.bias();
  if (exponent > static_cast<int>(format.exponent_mask())) return sign | infinity;
  if (exponent >= 1) {
    const uint32_t rebiased = (static_cast<uint32_t>(exponent) << 23) | (magnitude & 0x7FFFFFu);
    return sign | std::min(shift_to_even(rebiased, drop), infinity);
  }
  const int shift = drop + 1 - exponent;
  return sign | (shift > 25 ? 0 : shift_to_even(0x800000u | (magnitude & 0x7FFFFFu), shift));
}

namespace {

using target::DataFormat;

constexpr int kRow = 16;
constexpr int kSide = 32;

uint16_t bf16_pattern(float value) {
  const uint32_t bits = bits_of(value);
  if ((bits & kMagnitude) > kInfinity) return static_cast<uint16_t>((bits >> 16) | 0x40);
  return static_cast<uint16_t>((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
}
float bf16_value(uint16_t pattern) { return float_of(static_cast<uint32_t>(pattern) << 16); }

template <class Integer>
Integer integer_pattern(float value) {
  using Limits = std::numeric_limits<Integer>;
  if (std::isnan(value)) return 0;
  const double rounded = std::nearbyint(static_cast<double>(value));  // ties to even: nobody changes the rounding mode
  return static_cast<Integer>(
      std::clamp(rounded, static_cast<double>(Limits::min()), static_cast<double>(Limits::max())));
}

// One row of 16 elements; its block's exponent goes elsewhere.
template <class Word, Word (*convert)(float)>
void encode_words(const float* values, std::byte* bytes) {
  for (int i = 0; i < kRow; i++) {
    const Word word = convert(values[i]);
    std::memcpy(bytes + static_cast<size_t>(i) * sizeof word, &word, sizeof word);
  }
}
template <class Word, float (*convert)(Word)>
void decode_words(const std::byte* bytes, float* values) {
  for (int i = 0; i < kRow; i++) {
    Word word;
    std::memcpy(&word, bytes + static_cast<size_t>(i) * sizeof word, sizeof word);
    values[i] = convert(word);
  }
}

float same(float value) { return value; }
template <class Word, SmallFloat format>
Word small_pattern(float value) {
  return static_cast<Word>(host_pattern(format, value));
}
template <class Word, SmallFloat format>
float small_value(Word pattern) {
  return host_value(format, pattern);
}
template <class Integer>
float integer_value(Integer value) {
  return static_cast<float>(value);
}

struct HostRow {
  void (*encode)(const float* values, std::byte* bytes);
  void (*decode)(const std::byte* bytes, float* values);
};
template <class Word, Word (*to_word)(float), float (*to_value)(Word)>
constexpr HostRow host_row() {
  return {encode_words<Word, to_word>, decode_words<Word, to_value>};
}
template <class Integer>
constexpr HostRow integer_row() {
  return host_row<Integer, integer_pattern<Integer>, integer_value<Integer>>();
}
template <class Word, SmallFloat format>
constexpr HostRow small_row() {
  return host_row<Word, small_pattern<Word, format>, small_value<Word, format>>();
}

// In the order of the enumeration; block floats have their own way.
constexpr HostRow kRows[] = {host_row<float, same, same>(),
                             small_row<uint16_t, kFp16>(),
                             host_row<uint16_t, bf16_pattern, bf16_value>(),
                             {nullptr, nullptr},
                             {nullptr, nullptr},
                             {nullptr, nullptr},
                             {nullptr, nullptr},
                             {nullptr, nullptr},
                             {nullptr, nullptr},
                             small_row<uint8_t, kE5m2>(),
                             small_row<uint8_t, kE4m3>(),
                             integer_row<int32_t>(),
                             integer_row<uint32_t>(),
                             integer_row<uint16_t>(),
                             integer_row<int16_t>(),
                             integer_row<int8_t>(),
                             integer_row<uint8_t>()};
static_assert(std::size(kRows) == static_cast<size_t>(DataFormat::UInt8) + 1);

/// Where the rows of 16 elements of a tile are: row i (in face order) at elements + i * row_bytes, its exponent at byte
/// i.
struct Layout {
  explicit Layout(DataFormat f) : format(f) {
    const auto& info = target::format_info(f);
    tile_bytes = target::tile_bytes(f, {kSide, kSide});
    row_bytes = kRow * info.bits / 8;
    exponents = info.block_float ? kTileElements / kRow : 0;
  }
  void encode(const float* values, int row, std::byte* tile) const {
    std::byte* bytes = tile + exponents + row * row_bytes;
    if (exponents == 0) return kRows[static_cast<size_t>(format)].encode(values, bytes);
    const BlockFormat block = block_format(format);
    const BlockRow encoded = host_encode_block(block, values);
    tile[row] = std::byte{encoded.exponent};
    store_block(block, encoded, reinterpret_cast<uint8_t*>(bytes));
  }
  void decode(const std::byte* tile, int row, float* values) const {
    const std::byte* bytes = tile + exponents + row * row_bytes;
    if (exponents == 0) return kRows[static_cast<size_t>(format)].decode(bytes, values);
    const BlockFormat block = block_format(format);
    BlockRow encoded;
    encoded.exponent = std::to_integer<uint8_t>(tile[row]);
    load_block(block, reinterpret_cast<const uint8_t*>(bytes), encoded);
    host_decode_block(block, encoded, values);
  }

  DataFormat format;
  int64_t tile_bytes = 0;
  int row_bytes = 0;
  int exponents = 0;
};

/// Calls `visit(tile, row in face order, matrix row, first matrix column)` for every row of 16 elements of every tile.
template <class Visit>
void for_each_row(int64_t rows, int64_t columns, Visit visit) {
  const int64_t high = (rows + kSide - 1) / kSide, wide = (columns + kSide - 1) / kSide;
  for (int64_t tile = 0; tile < high * wide; tile++) {
    const int64_t top = tile / wide * kSide, left = tile % wide * kSide;
    for (int row = 0; row < kTileElements / kRow; row++) {
      const int face = row / kRow;
      visit(tile, row, top + face / 2 * kRow + row % kRow, left + face % 2 * kRow);
    }
  }
}

}  // namespace

std::vector<std::byte> encode_tiles(DataFormat format, std::span<const float> values, int64_t rows, int64_t columns,
                                    float padding) {
  TIR2TT_CHECK(rows > 0 && columns > 0 && static_cast<int64_t>(values.size()) == rows * columns,
               "not rows x columns values");
  const Layout layout(format);
  const int64_t tiles = ((rows + kSide - 1) / kSide) * ((columns + kSide - 1) / kSide);
  std::vector<std::byte> out(static_cast<size_t>(tiles * layout.tile_bytes));
  for_each_row(rows, columns, [&](int64_t tile, int tile_row, int64_t row, int64_t column) {
    float line[kRow];
    const int64_t inside = row < rows ? std::clamp<int64_t>(columns - column, 0, kRow) : 0;
    if (inside > 0) std::copy_n(values.data() + row * columns + column, inside, line);
    std::fill(line + inside, line + kRow, padding);
    layout.encode(line, tile_row, out.data() + tile * layout.tile_bytes);
  });
  return out;
}

std::vector<float> decode_tiles(DataFormat format, std::span<const std::byte> tiles, int64_t rows, int64_t columns) {
  const Layout layout(format);
  const int64_t count = ((rows + kSide - 1) / kSide) * ((columns + kSide - 1) / kSide);
  TIR2TT_CHECK(rows > 0 && columns > 0 && static_cast<int64_t>(tiles.size()) >= count * layout.tile_bytes,
               "too few tiles");
  std::vector<float> out(static_cast<size_t>(rows * columns));
  for_each_row(rows, columns, [&](int64_t tile, int tile_row, int64_t row, int64_t column) {
    const int64_t inside = row < rows ? std::clamp<int64_t>(columns - column, 0, kRow) : 0;
    if (inside <= 0) return;
    float line[kRow];
    layout.decode(tiles.data() + tile * layout.tile_bytes, tile_row, line);
    std::copy_n(line, inside, out.data() + row * columns + column);
  });
  return out;
}

}  // namespace tir2tt::device
