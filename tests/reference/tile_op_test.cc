// Tile operations against plain loops.
#include "reference/interpret.h"

namespace tir2tt::reference {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string ptr(const std::string& buffer, const std::string& dtype, int n) {
  return "T.tvm_access_ptr(T.type_annotation(\"" + dtype + "\"), " + buffer + ".data, 0, " + std::to_string(n) + ", 3)";
}

struct GemmCase {
  std::string in = "float16", out = "float32";
  bool transpose_a = false, transpose_b = false, clear = false;
  int m = 16, n = 24, k = 40;
};

tir::PrimFunc gemm_kernel(const GemmCase& c) {
  const auto shape = [](int r, int s, bool t) {
    return "(" + std::to_string(t ? s : r) + ", " + std::to_string(t ? r : s) + ")";
  };
  const auto region = [](const std::string& b, int r, int s, bool t) {
    return "T.region(" + b + "[0, 0], 1, " + std::to_string(t ? s : r) + ", " + std::to_string(t ? r : s) + ")";
  };
  const auto text = [](bool v) { return v ? std::string("T.bool(True)") : std::string("T.bool(False)"); };
  const std::string a = shape(c.m, c.k, c.transpose_a), b = shape(c.k, c.n, c.transpose_b), d = shape(c.m, c.n, false);
  const std::string in = "\"" + c.in + "\"", out = "\"" + c.out + "\"",
                    sizes = std::to_string(c.m) + ", " + std::to_string(c.n) + ", " + std::to_string(c.k);
  return kernel(
      "A: T.Buffer(" + a + ", " + in + "), B: T.Buffer(" + b + ", " + in + "), C: T.Buffer(" + d + ", " + out + ")",
      {"As = T.alloc_buffer(" + a + ", " + in + ", scope=\"shared\")",
       "Bs = T.alloc_buffer(" + b + ", " + in + ", scope=\"shared\")",
       "Cs = T.alloc_buffer(" + d + ", " + out + ", scope=\"local.fragment\")",
       "T.copy(" + region("A", c.m, c.k, c.transpose_a) + ", " + region("As", c.m, c.k, c.transpose_a) +
           ", -1, T.bool(False), 0)",
       "T.copy(" + region("B", c.k, c.n, c.transpose_b) + ", " + region("Bs", c.k, c.n, c.transpose_b) +
           ", -1, T.bool(False), 0)",
       "T.copy(" + region("C", c.m, c.n, false) + ", " + region("Cs", c.m, c.n, false) + ", -1, T.bool(False), 0)",
       "T.gemm(" + ptr("As", c.in, c.m * c.k) + ", " + ptr("Bs", c.in, c.k * c.n) + ", " + ptr("Cs", c.out, c.m * c.n) +
           ", " + text(c.transpose_a) + ", " + text(c.transpose_b) + ", " + sizes + ", 0, " + text(c.clear) + ", " +
           std::to_string(c.transpose_a ? c.m : c.k) + ", " + std::to_string(c.transpose_b ? c.k : c.n) +
           ", 0, 0, 1, 0, T.uint32(0), 0, 0)",
       "T.copy(" + region("Cs", c.m, c.n, false) + ", " + region("C", c.m, c.n, false) + ", -1, T.bool(False), 0)"});
}

struct GemmRun {
  Result result;
  std::vector<double> expected, magnitudes;
};

GemmRun run_gemm(const GemmCase& c, const Options& options, double scale = 1) {
  const auto value = [&](int64_t i) { return scale * noise(i); };
  const data::Array a = array(c.in, {c.transpose_a ? c.k : c.m, c.transpose_a ? c.m : c.k}, value);
  const data::Array b =
      array(c.in, {c.transpose_b ? c.n : c.k, c.transpose_b ? c.k : c.n}, [&](int64_t i) { return value(i + 5); });
  const data::Array old = array(c.out, {c.m, c.n}, [&](int64_t i) { return value(i + 9); });
  GemmRun out{run(gemm_kernel(c), {a, b, old}, options), {}, {}};
  for (int i = 0; i < c.m; ++i) {
    for (int j = 0; j < c.n; ++j) {
      double sum = c.clear ? 0 : old.values[static_cast<size_t>(i * c.n + j)], most = std::fabs(sum);
      for (int k = 0; k < c.k; ++k) {
        const double p = a.values[static_cast<size_t>(c.transpose_a ? k * c.m + i : i * c.k + k)] *
                         b.values[static_cast<size_t>(c.transpose_b ? j * c.k + k : k * c.n + j)];
        sum += p;
        most += std::fabs(p);
      }
      out.expected.push_back(sum);
      out.magnitudes.push_back(most);
    }
  }
  return out;
}

TEST(TileOp, GemmIsTheProduct) {
  for (int flags = 0; flags < 8; ++flags) {
    GemmCase c;
    c.transpose_a = flags & 1, c.transpose_b = flags & 2, c.clear = flags & 4;
    const GemmRun r = run_gemm(c, exact());
    const Tensor& t = r.result.tensors[2];
    for (size_t i = 0; i < r.expected.size(); ++i) EXPECT_NEAR(t.value.values[i], r.expected[i], 1e-6) << flags;
  }
}

TEST(TileOp, GemmBoundCoversRoundedOperandsAndIsNotSilly) {
  const GemmRun r = run_gemm({}, {});
  const Tensor& t = r.result.tensors[2];
  for (size_t i = 0; i < r.expected.size(); ++i) {
    EXPECT_GE(t.bound[i], 0x1p-10 * r.magnitudes[i] * 0.5);
    EXPECT_LE(t.bound[i], 0x1.1p-10 * r.magnitudes[i] + 1e-6);
    EXPECT_LE(std::fabs(t.value.values[i] - r.expected[i]), static_cast<double>(t.bound[i]));
  }
}

/// Products cut to 10 bits, sums kept in bfloat16: within the bound for such a machine.
TEST(TileOp, GemmBoundCoversAnotherMachine) {
  GemmCase c;
  c.in = "float32", c.clear = true;
  Options o;
  o.errors = {0x1p-10, 0, 0x1p-8, 0, 0x1p-8, 0x1p-8, 0x1p-8, 0x1p-8};
  const GemmRun r = run_gemm(c, o);
  const auto cut = [](double v) { return data::round_to(tir::DataType::BFloat16(), v); };
  const std::vector<double>& a = r.result.tensors[0].value.values;
  const std::vector<double>& b = r.result.tensors[1].value.values;
  for (int i = 0; i < c.m * c.n; ++i) {
    double sum = 0;
    for (int k = 0; k < c.k; ++k) {
      sum += a[static_cast<size_t>(i / c.n * c.k + k)] * b[static_cast<size_t>(k * c.n + i % c.n)];
      if (k % 16 == 15) sum = cut(sum);
    }
    const size_t at = static_cast<size_t>(i);
    EXPECT_LE(std::fabs(cut(sum) - r.result.tensors[2].value.values[at]),
              static_cast<double>(r.result.tensors[2].bound[at]));
  }
}

TEST(TileOp, GemmOfIntegersIsExact) {
  for (const char* in : {"int8", "int32"}) {
    GemmCase c;
    c.in = in, c.out = "int32", c.transpose_b = true;
    const GemmRun r = run_gemm(c, {}, 100);
    const Tensor& t = r.result.tensors[2];
    for (size_t i = 0; i < r.expected.size(); ++i) {
      EXPECT_EQ(t.value.values[i], r.expected[i]);
      EXPECT_EQ(t.bound[i], 0);
    }
  }
}

TEST(TileOp, GemmOfSlices) {
  // Bs[:, 4:8] and the last row block of a 3-D buffer: pitch, offset and the pointer's offset tell.
  const auto f =
      kernel("A: T.Buffer((2, 2, 3), \"float32\"), B: T.Buffer((3, 8), \"float32\"), C: T.Buffer((2, 4), \"float32\")",
             {"As = T.alloc_buffer((2, 2, 3), scope=\"shared\")", "Bs = T.alloc_buffer((3, 8), scope=\"shared\")",
              "Cs = T.alloc_buffer((2, 4), scope=\"local.fragment\")",
              "T.copy(T.region(A[0, 0, 0], 1, 2, 2, 3), T.region(As[0, 0, 0], 2, 2, 2, 3))",
              "T.copy(T.region(B[0, 0], 1, 3, 8), T.region(Bs[0, 0], 2, 3, 8))",
              "T.gemm(T.tvm_access_ptr(T.type_annotation(\"float32\"), As.data, 6, 6, 1), "
              "T.tvm_access_ptr(T.type_annotation(\"float32\"), Bs.data, 0, 24, 1), "
              "T.tvm_access_ptr(T.type_annotation(\"float32\"), Cs.data, 0, 8, 3), T.bool(False), T.bool(False), 2, 4, "
              "3, 0, T.bool(True), 3, 8, 0, 4, 1, 0, T.uint32(0), 0, 0)",
              "T.copy(T.region(Cs[0, 0], 1, 2, 4), T.region(C[0, 0], 2, 2, 4))"});
  const auto count = [](int64_t i) { return static_cast<double>(i); };
  const Result r =
      run(f, {array("float32", {2, 2, 3}, count), array("float32", {3, 8}, count), zeros("float32", {2, 4})});
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 4; ++j) {
      double sum = 0;
      for (int k = 0; k < 3; ++k) sum += (6 + i * 3 + k) * (k * 8 + 4 + j);
      EXPECT_EQ(r.tensors[2].value.values[static_cast<size_t>(i * 4 + j)], sum);
    }
  }
}

