// NumPy's .npy files, versions 1.0 to 3.0, C and Fortran order, little endian. bfloat16 has no dtype of NumPy's: it is
// written as float32, which holds it exactly. Source of the format: numpy/lib/format.py's documentation.
// Tested by tests/data/npy_test.cc.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "data/array.h"

namespace tir2tt::data {

/// What is wrong with a file, as one sentence without the file's name.
struct NpyError {
  std::string text;
};
/// Any float, integer or bool dtype of 1, 2, 4 or 8 bytes (float64 included).
std::variant<Array, NpyError> read_npy(std::string_view bytes);
std::string write_npy(const Array& array);

/// The array as `dtype` holds it: values rounded, integers checked. Empty text, or what keeps it from being converted
/// (a value that an integer type does not hold, a float array for an integer tensor).
std::string convert(Array& array, tir::DataType dtype);

}  // namespace tir2tt::data
