#include <tt-metalium/tilize_utils.hpp>

namespace tir2tt::device::host {

void check_layout(const MatrixLayout& layout, std::size_t elements) {
  const auto [rows, columns] = layout.shape;
  TT_FATAL(rows > 0 && columns > 0 && elements % (std::size_t{rows} * columns) == 0,
           "{} elements are not matrices of {}x{}", elements, rows, columns);
  TT_FATAL(rows % layout.tile[0] == 0 && columns % layout.tile[1] == 0, "a matrix of {}x{} is not whole tiles of {}x{}",
           rows, columns, layout.tile[0], layout.tile[1]);
  TT_FATAL(layout.tile[0] % layout.face[0] == 0 && layout.tile[1] % layout.face[1] == 0,
           "a tile of {}x{} is not whole faces of {}x{}", layout.tile[0], layout.tile[1], layout.face[0],
           layout.face[1]);
}

namespace {

/// Place of (row, column) of a tile in face order.
std::size_t place_in_tile(const MatrixLayout& layout, uint32_t row, uint32_t column) {
  const auto [face_rows, face_columns] = layout.face;
  const uint32_t faces_high = layout.tile[0] / face_rows, faces_wide = layout.tile[1] / face_columns;
  const uint32_t face_row = row / face_rows, face_column = column / face_columns;
  const uint32_t face =
      layout.transpose_of_faces ? face_column * faces_high + face_row : face_row * faces_wide + face_column;
  const uint32_t r = row % face_rows, c = column % face_columns;
  const uint32_t element = layout.transpose_within_face ? c * face_rows + r : r * face_columns + c;
  return std::size_t{face} * face_rows * face_columns + element;
}

}  // namespace

std::size_t place_of_element(const MatrixLayout& layout, std::size_t matrix, uint32_t row, uint32_t column) {
  const auto [rows, columns] = layout.shape;
  const std::size_t first = matrix * rows * columns;
  if (layout.type == TensorLayoutType::LIN_ROW_MAJOR) return first + std::size_t{row} * columns + column;
  const auto [tile_rows, tile_columns] = layout.tile;
  const std::size_t tile = std::size_t{row / tile_rows} * (columns / tile_columns) + column / tile_columns;
  const uint32_t r = row % tile_rows, c = column % tile_columns;
  const std::size_t in_tile =
      layout.type == TensorLayoutType::TILED_NFACES ? place_in_tile(layout, r, c) : std::size_t{r} * tile_columns + c;
  return first + tile * tile_rows * tile_columns + in_tile;
}

}  // namespace tir2tt::device::host