TEST(TileOp, GemmBeyondItsBuffer) {
  GemmCase c;
  auto f =
      kernel("A: T.Buffer((4, 4), \"float32\")",
             {"S = T.alloc_buffer((4, 4), scope=\"shared\")",
              "T.gemm(" + ptr("S", "float32", 16) + ", " + ptr("S", "float32", 16) + ", " + ptr("S", "float32", 16) +
                  ", T.bool(False), T.bool(False), 4, 4, 8, 0, T.bool(True), 4, 4, 0, 0)"});
  const Diagnostic d = refused(f, {zeros("float32", {4, 4})});
  EXPECT_EQ(d.id, DiagId::OutOfBounds);
  EXPECT_THAT(d.message, HasSubstr("elements 0 to 19 of `S`, which has 16"));
}

TEST(TileOp, CopyGuardsTensorsPairsLongAxesAndCasts) {
  const auto f =
      kernel("A: T.Buffer((2, 5, 3, 4), \"float32\"), C: T.Buffer((5, 4), \"float16\")",
             {"S = T.alloc_buffer((4, 4), \"float16\", scope=\"shared\")",
              "T.copy(T.region(A[1, -1, 2, 0], 1, 1, 4, 1, 4), T.region(S[0, 0], 2, 4, 4), -1, T.bool(False), 0)",
              "T.copy(T.region(S[0, 0], 1, 4, 4), T.region(C[3, 1], 2, 4, 4), -1, T.bool(False), 0)"});
  const data::Array a = array("float32", {2, 5, 3, 4}, [](int64_t i) { return static_cast<double>(i) + 0.0001; });
  const Result r = run(f, {a, array("float16", {5, 4}, [](int64_t) { return -1; })});
  for (int i = 0; i < 5; ++i) {
    for (int j = 0; j < 4; ++j) {
      const bool copied = i >= 3 && j >= 1;
      const double from = i == 3 ? 0 : 60 + (i - 4) * 12 + 8 + (j - 1);
      EXPECT_EQ(r.tensors[1].value.values[static_cast<size_t>(i * 4 + j)], copied ? from : -1) << i << ", " << j;
    }
  }
}

