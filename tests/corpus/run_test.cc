// Kernels of the corpus on the embedded device, beside the reference: at their own size in order, and cut down (by
// replacing numbers in their text) under adversarial and random schedules. What cannot be compiled yet is refused with
// a diagnostic that names a statement. Skipped where the corpus is absent.
#include <fmt/format.h>

#include "corpus/corpus.h"
#include "run/compile_and_run.h"

namespace tir2tt::run {
namespace {

using tir2tt::testing::kCorpus;

Edits grid(int from_x, int to_x, int from_y = 0, int to_y = 0) {
  const char* const text = "\"blockIdx.{}\", {})";
  Edits edits = {{fmt::format(fmt::runtime(text), 'x', from_x), fmt::format(fmt::runtime(text), 'x', to_x)}};
  if (from_y > 0)
    edits.emplace_back(fmt::format(fmt::runtime(text), 'y', from_y), fmt::format(fmt::runtime(text), 'y', to_y));
  return edits;
}

Edits both(Edits edits, const Edits& more) {
  edits.insert(edits.end(), more.begin(), more.end());
  return edits;
}

struct Row {
  std::string file;
  Edits smaller;
  Shapes shapes = {};    // of what is symbolic
  bool own_size = true;  // false: takes too long
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.file; }

const Edits kFewerSteps = {{"1024", "256"}, {"T.serial(32,", "T.serial(8,"}};

const Edits kFewerHeads = both(grid(16, 2, 32, 2), {{"(8, 1024, 32, 128)", "(1, 128, 2, 128)"},
                                                    {"\"blockIdx.z\", 8)", "\"blockIdx.z\", 1)"},
                                                    {"(4194304, 4096, 128, 1)", "(32768, 256, 128, 1)"}});

const std::vector<Row> kRight = {
    {"tilelang/gemm.py", both(grid(8, 2, 8, 2), kFewerSteps)},
    {"tilelang/gemm_bf16.py", both(grid(8, 2, 8, 2), {{"512", "128"}})},
    {"tilelang/gemm_transA.py",
     both(grid(4, 2, 4, 2), {{"512", "256"}, {"1024", "512"}, {"768", "192"}, {"T.serial(24,", "T.serial(6,"}})},
    {"tilelang/gemm_transB_dyn.py", {}, {{"m", 256}, {"n", 128}, {"k", 96}}},
    // No extent is a multiple of its block.
    {"tilelang/gemm_transB_dyn.py", {}, {{"m", 200}, {"n", 144}, {"k", 80}}},
    {"tilelang/gemm_relu_quickstart.py", both(grid(8, 2, 8, 2), kFewerSteps)},
    // Its 108 blocks stay: most of them lie outside the tensors, and 44 are the second of their core.
    {"tilelang/gemm_persistent.py",
     {{"1024", "256"}, {"(512,", "(128,"}, {", 512)", ", 128)"}, {"T.serial(8,", "T.serial(2,"}}},
    {"tilelang/elementwise_add.py", both(grid(32, 3, 32, 3), {{"1024", "96"}})},
    {"tilelang/reduce_sum.py", {{"65536", "4096"}, {"256", "64"}}},
    {"tilelang/rms_norm.py",
     both(grid(8192, 80), {{"(8192, 8192)", "(80, 1024)"},
                           {"(8192, 1)", "(1024, 1)"},
                           {", 8192", ", 1024"},
                           {"(8192)", "(1024)"},
                           {"(8192.0)", "(1024.0)"}}),
     {},
     false},
    {"tilelang/flash_attn_mha_fwd.py", both(kFewerHeads, {{"T.LetStmt(16,", "T.LetStmt(2,"}}), {}, false},
    {"tilelang/flash_attn_mha_fwd_causal.py", both(kFewerHeads, {{"T.min(16,", "T.min(2,"}}), {}, false},
    {"tilelang/linear_attn_fwd.py",
     both(grid(4, 2, 4, 2), {{"\"blockIdx.z\", 256)", "\"blockIdx.z\", 2)"},
                             {"(8, 1024, 32, 256)", "(1, 128, 2, 128)"},
                             {"(8388608, 8192, 256, 1)", "(32768, 256, 128, 1)"},
                             {"(4, 8, 1024, 32, 256)", "(2, 1, 128, 2, 128)"},
                             {"(67108864, 8388608, 8192, 256, 1)", "(32768, 32768, 256, 128, 1)"},
                             {"(8, 32, 256, 256)", "(1, 2, 128, 128)"},
                             {"(2097152, 65536, 256, 1)", "(32768, 16384, 128, 1)"},
                             {"i_bh // 32", "i_bh // 2"},
                             {"i_bh % 32", "i_bh % 2"},
                             {"T.serial(16,", "T.serial(2,"}}),
     {},
     false},
    // The mask ends within the last block.
    {"tilelang/online_softmax.py",
     both(grid(8192, 80), {{"(8192, 8192)", "(80, 2048)"},
                           {"(8192, 1)", "(2048, 1)"},
                           {"range(8)", "range(2)"},
                           {"1024 < 8192", "1024 < 2000"}}),
     {},
     false},
    {"tilelang_tt/cast_fp32_bf16_tt/00_frontend.py", both(grid(8, 2, 8, 2), {{"256", "64"}})},
    {"tilelang_tt/elementwise_add_tt/00_frontend.py", both(grid(8, 2, 8, 2), {{"256", "64"}})},
    {"tilelang_tt/gemm_cb_pipeline_tt/00_frontend.py",
     both(grid(8, 3, 8, 3), {{"256", "96"}, {"range(8)", "range(3)"}})},
    {"tilelang_tt/reduction_sum_tt/00_frontend.py", both(grid(8, 2), {{"256", "64"}, {"range(8)", "range(2)"}})},
};

class CorpusRuns : public ::testing::TestWithParam<Row> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kCorpus)) GTEST_SKIP() << "no corpus at " << kCorpus;
  }
  Compiled compiled(const Edits& edits, const char* arch = "wormhole_b0") const {
    return compile(GetParam().file, edited(tir2tt::testing::contents(kCorpus / GetParam().file), edits), arch);
  }
};

