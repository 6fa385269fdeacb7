// The promises about JSON, on everything that real TVM saved: it prints as the script that TVM printed of the same
// module, byte for byte; both are equal as IR and are planned alike; passes add nodes and redirect references, and
// undoing that gives back the input. Skipped where the corpus is absent.
#include "tvm/json.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "corpus/corpus.h"
#include "target/chip.h"
#include "tir/equal.h"
#include "transform/tt/memory_space_lower_tt.h"
#include "transform/tt/passes.h"
#include "tvm/module_file.h"

namespace tir2tt::tvm {
namespace {

namespace fs = std::filesystem;
using tir2tt::testing::cb_entries;
using tir2tt::testing::contents;
using tir2tt::testing::first_difference_of_lines;
using tir2tt::testing::kCorpus;

/// A module in both formats.
struct Pair {
  std::string name;
  SourceFile json, script;
};

class CorpusJson : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(kCorpus)) GTEST_SKIP() << "no corpus at " << kCorpus;
    for (const auto& entry : fs::recursive_directory_iterator(kCorpus)) {
      if (entry.path().extension() == ".json") paths_.push_back(entry.path());
    }
    std::sort(paths_.begin(), paths_.end());
    ASSERT_GE(paths_.size(), 82u);
  }

  template <class Check>
  void for_each(Check check) {
    for (const fs::path& path : paths_) {
      const std::string name = fs::relative(path, kCorpus).string();
      fs::path script = path;
      script.replace_extension(".py");
      ASSERT_TRUE(fs::exists(script)) << script;
      const Pair pair{name, {name, contents(path)}, {name, contents(script)}};
      check(pair);
    }
  }

  static ModuleFile read(const SourceFile& file) {
    Diagnostics diags;
    ModuleFile module = read_module(file, {}, diags);
    EXPECT_FALSE(diags.has_errors()) << file.name() << "\n" << render(diags, &file, false);
    return module;
  }

  static transform::PassOptions options() {
    transform::PassOptions o;
    o.chip = target::find_chip("wormhole_b0");
    return o;
  }

  /// Runs passes up to the one of that name, or all; what they complain about is the same for both formats.
  static tir::IRModule run(tir::IRModule module, std::string_view last) {
    Diagnostics diags;
    for (const transform::PassInfo& pass : transform::all_passes()) {
      if (diags.has_errors()) break;
      module = pass.run(module, options(), diags);
      if (pass.name == last) break;
    }
    return module;
  }

  std::vector<fs::path> paths_;
};

TEST_F(CorpusJson, PrintsTheScriptByteForByte) {
  for_each([](const Pair& pair) {
    const ModuleFile module = read(pair.json);
    EXPECT_EQ(first_difference_of_lines(std::string(pair.script.text()), print_as_script(module, module.module)), "")
        << pair.name;
  });
}

TEST_F(CorpusJson, IsStructurallyEqualToTheScript) {
  for_each([](const Pair& pair) {
    // A variable that a block's reads use before the let that defines it is free there (corpus/README.md).
    EXPECT_EQ(tir::first_difference(read(pair.script).module, read(pair.json).module, true), "") << pair.name;
  });
}

TEST_F(CorpusJson, WithoutAPassIsTheTextItself) {
  for_each([](const Pair& pair) {
    const ModuleFile module = read(pair.json);
    Diagnostics diags;
    EXPECT_EQ(print_module(module, module.module, diags), pair.json.text()) << pair.name;
  });
}

