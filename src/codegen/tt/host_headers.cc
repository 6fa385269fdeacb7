#include "codegen/tt/host_headers.h"

namespace tir2tt::codegen {
namespace {

constexpr std::string_view kCommandLine =
    R"text(// The command line of a kernel's host program: --in NAME=FILE, --out NAME=FILE, --shape NAME=NUMBER.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

/// The command line makes no sense; what() says why.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The names that a program knows.
struct KnownNames {
  std::vector<std::string> required;  // must be given with --in
  std::vector<std::string> in, out;   // may be
  std::vector<std::string> shape;
};

struct CommandLine {
  bool help = false;
  std::map<std::string, std::string> in, out;  // files by name of tensor
  std::map<std::string, int64_t> shape;
};

/// The number that `value` is, at least 1.
inline int64_t parse_extent(const std::string& name, const std::string& value) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size() || number < 1)
    throw UsageError("--shape " + name + "=" + value + ": an extent is a number of at least 1");
  return number;
}

/// Takes one NAME=VALUE in.
inline void add_option(CommandLine& line, const KnownNames& known, const std::string& option,
                       const std::string& argument) {
  const std::string::size_type equals = argument.find('=');
  if (equals == std::string::npos) throw UsageError(option + " " + argument + ": NAME=VALUE is expected");
  const std::string name = argument.substr(0, equals), value = argument.substr(equals + 1);
  const auto is_in = [&](const std::vector<std::string>& names) { return std::ranges::count(names, name) != 0; };
  bool fresh = false;
  if (option == "--in" && (is_in(known.required) || is_in(known.in))) {
    fresh = line.in.emplace(name, value).second;
  } else if (option == "--out" && is_in(known.out)) {
    fresh = line.out.emplace(name, value).second;
  } else if (option == "--shape" && is_in(known.shape)) {
    fresh = line.shape.emplace(name, parse_extent(name, value)).second;
  } else {
    throw UsageError(option + " " + argument + ": the kernel has no `" + name + "` for " + option);
  }
  if (!fresh) throw UsageError(option + " " + name + " is given twice");
}

inline CommandLine parse_command_line(int argc, const char* const* argv, const KnownNames& known) {
  CommandLine line;
  for (int i = 1; i < argc; ++i) {
    const std::string option = argv[i];
    if (option == "--help" || option == "-h") {
      line.help = true;
      return line;
    }
    if (option != "--in" && option != "--out" && option != "--shape") throw UsageError("unknown option " + option);
    if (++i == argc) throw UsageError(option + " wants NAME=VALUE");
    add_option(line, known, option, argv[i]);
  }
  for (const std::string& name : known.required) {
    if (!line.in.contains(name)) throw UsageError("--in " + name + "=FILE is missing");
  }
  return line;
}
)text";

constexpr std::string_view kNpy =
    R"text(// NumPy's .npy files, little endian, in C order. What is wrong with a file is a std::runtime_error.
// The format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
#pragma once

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace npy {

static_assert(std::endian::native == std::endian::little);

template <typename Value>
struct Array {
  std::string name;
  std::string file;  // empty: none was given
  std::vector<int64_t> shape;
  std::vector<Value> values;  // row-major
};

/// As Python writes it: "(64, 32)", "(64,)".
inline std::string shape_text(const std::vector<int64_t>& shape) {
  std::string text;
  for (int64_t extent : shape) text += (text.empty() ? "" : ", ") + std::to_string(extent);
  return "(" + text + (shape.size() == 1 ? ",)" : ")");
}

/// Elements of that shape; -1 when there are more than any file holds.
inline int64_t elements_of(const std::vector<int64_t>& shape) {
  constexpr int64_t most = int64_t{1} << 48;
  int64_t product = 1;
  for (int64_t extent : shape) {
    if (extent > most || (extent > 0 && product > most / extent)) return -1;
    product *= extent;
  }
  return product;
}

struct Header {
  std::string descr;  // "<f4"
  bool fortran_order = false;
  std::vector<int64_t> shape;
  std::size_t size = 0;  // bytes before the values
};

/// What stands after `key` up to `end`, the blanks before it left out.
inline std::string_view field(std::string_view dictionary, std::string_view key, std::string_view begin,
                              std::string_view end) {
  const auto at = dictionary.find(key);
  if (at == std::string_view::npos) throw std::runtime_error("its header has no " + std::string(key));
  std::string_view rest = dictionary.substr(at + key.size());
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  const auto last = rest.find(end, begin.size());
  if (!rest.starts_with(begin) || last == std::string_view::npos)
    throw std::runtime_error("its header has no value for " + std::string(key));
  return rest.substr(begin.size(), last - begin.size());
}

inline std::vector<int64_t> parse_shape(std::string_view text) {
  std::vector<int64_t> shape;
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at != end;) {
    if (*at == ' ' || *at == ',') {
      ++at;
      continue;
    }
    int64_t extent = 0;
    const auto [next, error] = std::from_chars(at, end, extent);
    if (error != std::errc() || extent < 0) throw std::runtime_error("its shape is no list of numbers");
    shape.push_back(extent);
    at = next;
  }
  return shape;
}

