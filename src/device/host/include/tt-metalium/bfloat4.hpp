// Tiles of 4-bit block floats: one exponent per 16 elements. Rounding to nearest, ties to even.
// Source: tt-metal's bfloat4.hpp of 2026-03-12. Tested by tests/device/host_values_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <tt-metalium/tile.hpp>
#include <tt_stl/span.hpp>
#include <vector>

namespace tt::tt_metal {

/// `data` is one 32x32 tile after the other, each row-major or in face order. `is_exp_a` chooses Bfp4 (5 exponent bits)
/// over Bfp4_b. T is float, bfloat16 or a 32-bit integer. TT_FATAL for other tile shapes and for parts of tiles.
template <typename T>
std::vector<uint32_t> pack_as_bfp4_tiles(ttsl::Span<const T> data, bool row_major_input, bool is_exp_a,
                                         const std::optional<Tile>& tile = std::nullopt);

std::vector<float> unpack_bfp4_tiles_into_float_vec(ttsl::Span<const uint32_t> bfp4_tiles, bool row_major_output,
                                                    bool is_exp_a, const std::optional<Tile>& tile = std::nullopt);

}  // namespace tt::tt_metal