TEST_F(CorpusJson, PlansAreEqual) {
  int planned = 0;
  for_each([&](const Pair& pair) {
    const tir::IRModule a = run(read(pair.json).module, "memory-space-lower-tt");
    const tir::IRModule b = run(read(pair.script).module, "memory-space-lower-tt");
    ASSERT_EQ(a.functions.size(), b.functions.size()) << pair.name;
    for (const auto& [name, f] : a.functions) {
      const auto same = [&name = name](const auto& other) { return other.first == name; };
      const auto g = std::find_if(b.functions.begin(), b.functions.end(), same)->second;
      for (const char* key : {"tt_circular_buffers", "tt_num_cbs", "tt_cb_plan"}) {
        const tir::Attr *x = f->attrs.find(key), *y = g->attrs.find(key);
        ASSERT_EQ(x == nullptr, y == nullptr) << pair.name << " " << key;
        if (!x) continue;
        ++planned;
        EXPECT_TRUE(tir::structural_equal(*x, *y)) << pair.name << " " << key;
      }
    }
  });
  EXPECT_GT(planned, 60);
}

TEST_F(CorpusJson, TheAnnotatedScriptIsWhatTheAnnotatedJsonPrints) {
  for_each([](const Pair& pair) {
    for (const char* last : {"memory-space-lower-tt", "verify-tt-ir"}) {
      const ModuleFile json = read(pair.json), script = read(pair.script);
      const tir::IRModule annotated = run(json.module, last), expected = run(script.module, last);
      Diagnostics diags;
      const SourceFile written(pair.name, print_module(json, annotated, diags));
      ASSERT_FALSE(diags.has_errors()) << pair.name << render(diags, nullptr, false);
      const ModuleFile again = read(written);
      // Text that a script brought along (declarations, names) and what TVM's rules make of the JSON must agree.
      EXPECT_EQ(first_difference_of_lines(print_as_script(script, expected), print_as_script(again, again.module)), "")
          << pair.name << " after " << last;
      EXPECT_EQ(tir::first_difference(annotated, again.module, true), "") << pair.name << " after " << last;
    }
  });
}

/// Takes away what was added, knowing only the two texts: the added nodes, and the values that refer to one of them.
std::string undo(const std::string& before, const std::string& after, size_t nodes) {
  // The tail behind the nodes is the same in both.
  size_t tail = 0;
  while (tail < before.size() && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) ++tail;
  // Walk over the common text; where they differ, a reference was redirected.
  std::string out;
  size_t i = 0, k = 0;
  const size_t end = before.size() - tail;
  while (i < end) {
    if (before[i] == after[k]) {
      out += before[i++];
      ++k;
      continue;
    }
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    // Back to the number's beginning, in both.
    while (!out.empty() && is_digit(out.back())) out.pop_back(), --i, --k;
    std::string old_number, new_number;
    while (is_digit(before[i])) old_number += before[i++];
    while (is_digit(after[k])) new_number += after[k++];
    if (old_number.empty() || new_number.empty() || std::stoul(new_number) < nodes) return "something else was changed";
    out += old_number;
  }
  return out + before.substr(before.size() - tail);
}

TEST_F(CorpusJson, UndoingTheChangeGivesBackTheInput) {
  int changed = 0;
  for_each([&](const Pair& pair) {
    const std::string before(pair.json.text());
    const nlohmann::json old_nodes = nlohmann::json::parse(before)["nodes"];
    const ModuleFile as_read = read(pair.json);
    tir::IRModule module = as_read.module;
    Diagnostics complaints;  // of the passes; the same as for the script
    std::string last = before;
    for (const transform::PassInfo& pass : transform::all_passes()) {
      if (complaints.has_errors()) break;
      module = pass.run(module, options(), complaints);
      Diagnostics diags;
      const std::string after = print_module(as_read, module, diags);
      ASSERT_FALSE(diags.has_errors()) << pair.name;
      if (after == last) continue;
      last = after;
      ++changed;
      nlohmann::json nodes = nlohmann::json::parse(after)["nodes"];
      size_t different = 0;
      for (size_t i = 0; i < old_nodes.size(); ++i) different += old_nodes[i] != nodes[i];
      EXPECT_LE(different, 2 * module.functions.size()) << pair.name << " after " << pass.name;
      EXPECT_EQ(undo(before, after, old_nodes.size()), before) << pair.name << " after " << pass.name;
    }
  });
  EXPECT_GT(changed, 200);
}