inline Header parse_header(std::string_view bytes) {
  constexpr std::string_view magic = "\x93NUMPY";
  if (!bytes.starts_with(magic) || bytes.size() < 12) throw std::runtime_error("it does not begin as a .npy file");
  const bool first_version = bytes[magic.size()] == 1;
  const std::size_t length_bytes = first_version ? 2 : 4, begin = magic.size() + 2 + length_bytes;
  uint32_t length = 0;
  std::memcpy(&length, bytes.data() + magic.size() + 2, length_bytes);
  if (bytes.size() - begin < length) throw std::runtime_error("it ends within its header");
  const std::string_view dictionary = bytes.substr(begin, length);
  return {.descr = std::string(field(dictionary, "'descr':", "'", "'")),
          .fortran_order = field(dictionary, "'fortran_order':", "", ",") == "True",
          .shape = parse_shape(field(dictionary, "'shape':", "(", ")")),
          .size = begin + length};
}

/// The array of a file whose dtype must be `descr`.
template <typename Value>
Array<Value> parse(std::string_view bytes, const std::string& descr) {
  const Header header = parse_header(bytes);
  if (header.descr != descr) throw std::runtime_error("its dtype is " + header.descr + " instead of " + descr);
  if (header.fortran_order) throw std::runtime_error("it is in Fortran order; numpy.ascontiguousarray() changes that");
  const int64_t elements = elements_of(header.shape);
  const std::size_t found = bytes.size() - header.size;
  if (elements < 0 || found != static_cast<std::size_t>(elements) * sizeof(Value)) {
    throw std::runtime_error("it has " + std::to_string(found) + " bytes of values, which are not " +
                             shape_text(header.shape) + " of " + std::to_string(sizeof(Value)) + " bytes each");
  }
  Array<Value> array{.name = {}, .file = {}, .shape = header.shape, .values = {}};
  array.values.resize(static_cast<std::size_t>(elements));
  std::memcpy(array.values.data(), bytes.data() + header.size, found);
  return array;
}

/// The array `name` from its file, if it has one among `files`.
template <typename Value>
Array<Value> load(const std::map<std::string, std::string>& files, const std::string& name, const std::string& descr) {
  const auto given = files.find(name);
  if (given == files.end()) return {.name = name, .file = {}, .shape = {}, .values = {}};
  const std::string& file = given->second;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error(name + ": " + file + " cannot be opened");
  const std::string bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  try {
    Array<Value> array = parse<Value>(bytes, descr);
    array.name = name;
    array.file = file;
    return array;
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(name + ": " + file + ": " + error.what());
  }
}

/// Checks the shape of an array that came from a file; makes one of zeros where there was none.
template <typename Value>
void complete(Array<Value>& array, const std::vector<int64_t>& shape) {
  if (array.file.empty()) {
    array.shape = shape;
    array.values.assign(static_cast<std::size_t>(elements_of(shape)), Value{});
  } else if (array.shape != shape) {
    throw std::runtime_error(array.name + ": " + array.file + ": its shape is " + shape_text(array.shape) +
                             " instead of " + shape_text(shape));
  }
}