TEST(TileOp, CopyOfOneElementHonoursItsPlace) {
  const auto f = kernel("A: T.Buffer((4,), \"float32\"), C: T.Buffer((4,), \"float32\")",
                        {"T.copy(T.region(A[2], 1, 1), T.region(C[3], 2, 1), -1, T.bool(False), 0)"});
  const Result r =
      run(f, {array("float32", {4}, [](int64_t i) { return static_cast<double>(i); }), zeros("float32", {4})});
  EXPECT_THAT(r.tensors[1].value.values, ElementsAre(0, 0, 0, 2));
  EXPECT_EQ(r.tensors[1].bound[3], 0);  // no arithmetic
}

TEST(TileOp, CopyTakesThePaddingOfItsBuffer) {
  const auto f = kernel("A: T.Buffer((2,), \"float32\"), C: T.Buffer((2, 4), \"float32\")",
                        {"with T.block(\"root\"):", "    S = T.alloc_buffer((4,), scope=\"shared\")",
                         "    P = T.alloc_buffer((4,), scope=\"shared\")",
                         "    T.block_attr({\"padding_map\": {S.data: T.float32(7), P.data: 3}})",
                         "    T.copy(T.region(A[0], 1, 4), T.region(S[0], 2, 4), -1, T.bool(False), 0)",
                         "    for i in T.parallel(4):", "        P[i] = A[i] + T.float32(1)",
                         "    for i in range(4):", "        C[0, i] = S[i]", "        C[1, i] = P[i]"});
  const Result r = run(f, {array("float32", {2}, [](int64_t) { return 5; }), zeros("float32", {2, 4})});
  EXPECT_THAT(r.tensors[1].value.values, ElementsAre(5, 5, 7, 7, 6, 6, 4, 4));
}