TEST_F(CorpusJson, MetadataOfEveryContractModuleNamesIncluded) {
  int modules = 0;
  size_t entries = 0;
  for (const fs::path& path : paths_) {
    const std::string name = path.filename().string();
    if (!name.ends_with(".before.json")) continue;
    const SourceFile before_file(name, contents(path));
    const SourceFile after_file(name,
                                contents(path.parent_path() / (name.substr(0, name.size() - 12) + ".after.json")));
    const ModuleFile before = read(before_file), after = read(after_file);
    Diagnostics diags;
    const tir::IRModule ours = transform::memory_space_lower_tt(before.module, options(), diags);
    ASSERT_EQ(ours.functions.size(), after.module.functions.size()) << name;
    for (size_t i = 0; i < ours.functions.size(); ++i) {
      EXPECT_EQ(cb_entries(ours.functions[i].second), cb_entries(after.module.functions[i].second)) << name;
      entries += cb_entries(after.module.functions[i].second).size();
    }
    ++modules;
  }
  EXPECT_EQ(modules, 14);
  EXPECT_GT(entries, 5u);
}

TEST_F(CorpusJson, IntegersOfMetadataAreNeverBoxed) {
  const SourceFile file("gemm.json", contents(kCorpus / "tilelang/gemm.json"));
  const ModuleFile module = read(file);
  Diagnostics diags;
  const auto after = nlohmann::json::parse(print_module(module, run(module.module, "memory-space-lower-tt"), diags));
  const size_t before = nlohmann::json::parse(file.text())["nodes"].size();
  int integers = 0, maps = 0, boxed = 0;
  for (size_t i = before; i < after["nodes"].size(); ++i) {
    const auto& node = after["nodes"][i];
    boxed += node["type_key"] == "int";
    EXPECT_NE(node["type_key"], "bool") << i;
    EXPECT_NE(node["type_key"], "float") << i;
    if (node["type_key"] == "ir.IntImm") {
      ++integers;
      EXPECT_EQ(node["attrs"].size(), 3u);
      EXPECT_EQ(node["attrs"]["span"], "null");
      EXPECT_TRUE(node["attrs"]["dtype"] == "int32" || node["attrs"]["dtype"] == "bool") << node;
    }
    maps += node["type_key"] == "ffi.Map";
  }
  EXPECT_EQ(boxed, 2);  // tt_tile_height and tt_tile_width, on the function itself, as their readers expect them
  EXPECT_GT(integers, 20);
  EXPECT_GT(maps, 5);
}

/// By type of node, the fields that nodes of a text have.
std::map<std::string, std::set<std::string>> fields_by_type(const std::string& text) {
  std::map<std::string, std::set<std::string>> fields;
  const nlohmann::json json = nlohmann::json::parse(text);
  for (const nlohmann::json& node : json["nodes"]) {
    const std::string type = node["type_key"];
    const auto attrs = node.find("attrs");
    if (attrs == node.end()) continue;
    for (const auto& [name, value] : attrs->items()) fields[type].insert(name);
  }
  return fields;
}

TEST_F(CorpusJson, ATextFromNothingHasEveryFieldThatTvmWrites) {
  // TVM's loader aborts where a field is missing; one too many does no harm.
  size_t types = 0;
  for_each([&](const Pair& pair) {
    const ModuleFile script = read(pair.script);
    Diagnostics diags;
    const std::string ours = write_json(script.module, JsonEra::Prefixed, diags);
    if (diags.has_errors()) return;  // metadata that only JSON has
    auto expected = fields_by_type(std::string(pair.json.text()));
    for (const auto& [type, fields] : fields_by_type(ours)) {
      const auto& wanted = expected[type];
      EXPECT_TRUE(std::includes(fields.begin(), fields.end(), wanted.begin(), wanted.end()))
          << pair.name << " " << type;
      types += !wanted.empty();
    }
  });
  EXPECT_GT(types, 500u);
}

}  // namespace
}  // namespace tir2tt::tvm