/// Writes the array to its file, if it has one among `files`.
template <typename Value>
void save(const std::map<std::string, std::string>& files, const Array<Value>& array, const std::string& descr) {
  const auto given = files.find(array.name);
  if (given == files.end()) return;
  std::string dictionary =
      "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape_text(array.shape) + ", }";
  constexpr std::size_t prefix = 10, alignment = 64;  // magic, version and length; where the values may begin
  dictionary.append(alignment - 1 - (prefix + dictionary.size()) % alignment, ' ');
  dictionary += '\n';
  const auto length = static_cast<uint16_t>(dictionary.size());
  std::ofstream stream(given->second, std::ios::binary);
  stream.write("\x93NUMPY\x01\x00", 8);
  stream.write(reinterpret_cast<const char*>(&length), sizeof(length));
  stream << dictionary;
  stream.write(reinterpret_cast<const char*>(array.values.data()),
               static_cast<std::streamsize>(array.values.size() * sizeof(Value)));
  stream.close();
  if (!stream) throw std::runtime_error(array.name + ": " + given->second + " cannot be written");
}

}  // namespace npy
)text";

constexpr std::string_view kTiles =
    R"text(// Between row-major arrays and pages in DRAM. A page is a 32x32 tile as a Tensix core reads it: tiles by rows, in each
// four faces of 16x16 (left and right above, left and right below), in each face rows. Or it is a row of the array.
// What fills up the last tiles of a matrix, and a row to whole words, is zero.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace tiles {

constexpr int64_t kTile = 32, kTileElements = kTile * kTile, kFace = 16, kFaceElements = kFace * kFace;

/// Which axes of a tensor make its tiles; -1: none. All others number matrices that follow each other, row-major.
struct Axes {
  int row = -1, column = -1;
  int dense = -1;     // instead: 1024 consecutive elements of this axis fill a tile by rows
  bool rows = false;  // instead: no tiles, a page per row of the last axis
};

/// An element lies where the sum of one offset per axis says.
struct Layout {
  std::vector<std::vector<std::size_t>> offsets;  // by axis, by index
  std::size_t pages = 1, page_elements = kTileElements;
};

/// Tiles that `extent` elements need, `size` in each.
constexpr int64_t tiles_along(int64_t extent, int64_t size) { return (extent + size - 1) / size; }

/// Offsets within a tile.
constexpr int64_t offset_of_row(int64_t row) { return row / kFace * 2 * kFaceElements + row % kFace * kFace; }
constexpr int64_t offset_of_column(int64_t column) { return column / kFace * kFaceElements + column % kFace; }

/// Row-major, the rows `in_page` elements apart.
inline Layout make_rows(const std::vector<int64_t>& shape, int64_t in_page) {
  Layout layout;
  layout.offsets.resize(shape.size());
  layout.page_elements = static_cast<std::size_t>(in_page);
  int64_t stride = 1;
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    for (int64_t i = 0; i < shape[axis]; ++i) layout.offsets[axis].push_back(static_cast<std::size_t>(i * stride));
    stride = axis + 1 == shape.size() ? in_page : stride * shape[axis];
  }
  layout.pages = static_cast<std::size_t>(stride / in_page);
  return layout;
}

inline Layout make_layout(const std::vector<int64_t>& shape, Axes axes, std::size_t element_bytes) {
  if (axes.rows) {
    const int64_t in_word = std::max<int64_t>(1, 4 / static_cast<int64_t>(element_bytes));
    return make_rows(shape, std::max<int64_t>(1, tiles_along(shape.back(), in_word)) * in_word);
  }
  const auto along = [&](int axis, int64_t size) {
    return axis < 0 ? 1 : tiles_along(shape[static_cast<std::size_t>(axis)], size);
  };
  const int64_t high = along(axes.row, kTile), wide = along(axes.column, kTile) * along(axes.dense, kTileElements);
  int64_t stride = high * wide * kTileElements;  // of the axis in hand, if it numbers matrices
  Layout layout;
  layout.offsets.resize(shape.size());
  for (int axis = static_cast<int>(shape.size()) - 1; axis >= 0; --axis) {
    const int64_t extent = shape[static_cast<std::size_t>(axis)];
    for (int64_t i = 0; i < extent; ++i) {
      int64_t offset = i * stride;
      if (axis == axes.row) offset = i / kTile * wide * kTileElements + offset_of_row(i % kTile);
      if (axis == axes.column) offset = i / kTile * kTileElements + offset_of_column(i % kTile);
      if (axis == axes.dense) {
        const int64_t in_tile = i % kTileElements;
        offset = i - in_tile + offset_of_row(in_tile / kTile) + offset_of_column(in_tile % kTile);
      }
      layout.offsets[static_cast<std::size_t>(axis)].push_back(static_cast<std::size_t>(offset));
    }
    if (axis != axes.row && axis != axes.column && axis != axes.dense) stride *= extent;
  }
  layout.pages = static_cast<std::size_t>(stride / kTileElements);
  return layout;
}