TEST(TileOp, CopyBetweenRegionsOfOtherRanksIsRefused) {
  const auto f = kernel("A: T.Buffer((4, 4), \"float32\"), C: T.Buffer((16,), \"float32\")",
                        {"T.copy(T.region(A[0, 0], 1, 4, 4), T.region(C[0], 2, 16), -1, T.bool(False), 0)"});
  EXPECT_THAT(refused(f, {zeros("float32", {4, 4}), zeros("float32", {16})}).message, HasSubstr("2 and 1 axes"));
}

TEST(TileOp, FillOfTheWholeAndOfASlice) {
  const auto f =
      kernel("C: T.Buffer((2, 4), \"float16\")",
             {"S = T.alloc_buffer((2, 4), \"float16\", scope=\"shared\")",
              "T.fill(" + ptr("S", "float16", 8) + ", T.float32(0.1))", "T.fill(S[1:2, 1:3], T.float32(\"-inf\"))",
              "T.copy(T.region(S[0, 0], 1, 2, 4), T.region(C[0, 0], 2, 2, 4))"});
  const Result r = run(f, {zeros("float16", {2, 4})});
  const double tenth = data::round_to(tir::DataType::Float(16), 0.1);
  EXPECT_THAT(r.tensors[0].value.values, ElementsAre(tenth, tenth, tenth, tenth, tenth, -HUGE_VAL, -HUGE_VAL, tenth));
  EXPECT_EQ(r.tensors[0].bound[5], 0);
  EXPECT_GT(r.tensors[0].bound[0], 0);
}

