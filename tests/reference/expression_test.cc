// Every kind of expression, with what C++ makes of it.
#include <rapidcheck.h>

#include <bit>

#include "reference/interpret.h"

namespace tir2tt::reference {
namespace {

/// C[i] = expression of a = A[i], b = B[i].
tir::PrimFunc element(const std::string& in, const std::string& out, const std::string& value, int n) {
  const std::string shape = "((" + std::to_string(n) + ",), \"";
  return kernel("A: T.Buffer" + shape + in + "\"), B: T.Buffer" + shape + in + "\"), C: T.Buffer" + shape + out + "\")",
                {"for i in range(" + std::to_string(n) + "):", "    C[i] = " + value});
}

struct Case {
  std::string value;
  std::function<double(double, double)> expected;
};

void check(const std::string& in, const std::string& out, const std::vector<double>& a, const std::vector<double>& b,
           const std::vector<Case>& cases) {
  const int64_t n = static_cast<int64_t>(a.size());
  const data::Array x = array(in, {n}, [&](int64_t i) { return a[static_cast<size_t>(i)]; });
  const data::Array y = array(in, {n}, [&](int64_t i) { return b[static_cast<size_t>(i)]; });
  for (const Case& c : cases) {
    const Result r = run(element(in, out, c.value, static_cast<int>(n)), {x, y, zeros(out, {n})}, exact());
    for (size_t i = 0; i < a.size(); ++i) {
      const double expected = data::round_to(*tir::parse_dtype(out), c.expected(x.values[i], y.values[i]));
      const double value = r.tensors[2].value.values[i];
      EXPECT_TRUE(value == expected || (std::isnan(value) && std::isnan(expected)))
          << c.value << " of " << x.values[i] << ", " << y.values[i] << ": " << value << ", not " << expected;
    }
  }
}

const std::vector<double> kA = {1.5, -2.25, 0.0, 3.0, 0.5, -0.75}, kB = {2.0, 1.5, -1.0, -2.0, 0.5, 4.0};

TEST(Expression, FloatOperators) {
  check("float32", "float32", kA, kB,
        {{"A[i] + B[i]", [](double a, double b) { return a + b; }},
         {"A[i] - B[i]", [](double a, double b) { return a - b; }},
         {"A[i] * B[i]", [](double a, double b) { return a * b; }},
         {"A[i] / B[i]", [](double a, double b) { return a / b; }},
         {"T.FloorDiv(A[i], B[i])", [](double a, double b) { return std::floor(a / b); }},
         {"T.FloorMod(A[i], B[i])", [](double a, double b) { return a - std::floor(a / b) * b; }},
         {"T.truncmod(A[i], B[i])", [](double a, double b) { return std::fmod(a, b); }},
         {"T.min(A[i], B[i])", [](double a, double b) { return std::min(a, b); }},
         {"T.max(A[i], B[i])", [](double a, double b) { return std::max(a, b); }},
         {"T.Select(A[i] < B[i], A[i], B[i] * T.float32(2))", [](double a, double b) { return a < b ? a : b * 2; }},
         {"T.if_then_else(A[i] >= B[i], T.float32(0.1), B[i])", [](double a, double b) { return a >= b ? 0.1 : b; }},
         {"T.Cast(\"float32\", T.Cast(\"float16\", A[i] + T.float32(0.0001)))",
          [](double a, double) {
            return data::round_to(tir::DataType::Float(16), a + data::round_to(tir::DataType::Float(32), 0.0001));
          }},
         {"T.Cast(\"float32\", T.Cast(\"int32\", A[i]))", [](double a, double) { return std::trunc(a); }}});
}

TEST(Expression, FloatFunctions) {
  const std::vector<Case> cases = {
      {"T.exp(A[i])", [](double a, double) { return std::exp(a); }},
      {"T.exp2(A[i])", [](double a, double) { return std::exp2(a); }},
      {"T.exp10(A[i])", [](double a, double) { return std::pow(10, a); }},
      {"T.erf(A[i])", [](double a, double) { return std::erf(a); }},
      {"T.tanh(A[i])", [](double a, double) { return std::tanh(a); }},
      {"T.sigmoid(A[i])", [](double a, double) { return 1 / (1 + std::exp(-a)); }},
      {"T.sqrt(A[i])", [](double a, double) { return std::sqrt(a); }},
      {"T.rsqrt(A[i])", [](double a, double) { return 1 / std::sqrt(a); }},
      {"T.log(A[i])", [](double a, double) { return std::log(a); }},
      {"T.log2(A[i])", [](double a, double) { return std::log2(a); }},
      {"T.log10(A[i])", [](double a, double) { return std::log10(a); }},
      {"T.log1p(A[i])", [](double a, double) { return std::log1p(a); }},
      {"T.sin(A[i])", [](double a, double) { return std::sin(a); }},
      {"T.cos(A[i])", [](double a, double) { return std::cos(a); }},
      {"T.tan(A[i])", [](double a, double) { return std::tan(a); }},
      {"T.sinh(A[i])", [](double a, double) { return std::sinh(a); }},
      {"T.cosh(A[i])", [](double a, double) { return std::cosh(a); }},
      {"T.asin(A[i])", [](double a, double) { return std::asin(a); }},
      {"T.acos(A[i])", [](double a, double) { return std::acos(a); }},
      {"T.atan(A[i])", [](double a, double) { return std::atan(a); }},
      {"T.asinh(A[i])", [](double a, double) { return std::asinh(a); }},
      {"T.acosh(A[i])", [](double a, double) { return std::acosh(a); }},
      {"T.atanh(A[i])", [](double a, double) { return std::atanh(a); }},
      {"T.fabs(A[i])", [](double a, double) { return std::fabs(a); }},
      {"T.floor(A[i])", [](double a, double) { return std::floor(a); }},
      {"T.ceil(A[i])", [](double a, double) { return std::ceil(a); }},
      {"T.trunc(A[i])", [](double a, double) { return std::trunc(a); }},
      {"T.round(A[i])", [](double a, double) { return std::round(a); }},
      {"T.nearbyint(A[i])", [](double a, double) { return std::nearbyint(a); }},
      {"T.pow(A[i], B[i])", [](double a, double b) { return std::pow(a, b); }},
      {"T.atan2(A[i], B[i])", [](double a, double b) { return std::atan2(a, b); }},
      {"T.hypot(A[i], B[i])", [](double a, double b) { return std::hypot(a, b); }},
      {"T.copysign(A[i], B[i])", [](double a, double b) { return std::copysign(a, b); }},
      {"T.fmod(A[i], B[i])", [](double a, double b) { return std::fmod(a, b); }},
      {"T.fma(A[i], B[i], A[i])", [](double a, double b) { return a * b + a; }},
      {"T.__exp(A[i])", [](double a, double) { return std::exp(a); }},
      {"T.__log(A[i])", [](double a, double) { return std::log(a); }},
      {"T.ieee_add(A[i], B[i], \"rn\")", [](double a, double b) { return a + b; }},
      {"T.Cast(\"float32\", T.isnan(T.sqrt(A[i])))", [](double a, double) { return a < 0; }}};
  check("float32", "float32", kA, kB, cases);
}

/// The bound of a function of an uncertain number covers the function of each number that it may be.
TEST(Expression, BoundsOfFunctions) {
  Options o = exact();
  o.errors.step = 0x1p-10;  // A[i] * 1 is uncertain by that
  for (const char* f : {"exp", "tanh", "sqrt", "log", "sin", "cosh", "tan", "sigmoid", "rsqrt", "fabs", "floor"}) {
    const auto inner = element("float32", "float32", "T." + std::string(f) + "(A[i] * T.float32(1))", 64);
    const auto plain = element("float32", "float32", "T." + std::string(f) + "(A[i])", 64);
    const data::Array a = array("float32", {64}, [](int64_t i) { return 0.05 + static_cast<double>(i) / 16; });
    data::Array moved = a;
    for (double& v : moved.values) v = data::round_to(a.dtype, v * (1 - 0x1p-11));
    const Result r = run(inner, {a, a, a}, o), x = run(plain, {moved, moved, moved}, exact());
    for (size_t i = 0; i < 64; ++i) {
      const double there = x.tensors[2].value.values[i], here = r.tensors[2].value.values[i];
      EXPECT_LE(std::fabs(there - here), static_cast<double>(r.tensors[2].bound[i])) << f << " at " << i;
    }
  }
}

// Signs of packed numbers are spread by shifts.
TEST(Expression, Int32Wraps) {
  check("int32", "int32", {7, -7, 0x7FFFFFFF, 0x12345678, -2147483648.0}, {8, 15, 1, -1, 2147483647},
        {{"T.shift_right(T.shift_left(A[i], 28), 28)",
          [](double x, double) { return static_cast<int32_t>(static_cast<uint32_t>(int32_t(x)) << 28) >> 28; }},
         {"(A[i] + B[i]) // 2",
          [](double x, double y) { return static_cast<int32_t>(uint32_t(int32_t(x)) + uint32_t(int32_t(y))) >> 1; }},
         {"A[i] * B[i]", [](double x, double y) { return x * y; }}});
}

TEST(Expression, IntegerOperators) {
  const std::vector<double> a = {7, -7, 100, -128, 0, 127}, b = {2, 2, -3, 5, 9, 127};
  const auto floor_div = [](double x, double y) { return std::floor(x / y); };
  check("int8", "int8", a, b,
        {{"A[i] + B[i]", [](double x, double y) { return x + y; }},
         {"A[i] - B[i]", [](double x, double y) { return x - y; }},
         {"A[i] * B[i]", [](double x, double y) { return x * y; }},
         {"T.Div(A[i], B[i])", [](double x, double y) { return std::trunc(x / y); }},
         {"T.truncmod(A[i], B[i])", [](double x, double y) { return std::fmod(x, y); }},
         {"A[i] // B[i]", floor_div},
         {"A[i] % B[i]", [&](double x, double y) { return x - floor_div(x, y) * y; }},
         {"T.min(A[i], B[i])", [](double x, double y) { return std::min(x, y); }},
         {"T.max(A[i], B[i])", [](double x, double y) { return std::max(x, y); }},
         {"T.bitwise_and(A[i], B[i])", [](double x, double y) { return int(x) & int(y); }},
         {"T.bitwise_or(A[i], B[i])", [](double x, double y) { return int(x) | int(y); }},
         {"T.bitwise_xor(A[i], B[i])", [](double x, double y) { return int(x) ^ int(y); }},
         {"T.bitwise_not(A[i])", [](double x, double) { return ~int(x); }},
         {"T.shift_right(A[i], T.int8(1))", [](double x, double) { return int(x) >> 1; }},
         {"T.shift_left(A[i], T.int8(3))", [](double x, double) { return int(x) * 8; }},
         {"T.shift_right(T.shift_left(A[i], T.int8(4)), T.int8(4))", [](double x, double) { return int(x); }},
         {"T.popcount(A[i])", [](double x, double) { return std::popcount(static_cast<uint8_t>(int(x))); }},
         {"T.Cast(\"int8\", A[i] > B[i] and A[i] != T.int8(100) or B[i] == T.int8(9))",
          [](double x, double y) { return (x > y && x != 100) || y == 9; }},
         {"T.Cast(\"int8\", not A[i] <= B[i])", [](double x, double y) { return !(x <= y); }}});
}

TEST(Expression, UnsignedWraps) {
  const std::vector<double> a = {3, 250, 65535, 0}, b = {5, 10, 65535, 1};
  check("uint16", "uint16", a, b,
        {{"T.shift_right(A[i] - B[i], T.uint16(1))",
          [](double x, double y) { return static_cast<uint16_t>(int(x) - int(y)) >> 1; }},
         {"T.shift_right(T.bitwise_not(A[i]), T.uint16(4))",
          [](double x, double) { return static_cast<uint16_t>(~int(x)) >> 4; }},
         {"T.shift_right(T.shift_left(A[i], T.uint16(8)), T.uint16(8))",
          [](double x, double) { return int(x) & 0xff; }}});
}

TEST(Expression, SixtyFourBits) {
  const auto f = kernel(
      "C: T.Buffer((4,), \"int32\")",
      {"C[0] = T.Cast(\"int32\", T.Cast(\"int64\", T.int32(2147483647)) * T.int64(4294967296) // T.int64(4294967296))",
       "C[1] = T.Cast(\"int32\", T.shift_right(T.uint64(0) - T.uint64(1), T.uint64(62)))",
       "C[2] = T.Cast(\"int32\", (T.uint64(0) - T.uint64(1)) // T.uint64(4611686018427387904))",
       "C[3] = T.Cast(\"int32\", T.uint64(0) - T.uint64(1) > T.uint64(5))"});
  EXPECT_THAT(run(f, {zeros("int32", {4})}).tensors[0].value.values, testing::ElementsAre(2147483647, 3, 3, 1));
}

TEST(Expression, ReinterpretsBits) {
  const auto f = kernel("A: T.Buffer((3,), \"uint16\"), C: T.Buffer((3,), \"float16\"), D: T.Buffer((3,), \"uint16\")",
                        {"for i in range(3):", "    C[i] = T.reinterpret(\"float16\", A[i])",
                         "    D[i] = T.reinterpret(\"uint16\", C[i] * T.float16(2))"});
  const double bits[] = {0x3c00, 0xc000, 0x3555};
  const Result r =
      run(f, {array("uint16", {3}, [&](int64_t i) { return bits[i]; }), zeros("float16", {3}), zeros("uint16", {3})});
  EXPECT_THAT(r.tensors[1].value.values, testing::ElementsAre(1, -2, 0x1.554p-2));
  EXPECT_THAT(r.tensors[2].value.values, testing::ElementsAre(0x4000, 0xc400, 0x3955));
}

TEST(Expression, OnlyTheBranchTakenIsEvaluated) {
  const auto f =
      kernel("A: T.Buffer((4,), \"float32\"), C: T.Buffer((8,), \"float32\")",
             {"S = T.alloc_buffer((4,), scope=\"shared\")", "for i in range(4):", "    S[i] = A[i]",
              "for i in range(8):", "    C[i] = T.if_then_else(i < 4 and S[i] > T.float32(-9), S[i], T.float32(-1))"});
  const Result r =
      run(f, {array("float32", {4}, [](int64_t i) { return static_cast<double>(i); }), zeros("float32", {8})});
  EXPECT_THAT(r.tensors[1].value.values, testing::ElementsAre(0, 1, 2, 3, -1, -1, -1, -1));
}

/// What cannot be decided is as uncertain as the two ways are apart.
TEST(Expression, UncertainConditions) {
  Options o = exact();
  o.errors.step = 0x1p-4;
  const auto f =
      element("float32", "float32", "T.if_then_else(A[i] * T.float32(1) < B[i], T.float32(10), T.float32(4))", 3);
  const Result r =
      run(f,
          {array("float32", {3}, [](int64_t) { return 1; }),
           array("float32", {3}, [](int64_t i) { return 1 + 0.05 * static_cast<double>(i); }), zeros("float32", {3})},
          o);
  EXPECT_THAT(r.tensors[2].value.values, testing::ElementsAre(4, 10, 10));
  EXPECT_FLOAT_EQ(r.tensors[2].bound[0], 6);
  EXPECT_FLOAT_EQ(r.tensors[2].bound[1], 6);
  EXPECT_LT(r.tensors[2].bound[2], 1e-4f);  // 0.1 is more than 1/16
}

TEST(Expression, LongChainsOfLetsEnd) {
  std::vector<std::string> doubling = {"x0: T.int32 = T.int32(1)"}, deep = {"x0: T.int32 = T.int32(1)"};
  for (int i = 1; i < 60; ++i) {
    const std::string p = "x" + std::to_string(i - 1);
    doubling.push_back("x" + std::to_string(i) + ": T.int32 = " + p + " + " + p);
  }
  doubling.push_back("C[0] = x59");
  for (int i = 1; i < 3000; ++i) {
    deep.push_back("x" + std::to_string(i) + ": T.int32 = x" + std::to_string(i - 1) + " + 1");
  }
  deep.push_back("C[0] = x2999");
  for (const auto& body : {doubling, deep}) {
    EXPECT_EQ(refused(kernel("C: T.Buffer((1,), \"int32\")", body), {zeros("int32", {1})}).id, DiagId::CannotInterpret);
  }
}

TEST(Expression, WhatHasNoMeaning) {
  const auto in = array("float32", {1}, [](int64_t) { return 1; });
  const auto why = [&](const std::string& value) {
    return refused(element("float32", "float32", value, 1), {in, in, in}).message;
  };
  EXPECT_THAT(why("T.call_extern(\"float32\", \"f\", A[i])"), testing::HasSubstr("`call_extern`"));
  EXPECT_THAT(why("T.Cast(\"float32\", 1 // i)"), testing::HasSubstr("divided by zero"));
  EXPECT_THAT(refused(kernel("C: T.Buffer((1,), \"int32\"), n: T.int32", {"C[0] = n"}), {zeros("int32", {1})}).message,
              testing::HasSubstr("`n` has no value"));
}

}  // namespace
}  // namespace tir2tt::reference
