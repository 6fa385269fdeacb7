// Kernels of the corpus on the embedded device, beside the reference: at their own size in order, and cut down (by
// replacing numbers in their text) under adversarial and random schedules. Skipped where the corpus is absent.
#include <fmt/format.h>

#include "corpus/corpus.h"
#include "corpus/rows.h"
#include "run/compile_and_run.h"

namespace tir2tt::run {
namespace {

using corpus::kRight;
using corpus::Row;
using tir2tt::testing::kCorpus;

class CorpusRuns : public ::testing::TestWithParam<Row> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kCorpus)) GTEST_SKIP() << "no corpus at " << kCorpus;
  }
  Compiled compiled(const Edits& edits) const { return compiled(edits, GetParam().arch); }
  Compiled compiled(const Edits& edits, const char* arch) const {
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

TEST(CorpusRefusals, Float8IsNoFormatOfWormhole) {
  if (!std::filesystem::exists(kCorpus)) GTEST_SKIP() << "no corpus at " << kCorpus;
  const Compiled c = compile("cast_fp8.py", tir2tt::testing::contents(kCorpus / "tilelang/cast_fp8.py"));
  expect_refused(c, "T0407", R"(T.alloc_buffer((8, 128), "float8_e4m3")");
}

// Every kernel of the corpus is in the table.
TEST(CorpusTable, NothingIsLeftOut) {
  if (!std::filesystem::exists(kCorpus)) GTEST_SKIP() << "no corpus at " << kCorpus;
  std::set<std::string> expected, there;
  for (const Row& row : kRight) expected.insert(row.file);
  for (const auto& entry : std::filesystem::directory_iterator(kCorpus / "tilelang"))
    if (entry.path().extension() == ".py") there.insert("tilelang/" + entry.path().filename().string());
  for (const auto& entry : std::filesystem::directory_iterator(kCorpus / "tilelang_tt"))
    there.insert("tilelang_tt/" + entry.path().filename().string() + "/00_frontend.py");
  EXPECT_EQ(there, expected);
}

}  // namespace
}  // namespace tir2tt::run
