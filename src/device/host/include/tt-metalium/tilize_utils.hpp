// Between row-major matrices and tiles, on the host. A matrix of m x n elements becomes its tiles, tile rows first;
// several matrices may follow each other. Source: tt-metal's tilize_utils.hpp of 2026-03-12. Tested by
// tests/device/host_values_test.cc.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <tt_stl/assert.hpp>
#include <tt_stl/span.hpp>
#include <vector>

enum class TensorLayoutType {
  LIN_ROW_MAJOR = 0,   // row after row
  TILED_SWIZZLED = 1,  // tile after tile, each row-major
  TILED_NFACES = 2,    // tile after tile, each face after face, each row-major
};
namespace tests::utils {
using ::TensorLayoutType;
}  // namespace tests::utils

using PhysicalSize = std::array<uint32_t, 2>;

namespace tir2tt::device::host {

/// How a matrix lies in memory. Sizes in elements.
struct MatrixLayout {
  TensorLayoutType type = TensorLayoutType::LIN_ROW_MAJOR;
  PhysicalSize shape = {};
  PhysicalSize tile = {32, 32};
  PhysicalSize face = {16, 16};
  bool transpose_within_face = false;
  bool transpose_of_faces = false;
};
/// Place of (row, column) of matrix number `matrix`.
std::size_t place_of_element(const MatrixLayout& layout, std::size_t matrix, uint32_t row, uint32_t column);
/// TT_FATAL unless the shape is whole tiles, the tile whole faces, and `elements` whole matrices.
void check_layout(const MatrixLayout& layout, std::size_t elements);

}  // namespace tir2tt::device::host

template <typename T>
std::vector<T> convert_layout(ttsl::Span<const T> data, const PhysicalSize& shape, TensorLayoutType in,
                              TensorLayoutType out, std::optional<PhysicalSize> tile_shape = std::nullopt,
                              std::optional<PhysicalSize> face_shape = std::nullopt, bool transpose_within_face = false,
                              bool transpose_of_faces = false) {
  namespace host = tir2tt::device::host;
  const PhysicalSize tile = tile_shape.value_or(PhysicalSize{32, 32}), face = face_shape.value_or(PhysicalSize{16, 16});
  const host::MatrixLayout from = {in, shape, tile, face, transpose_within_face, transpose_of_faces};
  const host::MatrixLayout to = {out, shape, tile, face, transpose_within_face, transpose_of_faces};
  host::check_layout(from, data.size());
  std::vector<T> result(data.size());
  const std::size_t matrices = data.size() / (std::size_t{shape[0]} * shape[1]);
  for (std::size_t matrix = 0; matrix < matrices; ++matrix) {
    for (uint32_t row = 0; row < shape[0]; ++row) {
      for (uint32_t column = 0; column < shape[1]; ++column) {
        result[host::place_of_element(to, matrix, row, column)] =
            data[host::place_of_element(from, matrix, row, column)];
      }
    }
  }
  return result;
}
/// The last two dimensions of `shape` are the matrix.
template <typename T>
std::vector<T> convert_layout(ttsl::Span<const T> data, ttsl::Span<const uint32_t> shape, TensorLayoutType in,
                              TensorLayoutType out, std::optional<PhysicalSize> tile_shape = std::nullopt,
                              std::optional<PhysicalSize> face_shape = std::nullopt, bool transpose_within_face = false,
                              bool transpose_of_faces = false) {
  TT_FATAL(shape.size() >= 2, "a shape of {} dimensions has no matrix", shape.size());
  const PhysicalSize matrix = {shape[shape.size() - 2], shape[shape.size() - 1]};
  return convert_layout(data, matrix, in, out, tile_shape, face_shape, transpose_within_face, transpose_of_faces);
}

template <typename T>
std::vector<T> tilize_nfaces(const std::vector<T>& input, uint32_t m, uint32_t n) {
  return convert_layout(ttsl::make_const_span(input), PhysicalSize{m, n}, TensorLayoutType::LIN_ROW_MAJOR,
                        TensorLayoutType::TILED_NFACES);
}
template <typename T>
std::vector<T> untilize_nfaces(const std::vector<T>& input, uint32_t m, uint32_t n) {
  return convert_layout(ttsl::make_const_span(input), PhysicalSize{m, n}, TensorLayoutType::TILED_NFACES,
                        TensorLayoutType::LIN_ROW_MAJOR);
}
template <typename T>
std::vector<T> tilize_swizzled(const std::vector<T>& input, uint32_t m, uint32_t n) {
  return convert_layout(ttsl::make_const_span(input), PhysicalSize{m, n}, TensorLayoutType::LIN_ROW_MAJOR,
                        TensorLayoutType::TILED_SWIZZLED);
}
template <typename T>
std::vector<T> untilize_swizzled(const std::vector<T>& input, uint32_t m, uint32_t n) {
  return convert_layout(ttsl::make_const_span(input), PhysicalSize{m, n}, TensorLayoutType::TILED_SWIZZLED,
                        TensorLayoutType::LIN_ROW_MAJOR);
}
