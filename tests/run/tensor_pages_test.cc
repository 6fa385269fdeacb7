// Arrays to pages and back: every tiling, every format, and where single elements lie.
#include "run/tensor_pages.h"

#include <cmath>
#include <cstring>

#include "run/kit.h"

namespace tir2tt::run {
namespace {

using testing::ElementsAre;

data::Array ramp(const TensorSpec& t, double step = 1, double modulo = 1e9) {
  data::Array a = data::make_array(*tir::parse_dtype(t.dtype), shape_of(t));
  for (size_t i = 0; i < a.values.size(); ++i)
    a.values[i] = data::round_to(a.dtype, std::fmod(static_cast<double>(i), modulo) * step);
  return a;
}

/// Element `i` (in face order) of a page of 32-bit words.
template <class Word>
Word word(const std::vector<std::byte>& pages, int64_t page, int64_t row, int64_t column) {
  const int64_t face = row / 16 * 2 + column / 16, i = face * 256 + row % 16 * 16 + column % 16;
  Word w;
  std::memcpy(&w, pages.data() + (page * 1024 + i) * 4, 4);
  return w;
}

TEST(TensorPages, AMatrixByRowsOfTiles) {
  const TensorSpec t = tensor("A", "float32", {40, 70});
  const data::Array a = ramp(t);
  const std::vector<std::byte> pages = to_pages(t, a);
  ASSERT_EQ(pages.size(), 2u * 3u * 4096u);
  EXPECT_EQ(word<float>(pages, 0, 0, 0), 0);
  EXPECT_EQ(word<float>(pages, 0, 1, 17), 70 + 17);
  EXPECT_EQ(word<float>(pages, 2, 0, 5), 69);
  EXPECT_EQ(word<float>(pages, 2, 0, 6), 0) << "padding";
  EXPECT_EQ(word<float>(pages, 4, 7, 31), 39 * 70 + 63);
  EXPECT_EQ(word<float>(pages, 4, 8, 31), 0) << "padding";
}

// (B, S, H, D) over S and D: B and H number the matrices, row-major.
TEST(TensorPages, LeadingAxesNumberTheMatrices) {
  const TensorSpec t = tensor("Q", "float32", {2, 33, 3, 32}, Tiling::Matrix, 1, 3);
  const std::vector<std::byte> pages = to_pages(t, ramp(t));
  ASSERT_EQ(pages.size(), 6u * 2u * 4096u);
  const auto at = [](int64_t b, int64_t s, int64_t h, int64_t d) {
    return static_cast<float>(((b * 33 + s) * 3 + h) * 32 + d);
  };
  for (int64_t b = 0; b < 2; ++b) {
    for (int64_t h = 0; h < 3; ++h) {
      const int64_t matrix = b * 3 + h;
      EXPECT_EQ(word<float>(pages, matrix * 2, 31, 9), at(b, 31, h, 9));
      EXPECT_EQ(word<float>(pages, matrix * 2 + 1, 0, 20), at(b, 32, h, 20));
    }
  }
}

TEST(TensorPages, AMatrixThatLiesAcross) {
  const TensorSpec t = tensor("B", "float32", {64, 32}, Tiling::Matrix, 1, 0);
  const std::vector<std::byte> pages = to_pages(t, ramp(t));
  EXPECT_EQ(word<float>(pages, 0, 3, 7), 7 * 32 + 3);
  EXPECT_EQ(word<float>(pages, 1, 3, 7), 39 * 32 + 3);
}

TEST(TensorPages, RowsAndColumns) {
  const TensorSpec row = tensor("r", "float32", {3, 40}, Tiling::Row, -1, 1);
  const std::vector<std::byte> rows = to_pages(row, ramp(row));
  ASSERT_EQ(rows.size(), 3u * 2u * 4096u);
  EXPECT_EQ(word<float>(rows, 3, 0, 7), 40 + 39);
  EXPECT_EQ(word<float>(rows, 3, 1, 7), 0);
  const TensorSpec column = tensor("c", "float32", {3, 40}, Tiling::Column, 1, -1);
  const std::vector<std::byte> columns = to_pages(column, ramp(column));
  ASSERT_EQ(columns.size(), 3u * 2u * 4096u);
  EXPECT_EQ(word<float>(columns, 5, 7, 0), 80 + 39);
  EXPECT_EQ(word<float>(columns, 5, 7, 1), 0);
}

TEST(TensorPages, DenseTilesHold1024ConsecutiveElements) {
  const TensorSpec t = tensor("v", "float32", {2, 1500}, Tiling::Dense, -1, 1);
  const std::vector<std::byte> pages = to_pages(t, ramp(t));
  ASSERT_EQ(pages.size(), 4u * 4096u);
  EXPECT_EQ(word<float>(pages, 0, 31, 31), 1023);
  EXPECT_EQ(word<float>(pages, 1, 14, 27), 1499);
  EXPECT_EQ(word<float>(pages, 1, 14, 28), 0) << "padding, not the next matrix";
  EXPECT_EQ(word<float>(pages, 2, 1, 1), 1500 + 33);
}

TensorSpec rows(const std::string& name, const std::string& dtype, const std::vector<int64_t>& shape) {
  return tensor(name, dtype, shape, Tiling::Rows, -1, static_cast<int>(shape.size()) - 1);
}

// A page is a row, filled up to whole words.
TEST(TensorPages, RowMajorIsAPagePerRow) {
  const TensorSpec t = rows("A", "int16", {2, 3, 5});
  const std::vector<std::byte> pages = to_pages(t, ramp(t));
  ASSERT_EQ(pages.size(), 6u * 12u);
  const auto at = [&](size_t page, size_t i) {
    int16_t value = 0;
    std::memcpy(&value, &pages[page * 12 + i * 2], 2);
    return value;
  };
  EXPECT_EQ(at(0, 4), 4);
  EXPECT_EQ(at(0, 5), 0) << "padding";
  EXPECT_EQ(at(1, 0), 5);
  EXPECT_EQ(at(5, 4), 29);
  const TensorSpec line = rows("b", "bool", {3});
  EXPECT_EQ(to_pages(line, {tir::DataType::Bool(), {3}, {1, 0, 1}}),
            (std::vector{std::byte{1}, std::byte{0}, std::byte{1}, std::byte{0}}));
  EXPECT_EQ(line.page_bytes(), 4);
}

// The elements keep their order; where they lie follows from the view.
TEST(TensorPages, AViewIsTheShapeInDram) {
  TensorSpec t = tensor("K", "float32", {2, 32, 64}, Tiling::Matrix, 0, 1);
  t.view = exprs({64, 64});
  const std::vector<std::byte> pages = to_pages(t, ramp(t));
  ASSERT_EQ(pages.size(), 4u * 4096u);
  EXPECT_EQ(word<float>(pages, 3, 1, 2), (33 * 64) + 34);
  EXPECT_EQ(from_pages(t, shape_of(t), pages).values, ramp(t).values);
  const tir::Var n = tir::make_var("n", tir::DataType::Int(32));
  t.shape[1] = n;
  t.view[0] = tir::make_binary(tir::ExprKind::Mul, n, tir::make_int(2));
  EXPECT_EQ(page_layout(t, {2, 48, 64}).rows, 96);
  t.shape[1] = tir::make_int(32);
  EXPECT_THROW(page_layout(t, {2, 32, 64}), InternalError);
}

// Compute takes integers as floats; nothing is lost within what those count to.
TEST(TensorPages, IntegersAsFloats) {
  TensorSpec t = tensor("A", "int8", {1, 3});
  t.format = DataFormat::Float16_b;
  const data::Array a{tir::DataType::Int(8), {1, 3}, {-128, 127, 5}};
  EXPECT_EQ(to_pages(t, a).size(), 2048u);
  EXPECT_EQ(from_pages(t, a.shape, to_pages(t, a)).values, a.values);
  EXPECT_EQ(first_inexact(t, a), -1);
  TensorSpec wide = tensor("B", "int32", {1, 3});
  EXPECT_EQ(first_inexact(wide, {tir::DataType::Int(32), {1, 3}, {0, 1e9, 0}}), -1);
  wide.format = DataFormat::Float32;
  EXPECT_EQ(first_inexact(wide, {tir::DataType::Int(32), {1, 3}, {0x1p24, -0x1p24, 0}}), -1);
  EXPECT_EQ(first_inexact(wide, {tir::DataType::Int(32), {1, 3}, {0, 0, -0x1p24 - 1}}), 2);
  wide.format = DataFormat::Float16;
  EXPECT_EQ(first_inexact(wide, {tir::DataType::Int(32), {1, 3}, {0, 2049, 0}}), 1);
}

TEST(TensorPages, WhatIsNoIntegerBecomesTheNextOne) {
  const TensorSpec floats = tensor("F", "float32", {1, 4});
  const std::vector<std::byte> pages = to_pages(floats, {tir::DataType::Float(32), {1, 4}, {2.6, -1e30, NAN, 1e30}});
  TensorSpec t = tensor("A", "int8", {1, 4});
  t.format = DataFormat::Float32;
  EXPECT_THAT(from_pages(t, {1, 4}, pages).values, ElementsAre(3, -128, 127, 127));
  t.dtype = "uint8";
  EXPECT_THAT(from_pages(t, {1, 4}, pages).values, ElementsAre(3, 0, 255, 255));
  t.dtype = "bool";
  EXPECT_THAT(from_pages(t, {1, 4}, pages).values, ElementsAre(1, 0, 1, 1));
}

TEST(TensorPages, EveryTilingComesBack) {
  const std::vector<TensorSpec> tensors = {
      tensor("a", "float32", {1, 1}),
      tensor("b", "float32", {100, 33}),
      tensor("c", "float32", {3, 2, 65, 31}, Tiling::Matrix, 2, 3),
      tensor("d", "float32", {3, 40, 2, 50}, Tiling::Matrix, 1, 3),
      tensor("e", "float32", {40, 3, 50}, Tiling::Matrix, 2, 0),
      tensor("f", "float32", {77}, Tiling::Row, -1, 0),
      tensor("g", "float32", {5, 77}, Tiling::Row, -1, 0),
      tensor("h", "float32", {77}, Tiling::Column, 0, -1),
      tensor("i", "float32", {4, 77, 2}, Tiling::Column, 1, -1),
      tensor("j", "float32", {1}, Tiling::Dense, -1, 0),
      tensor("k", "float32", {3, 2049}, Tiling::Dense, -1, 1),
      tensor("l", "float32", {2049, 3}, Tiling::Dense, -1, 0),
      tensor("m", "float32", {}, Tiling::Row, -1, -1),
      rows("n", "float32", {3, 7}),
      rows("o", "float32", {9}),
      rows("p", "float32", {2, 3, 1}),
  };
  for (const TensorSpec& t : tensors) {
    const data::Array a = ramp(t, 0.5);
    const std::vector<std::byte> pages = to_pages(t, a);
    EXPECT_EQ(static_cast<int64_t>(pages.size()), page_layout(t, a.shape).pages() * t.page_bytes()) << t.name;
    EXPECT_EQ(from_pages(t, a.shape, pages).values, a.values) << t.name;
    // Every element stands in one page, once.
    std::vector<int> seen(a.values.size());
    for (int64_t page = 0; page < page_layout(t, a.shape).pages(); ++page)
      for_each_element(page_layout(t, a.shape), page, [&](int64_t at) { ++seen.at(static_cast<size_t>(at)); });
    EXPECT_THAT(seen, testing::Each(1)) << t.name;
  }
}

TEST(TensorPages, EveryDtypeComesBack) {
  for (const char* dtype : {"float32", "float16", "bfloat16", "int32", "uint32", "int16", "uint16", "int8", "uint8",
                            "int4", "uint4", "bool", "float8_e4m3fn", "float8_e5m2"}) {
    for (const TensorSpec& t : {tensor("A", dtype, {50, 70}), rows("B", dtype, {50, 70})}) {
      const data::Array a = data::random_array(*tir::parse_dtype(dtype), {50, 70}, 3, 0);
      EXPECT_EQ(from_pages(t, a.shape, to_pages(t, a)).values, a.values) << dtype;
      EXPECT_TRUE(is_own_format(t));
    }
  }
}

TEST(TensorPages, EveryBitOf32BitIntegersComesBack) {
  TensorSpec t = tensor("A", "int32", {4, 8}, Tiling::Matrix);
  data::Array a = data::make_array(tir::DataType::Int(32), {4, 8});
  for (size_t i = 0; i < 32; ++i) a.values[i] = static_cast<int32_t>((uint32_t{1} << i) | 1);
  a.values[0] = -2147483648.0;
  a.values[1] = 16777217;
  a.values[2] = 0x7F800001;  // a signalling NaN, were it a float
  const std::vector<std::byte> pages = to_pages(t, a);
  EXPECT_EQ(word<int32_t>(pages, 0, 0, 1), 16777217);
  EXPECT_EQ(word<int32_t>(pages, 0, 0, 2), 0x7F800001);
  EXPECT_EQ(from_pages(t, a.shape, pages).values, a.values);
  t = tensor("B", "uint32", {4, 8});
  a.dtype = tir::DataType::UInt(32);
  for (double& v : a.values) v = v < 0 ? v + 0x1p32 : v;
  EXPECT_EQ(from_pages(t, a.shape, to_pages(t, a)).values, a.values);
}

TEST(TensorPages, InfinitiesAndNaNComeBack) {
  for (const char* dtype : {"float32", "float16", "bfloat16"}) {
    const TensorSpec t = tensor("A", dtype, {1, 4});
    data::Array a = data::make_array(*tir::parse_dtype(dtype), {1, 4});
    a.values = {INFINITY, -INFINITY, NAN, -0.0};
    const data::Array back = from_pages(t, a.shape, to_pages(t, a));
    EXPECT_EQ(back.values[0], INFINITY);
    EXPECT_EQ(back.values[1], -INFINITY);
    EXPECT_TRUE(std::isnan(back.values[2]));
    EXPECT_TRUE(std::signbit(back.values[3]));
  }
}

// --float16=bfloat16: the array stays one of float16.
TEST(TensorPages, AFormatThatIsNotTheDtypes) {
  TensorSpec t = tensor("A", "float16", {1, 3});
  t.format = DataFormat::Float16_b;
  EXPECT_FALSE(is_own_format(t));
  data::Array a = data::make_array(tir::DataType::Float(16), {1, 3});
  a.values = {1 + 0x1p-10, 65504, 3};
  EXPECT_THAT(from_pages(t, a.shape, to_pages(t, a)).values, ElementsAre(1, INFINITY, 3));
  EXPECT_FALSE(is_own_format(tensor("B", "float8_e4m3fnuz", {1, 1})));
}

TEST(TensorPages, NoElementsNoPages) {
  const std::vector<TensorSpec> tensors = {tensor("A", "float32", {0, 32}), tensor("B", "float32", {2, 0, 3}),
                                           tensor("C", "float32", {0}, Tiling::Dense, -1, 0), rows("D", "int8", {3, 0}),
                                           rows("E", "int8", {0, 3})};
  for (const TensorSpec& t : tensors) {
    const data::Array a = data::make_array(*tir::parse_dtype(t.dtype), shape_of(t));
    EXPECT_EQ(page_layout(t, a.shape).pages(), 0);
    EXPECT_TRUE(to_pages(t, a).empty());
    EXPECT_EQ(from_pages(t, a.shape, {}).shape, a.shape);
  }
}

TEST(TensorPages, PlacesOfElements) {
  EXPECT_THAT(index_of({3, 4, 5}, 0), ElementsAre(0, 0, 0));
  EXPECT_THAT(index_of({3, 4, 5}, 59), ElementsAre(2, 3, 4));
  EXPECT_THAT(index_of({3, 4, 5}, 27), ElementsAre(1, 1, 2));
  EXPECT_TRUE(index_of({}, 0).empty());
}

TEST(TensorPages, WhatDoesNotFitIsOurFault) {
  const TensorSpec t = tensor("A", "float32", {32, 32});
  const data::Array a = data::make_array(tir::DataType::Float(32), {32, 32});
  EXPECT_THROW(from_pages(t, {32, 33}, to_pages(t, a)), InternalError);
  data::Array torn = a;
  torn.values.pop_back();
  EXPECT_THROW(to_pages(t, torn), InternalError);
  EXPECT_THROW(page_layout(t, {32}), InternalError);
}

}  // namespace
}  // namespace tir2tt::run
