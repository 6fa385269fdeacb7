// Our own kernels, one file of tests/run/kernels/ for each thing that a kernel can do, with other dtypes and sizes put
// into their text: right beside the reference under every schedule, or refused as the table says.
#include "run/compile_and_run.h"

namespace tir2tt::run {
namespace {

std::string text_of(const std::string& file) {
  return contents_of(std::filesystem::path(TIR2TT_SOURCE_DIR) / "tests/run/kernels" / (file + ".py"));
}

Edits dtype(const char* name) { return {{"\ndtype = \"float32\"", std::string("\ndtype = \"") + name + "\""}}; }

struct Row {
  std::string name;  // of the test
  std::string file;
  Edits edits;
  Shapes shapes = {};
  const char* arch = "wormhole_b0";
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }
using Rows = std::vector<Row>;

class OwnKernels : public ::testing::TestWithParam<Row> {};

TEST_P(OwnKernels, AreRight) {
  const Row& row = GetParam();
  expect_right(compile(row.file + ".py", edited(text_of(row.file), row.edits), row.arch), row.shapes,
               {.adversarial = 1, .random = seeds_of(1)});
}

std::string name_of(const ::testing::TestParamInfo<Row>& info) { return info.param.name; }

// ---- every kernel in every dtype ------------------------------------------------------------------------------------

constexpr const char* kFiles[] = {"batch_heads",    "broadcasts",    "edge_sums",   "edges",
                                  "epilogue",       "fills",         "gemm_nt",     "gemm_tn",
                                  "gemm_tt",        "grid_1d",       "grid_3d",     "if_blocks",
                                  "loop_nests",     "online",        "empty_loops", "many_blocks",
                                  "nested_loops",   "outer",         "softmax",     "two_kernels",
                                  "reduce_in_loop", "short_vectors", "vectors",     "sum_resident",
                                  "masks",          "packed_halves", "transposes",  "block_arithmetic",
                                  "atomics",        "dram_to_dram",  "parts",       "sometimes_loaded"};

Rows in_every_dtype() {
  Rows rows;
  for (const char* file : kFiles) {
    for (const char* type : {"float32", "bfloat16"})
      rows.push_back({fmt::format("{}_{}", file, type), file, dtype(type)});
  }
  for (const char* file : {"edge_sums", "edges", "epilogue", "fills", "gemm_tn", "loop_nests", "softmax", "vectors"})
    rows.push_back({fmt::format("{}_float16", file), file, dtype("float16")});
  return rows;
}
INSTANTIATE_TEST_SUITE_P(InEveryDtype, OwnKernels, ::testing::ValuesIn(in_every_dtype()), name_of);

// ---- copies with casts ----------------------------------------------------------------------------------------------

Rows casts() {
  Rows rows;
  const std::pair<const char*, const char*> pairs[] = {
      {"float32", "float32"}, {"float32", "bfloat16"},  {"bfloat16", "float32"}, {"float32", "float16"},
      {"float16", "float32"}, {"bfloat16", "bfloat16"}, {"float16", "float16"}};
  for (const auto& [a, b] : pairs) {
    Edits edits = dtype(a);
    edits.emplace_back("\nother = \"float32\"", std::string("\nother = \"") + b + "\"");
    for (const char* file : {"copies", "cast_on_the_way"})
      rows.push_back({std::string(file) + "_" + a + "_" + b, file, edits});
  }
  return rows;
}
INSTANTIATE_TEST_SUITE_P(Casts, OwnKernels, ::testing::ValuesIn(casts()), name_of);

// ---- matrix products ------------------------------------------------------------------------------------------------

struct Sizes {
  int m, n, k, bm, bn, bk, stages;
  const char *type, *accumulator, *what;
};
constexpr Sizes kGemms[] = {
    {64, 64, 64, 32, 32, 32, 1, "bfloat16", "float32", "one_tile"},
    {64, 128, 96, 64, 64, 32, 2, "bfloat16", "float32", "fits_dst_exactly"},
    {128, 128, 64, 64, 128, 32, 2, "bfloat16", "bfloat16", "fits_dst_of_16_bits"},
    {96, 96, 96, 96, 96, 32, 3, "bfloat16", "float32", "nine_tiles"},
    {128, 128, 64, 128, 128, 64, 4, "bfloat16", "float32", "sixteen_tiles"},
    {128, 128, 128, 128, 128, 128, 1, "float16", "float32", "blocks_of_128"},
    {128, 64, 128, 128, 32, 64, 2, "float16", "float16", "tall"},
    {64, 192, 64, 32, 192, 32, 2, "float32", "float32", "wide"},
    {160, 96, 64, 160, 96, 64, 1, "float32", "float32", "one_block"},
    {32, 32, 256, 32, 32, 32, 4, "bfloat16", "float32", "long"},
    {320, 320, 32, 32, 32, 32, 2, "bfloat16", "float32", "hundred_blocks"},
    {100, 70, 90, 64, 32, 64, 2, "bfloat16", "float32", "no_multiples"},
    {40, 40, 40, 64, 64, 64, 2, "float16", "float32", "less_than_a_block"},
};

Rows gemms() {
  Rows rows;
  for (const Sizes& s : kGemms) {
    Edits edits = dtype(s.type);
    edits.emplace_back("accumulator = \"float32\"", fmt::format("accumulator = \"{}\"", s.accumulator));
    edits.emplace_back("M, N, K = 128, 128, 128", fmt::format("M, N, K = {}, {}, {}", s.m, s.n, s.k));
    edits.emplace_back("BM, BN, BK = 64, 64, 32", fmt::format("BM, BN, BK = {}, {}, {}", s.bm, s.bn, s.bk));
    edits.emplace_back("stages = 2", fmt::format("stages = {}", s.stages));
    rows.push_back({std::string("gemm_") + s.what, "gemm", edits});
  }
  return rows;
}
INSTANTIATE_TEST_SUITE_P(Gemms, OwnKernels, ::testing::ValuesIn(gemms()), name_of);

// ---- functions ------------------------------------------------------------------------------------------------------

struct Function {
  const char *name, *text;
};
constexpr Function kFunctions[] = {
    {"exp", "T.exp(x[i, j])"},
    {"exp2", "T.exp2(x[i, j] * 3.0)"},
    {"log", "T.log(y[i, j])"},
    {"log2", "T.log2(y[i, j])"},
    {"sqrt", "T.sqrt(y[i, j])"},
    {"rsqrt", "T.rsqrt(y[i, j])"},
    {"tanh", "T.tanh(x[i, j] * 2.0)"},
    {"sigmoid", "T.sigmoid(x[i, j] * 4.0)"},
    {"erf", "T.erf(x[i, j])"},
    {"abs", "T.abs(x[i, j])"},
    {"max", "T.max(x[i, j], y[i, j])"},
    {"min", "T.min(x[i, j], y[i, j] - 0.5)"},
    {"max_constant", "T.max(x[i, j], 0.25)"},
    {"min_constant", "T.min(x[i, j], 0.25)"},
    {"pow", "T.pow(y[i, j], x[i, j])"},
    {"pow_constant", "T.pow(y[i, j], 2.0)"},
    {"floor", "T.floor(x[i, j] * 4.0)"},
    {"ceil", "T.ceil(x[i, j] * 4.0)"},
    {"divide", "x[i, j] / y[i, j]"},
    {"divide_constant", "x[i, j] / 3.0"},
    {"constant_divided", "1.0 / y[i, j]"},
    {"constant_minus", "1.0 - x[i, j]"},
    {"negative", "-x[i, j]"},
    {"square", "x[i, j] * x[i, j]"},
    {"less", "T.if_then_else(x[i, j] < y[i, j], x[i, j], 2.0)"},
    {"less_equal", "T.if_then_else(x[i, j] <= x[i, j], x[i, j], y[i, j])"},
    {"greater", "T.if_then_else(x[i, j] > 0.0, x[i, j], y[i, j])"},
    {"greater_equal", "T.if_then_else(0.0 >= x[i, j], 0.0, y[i, j])"},
    {"equal", "T.if_then_else(x[i, j] == x[i, j], x[i, j], 9.0)"},
    {"not_equal", "T.if_then_else(x[i, j] != x[i, j], 9.0, y[i, j])"},
    {"select", "T.Select(x[i, j] > y[i, j], x[i, j], y[i, j])"},
    {"both", "T.if_then_else(T.And(x[i, j] > 0.0, y[i, j] > 0.5), x[i, j], y[i, j])"},
    {"casts", "T.cast(T.cast(x[i, j], \"float32\") * 0.5, dtype)"},
    {"deep", "T.exp(x[i, j]) * y[i, j] + T.max(x[i, j], 0.0) * (y[i, j] - T.sqrt(y[i, j]))"},
};

/// Statements that store a function each, six at most from `first`.
std::string function_statements(size_t first) {
  std::string text;
  for (size_t i = first; i < std::min(first + 6, std::size(kFunctions)); ++i)
    text += fmt::format(
        "        for i, j in T.Parallel(64, 32):\n            z[i, j] = {}\n        T.copy(z, Z[{}, 0, bx * 32])\n",
        kFunctions[i].text, i - first);
  return text;
}

Rows functions() {
  Rows rows;
  for (const char* type : {"float32", "bfloat16", "float16"}) {
    for (size_t first = 0; first < std::size(kFunctions); first += 6) {
      Edits edits = dtype(type);
      edits.emplace_back("FUNCTIONS\n", function_statements(first));
      rows.push_back({fmt::format("from_{}_{}", kFunctions[first].name, type), "scalar_functions", edits});
    }
  }
  return rows;
}
INSTANTIATE_TEST_SUITE_P(Functions, OwnKernels, ::testing::ValuesIn(functions()), name_of);

// ---- reductions -----------------------------------------------------------------------------------------------------

Rows reductions() {
  Rows rows;
  for (const char* type : {"float32", "bfloat16"}) {
    for (const char* kind : {"sum", "max", "min", "abssum", "absmax"}) {
      Edits edits = dtype(type);
      edits.emplace_back("KIND", kind);
      // abssum always clears and has no such argument.
      if (std::string_view(kind) == "abssum") edits.emplace_back(", clear=False", "");
      rows.push_back({fmt::format("{}_{}", kind, type), "reductions", edits});
    }
  }
  return rows;
}
INSTANTIATE_TEST_SUITE_P(Reductions, OwnKernels, ::testing::ValuesIn(reductions()), name_of);

// ---- shapes of the call, and the other chip
// ---------------------------------------------------------------------------

Rows other() {
  Rows rows;
  const Shapes sizes[] = {{{"m", 96}, {"n", 128}, {"k", 64}},
                          {{"m", 1}, {"n", 1}, {"k", 1}},
                          {{"m", 300}, {"n", 500}, {"k", 33}},
                          {{"m", 32}, {"n", 70}, {"k", 100}}};
  for (const Shapes& s : sizes)
    rows.push_back(
        {fmt::format("symbolic_{}_{}_{}", s.at("m"), s.at("n"), s.at("k")), "symbolic", dtype("bfloat16"), s});
  for (const char* block : {"32", "96", "128"})
    rows.push_back({std::string("edges_of_blocks_of_") + block, "edges", {{"B0 = 64", std::string("B0 = ") + block}}});
  for (const char* file : {"copies", "edges", "gemm", "many_blocks", "online"})
    rows.push_back({std::string(file) + "_on_blackhole", file, dtype("float32"), {}, "blackhole"});
  return rows;
}
INSTANTIATE_TEST_SUITE_P(Other, OwnKernels, ::testing::ValuesIn(other()), name_of);

// ---- what is refused ------------------------------------------------------------------------------------------------

// A CB has one data format and Tensix one exponent family per kernel.
TEST(OwnKernelsRefused, Float16BesideBfloat16) {
  Edits edits = dtype("float16");
  edits.emplace_back("\nother = \"float32\"", "\nother = \"bfloat16\"");
  expect_refused(compile("copies.py", edited(text_of("copies"), edits)), "T0501", "b");
}

// The elements of a nest are independent of each other; these are not.
TEST(OwnKernelsRefused, ABlockThatIsTransposedInPlace) {
  const std::string text = edited(text_of("grid_3d"), {{"a[i, j] = a[i, j] * 2.0", "a[i, j] = a[j, i]"}});
  expect_refused(compile("grid_3d.py", text), "T0501", "a[i, j] = a[j, i]");
}

}  // namespace
}  // namespace tir2tt::run
