// The header of a .npy file: the text of a Python dictionary with exactly three keys,
//   {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
// padded so that the data begins at a multiple of 64 bytes. Tested by tests/data/npy_test.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "data/npy.h"

namespace tir2tt::data {

struct NpyHeader {
  std::string descr;  // "<f4"
  bool fortran_order = false;
  std::vector<int64_t> shape;
  size_t data = 0;  // offset of the first element
};

std::variant<NpyHeader, NpyError> read_npy_header(std::string_view bytes);
/// Everything before the data, version 1.0; the bytes that NumPy (1.24 and later) writes.
std::string write_npy_header(std::string_view descr, const std::vector<int64_t>& shape);

/// As Python writes a tuple: "(3, 4)", "(3,)", "()".
std::string shape_text(const std::vector<int64_t>& shape);

}  // namespace tir2tt::data
