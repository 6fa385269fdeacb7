#include "codegen/tt/element_helpers.h"

#include <fmt/format.h>

#include "support/diagnostic.h"

namespace tir2tt::codegen {
namespace {

using tir::DataType;
using tir::TypeCode;

/// A floating format of `bits` bits, `mantissa` of them behind the exponent, which is counted from `bias`. Magnitudes
/// beyond `largest` are `overflow`, which is the infinity where there is one; `nan` is one of its NaNs.
struct NarrowFloat {
  TypeCode code;
  const char* name;
  int bits, mantissa, bias;
  unsigned largest, overflow, nan;
};
constexpr NarrowFloat kNarrowFloats[] = {
    {TypeCode::Float, "float16", 16, 10, 15, 0x7bff, 0x7c00, 0x7e00},
    {TypeCode::BFloat, "bfloat16", 16, 7, 127, 0x7f7f, 0x7f80, 0x7fc0},
    {TypeCode::Float8_e4m3, "float8_e4m3", 8, 3, 7, 0x7e, 0x7f, 0x7f},
    {TypeCode::Float8_e4m3fn, "float8_e4m3", 8, 3, 7, 0x7e, 0x7f, 0x7f},
    {TypeCode::Float8_e5m2, "float8_e5m2", 8, 2, 15, 0x7b, 0x7c, 0x7e},
};
const NarrowFloat& narrow_float(DataType t) {
  for (const NarrowFloat& f : kNarrowFloats) {
    if (f.code == t.code && f.bits == t.bits) return f;
  }
  throw InternalError("no float of fewer than 32 bits: " + to_string(t));
}

constexpr const char* kNarrow =
    "// A float in fewer bits: to nearest, ties to even. `largest` is the largest number that the format has.\n"
    "template <uint32_t bits, uint32_t mantissa, uint32_t bias, uint32_t largest, uint32_t overflow, uint32_t nan>\n"
    "inline uint32_t narrow(float value) {\n"
    "    constexpr uint32_t shift = 23 - mantissa;\n"
    "    const uint32_t all = __builtin_bit_cast(uint32_t, value), magnitude = all & 0x7fffffff;\n"
    "    const uint32_t sign = all >> 31 << (bits - 1);\n"
    "    if (magnitude > 0x7f800000) return nan;\n"
    "    uint32_t rounded;\n"
    "    if (magnitude < (128 - bias) << 23) {\n"
    "        // No normal number: the last place of this sum is the last place of the format.\n"
    "        constexpr uint32_t anchor = (151 - bias - mantissa) << 23;\n"
    "        const float sum = __builtin_bit_cast(float, magnitude) + __builtin_bit_cast(float, anchor);\n"
    "        rounded = __builtin_bit_cast(uint32_t, sum) - anchor;\n"
    "    } else {\n"
    "        const uint32_t half = (1u << (shift - 1)) - 1 + (magnitude >> shift & 1);\n"
    "        rounded = ((magnitude + half) >> shift) - ((127 - bias) << mantissa);\n"
    "    }\n"
    "    return sign | (rounded > largest ? overflow : rounded);\n"
    "}\n";

constexpr const char* kWiden =
    "// The float that the bits of a format of fewer bits stand for. `overflow` is its infinity where it has one.\n"
    "template <uint32_t bits, uint32_t mantissa, uint32_t bias, uint32_t largest, uint32_t overflow, uint32_t nan>\n"
    "inline float widen(uint32_t word) {\n"
    "    constexpr uint32_t shift = 23 - mantissa;\n"
    "    const uint32_t magnitude = word & ((1u << (bits - 1)) - 1), sign = word >> (bits - 1) << 31;\n"
    "    uint32_t result;\n"
    "    if (magnitude > largest) {\n"
    "        result = magnitude == overflow && overflow != nan ? 0x7f800000 : 0x7fc00000;\n"
    "    } else if (magnitude >= 1u << mantissa) {\n"
    "        result = (magnitude << shift) + ((127 - bias) << 23);\n"
    "    } else {\n"
    "        // The last place of the format, as often as the bits say.\n"
    "        constexpr float last = bias + mantissa > 127\n"
    "                                   ? __builtin_bit_cast(float, 1u << (150 - bias - mantissa))\n"
    "                                   : __builtin_bit_cast(float, (128 - bias - mantissa) << 23);\n"
    "        result = __builtin_bit_cast(uint32_t, static_cast<float>(magnitude) * last);\n"
    "    }\n"
    "    return __builtin_bit_cast(float, result | sign);\n"
    "}\n";

constexpr const char* kFloorDivision =
    "// Quotients rounded down, and what they leave: for negative numbers C++ has other ones.\n"
    "template <typename Whole>\n"
    "inline Whole floor_div(Whole a, Whole b) {\n"
    "    return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);\n"
    "}\n"
    "template <typename Whole>\n"
    "inline Whole floor_mod(Whole a, Whole b) {\n"
    "    const Whole rest = a % b;\n"
    "    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;\n"
    "}\n";

constexpr const char* kElementOffset =
    "// Tiles are four faces of 16x16 elements.\n"
    "inline uint32_t element_offset(uint32_t row, uint32_t col) {\n"
    "    return (row / 16 * 2 + col / 16) * 256 + row % 16 * 16 + col % 16;\n"
    "}\n";

constexpr const char* kFillWithZeros =
    "// A tile outside its tensor, or the pads of one.\n"
    "inline void fill_with_zeros(uint32_t address, uint32_t bytes) {\n"
    "    volatile tt_l1_ptr uint32_t* words = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(address);\n"
    "    for (uint32_t i = 0; i < bytes / 4; ++i) words[i] = 0;\n"
    "}\n";

// {0}: bytes per element; {1}: the transfer of a run.
constexpr const char* kElementReader =
    "// Up to 32 elements of a row-major tensor into scratch memory: neighbours go in one transfer. Each has room for\n"
    "// {0} bytes, so that addresses there and in DRAM agree in the low bits. What is not read is 0.\n"
    "template <typename Word>\n"
    "struct ElementReader {{\n"
    "    uint32_t scratch;\n"
    "    uint32_t address[32] = {{}};                                // of each element; 0: there is none\n"
    "    uint32_t page = 0, offset = 0, start = 0, count = 0;      // neighbours that are not yet read\n"
    "\n"
    "    explicit ElementReader(uint32_t scratch) : scratch(scratch) {{}}\n"
    "    template <typename Tensor>\n"
    "    void read(const Tensor& tensor, uint32_t i, uint32_t in_page, uint32_t element) {{\n"
    "        const uint32_t at = element * sizeof(Word);\n"
    "        const bool same = count > 0 && in_page == page && at + sizeof(Word) == offset + count * sizeof(Word);\n"
    "        if (!same && (count == 0 || in_page != page || at != offset + count * sizeof(Word))) {{\n"
    "            flush(tensor);\n"
    "            page = in_page, offset = at, start = scratch + i * {0} + at % {0};\n"
    "        }}\n"
    "        if (!same) ++count;\n"
    "        address[i] = start + at - offset;\n"
    "    }}\n"
    "    template <typename Tensor>\n"
    "    void flush(const Tensor& tensor) {{\n"
    "        if (count > 0) {1};\n"
    "        count = 0;\n"
    "    }}\n"
    "    Word operator[](uint32_t i) const {{\n"
    "        return address[i] == 0 ? 0 : *reinterpret_cast<volatile tt_l1_ptr Word*>(address[i]);\n"
    "    }}\n"
    "}};\n";

constexpr const char* kElementWriter =
    "// Up to 32 elements from scratch memory into a row-major tensor: neighbours go in one transfer. Each has room "
    "for\n"
    "// {0} bytes, so that addresses there and in DRAM agree in the low bits.\n"
    "template <typename Word>\n"
    "struct ElementWriter {{\n"
    "    uint32_t scratch;\n"
    "    uint32_t page = 0, offset = 0, start = 0, count = 0;  // neighbours that are not yet written\n"
    "\n"
    "    explicit ElementWriter(uint32_t scratch) : scratch(scratch) {{}}\n"
    "    template <typename Tensor>\n"
    "    void write(const Tensor& tensor, uint32_t i, uint32_t in_page, uint32_t element, Word value) {{\n"
    "        const uint32_t at = element * sizeof(Word);\n"
    "        if (count == 0 || in_page != page || at != offset + count * sizeof(Word)) {{\n"
    "            flush(tensor);\n"
    "            page = in_page, offset = at, start = scratch + i * {0} + at % {0};\n"
    "        }}\n"
    "        *reinterpret_cast<volatile tt_l1_ptr Word*>(start + at - offset) = value;\n"
    "        ++count;\n"
    "    }}\n"
    "    template <typename Tensor>\n"
    "    void flush(const Tensor& tensor) {{\n"
    "        if (count > 0) {1};\n"
    "        count = 0;\n"
    "    }}\n"
    "}};\n";

constexpr const char* kReadElement =
    "// One element of a row-major tensor.\n"
    "template <typename Word, typename Tensor>\n"
    "inline Word read_element(const Tensor& tensor, uint32_t page, uint32_t element, uint32_t scratch) {{\n"
    "    const uint32_t at = element * sizeof(Word), address = scratch + at % {0};\n"
    "    {1};\n"
    "    {2};\n"
    "    return *reinterpret_cast<volatile tt_l1_ptr Word*>(address);\n"
    "}}\n";

}  // namespace

std::string format_name(DataType t) { return narrow_float(t).name; }

std::vector<std::string> float_helpers(DataType t) {
  const NarrowFloat& f = narrow_float(t);
  const std::string parameters =
      fmt::format("<{}, {}, {}, 0x{:x}, 0x{:x}, 0x{:x}>", f.bits, f.mantissa, f.bias, f.largest, f.overflow, f.nan);
  return {kNarrow, kWiden,
          fmt::format("inline uint{1}_t to_{0}(float value) {{ return narrow{2}(value); }}\n"
                      "inline float from_{0}(uint{1}_t word) {{ return widen{2}(word); }}\n"
                      "inline float round_to_{0}(float value) {{ return from_{0}(to_{0}(value)); }}\n",
                      f.name, f.bits, parameters)};
}

std::string floor_division_helper() { return kFloorDivision; }
std::string element_offset_helper() { return kElementOffset; }
std::string fill_with_zeros_helper() { return kFillWithZeros; }

std::string element_reader_helper(const Dialect& dialect) {
  const std::string from = call(dialect, Api::PageAddress, {"tensor", "page", "offset"});
  return fmt::format(fmt::runtime(kElementReader), kBytesPerElement,
                     call(dialect, Api::ReadBytes, {from, "start", "count * sizeof(Word)"}));
}
std::string element_writer_helper(const Dialect& dialect) {
  const std::string to = call(dialect, Api::PageAddress, {"tensor", "page", "offset"});
  return fmt::format(fmt::runtime(kElementWriter), kBytesPerElement,
                     call(dialect, Api::WriteBytes, {"start", to, "count * sizeof(Word)"}));
}
std::string read_element_helper(const Dialect& dialect) {
  const std::string from = call(dialect, Api::PageAddress, {"tensor", "page", "at"});
  return fmt::format(fmt::runtime(kReadElement), kBytesPerElement,
                     call(dialect, Api::ReadBytes, {from, "address", "sizeof(Word)"}), call(dialect, Api::ReadBarrier));
}

const std::vector<std::string>& helper_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all{"narrow",        "widen",         "floor_div",    "floor_mod",       "element_offset",
                                 "ElementReader", "ElementWriter", "read_element", "fill_with_zeros", "fill_with_ones"};
    for (const NarrowFloat& f : kNarrowFloats) {
      for (const char* what : {"to_", "from_", "round_to_"}) all.push_back(std::string(what) + f.name);
    }
    return all;
  }();
  return names;
}

}  // namespace tir2tt::codegen
