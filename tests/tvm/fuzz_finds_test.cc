// What fuzz/reader_fuzz found once: each must be read without a crash, and what is accepted must print stably.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tvm/script.h"

namespace tir2tt::tvm {
namespace {

namespace fs = std::filesystem;

TEST(FuzzFinds, AreReadAndPrintedStably) {
  int files = 0;
  for (const auto& item : fs::directory_iterator(fs::path(TIR2TT_SOURCE_DIR) / "tests/tvm/fuzz_finds")) {
    std::ostringstream text;
    text << std::ifstream(item.path(), std::ios::binary).rdbuf();
    const SourceFile file(item.path().string(), text.str());
    Diagnostics diags;
    const Script script = read_script(file, {}, diags);
    (void)render(diags, &file, false);
    ++files;
    if (diags.has_errors()) continue;
    const std::string once = print_script(script.module, script.info);
    Diagnostics again_diags;
    const Script again = read_script({"printed.py", once}, {}, again_diags);
    EXPECT_FALSE(again_diags.has_errors()) << item.path() << once;
    EXPECT_EQ(print_script(again.module, again.info), once) << item.path();
  }
  EXPECT_GE(files, 1);
}

}  // namespace
}  // namespace tir2tt::tvm