/// Calls use(place) for every element, in row-major order.
template <typename Use>
void for_each_place(const Layout& layout, Use& use, std::size_t axis = 0, std::size_t place = 0) {
  if (axis == layout.offsets.size()) return use(place);
  for (std::size_t offset : layout.offsets[axis]) for_each_place(layout, use, axis + 1, place + offset);
}

template <typename To, typename From>
To convert(const From& value) {
  if constexpr (std::is_arithmetic_v<To> && std::is_arithmetic_v<From>) {
    return static_cast<To>(value);
  } else {
    return static_cast<To>(static_cast<float>(value));
  }
}

/// An integer that the tiles hold as a float must be one that it counts to.
template <typename Element, typename Value>
Element converted(const Value& value) {
  const Element element = convert<Element>(value);
  if constexpr (std::is_integral_v<Value> && !std::is_integral_v<Element>) {
    if (static_cast<double>(convert<float>(element)) != static_cast<double>(value))
      throw std::runtime_error("the value " + std::to_string(value) + " is too large for the kernel's tiles");
  }
  return element;
}

template <typename Element, typename Value>
std::vector<Element> to_pages(const std::vector<Value>& values, const Layout& layout) {
  std::vector<Element> elements(layout.pages * layout.page_elements);
  const Value* next = values.data();
  const auto use = [&](std::size_t place) { elements[place] = converted<Element>(*next++); };
  for_each_place(layout, use);
  return elements;
}

/// The inverse: `values` is as long as the array.
template <typename Element, typename Value>
void from_pages(const std::vector<Element>& elements, const Layout& layout, std::vector<Value>& values) {
  Value* next = values.data();
  const auto use = [&](std::size_t place) { *next++ = convert<Value>(elements[place]); };
  for_each_place(layout, use);
}

}  // namespace tiles
)text";

constexpr std::string_view kExtents =
    R"text(// Symbolic extents of a kernel's tensors: from the shapes of the files, or from --shape.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "npy.h"

class SymbolicExtents {
 public:
  explicit SymbolicExtents(const std::map<std::string, int64_t>& given) {
    for (const auto& [name, value] : given) values_[name] = {value, "--shape"};
  }

  /// Takes the extents of an array that came from a file; `names` has one per axis, empty where the axis is no symbol.
  template <typename Value>
  void take(const npy::Array<Value>& array, const std::vector<std::string>& names) {
    if (array.file.empty()) return;
    const std::string where = array.name + ": " + array.file;
    if (array.shape.size() != names.size()) {
      throw std::runtime_error(where + ": its shape is " + npy::shape_text(array.shape) + ", which is not " +
                               std::to_string(names.size()) + " axes");
    }
    for (std::size_t axis = 0; axis < names.size(); ++axis) {
      if (!names[axis].empty()) set(names[axis], array.shape[axis], where);
    }
  }

  int64_t at(const std::string& name) const {
    const auto known = values_.find(name);
    if (known == values_.end()) {
      throw std::runtime_error("the extent " + name + " is not known: no file has it; --shape " + name +
                               "=NUMBER gives it");
    }
    return known->second.value;
  }

 private:
  struct Known {
    int64_t value = 0;
    std::string where;
  };

  void set(const std::string& name, int64_t value, const std::string& where) {
    if (value < 1) throw std::runtime_error(where + ": the extent " + name + " is " + std::to_string(value));
    const auto [known, fresh] = values_.try_emplace(name, Known{value, where});
    if (!fresh && known->second.value != value) {
      throw std::runtime_error(where + ": the extent " + name + " is " + std::to_string(value) + ", but " +
                               std::to_string(known->second.value) + " in " + known->second.where);
    }
  }

  std::map<std::string, Known> values_;
};
)text";

constexpr std::string_view kHalf = R"text(// float16 on the host (IEEE 754 binary16).
#pragma once

#include <bit>
#include <cstdint>

