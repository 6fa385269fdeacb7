// Functions that kernels of data movement bring along: floats of fewer bits, division that rounds down, and elements of
// row-major tensors on their way through L1. As text, each with what it needs before it; a kernel has those that it
// uses. Tested by tests/run/elements_test.cc.
#pragma once

#include <string>
#include <vector>

#include "codegen/tt/dialect.h"
#include "tir/dtype.h"

namespace tir2tt::codegen {

/// Bytes of scratch memory that one element on its way has: wherever it lies in DRAM, there is an address in them that
/// agrees with it in the low bits, as the NoC demands (64 on Blackhole, 32 on Wormhole).
constexpr int64_t kBytesPerElement = 64;
/// Of 32 elements, a row of a tile.
constexpr int64_t kSlotBytes = 32 * kBytesPerElement;

/// `int32_t floor_div(int32_t, int32_t)`, `floor_mod`, and the same for int64_t.
std::string floor_division_helper();

/// How the kernel calls a floating format of fewer than 32 bits: "float16", "float8_e4m3".
std::string format_name(tir::DataType t);
/// to_<format>: a float's bits in it; from_<format>: the float that bits stand for; round_to_<format>: both.
std::vector<std::string> float_helpers(tir::DataType t);

/// `ElementReader<Word>`: elements of a row-major tensor into L1, neighbours in one transfer; `ElementWriter<Word>`:
/// out of it; `read_element<Word>`: one element.
std::string element_reader_helper(const Dialect& dialect);
std::string element_writer_helper(const Dialect& dialect);
std::string read_element_helper(const Dialect& dialect);
/// `element_offset(row, col)`: where an element is in its tile.
std::string element_offset_helper();
/// `fill_with_zeros(address, bytes)`.
std::string fill_with_zeros_helper();

/// Names that none of the kernel's own may have.
const std::vector<std::string>& helper_names();

}  // namespace tir2tt::codegen