class CorpusRunsWhole : public CorpusRuns {};

TEST_P(CorpusRunsWhole, InOrder) { expect_right(compiled({}), GetParam().shapes, {.adversarial = 0, .random = 0}); }

TEST_P(CorpusRuns, CutDownUnderAnySchedule) {
  expect_right(compiled(GetParam().smaller), GetParam().shapes, {.adversarial = 2, .random = seeds_of(20)});
}

TEST_P(CorpusRuns, CutDownOnTheOtherChip) {
  expect_right(compiled(GetParam().smaller, "blackhole"), GetParam().shapes, {.adversarial = 1, .random = 0});
}

std::string row_name(const ::testing::TestParamInfo<Row>& info) {
  std::string name = info.param.file.substr(info.param.file.find('/') + 1);
  name = name.substr(0, name.find_first_of("./"));
  for (const auto& [extent, value] : info.param.shapes) name += "_" + extent + std::to_string(value);
  return name;
}
INSTANTIATE_TEST_SUITE_P(Kernels, CorpusRuns, ::testing::ValuesIn(kRight), row_name);

std::vector<Row> small_enough() {
  std::vector<Row> rows;
  std::copy_if(kRight.begin(), kRight.end(), std::back_inserter(rows), [](const Row& row) { return row.own_size; });
  return rows;
}
INSTANTIATE_TEST_SUITE_P(Kernels, CorpusRunsWhole, ::testing::ValuesIn(small_enough()), row_name);

/// What is refused, and the statement to which the first error points.
struct Refusal {
  const char* kernel;
  const char* id;
  const char* statement;
};
constexpr Refusal kRefused[] = {
    {"blocksparse_gemm", "T0501", "if BlockMask[by, bx, k]:"},
    {"cast_fp8", "T0502", "T.copy(T.region(X[row * 8, "},
    {"convolution", "T0501", "data_shared_1[i, j] = "},
    {"dequant_gemm_fp4", "T0502", "T.copy(T.region(B[bx * 128, k * 128 // 2]"},
    {"elementwise_add_non32", "T0502", "T.copy(T.region(A[by * 48, "},
    {"gemm_i8", "T0501", "T.gemm("},
    {"gemm_non32", "T0502", "T.copy(T.region(A[by * 48, "},
    {"gemm_splitk", "T0403", "T.call_extern(\"handle\", \"AtomicAdd\""},
    {"gemv_naive", "T0404", "C_reg[0] = "},
    {"gqa_decode_nosplit", "T0502", "T.copy(T.region(Q[bid, "},
    {"topk", "T0504", "expand_max_idx[i, j] = "},
};

TEST(CorpusRefusals, NameAStatement) {
  if (!std::filesystem::exists(kCorpus)) GTEST_SKIP() << "no corpus at " << kCorpus;
  for (const Refusal& r : kRefused) {
    SCOPED_TRACE(r.kernel);
    const std::string file = std::string("tilelang/") + r.kernel + ".py";
    const Compiled c = compile(file, tir2tt::testing::contents(kCorpus / file));
    expect_refused(c, r.id, r.statement);
  }
}

// Every kernel of the corpus is in one of the two tables.
TEST(CorpusRefusals, NothingIsLeftOut) {
  if (!std::filesystem::exists(kCorpus)) GTEST_SKIP() << "no corpus at " << kCorpus;
  std::set<std::string> expected, there;
  for (const Row& row : kRight) expected.insert(row.file);
  for (const Refusal& r : kRefused) expected.insert(std::string("tilelang/") + r.kernel + ".py");
  for (const auto& entry : std::filesystem::directory_iterator(kCorpus / "tilelang"))
    if (entry.path().extension() == ".py") there.insert("tilelang/" + entry.path().filename().string());
  for (const auto& entry : std::filesystem::directory_iterator(kCorpus / "tilelang_tt"))
    there.insert("tilelang_tt/" + entry.path().filename().string() + "/00_frontend.py");
  EXPECT_EQ(there, expected);
}

}  // namespace
}  // namespace tir2tt::run
