#include "run/tensor_pages.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <functional>
#include <numeric>

#include "device/numerics/formats.h"
#include "support/diagnostic.h"

namespace tir2tt::run {
namespace {

using codegen::TensorSpec;
using codegen::Tiling;
using target::DataFormat;

constexpr int64_t kSide = 32;

std::vector<int64_t> strides_of(const std::vector<int64_t>& shape) {
  std::vector<int64_t> strides(shape.size(), 1);
  for (size_t i = shape.size(); i-- > 1;) strides[i - 1] = strides[i] * shape[i];
  return strides;
}

/// 32-bit integers travel as the floats of the same bits: floats are copied to Float32 as they are.
enum class Carrier : uint8_t { Value, Int32, UInt32 };
Carrier carrier(DataFormat format) {
  if (format == DataFormat::Int32) return Carrier::Int32;
  return format == DataFormat::UInt32 ? Carrier::UInt32 : Carrier::Value;
}
DataFormat carried_as(DataFormat format) { return carrier(format) == Carrier::Value ? format : DataFormat::Float32; }
float to_float(Carrier carrier, double value) {
  if (carrier == Carrier::Int32) return std::bit_cast<float>(static_cast<int32_t>(value));
  if (carrier == Carrier::UInt32) return std::bit_cast<float>(static_cast<uint32_t>(value));
  return static_cast<float>(value);
}
double from_float(Carrier carrier, float value) {
  if (carrier == Carrier::Int32) return std::bit_cast<int32_t>(value);
  if (carrier == Carrier::UInt32) return std::bit_cast<uint32_t>(value);
  return value;
}

/// Calls visit(place in the matrix, place in the array) for the elements of a matrix.
template <class Visit>
void for_each_of_matrix(const PageLayout& layout, int64_t matrix, Visit visit) {
  const int64_t base = layout.offset(matrix);
  for (int64_t row = 0; row < layout.rows; ++row) {
    const int64_t first = row * layout.columns, from = base + row * layout.row_stride;
    const int64_t count = std::min(layout.columns, layout.elements - first);
    for (int64_t i = 0; i < count; ++i) visit(first + i, from + i * layout.column_stride);
  }
}

/// The integer next to `value` that the dtype has; its largest for NaN.
double whole(tir::DataType dtype, double value) {
  const double size = dtype.is_bool() ? 2 : std::ldexp(1.0, dtype.is_int() ? dtype.bits - 1 : dtype.bits);
  if (!(value < size)) return size - 1;
  return std::max(std::nearbyint(value), dtype.is_int() ? -size : 0.0);
}

/// The shape in which the tensor lies in DRAM. A view may only have the extents that the tensor itself binds.
std::vector<int64_t> dram_shape(const TensorSpec& tensor, const std::vector<int64_t>& shape) {
  if (tensor.view.empty()) return shape;
  std::vector<std::pair<const tir::VarNode*, int64_t>> values;
  for (size_t axis = 0; axis < std::min(shape.size(), tensor.shape.size()); ++axis) {
    if (const auto* var = tir::as<tir::VarNode>(tensor.shape[axis])) values.emplace_back(var, shape[axis]);
  }
  std::vector<int64_t> out;
  for (const tir::Expr& e : tensor.view) {
    const std::optional<int64_t> extent = codegen::evaluate(e, values);
    TIR2TT_CHECK(extent, tensor.name + ": the shape of its view is not known");
    out.push_back(*extent);
  }
  return out;
}

void set_pages(const TensorSpec& tensor, PageLayout* layout) {
  if (!tensor.in_tiles()) {
    layout->page_rows = 1;
    layout->page_columns = std::max<int64_t>(layout->columns, 1);
    layout->page_bytes = tensor.row_bytes(layout->columns);
    return;
  }
  layout->page_bytes = target::tile_bytes(tensor.format, {kSide, kSide});
  if (tensor.tiling != Tiling::Dense) return;
  layout->rows = (layout->columns + kSide - 1) / kSide;
  layout->columns = kSide;
  layout->row_stride = kSide * layout->column_stride;
}

std::vector<std::byte> to_tiles(const TensorSpec& tensor, const PageLayout& layout, const data::Array& array) {
  std::vector<std::byte> pages;
  pages.reserve(static_cast<size_t>(layout.pages() * layout.page_bytes));
  const Carrier kind = carrier(tensor.format);
  std::vector<float> matrix(static_cast<size_t>(layout.rows * layout.columns));
  for (int64_t m = 0; m < layout.matrices(); ++m) {
    for_each_of_matrix(layout, m, [&](int64_t place, int64_t from) {
      matrix[static_cast<size_t>(place)] = to_float(kind, array.values[static_cast<size_t>(from)]);
    });
    const std::vector<std::byte> tiles =
        device::encode_tiles(carried_as(tensor.format), matrix, layout.rows, layout.columns);
    pages.insert(pages.end(), tiles.begin(), tiles.end());
  }
  return pages;
}

void from_tiles(const TensorSpec& tensor, const PageLayout& layout, std::span<const std::byte> pages,
                data::Array* array) {
  const auto matrix_bytes = static_cast<size_t>(layout.pages_of_matrix() * layout.page_bytes);
  const Carrier kind = carrier(tensor.format);
  for (int64_t m = 0; m < layout.matrices(); ++m) {
    const std::vector<float> matrix = device::decode_tiles(
        carried_as(tensor.format), pages.subspan(static_cast<size_t>(m) * matrix_bytes, matrix_bytes), layout.rows,
        layout.columns);
    for_each_of_matrix(layout, m, [&](int64_t place, int64_t to) {
      array->values[static_cast<size_t>(to)] = from_float(kind, matrix[static_cast<size_t>(place)]);
    });
  }
}

/// Calls visit(place in the pages in bytes, place in the array) for every element.
template <class Visit>
void for_each_in_rows(const TensorSpec& tensor, const PageLayout& layout, Visit visit) {
  for (int64_t page = 0; page < layout.pages(); ++page) {
    size_t at = static_cast<size_t>(page * layout.page_bytes);
    for_each_element(layout, page, [&](int64_t place) {
      visit(at, static_cast<size_t>(place));
      at += static_cast<size_t>(tensor.element_bytes());
    });
  }
}

std::vector<std::byte> to_rows(const TensorSpec& tensor, const PageLayout& layout, const data::Array& array) {
  std::vector<std::byte> pages(static_cast<size_t>(layout.pages() * layout.page_bytes));
  for_each_in_rows(tensor, layout, [&](size_t at, size_t place) {
    const uint64_t bits = data::to_bits(array.dtype, array.values[place]);
    std::memcpy(&pages[at], &bits, static_cast<size_t>(tensor.element_bytes()));
  });
  return pages;
}

void from_rows(const TensorSpec& tensor, const PageLayout& layout, std::span<const std::byte> pages,
               data::Array* array) {
  for_each_in_rows(tensor, layout, [&](size_t at, size_t place) {
    uint64_t bits = 0;
    std::memcpy(&bits, &pages[at], static_cast<size_t>(tensor.element_bytes()));
    array->values[place] = data::from_bits(array->dtype, bits);
  });
}

}  // namespace

int64_t PageLayout::matrices() const {
  return std::accumulate(leading.begin(), leading.end(), int64_t{1}, std::multiplies<>());
}

int64_t PageLayout::offset(int64_t matrix) const {
  int64_t place = 0;
  for (size_t i = leading.size(); i-- > 0; matrix /= leading[i]) place += matrix % leading[i] * leading_strides[i];
  return place;
}

PageLayout page_layout(const TensorSpec& tensor, const std::vector<int64_t>& of_array) {
  const std::vector<int64_t> shape = dram_shape(tensor, of_array);
  const int rank = static_cast<int>(shape.size());
  TIR2TT_CHECK(tensor.row_axis < rank && tensor.col_axis < rank, tensor.name + ": the axes of its tiles are not there");
  const std::vector<int64_t> strides = strides_of(shape);
  PageLayout layout;
  for (int axis = 0; axis < rank; ++axis) {
    const auto a = static_cast<size_t>(axis);
    if (axis == tensor.row_axis) {
      layout.rows = shape[a];
      layout.row_stride = strides[a];
    } else if (axis == tensor.col_axis) {
      layout.columns = shape[a];
      layout.column_stride = strides[a];
    } else {
      layout.leading.push_back(shape[a]);
      layout.leading_strides.push_back(strides[a]);
    }
  }
  layout.elements = layout.rows * layout.columns;
  set_pages(tensor, &layout);
  return layout;
}

std::vector<std::byte> to_pages(const TensorSpec& tensor, const data::Array& array) {
  const PageLayout layout = page_layout(tensor, array.shape);
  TIR2TT_CHECK(static_cast<int64_t>(array.values.size()) == layout.matrices() * layout.elements,
               tensor.name + ": not as many values as its shape says");
  if (layout.pages() == 0) return {};
  return tensor.in_tiles() ? to_tiles(tensor, layout, array) : to_rows(tensor, layout, array);
}

data::Array from_pages(const TensorSpec& tensor, const std::vector<int64_t>& shape, std::span<const std::byte> pages) {
  const std::optional<tir::DataType> dtype = tir::parse_dtype(tensor.dtype);
  TIR2TT_CHECK(dtype, tensor.name + ": no dtype " + tensor.dtype);
  const PageLayout layout = page_layout(tensor, shape);
  data::Array array = data::make_array(*dtype, shape);
  TIR2TT_CHECK(pages.size() == static_cast<size_t>(layout.pages() * layout.page_bytes),
               tensor.name + ": not as many pages as its shape says");
  if (pages.empty()) return array;
  if (!tensor.in_tiles()) {
    from_rows(tensor, layout, pages, &array);
    return array;
  }
  from_tiles(tensor, layout, pages, &array);
  if (is_own_format(tensor)) return array;
  for (double& value : array.values)
    value = dtype->is_floating() ? data::round_to(*dtype, value) : whole(*dtype, value);
  return array;
}

bool is_own_format(const TensorSpec& tensor) {
  // float8 kinds that share a format with float8_e4m3fn or float8_e5m2 have other biases or infinities.
  if (tensor.in_tiles() && tensor.dtype.ends_with("fnuz")) return false;
  return target::format_of_dtype(tensor.dtype) == tensor.format;
}

int64_t first_inexact(const TensorSpec& tensor, const data::Array& array) {
  if (array.dtype.is_floating() || is_own_format(tensor)) return -1;
  const bool wide = target::format_info(tensor.format).bits == 32;
  const double most = wide ? 0x1p24 : tensor.format == DataFormat::Float16 ? 0x1p11 : 0x1p8;
  const auto at = std::ranges::find_if(array.values, [&](double v) { return std::abs(v) > most; });
  return at == array.values.end() ? -1 : at - array.values.begin();
}

std::vector<int64_t> index_of(const std::vector<int64_t>& shape, int64_t place) {
  std::vector<int64_t> index(shape.size());
  for (size_t axis = shape.size(); axis-- > 0; place /= shape[axis]) index[axis] = place % shape[axis];
  return index;
}

}  // namespace tir2tt::run
