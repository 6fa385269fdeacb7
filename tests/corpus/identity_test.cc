// The promise about formats, on everything that real TVM and TileLang printed: reading and printing gives the same
// bytes; the printed text means the same; and so does the text that is printed without side information.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "corpus/corpus.h"
#include "tir/equal.h"
#include "tvm/script.h"

namespace tir2tt::tvm {
namespace {

namespace fs = std::filesystem;
using tir2tt::testing::contents;
using tir2tt::testing::first_difference_of_lines;
using tir2tt::testing::kCorpus;

std::vector<fs::path> scripts() {
  std::vector<fs::path> found;
  if (!fs::exists(kCorpus)) return found;
  for (const auto& entry : fs::recursive_directory_iterator(kCorpus)) {
    if (entry.path().extension() == ".py") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

class Corpus : public ::testing::Test {
 protected:
  void SetUp() override {
    paths_ = scripts();
    if (paths_.empty()) GTEST_SKIP() << "no corpus at " << kCorpus;
  }

  /// Reads a text that must be without errors.
  static bool read(const std::string& name, const std::string& text, Script* out) {
    const SourceFile file(name, text);
    Diagnostics diags;
    *out = read_script(file, {}, diags);
    if (!diags.has_errors()) return true;
    ADD_FAILURE() << name << " cannot be read:\n" << render(diags, &file, false);
    return false;
  }

  /// `check(name, text, script)` on every file; the name is relative to the corpus.
  template <class Check>
  void for_each_script(Check check) {
    for (const fs::path& path : paths_) {
      const std::string name = fs::relative(path, kCorpus).string(), text = contents(path);
      Script script;
      if (read(name, text, &script)) check(name, text, script);
    }
  }

  std::vector<fs::path> paths_;
};

TEST_F(Corpus, PrintsBackWhatItRead) {
  size_t identical = 0;
  for_each_script([&](const std::string& name, const std::string& text, const Script& script) {
    const std::string printed = print_script(script.module, script.info);
    identical += printed == text;
    EXPECT_TRUE(printed == text) << name << ", " << first_difference_of_lines(text, printed);
  });
  RecordProperty("identical", static_cast<int>(identical));
  EXPECT_EQ(identical, paths_.size());
}

/// Names, places of free declarations, header and trailer: what TVM works out, the printer works out as well.
TEST_F(Corpus, NeedsNoSideInformationForTheSameBytes) {
  for_each_script([&](const std::string& name, const std::string& text, const Script& script) {
    const std::string printed = print_script(script.module);
    EXPECT_TRUE(printed == text) << name << ", " << first_difference_of_lines(text, printed);
  });
}

TEST_F(Corpus, PrintedTextMeansTheSame) {
  for_each_script([&](const std::string& name, const std::string&, const Script& script) {
    Script again;
    if (!read(name + " printed", print_script(script.module, script.info), &again)) return;
    EXPECT_EQ(tir::first_difference(script.module, again.module, true), "") << name;
  });
}

TEST_F(Corpus, MeansTheSameWithoutSideInformation) {
  for_each_script([&](const std::string& name, const std::string&, const Script& script) {
    Script again;
    if (!read(name + " printed plainly", print_script(script.module), &again)) return;
    EXPECT_EQ(tir::first_difference(script.module, again.module, true), "") << name;
  });
}

}  // namespace
}  // namespace tir2tt::tvm