tir::PrimFunc reduce_kernel(const std::string& kind, int axis, bool clear, const std::string& in,
                            const std::string& out) {
  const std::string n = axis == 0 ? "5" : "3", shape = axis == 0 ? "(5,)" : "(3, 1)";
  const std::string start = axis == 0 ? "[0]" : "[0, 0]", extents = axis == 0 ? "5" : "3, 1";
  return kernel("A: T.Buffer((3, 5), \"" + in + "\"), C: T.Buffer(" + shape + ", \"" + out + "\")",
                {"S = T.alloc_buffer((3, 5), \"" + in + "\", scope=\"local.fragment\")",
                 "D = T.alloc_buffer(" + shape + ", \"" + out + "\", scope=\"local.fragment\")",
                 "T.copy(T.region(A[0, 0], 1, 3, 5), T.region(S[0, 0], 2, 3, 5), -1, T.bool(False), 0)",
                 "T.fill(" + ptr("D", out, std::stoi(n)) + ", 2)",
                 "T.reduce(" + ptr("S", in, 15) + ", " + ptr("D", out, std::stoi(n)) + ", \"" + kind + "\", " +
                     std::to_string(axis) + (clear ? ", T.bool(True))" : ", T.bool(False))"),
                 "T.copy(T.region(D" + start + ", 1, " + extents + "), T.region(C" + start + ", 2, " + extents +
                     "), -1, T.bool(False), 0)"});
}

double reduced(const std::string& kind, double a, double b) {
  if (kind == "sum" || kind == "abssum") return a + b;
  return kind == "min" ? std::min(a, b) : std::max(a, b);
}

TEST(TileOp, Reductions) {
  for (const std::string kind : {"sum", "max", "min", "abssum", "absmax"}) {
    for (int flags = 0; flags < 8; ++flags) {
      const bool clear = flags & 1, ints = flags & 2;
      const int axis = flags >> 2, n = axis == 0 ? 5 : 3, length = axis == 0 ? 3 : 5;
      const std::string dtype = ints ? "int32" : "float32";
      const data::Array a =
          array(dtype, {3, 5}, [&](int64_t i) { return ints ? static_cast<double>(i * 7 % 11 - 5) : 4 * noise(i); });
      const Result r = run(reduce_kernel(kind, axis, clear, dtype, dtype),
                           {a, axis == 0 ? zeros(dtype, {5}) : zeros(dtype, {3, 1})});
      for (int i = 0; i < n; ++i) {
        double expected = 0;
        for (int k = 0; k < length; ++k) {
          double v = a.values[static_cast<size_t>(axis == 0 ? k * 5 + i : i * 5 + k)];
          if (kind.starts_with("abs")) v = std::fabs(v);
          expected = k == 0 ? v : reduced(kind, expected, v);
        }
        if (!clear && kind != "abssum") expected = reduced(kind, expected, 2);
        const size_t at = static_cast<size_t>(i);
        EXPECT_NEAR(r.tensors[1].value.values[at], expected, 1e-6) << kind << flags;
        EXPECT_LE(r.tensors[1].bound[at], ints ? 0 : 0.1) << kind << flags;
        // The matrix unit truncates what it compares; the 2 that was there it does not see.
        if (!ints && expected != 2) EXPECT_GT(r.tensors[1].bound[at], 0) << kind << flags;
      }
    }
  }
}

