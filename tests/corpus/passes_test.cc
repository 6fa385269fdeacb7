// The passes on what real front ends printed: after each stage the text must be, byte for byte, what users of the
// metadata have seen so far; and no pass that writes metadata changes anything else.
#include "transform/tt/passes.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tir/equal.h"
#include "tvm/script.h"

namespace tir2tt {
namespace {

namespace fs = std::filesystem;
const fs::path kCorpus = TIR2TT_SOURCE_DIR "/../shared/corpus";

std::string read_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<fs::path> files(const std::string& folder, const std::string& ending) {
  std::vector<fs::path> out;
  if (!fs::exists(kCorpus / folder)) return out;
  for (const auto& e : fs::recursive_directory_iterator(kCorpus / folder)) {
    if (e.path().filename().string().ends_with(ending)) out.push_back(e.path());
  }
  std::ranges::sort(out);
  return out;
}

tvm::Script read(const fs::path& path) {
  const SourceFile file(path.filename().string(), read_text(path));
  Diagnostics diags;
  tvm::Script s = tvm::read_script(file, {}, diags);
  EXPECT_FALSE(diags.has_errors()) << render(diags, &file, false);
  return s;
}

/// Runs one pass; it must not report an error.
void apply(std::string_view pass, tvm::Script& s) {
  transform::PassOptions options;
  options.chip = target::find_chip("wormhole_b0");
  Diagnostics diags;
  s.module = transform::find_pass(pass)->run(s.module, options, diags);
  EXPECT_FALSE(diags.has_errors()) << pass << "\n" << render(diags, nullptr, false);
}

/// The first line in which two texts differ, cut around the place; comparing attributes of 64 cores by eye is no fun.
std::string difference(const std::string& got, const std::string& want) {
  size_t i = 0;
  while (i < got.size() && i < want.size() && got[i] == want[i]) ++i;
  if (i == got.size() && i == want.size()) return {};
  const size_t from = i < 80 ? 0 : i - 80;
  return fmt::format("at byte {}:\n got …{}…\nwant …{}…", i, got.substr(from, 200), want.substr(from, 200));
}

std::string without_attributes(const std::string& script) {
  std::istringstream in(script);
  std::string out, line;
  while (std::getline(in, line)) {
    if (line.find("T.func_attr(") == std::string::npos) out += line + "\n";
  }
  return out;
}

TEST(PassesOnCorpus, EveryStagePrintsWhatItsReadersKnow) {
  const auto kernels = files("tilelang_tt", "00_frontend.py");
  if (kernels.empty()) GTEST_SKIP() << "no corpus at " << kCorpus;
  const std::pair<std::string_view, std::string_view> stages[] = {
      {"infer-default-tt-schedule", "01_schedule.py"},
      {"infer-default-tt-shard", "02_shard.py"},
      {"grid-to-persistent-tt", "03_grid_to_persistent.py"},
      {"tt-tiles-to-core-map", "04_tiles_to_core_map.py"},
      {"tile-pad-tt", "06_tile_pad.py"},
  };
  for (const fs::path& kernel : kernels) {
    SCOPED_TRACE(kernel.parent_path().filename().string());
    tvm::Script s = read(kernel);
    apply("apply-tt-defaults", s);
    for (const auto& [pass, expected] : stages) {
      apply(pass, s);
      EXPECT_EQ(difference(tvm::print_script(s.module, s.info), read_text(kernel.parent_path() / expected)), "")
          << pass;
    }
  }
}

TEST(PassesOnCorpus, MetadataThatIsThereAlreadyIsWrittenAgainAlike) {
  const auto modules = files("contract", ".before.py");
  if (modules.empty()) GTEST_SKIP() << "no corpus at " << kCorpus;
  int checked = 0;
  for (const fs::path& path : modules) {
    tvm::Script s = read(path);
    const tir::AttrDict attrs = s.module.functions.at(0).second->attrs;  // as they were
    if (!attrs.find("tt_schedule")) continue;
    SCOPED_TRACE(path.filename().string());
    apply("infer-default-tt-schedule", s);
    apply("infer-default-tt-shard", s);
    if (attrs.find("tt_core_ranges")) {
      apply("grid-to-persistent-tt", s);
      apply("tt-tiles-to-core-map", s);
    }
    apply("tile-pad-tt", s);
    EXPECT_EQ(difference(tvm::print_script(s.module, s.info), read_text(path)), "");
    ++checked;
  }
  EXPECT_GE(checked, 6);
}

TEST(PassesOnCorpus, MetadataPassesChangeNothingElse) {
  const auto kernels = files("tilelang", ".py");
  if (kernels.empty()) GTEST_SKIP() << "no corpus at " << kCorpus;
  for (const fs::path& path : kernels) {
    SCOPED_TRACE(path.filename().string());
    tvm::Script s = read(path);
    const tir::Stmt body = s.module.functions.at(0).second->body;
    for (std::string_view pass : {"apply-tt-defaults", "infer-default-tt-schedule", "infer-default-tt-shard",
                                  "tt-tiles-to-core-map", "tile-pad-tt"}) {
      apply(pass, s);
    }
    EXPECT_EQ(s.module.functions.at(0).second->body, body);
    EXPECT_EQ(difference(without_attributes(tvm::print_script(s.module, s.info)), without_attributes(read_text(path))),
              "");
  }
}

TEST(PassesOnCorpus, APersistentKernelReadsBackAsItself) {
  const auto kernels = files("tilelang", ".py");
  if (kernels.empty()) GTEST_SKIP() << "no corpus at " << kCorpus;
  int compared = 0;
  for (const fs::path& path : kernels) {
    SCOPED_TRACE(path.filename().string());
    tvm::Script s = read(path);
    for (std::string_view pass :
         {"apply-tt-defaults", "infer-default-tt-schedule", "infer-default-tt-shard", "grid-to-persistent-tt"}) {
      apply(pass, s);
    }
    const std::string printed = tvm::print_script(s.module, s.info);
    EXPECT_THAT(printed, testing::Not(testing::HasSubstr("blockIdx")));
    const SourceFile file("printed.py", printed);
    Diagnostics diags;
    const tvm::Script again = tvm::read_script(file, {}, diags);
    ASSERT_FALSE(diags.has_errors()) << render(diags, &file, false);
    // A variable that is used before it is defined (`loop_range = T.int32()`) equals none but itself, in TVM too.
    const bool comparable = tir::structural_equal(read(path).module, read(path).module);
    if (comparable) {
      EXPECT_EQ(tir::first_difference(again.module, s.module), "");
    }
    compared += comparable ? 1 : 0;
    EXPECT_EQ(difference(tvm::print_script(again.module, again.info), printed), "");
  }
  EXPECT_GE(compared, 20);
}

}  // namespace
}  // namespace tir2tt
