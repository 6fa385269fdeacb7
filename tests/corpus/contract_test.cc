// The metadata contract: what tilelang-tt's own tests of the memory-space pass got from it, kernel by kernel
// (contract/*.before.py, *.after.py), compared as sets. Every difference allowed is in docs/metadata.md. Skipped where
// the corpus is absent.
#include <gtest/gtest.h>

#include "corpus/corpus.h"
#include "target/chip.h"
#include "transform/tt/memory_space_lower_tt.h"
#include "tvm/script.h"

namespace tir2tt {
namespace {

namespace fs = std::filesystem;
const fs::path kContract = testing::kCorpus / "contract";

struct Metadata {
  std::set<testing::CbEntry> entries;
  int64_t num_cbs = 0;
  bool is_tt = false;
};

tvm::Script read(const fs::path& path) {
  const SourceFile file(path.string(), testing::contents(path));
  Diagnostics diags;
  tvm::Script script = tvm::read_script(file, {}, diags);
  EXPECT_FALSE(diags.has_errors()) << render(diags, &file, false);
  return script;
}

Metadata metadata_of(const tir::PrimFunc& f) {
  Metadata out;
  out.is_tt = f->attrs.find("tt_schedule_policy") != nullptr;
  if (const tir::Attr* n = f->attrs.find("tt_num_cbs")) {
    EXPECT_TRUE(n->as_integer(&out.num_cbs));
  }
  out.entries = testing::cb_entries(f);
  return out;
}

TEST(Contract, MetadataOfEveryExistingTest) {
  if (!fs::exists(kContract)) GTEST_SKIP() << "no corpus at " << kContract;
  int compared = 0, entries = 0;
  for (const auto& item : fs::directory_iterator(kContract)) {
    const std::string name = item.path().filename().string();
    if (!name.ends_with(".before.py")) continue;
    const tvm::Script before = read(item.path());
    const tvm::Script after = read(item.path().parent_path() / (name.substr(0, name.size() - 10) + ".after.py"));
    transform::PassOptions options;
    options.chip = target::find_chip("wormhole_b0");
    Diagnostics diags;
    const tir::IRModule ours = transform::memory_space_lower_tt(before.module, options, diags);
    EXPECT_FALSE(diags.has_errors()) << name << render(diags, nullptr, false);
    ASSERT_EQ(ours.functions.size(), after.module.functions.size()) << name;
    for (size_t i = 0; i < ours.functions.size(); ++i) {
      const Metadata got = metadata_of(ours.functions[i].second), want = metadata_of(after.module.functions[i].second);
      EXPECT_EQ(got.entries, want.entries) << name;
      EXPECT_EQ(got.num_cbs, want.num_cbs) << name;
      // tt_num_cbs is always written: an allowed difference.
      EXPECT_EQ(ours.functions[i].second->attrs.find("tt_num_cbs") != nullptr, got.is_tt) << name;
      entries += static_cast<int>(want.entries.size());
    }
    ++compared;
  }
  EXPECT_EQ(compared, 14);
  EXPECT_GT(entries, 10);
}

std::vector<std::string> lines_but_attributes(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (line.find("T.func_attr(") == std::string::npos) out.push_back(line);
  }
  return out;
}

TEST(Contract, NothingButTheAttributesChanges) {
  if (!fs::exists(kContract)) GTEST_SKIP() << "no corpus at " << kContract;
  int annotated = 0;
  for (const auto& item : fs::recursive_directory_iterator(kContract.parent_path())) {
    if (item.path().extension() != ".py") continue;
    const tvm::Script before = read(item.path());
    transform::PassOptions options;
    options.chip = target::find_chip("wormhole_b0");
    Diagnostics diags;
    const tir::IRModule after = transform::memory_space_lower_tt(before.module, options, diags);
    const std::string was = tvm::print_script(before.module, before.info), is = tvm::print_script(after, before.info);
    EXPECT_EQ(lines_but_attributes(was), lines_but_attributes(is)) << item.path();
    annotated += was != is;
  }
  EXPECT_GE(annotated, 20);
}

}  // namespace
}  // namespace tir2tt