// The element with a maximum is found for certain, as often as one is taken out.
TEST(TileOp, MaximaOfTheVectorUnitAreExact) {
  const tir::PrimFunc f = kernel(
      "A: T.Buffer((4, 8), \"float32\"), C: T.Buffer((4, 3), \"int32\")",
      {"S = T.alloc_buffer((4, 8), scope=\"local.fragment\")", "M = T.alloc_buffer((4,), scope=\"local.fragment\")",
       "I = T.alloc_buffer((4, 8), \"int32\", scope=\"local.fragment\")",
       "B = T.alloc_buffer((4,), \"int32\", scope=\"local.fragment\")",
       "T.copy(T.region(A[0, 0], 1, 4, 8), T.region(S[0, 0], 2, 4, 8), -1, T.bool(False), 0)", "for k in range(3):",
       "    T.reduce(" + ptr("S", "float32", 32) + ", " + ptr("M", "float32", 4) + ", \"max\", 1, T.bool(True))",
       "    for i, j in T.grid(4, 8):", "        I[i, j] = T.if_then_else(M[i] == S[i, j], j, -1)",
       "    T.reduce(" + ptr("I", "int32", 32) + ", " + ptr("B", "int32", 4) + ", \"max\", 1, T.bool(True))",
       "    for i, j in T.grid(4, 8):", "        S[i, j] = T.if_then_else(M[i] == S[i, j], T.float32(-9), S[i, j])",
       "    for i in range(4):", "        C[i, k] = B[i]"});
  Options o;
  const std::vector<data::Array> in = {array("float32", {4, 8}, noise), zeros("int32", {4, 3})};
  EXPECT_THAT(run(f, in, o).tensors[1].bound, testing::Contains(testing::Gt(0)));
  o.errors.maximum_float32 = 0;
  const Result r = run(f, in, o);
  EXPECT_THAT(r.tensors[1].bound, testing::Each(0));
  for (size_t i = 0; i < 4; ++i) {
    std::vector<std::pair<double, double>> row;
    for (size_t j = 0; j < 8; ++j) row.emplace_back(-in[0].values[i * 8 + j], static_cast<double>(j));
    std::sort(row.begin(), row.end());
    for (size_t k = 0; k < 3; ++k) EXPECT_EQ(r.tensors[1].value.values[i * 3 + k], row[k].second);
  }
}

TEST(TileOp, ReduceOfAnotherShapeIsRefused) {
  const auto f = kernel(
      "A: T.Buffer((3, 5), \"float32\")",
      {"D = T.alloc_buffer((4,), scope=\"local.fragment\")", "S = T.alloc_buffer((3, 5), scope=\"local.fragment\")",
       "T.reduce(" + ptr("S", "float32", 15) + ", " + ptr("D", "float32", 4) + ", \"sum\", 1, T.bool(True))"});
  EXPECT_THAT(refused(f, {zeros("float32", {3, 5})}).message, HasSubstr("3 values for the 4 elements of `D`"));
}

TEST(TileOp, CumSum) {
  for (bool reverse : {false, true}) {
    const auto f = kernel("A: T.Buffer((2, 4), \"int32\"), C: T.Buffer((2, 4), \"int32\")",
                          {"S = T.alloc_buffer((2, 4), \"int32\", scope=\"shared\")",
                           "T.copy(T.region(A[0, 0], 1, 2, 4), T.region(S[0, 0], 2, 2, 4), -1, T.bool(False), 0)",
                           "T.cumsum(" + ptr("S", "int32", 8) + ", " + ptr("S", "int32", 8) + ", 1, " +
                               (reverse ? "T.bool(True))" : "T.bool(False))"),
                           "T.copy(T.region(S[0, 0], 1, 2, 4), T.region(C[0, 0], 2, 2, 4), -1, T.bool(False), 0)"});
    const Result r =
        run(f, {array("int32", {2, 4}, [](int64_t i) { return static_cast<double>(i); }), zeros("int32", {2, 4})});
    if (reverse) EXPECT_THAT(r.tensors[1].value.values, ElementsAre(6, 6, 5, 3, 22, 18, 13, 7));
    if (!reverse) EXPECT_THAT(r.tensors[1].value.values, ElementsAre(0, 1, 3, 6, 4, 9, 15, 22));
  }
}