class Half {
 public:
  constexpr Half() = default;
  /// To nearest, ties to even; what is too large becomes infinite.
  constexpr explicit Half(float value) : bits_(rounded(value)) {}
  constexpr explicit operator float() const {
    const uint32_t sign = (bits_ & 0x8000u) << 16, rest = (bits_ & 0x7FFFu) << 13;
    const bool finite = (bits_ & 0x7C00u) != 0x7C00u;
    const float size = finite ? std::bit_cast<float>(rest) * 0x1p112f : std::bit_cast<float>(rest | 0x7F800000u);
    return std::bit_cast<float>(std::bit_cast<uint32_t>(size) | sign);
  }

 private:
  static constexpr uint16_t rounded(float value) {
    const uint32_t bits = std::bit_cast<uint32_t>(value), size = bits & 0x7FFFFFFFu, sign = bits >> 16 & 0x8000u;
    uint32_t result = 0x7C00u;  // infinity
    if (size > 0x7F800000u) {   // not a number
      result = 0x7E00u;
    } else if (size < 0x38800000u) {  // below 2^-14: 0.5 has the last place that float16 has there
      result = std::bit_cast<uint32_t>(std::bit_cast<float>(size) + 0.5f) - std::bit_cast<uint32_t>(0.5f);
    } else if (size < 0x477FF000u) {  // below 65520
      result = (size - 0x38000000u + 0xFFFu + (size >> 13 & 1u)) >> 13;
    }
    return static_cast<uint16_t>(sign | result);
  }

  uint16_t bits_ = 0;
};
static_assert(sizeof(Half) == 2);
)text";

constexpr std::string_view kFloat8 =
    R"text(// float8 on the host: E4M3 and E5M2 of the OCP 8-bit Floating Point Specification.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

/// `kInfinite`: the largest exponent is that of infinities and NaNs, as in IEEE 754; else there is one NaN.
template <int kMantissa, bool kInfinite>
class Float8 {
 public:
  constexpr Float8() = default;
  /// To nearest, ties to even; what is too large becomes infinite, or NaN where there is no infinity.
  explicit Float8(float value) : bits_(rounded(value)) {}
  explicit operator float() const {
    const int size = bits_ & 0x7F, field = size >> kMantissa;
    if (size >= kBeyond) return special(size);
    const float magnitude = std::ldexp(static_cast<float>(size - std::max(field - 1, 0) * kHidden),
                                       std::max(field, 1) - 1 + kLeast - kMantissa);
    return bits_ & 0x80 ? -magnitude : magnitude;
  }

 private:
  static constexpr int kHidden = 1 << kMantissa, kLeast = 2 - (1 << (6 - kMantissa));  // 2^kLeast: least normal number
  static constexpr int kNaN = 0x7F, kBeyond = kInfinite ? 0x80 - kHidden : kNaN;       // the first that is no number

  float special(int size) const {
    if (!kInfinite || size > kBeyond) return std::numeric_limits<float>::quiet_NaN();
    return bits_ & 0x80 ? -std::numeric_limits<float>::infinity() : std::numeric_limits<float>::infinity();
  }
  static uint8_t rounded(float value) {
    const int sign = std::signbit(value) ? 0x80 : 0;
    if (std::isnan(value)) return static_cast<uint8_t>(sign | kNaN);
    if (std::isinf(value)) return static_cast<uint8_t>(sign | kBeyond);
    const float magnitude = std::fabs(value);
    const int exponent = magnitude == 0 ? kLeast : std::max(std::ilogb(magnitude), kLeast);
    const float places = std::nearbyint(std::ldexp(magnitude, kMantissa - exponent));
    const int size = std::min(exponent - kLeast, 0x80) * kHidden + static_cast<int>(places);
    return static_cast<uint8_t>(sign | std::min(size, kBeyond));
  }

  uint8_t bits_ = 0;
};
using Float8E4M3 = Float8<3, false>;
using Float8E5M2 = Float8<2, true>;
static_assert(sizeof(Float8E4M3) == 1 && sizeof(Float8E5M2) == 1);
)text";

}  // namespace

std::string_view command_line_header() { return kCommandLine; }
std::string_view npy_header() { return kNpy; }
std::string_view tiles_header() { return kTiles; }
std::string_view extents_header() { return kExtents; }
std::string_view half_header() { return kHalf; }
std::string_view float8_header() { return kFloat8; }

}  // namespace tir2tt::codegen
