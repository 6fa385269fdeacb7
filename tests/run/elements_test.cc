// Elements between row-major tensors and tiles, on the embedded device: programs of a reader and a writer, generated
// from nodes made by hand, that take every element through a circular buffer. The device checks alignments and windows.
#include <cmath>
#include <functional>

#include "run/elements_kit.h"

namespace tir2tt::run {
namespace {

using tir::DataType;
using tir::Expr;
using tir::ExprKind;
using tir::make_binary;
using tir::make_cast;
using tir::make_int;
using tir::make_load;
using tir::OpId;

const DataType kHalf = DataType::Float(16), kFloat = DataType::Float(32), kInt = DataType::Int(32),
               kFp8 = *tir::parse_dtype("float8_e4m3"), kFp8e5 = *tir::parse_dtype("float8_e5m2");

Expr add(const Expr& a, const Expr& b) { return make_binary(ExprKind::Add, a, b); }
Expr mul(const Expr& a, int64_t b) { return make_binary(ExprKind::Mul, a, make_int(b)); }
Expr call(OpId op, const Expr& a, const Expr& b) { return tir::make_call(a->dtype, op, {a, b}); }

data::Array array_of(DataType t, const std::vector<int64_t>& shape, const std::function<double(int64_t)>& value) {
  data::Array a = data::make_array(t, shape);
  for (size_t i = 0; i < a.values.size(); ++i) a.values[i] = value(static_cast<int64_t>(i));
  return a;
}

/// Blocks of 48 x 40 of 100 x 77 elements, those at the edges in part: copied to the same place.
TEST(Elements, BlocksThatNothingAligns) {
  for (const char* dtype : {"float16", "float32", "int8", "uint16", "bool"}) {
    const DataType t = *tir::parse_dtype(dtype);
    ElementProgram p;
    const tir::Buffer a = p.tensor("A", t, {100, 77}), c = p.tensor("C", t, {100, 77});
    p.blocks = 6;
    p.rows = 48, p.cols = 40;
    p.format = *target::format_of_dtype(dtype);
    const Expr row = add(mul(make_binary(ExprKind::FloorDiv, p.block, make_int(2)), 48), p.row);
    const Expr col = add(mul(make_binary(ExprKind::FloorMod, p.block, make_int(2)), 40), p.col);
    p.value = make_load(a, {row, col});
    p.target = {row, col};
    const data::Array in = data::random_array(t, {100, 77}, 1, 0);
    for (const char* chip : {"wormhole_b0", "blackhole"}) {
      const auto out = p.run({in, data::make_array(t, {100, 77})}, chip);
      EXPECT_EQ(out.findings, "") << dtype << "\n" << out.kernels;
      EXPECT_EQ(differences(out.tensors.at(1), in), "") << dtype << "\n" << out.kernels;
    }
  }
}

TEST(Elements, PadsAreZeroAndWhatLiesOutsideIsZero) {
  ElementProgram p;
  const tir::Buffer a = p.tensor("A", kInt, {20, 20}), c = p.tensor("C", kInt, {40, 40});
  p.rows = p.cols = 40;
  p.format = DataFormat::Int32;
  p.value =
      make_load(a, {make_binary(ExprKind::Sub, p.row, make_int(3)), make_binary(ExprKind::Sub, p.col, make_int(9))});
  p.target = {p.row, p.col};
  const auto at = [](int64_t r, int64_t k) {
    return r < 0 || k < 0 || r >= 20 || k >= 20 ? 0.0 : double(r * 20 + k + 1);
  };
  const auto out =
      p.run({array_of(kInt, {20, 20}, [](int64_t i) { return double(i + 1); }), data::make_array(kInt, {40, 40})});
  EXPECT_EQ(out.findings, "") << out.kernels;
  EXPECT_EQ(
      differences(out.tensors.at(1), array_of(kInt, {40, 40}, [&](int64_t i) { return at(i / 40 - 3, i % 40 - 9); })),
      "")
      << out.kernels;
}

// ---- floats of fewer bits ---------------------------------------------------------------------------------------

/// Every pattern of bits becomes the float that it stands for.
TEST(Elements, EveryNumberOfFewerBits) {
  for (DataType t : {kHalf, DataType::BFloat16(), kFp8, kFp8e5}) {
    ElementProgram p;
    const int64_t rows = t.bits == 16 ? 256 : 1;
    const tir::Buffer a = p.tensor("A", t, {rows, 256}), c = p.tensor("C", kFloat, {rows, 256});
    p.rows = rows, p.cols = 256;
    p.format = DataFormat::Float32;
    p.value = make_cast(kFloat, make_load(a, {p.row, p.col}));
    p.target = {p.row, p.col};
    const data::Array in =
        array_of(t, {rows, 256}, [&](int64_t i) { return data::from_bits(t, static_cast<uint64_t>(i)); });
    const auto out = p.run({in, data::make_array(kFloat, {rows, 256})});
    EXPECT_EQ(out.findings, "") << out.kernels;
    data::Array expected = in;
    for (double& v : expected.values) v = std::isnan(v) ? 0 : v;
    data::Array actual = out.tensors.at(1);
    for (size_t i = 0; i < in.values.size(); ++i) {
      EXPECT_EQ(std::isnan(actual.values[i]), std::isnan(in.values[i])) << to_string(t) << " " << i;
      if (std::isnan(in.values[i])) actual.values[i] = 0;
    }
    EXPECT_EQ(differences(actual, expected), "") << to_string(t);
  }
}

/// Floats of every exponent, ties among them, are rounded to nearest, ties to even.
TEST(Elements, RoundsToFewerBits) {
  for (DataType t : {kHalf, DataType::BFloat16(), kFp8, kFp8e5}) {
    ElementProgram p;
    const tir::Buffer a = p.tensor("A", kFloat, {128, 128}), c = p.tensor("C", t, {128, 128});
    p.rows = p.cols = 128;
    p.format = DataFormat::Float32;
    p.value = make_load(a, {p.row, p.col});
    p.target = {p.row, p.col};
    data::Array in = data::make_array(kFloat, {128, 128});
    for (size_t i = 0; i < in.values.size(); ++i) {
      // Exponents and leading bits in turn; behind them nothing (a tie, often), little, or much.
      const uint32_t tail = i % 3 == 0 ? 0 : i % 3 == 1 ? 1 : 0x7ff;
      const auto bits = static_cast<uint32_t>((i * 0x9E3779B1u) & 0xfffff800u) | tail;
      in.values[i] = std::bit_cast<float>(bits);
      if (std::isnan(in.values[i]) || i < 2048) in.values[i] = std::ldexp((double(i % 2048) + 1) / 1024, -12);
    }
    const auto out = p.run({in, data::make_array(t, {128, 128})});
    EXPECT_EQ(out.findings, "") << out.kernels;
    for (size_t i = 0; i < in.values.size(); ++i) {
      const double expected = data::round_to(t, in.values[i]), actual = out.tensors.at(1).values[i];
      if (std::isnan(expected) && std::isnan(actual)) continue;
      ASSERT_EQ(actual, expected) << to_string(t) << ": " << in.values[i];
    }
  }
}

// ---- values -----------------------------------------------------------------------------------------------------

struct ValueCase {
  const char* name;
  std::function<Expr(const Expr& a, const Expr& b)> value;  // of int32 elements
  std::function<double(int64_t a, int64_t b)> expected;
};
int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }
Expr as(DataType t, const Expr& e) { return make_cast(t, e); }
const DataType kU8 = DataType::UInt(8), kU16 = DataType::UInt(16), kI8 = DataType::Int(8), kU32 = DataType::UInt(32);

const ValueCase kValues[] = {
    {"floordiv", [](const Expr& a, const Expr& b) { return make_binary(ExprKind::FloorDiv, a, b); },
     [](int64_t a, int64_t b) { return double(floor_div(a, b)); }},
    {"floormod", [](const Expr& a, const Expr& b) { return make_binary(ExprKind::FloorMod, a, b); },
     [](int64_t a, int64_t b) { return double(a - b * floor_div(a, b)); }},
    {"truncdiv", [](const Expr& a, const Expr& b) { return make_binary(ExprKind::Div, a, b); },
     [](int64_t a, int64_t b) { return double(a / b); }},
    {"truncmod", [](const Expr& a, const Expr& b) { return make_binary(ExprKind::Mod, a, b); },
     [](int64_t a, int64_t b) { return double(a % b); }},
    {"uint16 wraps",
     [](const Expr& a, const Expr& b) {
       return as(kInt, make_binary(ExprKind::Sub, make_binary(ExprKind::Mul, as(kU16, a), as(kU16, a)), as(kU16, b)));
     },
     [](int64_t a, int64_t b) {
       return double(static_cast<uint16_t>(static_cast<uint16_t>(a) * static_cast<uint16_t>(a) - b));
     }},
    {"int8 of a sum", [](const Expr& a, const Expr& b) { return as(kInt, as(kI8, add(a, mul(b, 3)))); },
     [](int64_t a, int64_t b) { return double(static_cast<int8_t>(a + 3 * b)); }},
    {"uint8 shifts",
     [](const Expr& a, const Expr&) {
       return as(kInt, call(OpId::shift_left, call(OpId::shift_right, as(kU8, a), make_int(4, kU8)), make_int(6, kU8)));
     },
     [](int64_t a, int64_t) { return double(static_cast<uint8_t>((static_cast<uint8_t>(a) >> 4) << 6)); }},
    {"bits",
     [](const Expr& a, const Expr& b) {
       return call(OpId::bitwise_xor, call(OpId::bitwise_or, call(OpId::bitwise_and, a, make_int(60)), b),
                   tir::make_call(kInt, OpId::bitwise_not, {a}));
     },
     [](int64_t a, int64_t b) { return double(static_cast<int32_t>(((a & 60) | b) ^ ~a)); }},
    {"uint32",
     [](const Expr& a, const Expr&) { return as(kInt, call(OpId::shift_right, as(kU32, a), make_int(28, kU32))); },
     [](int64_t a, int64_t) { return double(static_cast<uint32_t>(a) >> 28); }},
    {"least and greatest",
     [](const Expr& a, const Expr& b) {
       return make_binary(ExprKind::Min, make_binary(ExprKind::Max, a, b), make_int(20));
     },
     [](int64_t a, int64_t b) { return double(std::min(std::max(a, b), int64_t{20})); }},
    {"choice",
     [](const Expr& a, const Expr& b) {
       const Expr c =
           make_binary(ExprKind::Or, make_binary(ExprKind::LT, a, b), make_binary(ExprKind::EQ, a, make_int(50)));
       return tir::make_call(kInt, OpId::if_then_else, {c, add(a, as(kInt, c)), tir::make_call(kInt, OpId::fabs, {b})});
     },
     [](int64_t a, int64_t b) { return double(a < b || a == 50 ? a + 1 : std::abs(b)); }},
    {"float arithmetic",
     [](const Expr& a, const Expr& b) {
       return as(kInt, make_binary(ExprKind::Div, as(kFloat, a),
                                   make_binary(ExprKind::Sub, as(kFloat, b), tir::make_float(0.25, kFloat))));
     },
     [](int64_t a, int64_t b) {
       return double(static_cast<int32_t>(static_cast<float>(a) / (static_cast<float>(b) - 0.25f)));
     }},
    {"float16 arithmetic",
     [](const Expr& a, const Expr& b) {
       return as(kInt, make_binary(ExprKind::Mul, as(kHalf, a),
                                   make_binary(ExprKind::Add, as(kHalf, b), tir::make_float(33.3, kHalf))));
     },
     [](int64_t a, int64_t b) {
       const double sum = data::round_to(kHalf, static_cast<double>(b) + data::round_to(kHalf, 33.3));
       return std::trunc(data::round_to(kHalf, static_cast<double>(a) * sum));
     }},
    {"reinterpret",
     [](const Expr& a, const Expr& b) {
       const Expr half = tir::make_call(kHalf, OpId::reinterpret, {as(kU16, add(mul(a, 16), make_int(0x4000)))});
       const Expr bits = tir::make_call(kInt, OpId::reinterpret, {as(kFloat, b)});
       return make_binary(ExprKind::Sub, bits, as(kInt, make_binary(ExprKind::Mul, half, tir::make_float(8, kHalf))));
     },
     [](int64_t a, int64_t b) {
       const double half = data::from_bits(kHalf, static_cast<uint16_t>(a * 16 + 0x4000));
       return double(std::bit_cast<int32_t>(static_cast<float>(b)) -
                     static_cast<int32_t>(data::round_to(kHalf, half * 8)));
     }},
};

TEST(Elements, ValuesAreWhatTirSays) {
  const auto a_of = [](int64_t i) { return i % 101 - 50; };
  const auto b_of = [](int64_t i) { return i / 101 % 2 == 0 ? i % 13 + 1 : -(i % 17) - 1; };
  for (const ValueCase& c : kValues) {
    ElementProgram p;
    const tir::Buffer a = p.tensor("A", kInt, {32, 64}), b = p.tensor("B", kInt, {32, 64}),
                      out = p.tensor("C", kInt, {32, 64});
    p.rows = 32, p.cols = 64;
    p.format = DataFormat::Int32;
    p.value = c.value(make_load(a, {p.row, p.col}), make_load(b, {p.row, p.col}));
    ASSERT_TRUE(transform::can_compute_on_data_movement(p.value, {})) << c.name;
    p.target = {p.row, p.col};
    const auto r =
        p.run({array_of(kInt, {32, 64}, [&](int64_t i) { return double(a_of(i)); }),
               array_of(kInt, {32, 64}, [&](int64_t i) { return double(b_of(i)); }), data::make_array(kInt, {32, 64})});
    EXPECT_EQ(r.findings, "") << c.name << "\n" << r.kernels;
    EXPECT_EQ(
        differences(r.tensors.at(2), array_of(kInt, {32, 64}, [&](int64_t i) { return c.expected(a_of(i), b_of(i)); })),
        "")
        << c.name << "\n"
        << r.kernels;
  }
}

/// Whole numbers in a float's tiles, and back.
TEST(Elements, IntegersInTilesOfFloats) {
  for (DataFormat format : {DataFormat::Float16, DataFormat::Float16_b, DataFormat::Float32}) {
    for (DataType t : {kI8, kU8, DataType::Bool()}) {
      ElementProgram p;
      const tir::Buffer a = p.tensor("A", t, {33, 33}), c = p.tensor("C", t, {33, 33});
      p.rows = p.cols = 33;
      p.format = format;
      p.value = make_load(a, {p.row, p.col});
      p.target = {p.row, p.col};
      const data::Array in = array_of(
          t, {33, 33}, [&](int64_t i) { return data::round_to(t, t.is_bool() ? double(i % 3 == 0) : double(i)); });
      const auto out = p.run({in, data::make_array(t, {33, 33})});
      EXPECT_EQ(out.findings, "") << out.kernels;
      EXPECT_EQ(differences(out.tensors.at(1), in), "") << to_string(t) << "\n" << out.kernels;
    }
  }
}

// ---- which elements ---------------------------------------------------------------------------------------------

/// Rows that another tensor numbers; what it numbers beyond the end, or below 0, is 0.
TEST(Elements, AGatherReadsItsIndicesFirst) {
  ElementProgram p;
  const tir::Buffer a = p.tensor("A", kHalf, {50, 40}), index = p.tensor("index", kInt, {32}),
                    c = p.tensor("C", kHalf, {32, 40});
  p.rows = 32, p.cols = 40;
  const tir::Var at = tir::make_var("at", kInt);
  p.lets = {{at.get(), make_load(index, {p.row})}};
  p.value = make_load(a, {at, p.col});
  p.target = {p.row, p.col};
  const auto row = [](int64_t i) { return (i * 7) % 60 - 3; };
  const auto out =
      p.run({array_of(kHalf, {50, 40}, [](int64_t i) { return double(i % 2000); }),
             array_of(kInt, {32}, [&](int64_t i) { return double(row(i)); }), data::make_array(kHalf, {32, 40})});
  EXPECT_EQ(out.findings, "") << out.kernels;
  const auto expected = [&](int64_t i) {
    const int64_t r = row(i / 40);
    return r < 0 || r >= 50 ? 0.0 : double((r * 40 + i % 40) % 2000);
  };
  EXPECT_EQ(differences(out.tensors.at(2), array_of(kHalf, {32, 40}, expected)), "") << out.kernels;
}

TEST(Elements, AVectorFillsTilesRowByRow) {
  ElementProgram p;
  const tir::Buffer a = p.tensor("A", kHalf, {1500}), c = p.tensor("C", kHalf, {1500});
  p.rows = 1, p.cols = 1500, p.dense = true;
  p.value = make_load(a, {p.col});
  p.target = {p.col};
  const data::Array in = data::random_array(kHalf, {1500}, 1, 0);
  const auto out = p.run({in, data::make_array(kHalf, {1500})});
  EXPECT_EQ(out.findings, "") << out.kernels;
  EXPECT_EQ(differences(out.tensors.at(1), in), "") << out.kernels;
}

TEST(Elements, AColumnGoes32ElementsAtOnce) {
  ElementProgram p;
  const tir::Buffer a = p.tensor("A", kFloat, {70, 5}), c = p.tensor("C", kFloat, {70});
  p.rows = 70, p.cols = 1;
  p.format = DataFormat::Float32;
  p.value = make_load(a, {p.row, make_int(3)});
  p.target = {p.row};
  const data::Array in = data::random_array(kFloat, {70, 5}, 1, 0);
  const auto out = p.run({in, data::make_array(kFloat, {70})});
  EXPECT_EQ(out.findings, "") << out.kernels;
  EXPECT_EQ(differences(out.tensors.at(1),
                        array_of(kFloat, {70}, [&](int64_t i) { return in.values[static_cast<size_t>(i * 5 + 3)]; })),
            "")
      << out.kernels;
}

TEST(Elements, AGuardedStoreInAnotherOrderLeavesTheRest) {
  ElementProgram p;
  const tir::Buffer a = p.tensor("A", kHalf, {40, 33}), c = p.tensor("C", kHalf, {30, 40});
  p.rows = 40, p.cols = 33;
  p.value = make_load(a, {p.row, p.col});
  p.target = {p.col, p.row};
  p.guard = make_binary(ExprKind::GE, p.row, p.col);
  const data::Array in = data::random_array(kHalf, {40, 33}, 1, 0), before = data::random_array(kHalf, {30, 40}, 1, 1);
  const auto out = p.run({in, before});
  EXPECT_EQ(out.findings, "") << out.kernels;
  data::Array expected = before;
  for (size_t r = 0; r < 40; ++r) {
    for (size_t k = 0; k < 30 && k <= r; ++k) expected.values[k * 40 + r] = in.values[r * 33 + k];
  }
  EXPECT_EQ(differences(out.tensors.at(1), expected), "") << out.kernels;
}

/// The writer looks up where each row goes; what goes beyond the tensor is not stored, the last one of several stays.
TEST(Elements, AScatterReadsItsPlacesFirst) {
  ElementProgram p;
  const tir::Buffer a = p.tensor("A", kHalf, {40, 40}), index = p.tensor("index", kInt, {40});
  const tir::Buffer c = p.tensor("C", kHalf, {30, 40});
  p.rows = 40, p.cols = 40;
  p.value = make_load(a, {p.row, p.col});
  p.target = {make_load(index, {p.row}), p.col};
  const auto place = [](int64_t i) { return (i * 7) % 33 - 1; };
  const data::Array in = data::random_array(kHalf, {40, 40}, 1, 0), before = data::random_array(kHalf, {30, 40}, 1, 1);
  const auto out = p.run({in, array_of(kInt, {40}, [&](int64_t i) { return double(place(i)); }), before});
  EXPECT_EQ(out.findings, "") << out.kernels;
  data::Array expected = before;
  for (int64_t i = 0; i < 1600; ++i) {
    const int64_t r = place(i / 40);
    if (r >= 0 && r < 30) expected.values[static_cast<size_t>(r * 40 + i % 40)] = in.values[static_cast<size_t>(i)];
  }
  EXPECT_EQ(differences(out.tensors.at(2), expected), "") << out.kernels;
}

TEST(Elements, AViewOfATensorHasTheTensorsPages) {
  ElementProgram p;
  const tir::Buffer a = p.tensor("A", kHalf, {6, 5, 7}), c = p.tensor("C", kHalf, {6, 5, 7});
  const tir::Buffer flat = ElementProgram::view(a, {21, 10}), out_flat = ElementProgram::view(c, {10, 21});
  p.rows = 21, p.cols = 10;
  p.value = make_load(flat, {p.row, p.col});
  p.target = {p.col, p.row};
  p.stored = out_flat;
  const data::Array in = data::random_array(kHalf, {6, 5, 7}, 1, 0);
  const auto out = p.run({in, data::make_array(kHalf, {6, 5, 7})});
  EXPECT_EQ(out.findings, "") << out.kernels;
  const auto expected = [&](int64_t i) { return in.values[static_cast<size_t>(i % 21 * 10 + i / 21)]; };
  EXPECT_EQ(differences(out.tensors.at(1), array_of(kHalf, {6, 5, 7}, expected)), "") << out.kernels;
}

/// What the reader defines for a block: its start is an element of a tensor.
TEST(Elements, ADefinitionReadsSingleElements) {
  ElementProgram p;
  const tir::Buffer a = p.tensor("A", kHalf, {90, 32}), table = p.tensor("table", kInt, {3}),
                    c = p.tensor("C", kHalf, {96, 32});
  p.blocks = 3;
  const tir::Var start = tir::make_var("start", kInt);
  p.before = {ElementProgram::definition(start, mul(make_load(table, {p.block}), 30))};
  p.value = make_load(a, {add(start, p.row), p.col});
  p.target = {add(mul(p.block, 32), p.row), p.col};
  const data::Array in = data::random_array(kHalf, {90, 32}, 1, 0);
  const double starts[] = {2, -1, 0};
  const auto out =
      p.run({in, array_of(kInt, {3}, [&](int64_t i) { return starts[i]; }), data::make_array(kHalf, {96, 32})});
  EXPECT_EQ(out.findings, "") << out.kernels;
  const auto expected = [&](int64_t i) {
    const int64_t r = static_cast<int64_t>(starts[i / 1024]) * 30 + i / 32 % 32;
    return r < 0 || r >= 90 ? 0.0 : in.values[static_cast<size_t>(r * 32 + i % 32)];
  };
  EXPECT_EQ(differences(out.tensors.at(2), array_of(kHalf, {96, 32}, expected)), "") << out.kernels;
}

}  // namespace
}  // namespace tir2tt::run