TEST(TileOp, Atomics) {
  const auto f = kernel(
      "A: T.Buffer((4,), \"float32\"), C: T.Buffer((3, 4), \"float32\")",
      {"b = T.launch_thread(\"blockIdx.x\", 3)",
       "with T.block(\"root\"):", "    S = T.alloc_buffer((4,), scope=\"shared\")",
       "    T.copy(T.region(A[0], 1, 4), T.region(S[0], 2, 4), -1, T.bool(False), 0)",
       "    T.atomicadd(T.region(S[0], 1, 4), T.region(C[0, 0], 3, 1, 4))",
       "    for i in T.parallel(6):", "        T.call_extern(\"handle\", \"AtomicAdd\", C[1, i], T.float32(2))",
       "    T.call_extern(\"handle\", \"AtomicMax\", C[2, 0], T.Cast(\"float32\", b))",
       "    T.call_extern(\"handle\", \"AtomicMin\", T.address_of(C[2, 1]), T.Cast(\"float32\", b) - T.float32(9))"});
  const Result r =
      run(f, {array("float32", {4}, [](int64_t i) { return static_cast<double>(i); }), zeros("float32", {3, 4})});
  EXPECT_THAT(r.tensors[1].value.values, ElementsAre(0, 3, 6, 9, 6, 6, 6, 6, 2, -9, 0, 0));
}

TEST(TileOp, AtomicsOfTilesAndOfSeveralElements) {
  const tir::PrimFunc f =
      kernel("A: T.Buffer((4,), \"float32\"), C: T.Buffer((3, 4), \"float32\")",
             {"with T.block(\"root\"):", "    S = T.alloc_buffer((4,), scope=\"shared\")",
              "    T.copy(T.region(A[0], 1, 4), T.region(S[0], 2, 4), -1, T.bool(False), 0)",
              "    T.atomicmax(T.region(S[0], 1, 4), T.region(C[0, 0], 3, 1, 4))",
              "    T.call_extern(\"handle\", \"AtomicAddx2\", T.address_of(C[1, 1]), T.address_of(S[2]))",
              "    T.atomic_add_elem_op(T.address_of(C[2, 0]), S[3], 0)",
              "    T.atomic_addx4_elem_op(T.address_of(C[2, 0]), T.address_of(S[0]), 0)"});
  const Result r =
      run(f, {array("float32", {4}, [](int64_t i) { return static_cast<double>(i - 1); }), zeros("float32", {3, 4})});
  EXPECT_THAT(r.tensors[1].value.values, ElementsAre(0, 0, 1, 2, 0, 1, 2, 0, 1, 0, 1, 2));
}

// 1 x 3 x 3 x 2 with a 2 x 2 kernel, stride 1, pad 1: 16 places of 8 values; blocks of 4 x 4.
TEST(TileOp, Im2ColUnrollsAnImage) {
  const tir::PrimFunc f = kernel(
      "A: T.Buffer((1, 3, 3, 2), \"float32\"), C: T.Buffer((16, 8), \"float32\")",
      {"with T.block(\"root\"):", "    S = T.alloc_buffer((4, 4), scope=\"shared\")", "    for m, k in T.grid(4, 2):",
       "        T.c2d_im2col(T.tvm_access_ptr(T.type_annotation(\"float32\"), A.data, 0, 18, 1), "
       "T.tvm_access_ptr(T.type_annotation(\"float32\"), S.data, 0, 16, 2), m, k, 2, 1, 1, 1, 0)",
       "        T.copy(T.region(S[0, 0], 1, 4, 4), T.region(C[m * 4, k * 4], 2, 4, 4), -1, T.bool(False), 0)"});
  const Result r = run(f, {array("float32", {1, 3, 3, 2}, [](int64_t i) { return static_cast<double>(i + 1); }),
                           zeros("float32", {16, 8})});
  const auto expected = [](int64_t place, int64_t column) -> double {
    const int64_t h = place / 4 - 1 + column / 4, w = place % 4 - 1 + column / 2 % 2, c = column % 2;
    return h < 0 || w < 0 || h > 2 || w > 2 ? 0 : static_cast<double>((h * 3 + w) * 2 + c + 1);
  };
  for (int64_t i = 0; i < 128; ++i) {
    ASSERT_EQ(r.tensors[1].value.values[static_cast<size_t>(i)], expected(i / 8, i % 8)) << i;
  }
}

}  // namespace
}  // namespace tir2tt::reference
