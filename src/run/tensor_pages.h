// Arrays as a host has them <-> the pages of a tensor in DRAM, as its TensorSpec says: each matrix by rows of 32x32
// tiles, matrix after matrix, leading axes numbering the matrices; or row-major, a page per row. What is beyond the
// matrix in a tile, or beyond the row in a page, is 0.
// Tested by tests/run/tensor_pages_test.cc.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "codegen/tt/program_spec.h"
#include "data/array.h"

namespace tir2tt::run {

/// Where the elements of an array lie in pages. A matrix is rows x columns elements, of which the first `elements`, by
/// rows, are there: Dense cuts an axis into rows of 32. It is cut into pages of page_rows x page_columns elements.
struct PageLayout {
  std::vector<int64_t> leading;          // extents of the axes that number the matrices
  std::vector<int64_t> leading_strides;  // in elements of the array
  int64_t rows = 1, columns = 1;
  int64_t row_stride = 0, column_stride = 0;
  int64_t elements = 0;
  int64_t page_rows = 32, page_columns = 32;
  int64_t page_bytes = 0;
  int64_t matrices() const;
  int64_t pages_wide() const { return (columns + page_columns - 1) / page_columns; }
  int64_t pages_of_matrix() const { return elements == 0 ? 0 : (rows + page_rows - 1) / page_rows * pages_wide(); }
  int64_t pages() const { return matrices() * pages_of_matrix(); }
  /// Place of a matrix's first element in the array.
  int64_t offset(int64_t matrix) const;
};
/// `shape`: the array's, in which the tensor's symbolic extents have their values.
PageLayout page_layout(const codegen::TensorSpec& tensor, const std::vector<int64_t>& shape);

/// Rounded to the tensor's format, to nearest; integers keep every bit where the format has it.
std::vector<std::byte> to_pages(const codegen::TensorSpec& tensor, const data::Array& array);
/// The inverse. Values that the dtype does not hold (a format may be another than the dtype's own) are rounded to it,
/// those of integers to nearest.
data::Array from_pages(const codegen::TensorSpec& tensor, const std::vector<int64_t>& shape,
                       std::span<const std::byte> pages);

/// Whether the format holds the dtype's values, all of them and no others (but Tensix has no infinities of float16).
bool is_own_format(const codegen::TensorSpec& tensor);

/// The first element that the format cannot hold: an integer beyond what a float format counts to. -1: none.
int64_t first_inexact(const codegen::TensorSpec& tensor, const data::Array& array);

/// Calls visit(place in the array) for every element of a page, by rows.
template <class Visit>
void for_each_element(const PageLayout& layout, int64_t page, Visit visit) {
  const int64_t in_matrix = page % layout.pages_of_matrix(), base = layout.offset(page / layout.pages_of_matrix());
  const int64_t top = in_matrix / layout.pages_wide() * layout.page_rows;
  const int64_t left = in_matrix % layout.pages_wide() * layout.page_columns;
  for (int64_t row = top; row < std::min(top + layout.page_rows, layout.rows); ++row) {
    for (int64_t column = left; column < std::min(left + layout.page_columns, layout.columns); ++column) {
      if (row * layout.columns + column < layout.elements)
        visit(base + row * layout.row_stride + column * layout.column_stride);
    }
  }
}

/// The index of an element along every axis.
std::vector<int64_t> index_of(const std::vector<int64_t>& shape, int64_t place);

}  // namespace tir2tt::run
