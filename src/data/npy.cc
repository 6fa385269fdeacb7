#include "data/npy.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include "data/npy_header.h"
#include "support/diagnostic.h"
#include "support/text.h"

namespace tir2tt::data {
namespace {

static_assert(std::endian::native == std::endian::little, "elements are copied as they lie in memory");

constexpr double kExactIntegers = 0x1p53;

struct Half {
  uint16_t bits;
};
struct Bool {
  uint8_t byte;
};

double to_double(Half half) {
  const int exponent = half.bits >> 10 & 0x1F, mantissa = half.bits & 0x3FF;
  double magnitude = exponent == 0 ? std::ldexp(mantissa, -24) : std::ldexp(1024 + mantissa, exponent - 25);
  if (exponent == 0x1F) {
    magnitude = mantissa == 0 ? std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
  }
  return half.bits & 0x8000 ? -magnitude : magnitude;
}
double to_double(Bool b) { return b.byte != 0 ? 1 : 0; }
template <class Number>
double to_double(Number n) {
  return static_cast<double>(n);
}

/// Of a value that a float16 holds.
void from_double(double value, Half& half) {
  const double magnitude = std::abs(value);
  const int sign = std::signbit(value) ? 0x8000 : 0;
  int bits = 0x7E00;  // NaN
  if (magnitude < 0x1p-14) {
    bits = static_cast<int>(std::ldexp(magnitude, 24));
  } else if (magnitude < 0x1p16) {
    const int exponent = std::ilogb(magnitude);
    bits = (exponent + 14) * 1024 + static_cast<int>(std::ldexp(magnitude, 10 - exponent));
  } else if (std::isinf(magnitude)) {
    bits = 0x7C00;
  }
  half.bits = static_cast<uint16_t>(sign | bits);
}
void from_double(double value, Bool& b) { b.byte = value != 0; }
template <class Number>
void from_double(double value, Number& n) {
  if constexpr (std::is_integral_v<Number>) {
    constexpr double kEnd = static_cast<double>(std::numeric_limits<Number>::max()) + 1;
    TIR2TT_CHECK(value >= static_cast<double>(std::numeric_limits<Number>::min()) && value < kEnd,
                 "an array holds a value that its dtype does not");
  }
  n = static_cast<Number>(value);
}

template <class Element>
void decode(const char* bytes, size_t count, double* values) {
  for (size_t i = 0; i < count; ++i) {
    Element element;
    std::memcpy(&element, bytes + i * sizeof element, sizeof element);
    values[i] = to_double(element);
  }
}
template <class Element>
void encode(const double* values, size_t count, char* bytes) {
  for (size_t i = 0; i < count; ++i) {
    Element element;
    from_double(values[i], element);
    std::memcpy(bytes + i * sizeof element, &element, sizeof element);
  }
}

struct ElementType {
  std::string_view descr;  // as NumPy writes it
  tir::DataType dtype;
  size_t bytes;
  void (*decode)(const char* bytes, size_t count, double* values);
  void (*encode)(const double* values, size_t count, char* bytes);
};
template <class Element>
constexpr ElementType element_type(std::string_view descr, tir::DataType dtype) {
  return {descr, dtype, sizeof(Element), decode<Element>, encode<Element>};
}

constexpr ElementType kTypes[] = {
    element_type<Half>("<f2", tir::DataType::Float(16)),    element_type<float>("<f4", tir::DataType::Float(32)),
    element_type<double>("<f8", tir::DataType::Float(64)),  element_type<int8_t>("|i1", tir::DataType::Int(8)),
    element_type<int16_t>("<i2", tir::DataType::Int(16)),   element_type<int32_t>("<i4", tir::DataType::Int(32)),
    element_type<int64_t>("<i8", tir::DataType::Int(64)),   element_type<uint8_t>("|u1", tir::DataType::UInt(8)),
    element_type<uint16_t>("<u2", tir::DataType::UInt(16)), element_type<uint32_t>("<u4", tir::DataType::UInt(32)),
    element_type<uint64_t>("<u8", tir::DataType::UInt(64)), element_type<Bool>("|b1", tir::DataType::Bool()),
};

/// `=` and `|` are the machine's order and none; of one byte any order is right.
const ElementType* find_descr(std::string_view descr) {
  for (const ElementType& type : kTypes) {
    const bool kind = descr.size() == 3 && descr.substr(1) == type.descr.substr(1);
    if (kind &&
        (descr[0] == '<' || descr[0] == '=' || descr[0] == type.descr[0] || (type.bytes == 1 && descr[0] == '>')))
      return &type;
  }
  return nullptr;
}

/// What NumPy has no dtype for is written as the next larger one.
tir::DataType stored_dtype(tir::DataType dtype) {
  if (dtype.is_floating() && (dtype.code != tir::TypeCode::Float || dtype.bits < 16)) return tir::DataType::Float(32);
  if (dtype.is_integral() && dtype.bits < 8) return {dtype.code, 8, 1};
  return dtype;
}

std::string unknown_descr(const std::string& descr) {
  const std::string shown = printable(descr);
  if (descr.size() > 1 && descr[0] == '>') return fmt::format("elements of type `{}`; little endian is read", shown);
  return fmt::format(
      "elements of type `{}`; floats, integers and bool of 1, 2, 4 or 8 bytes are read (bfloat16 and "
      "smaller floats: as float32)",
      shown);
}

/// nullopt-like: -1 where the product is beyond 2^63.
int64_t product(const std::vector<int64_t>& shape) {
  int64_t n = 1;
  bool too_many = false;
  for (const int64_t extent : shape) {
    if (extent == 0) return 0;
    too_many = too_many || __builtin_mul_overflow(n, extent, &n);
  }
  return too_many ? -1 : n;
}

/// First axis fastest -> last axis fastest.
std::vector<double> from_fortran(const std::vector<double>& values, const std::vector<int64_t>& shape) {
  std::vector<double> out(values.size());
  std::vector<int64_t> index(shape.size());
  for (const double value : values) {
    int64_t place = 0;
    for (size_t axis = 0; axis < shape.size(); ++axis) place = place * shape[axis] + index[axis];
    out[static_cast<size_t>(place)] = value;
    for (size_t axis = 0; axis < shape.size() && ++index[axis] == shape[axis]; ++axis) index[axis] = 0;
  }
  return out;
}

std::string too_large(const Array& array) {
  if (!array.dtype.is_integral() || array.dtype.bits < 64) return {};
  for (size_t i = 0; i < array.values.size(); ++i) {
    if (std::abs(array.values[i]) > kExactIntegers)
      return fmt::format("element {} is {:.0f} or next to it; integers up to 2^53 are read", i, array.values[i]);
  }
  return {};
}

/// Half-open.
struct Interval {
  double begin, end;
};
Interval range_of(tir::DataType dtype) {
  if (dtype.is_bool()) return {0, 2};
  if (dtype.is_uint()) return {0, std::ldexp(1.0, dtype.bits)};
  return {-std::ldexp(1.0, dtype.bits - 1), std::ldexp(1.0, dtype.bits - 1)};
}

std::string not_held(const Array& array, tir::DataType dtype) {
  const Interval range = range_of(dtype);
  for (size_t i = 0; i < array.values.size(); ++i) {
    if (array.values[i] < range.begin || array.values[i] >= range.end)
      return fmt::format("element {} is {:.0f}; {} holds {:.0f} to {:.0f}", i, array.values[i], to_string(dtype),
                         range.begin, range.end - 1);
  }
  return {};
}

}  // namespace

std::variant<Array, NpyError> read_npy(std::string_view bytes) {
  std::variant<NpyHeader, NpyError> read = read_npy_header(bytes);
  if (auto* error = std::get_if<NpyError>(&read)) return std::move(*error);
  const auto& header = std::get<NpyHeader>(read);
  const ElementType* type = find_descr(header.descr);
  if (type == nullptr) return NpyError{unknown_descr(header.descr)};
  const std::string_view data = bytes.substr(header.data);
  const int64_t count = product(header.shape);
  if (count < 0) return NpyError{fmt::format("a shape of {}; that many elements cannot be", shape_text(header.shape))};
  const auto elements = static_cast<size_t>(count);
  if (data.size() / type->bytes != elements || data.size() % type->bytes != 0)
    return NpyError{fmt::format("{} bytes of data; shape {} of `{}` needs {} times {}", data.size(),
                                shape_text(header.shape), type->descr, elements, type->bytes)};
  Array array{type->dtype, header.shape, std::vector<double>(elements)};
  type->decode(data.data(), elements, array.values.data());
  if (std::string text = too_large(array); !text.empty()) return NpyError{std::move(text)};
  if (header.fortran_order) array.values = from_fortran(array.values, array.shape);
  return array;
}

std::string write_npy(const Array& array) {
  const tir::DataType stored = stored_dtype(array.dtype);
  const auto* type =
      std::find_if(std::begin(kTypes), std::end(kTypes), [&](const auto& t) { return t.dtype == stored; });
  TIR2TT_CHECK(type != std::end(kTypes), "an array of " + to_string(array.dtype) + ", which .npy has not");
  std::string out = write_npy_header(type->descr, array.shape);
  const size_t header = out.size();
  out.resize(header + array.values.size() * type->bytes);
  type->encode(array.values.data(), array.values.size(), out.data() + header);
  return out;
}

std::string convert(Array& array, tir::DataType dtype) {
  if (!dtype.is_floating()) {
    if (array.dtype.is_floating())
      return fmt::format("an array of {} for a tensor of {}", to_string(array.dtype), to_string(dtype));
    if (std::string text = not_held(array, dtype); !text.empty()) return text;
  } else if (array.dtype != dtype) {
    for (double& value : array.values) value = round_to(dtype, value);
  }
  array.dtype = dtype;
  return {};
}

}  // namespace tir2tt::data
