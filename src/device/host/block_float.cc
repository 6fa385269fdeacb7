// Tiles of block floats: device/numerics/formats.h has the format itself.
#include <cstring>
#include <tt-metalium/bfloat16.hpp>
#include <tt-metalium/bfloat4.hpp>
#include <tt-metalium/bfloat8.hpp>
#include <tt_stl/assert.hpp>

#include "device/numerics/formats.h"
#include "device/numerics/tile.h"
#include "target/format.h"

namespace tt::tt_metal {
namespace {

namespace device = tir2tt::device;
using Format = tir2tt::target::DataFormat;
constexpr int kElements = device::kTileElements;

void check_tile(const std::optional<Tile>& tile) {
  TT_FATAL(!tile || *tile == Tile(), "block floats of tiles of {}x{}: the host converts 32x32 only", tile->get_height(),
           tile->get_width());
}

/// Place of element i of a row-major tile.
int place(bool row_major, int i) { return row_major ? i : device::face_index(i / 32, i % 32); }

template <typename T>
std::vector<uint32_t> pack(Format format, ttsl::Span<const T> data, bool row_major, const std::optional<Tile>& tile) {
  check_tile(tile);
  TT_FATAL(data.size() % kElements == 0, "{} values are not whole tiles", data.size());
  std::vector<uint32_t> words;
  std::vector<float> values(kElements);
  for (std::size_t first = 0; first < data.size(); first += kElements) {
    for (int i = 0; i < kElements; ++i) values[i] = static_cast<float>(data[first + place(row_major, i)]);
    const std::vector<std::byte> bytes = device::encode_tiles(format, values, 32, 32);
    words.resize(words.size() + bytes.size() / sizeof(uint32_t));
    std::memcpy(words.data() + words.size() - bytes.size() / sizeof(uint32_t), bytes.data(), bytes.size());
  }
  return words;
}

std::vector<float> unpack(Format format, ttsl::Span<const uint32_t> words, bool row_major,
                          const std::optional<Tile>& tile) {
  check_tile(tile);
  const std::size_t bytes = tir2tt::target::tile_bytes(format, {});
  TT_FATAL(words.size_bytes() % bytes == 0, "{} bytes are not whole tiles of {}", words.size_bytes(), bytes);
  std::vector<float> values(words.size_bytes() / bytes * kElements);
  for (std::size_t t = 0; t < words.size_bytes() / bytes; ++t) {
    const auto tile_bytes = std::as_bytes(words).subspan(t * bytes, bytes);
    const std::vector<float> decoded = device::decode_tiles(format, tile_bytes, 32, 32);
    for (int i = 0; i < kElements; ++i) values[t * kElements + place(row_major, i)] = decoded[i];
  }
  return values;
}

}  // namespace

template <typename T>
std::vector<uint32_t> pack_as_bfp8_tiles(ttsl::Span<const T> data, bool row_major_input, bool is_exp_a,
                                         const std::optional<Tile>& tile) {
  return pack(is_exp_a ? Format::Bfp8 : Format::Bfp8_b, data, row_major_input, tile);
}
template <typename T>
std::vector<uint32_t> pack_as_bfp4_tiles(ttsl::Span<const T> data, bool row_major_input, bool is_exp_a,
                                         const std::optional<Tile>& tile) {
  return pack(is_exp_a ? Format::Bfp4 : Format::Bfp4_b, data, row_major_input, tile);
}

#define TIR2TT_INSTANCES(T)                                                                                          \
  template std::vector<uint32_t> pack_as_bfp8_tiles<T>(ttsl::Span<const T>, bool, bool, const std::optional<Tile>&); \
  template std::vector<uint32_t> pack_as_bfp4_tiles<T>(ttsl::Span<const T>, bool, bool, const std::optional<Tile>&);
TIR2TT_INSTANCES(float)
TIR2TT_INSTANCES(bfloat16)
TIR2TT_INSTANCES(int32_t)
TIR2TT_INSTANCES(uint32_t)

std::vector<float> unpack_bfp8_tiles_into_float_vec(ttsl::Span<const uint32_t> bfp8_tiles, bool row_major_output,
                                                    bool is_exp_a, const std::optional<Tile>& tile) {
  return unpack(is_exp_a ? Format::Bfp8 : Format::Bfp8_b, bfp8_tiles, row_major_output, tile);
}
std::vector<float> unpack_bfp4_tiles_into_float_vec(ttsl::Span<const uint32_t> bfp4_tiles, bool row_major_output,
                                                    bool is_exp_a, const std::optional<Tile>& tile) {
  return unpack(is_exp_a ? Format::Bfp4 : Format::Bfp4_b, bfp4_tiles, row_major_output, tile);
}

}  // namespace tt::tt_metal
