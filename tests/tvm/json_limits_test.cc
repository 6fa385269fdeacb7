// No JSON makes the reader crash or wait: what is deep is refused, what is shared is read once, and thousands of random
// mistakes give diagnostics or a module that prints and can be written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "json_texts.h"
#include "support/own_stack.h"
#include "tir/equal.h"
#include "tvm/module_file.h"

namespace tir2tt::tvm {
namespace {

using nlohmann::ordered_json;
using ::testing::HasSubstr;
using testing::ids_of;
using testing::json_kernel;
using testing::JsonKernelNodes;
using testing::kJsonKernels;
using testing::ReadJson;

std::string object(const std::string& type, const std::string& attrs) {
  return R"({"type_key":")" + type + R"(","attrs":{"span":"null",)" + attrs + "}}";
}
std::string field(const std::string& name, size_t node) { return "\"" + name + "\":\"" + std::to_string(node) + "\""; }

/// A way to put something around a node, and what may be put around what how often.
struct Nest {
  const char *type, *field;  // where it is put
  const char* innermost;
  std::function<std::string(const std::string& node)> around;  // the node's number
  size_t allowed;

  std::string text(size_t levels) const {
    JsonKernelNodes k;
    std::string last = std::to_string(k.find(innermost));
    const size_t first = k.json()["nodes"].size();
    k.attrs(type)[field] = std::to_string(first + levels - 1);
    std::string added;
    for (size_t i = 0; i < levels; ++i) {
      added += "," + around(last);
      last = std::to_string(first + i);
    }
    return testing::with_first(k.text(), "],\"b64ndarrays\"", added + "],\"b64ndarrays\"");
  }
};

std::vector<Nest> nests() {
  const JsonKernelNodes k;
  const size_t number = k.find("ir.IntImm"), truth = k.find("ir.IntImm", 4);
  const std::string constant = std::to_string(k.find("ir.FloatImm"));
  const auto add = [](const std::string& a, const std::string& b) {
    return object("tir.Add", "\"dtype\":\"float32\",\"a\":\"" + a + "\",\"b\":\"" + b + "\"");
  };
  const auto scope = [](const char* type, const char* body, const std::string& rest) {
    return
        [=](const std::string& node) { return object(type, rest + ",\"" + std::string(body) + "\":\"" + node + "\""); };
  };
  const auto list = [](const std::string& node) {
    return R"({"type_key":"ffi.Map","keys":["x"],"data":[)" + node + "]}";
  };
  const std::string value = field("value", number);
  const auto attr = scope("tir.AttrStmt", "body", value + "," + field("attr_key", k.find("ffi.String")));
  const auto let = scope("tir.LetStmt", "body", value + "," + field("var", k.find("tir.Var", 5)));
  const auto decl = scope("tir.DeclBuffer", "body", field("buffer", k.find("tir.Buffer")));
  const auto branch = scope("tir.IfThenElse", "then_case", field("condition", truth));
  return {{"tir.BufferStore", "value", "ir.FloatImm", [=](const auto& i) { return add(i, constant); }, 900},
          {"tir.BufferStore", "value", "ir.FloatImm", [=](const auto& i) { return add(constant, i); }, 900},
          {"tir.Block", "body", "tir.BufferStore", attr, 3500},
          {"tir.Block", "body", "tir.BufferStore", let, 3500},
          {"tir.Block", "body", "tir.BufferStore", decl, 3500},
          {"tir.Block", "body", "tir.BufferStore", branch, 900},
          {"ir.DictAttrs", "__dict__", "ir.IntImm", list, 900}};
}

TEST(JsonLimits, DeepNestingIsReadUpToTheLimitAndRefusedBeyond) {
  for (const Nest& nest : nests()) {
    const ReadJson fine(nest.text(nest.allowed));
    EXPECT_EQ(fine.messages(), "") << nest.type << nest.field;
    EXPECT_GT(print_script(fine.module()).size(), nest.allowed);
    const ReadJson deep(nest.text(100'000));
    EXPECT_EQ(ids_of(deep.diags), "T0104");
    EXPECT_THAT(deep.messages(),
                HasSubstr(nest.allowed > 1000 ? "more than 4000 scopes are open" : "more than 1000 deep"));
  }
}

TEST(JsonLimits, SequencesInSequencesAreRefusedWhenTheyAreDeep) {
  JsonKernelNodes k;
  size_t last = k.find("tir.BufferStore");
  const size_t first = k.json()["nodes"].size();
  std::string added;
  for (size_t i = 0; i < 100'000; ++i) {
    const std::string number = std::to_string(last);
    added += R"(,{"type_key":"ffi.Array","data":[)" + number + "]},";
    added += object("tir.SeqStmt", field("seq", first + 2 * i));
    last = first + 2 * i + 1;
  }
  k.attrs("tir.Block")["body"] = std::to_string(last);
  const ReadJson json(testing::with_first(k.text(), "],\"b64ndarrays\"", added + "],\"b64ndarrays\""));
  EXPECT_EQ(ids_of(json.diags), "T0104");
}

/// `n` buffers in a row, as a script declares them.
std::string script_of_buffers(size_t n) {
  std::string text = "# from tvm.script import tir as T\n\n@T.prim_func\ndef f():\n";
  for (size_t i = 0; i < n; ++i) text += "    b" + std::to_string(i) + " = T.decl_buffer((32, 32))\n";
  return text + "    T.evaluate(0)\n";
}

TEST(JsonLimits, WhatAScriptMayNestJsonMayNest) {
  for (const JsonEra era : {JsonEra::Prefixed, JsonEra::ObjectGraph}) {
    const SourceFile script("f.py", script_of_buffers(3990));
    Diagnostics diags;
    const Script read = read_script(script, {}, diags);
    ASSERT_FALSE(diags.has_errors()) << render(diags, &script, false);
    on_own_stack([&] {
      const ReadJson again(write_json(read.module, era, diags));
      EXPECT_EQ(again.messages(), "");
      EXPECT_EQ(tir::first_difference(read.module, again.module()), "");
    });
  }
}

/// x_(i+1) = Add(x_i, x_i): few nodes, and 2^levels ways through them.
std::string doubled(size_t levels) {
  JsonKernelNodes k;
  std::string last = std::to_string(k.find("ir.FloatImm"));
  for (size_t i = 0; i < levels; ++i) {
    last = k.add({{"type_key", "tir.Add"}, {"attrs", {{"a", last}, {"b", last}, {"dtype", "float32"}}}});
  }
  k.attrs("tir.BufferStore")["value"] = last;
  return k.text();
}

TEST(JsonLimits, WhatIsSharedIsReadOnceAndWrittenOnce) {
  const ReadJson json(doubled(16));
  ASSERT_EQ(json.messages(), "");
  Diagnostics diags;
  EXPECT_EQ(write_json(json.json, json.module(), diags), json.file.text());

  tir::IRModule now = json.module();
  auto f = std::make_shared<tir::PrimFuncNode>(*now.functions[0].second);
  f->attrs.set("new", tir::Attr::integer(1));
  f->body = tir::make_seq({tir::make_evaluate(tir::make_int(1)), f->body});
  now.functions[0].second = f;
  EXPECT_LT(write_json(json.json, now, diags).size(), json.file.text().size() + 2000);
  for (const JsonEra era : {JsonEra::Legacy, JsonEra::ObjectGraph}) {
    tir::IRModule bare = json.module();
    bare.functions[0].second = tir::with_attrs(bare.functions[0].second, {});
    const std::string again = write_json(bare, era, diags);
    EXPECT_LT(again.size(), 3 * json.file.text().size());
    EXPECT_EQ(ReadJson(again).messages(), "");
  }
  EXPECT_EQ(render(diags, nullptr, false), "");
}

TEST(JsonLimits, WhatWouldBeHugeIfNothingWereSharedIsRefused) {
  const ReadJson json(doubled(60));
  EXPECT_EQ(ids_of(json.diags), "T0119");
  EXPECT_THAT(json.messages(), HasSubstr("(tir.Add): written out, with what is shared in it repeated, it has "
                                         "more than 4,0"));
}

TEST(JsonLimits, SharedAttributesAreRefusedAlike) {
  JsonKernelNodes k;
  size_t last = k.find("ir.IntImm");
  for (size_t i = 0; i < 60; ++i) last = std::stoul(k.add({{"type_key", "ffi.Array"}, {"data", {last, last}}}));
  const size_t dict = std::stoul(k.attrs("ir.DictAttrs")["__dict__"].get<std::string>());
  k.json()["nodes"][dict]["keys"].push_back("shared");
  k.json()["nodes"][dict]["data"].push_back(last);
  EXPECT_EQ(ids_of(ReadJson(k.text()).diags), "T0119");
}

// ------------------------------------------------------------------------------------------ random mistakes

class Mutation {
 public:
  Mutation(const std::string& kernel, uint64_t seed) : random_(seed), json_(ordered_json::parse(json_kernel(kernel))) {
    graph_ = json_.contains("root_index");
    for (size_t n = 1 + below(3); n > 0; --n) change();
  }
  std::string text() const { return json_.dump(); }

 private:
  size_t below(size_t n) { return n == 0 ? 0 : random_() % n; }
  ordered_json& nodes() { return json_["nodes"]; }
  ordered_json& fields(ordered_json& node) { return node[graph_ ? "data" : "attrs"]; }

  ordered_json some_number() {
    switch (below(6)) {
      case 0: return as_number(-1 - static_cast<int64_t>(below(3)));
      case 1: return as_number(static_cast<int64_t>(nodes().size() + below(3)));
      case 2: return as_number(below(2) ? INT64_MAX : 0);
      default: return as_number(static_cast<int64_t>(below(nodes().size())));
    }
  }
  ordered_json as_number(int64_t n) const { return graph_ ? ordered_json(n) : ordered_json(std::to_string(n)); }
  ordered_json some_value() {
    static const ordered_json kOdd[] = {"null", "",      "float32", "int32x4", "handle", "bool",
                                        true,   nullptr, 1.5,       {1, 2},    "inf",    "x"};
    return below(3) ? some_number() : kOdd[below(std::size(kOdd))];
  }

  void change() {
    ordered_json& node = nodes()[below(nodes().size())];
    switch (below(8)) {
      case 0: return remove(node);
      case 1: return swap_types(node);
      case 2: return change_list(node);
      case 3: return erase_field(node);
      case 4: std::swap(node, nodes()[below(nodes().size())]); return;
      default: return change_field(node);
    }
  }
  void remove(ordered_json& node) { node = graph_ ? ordered_json{{"type", "None"}} : ordered_json{{"type_key", ""}}; }
  void swap_types(ordered_json& node) {
    const char* key = graph_ ? "type" : "type_key";
    std::swap(node[key], nodes()[below(nodes().size())][key]);
  }
  void change_list(ordered_json& node) {
    if (!node.contains("data") || !node["data"].is_array()) return;
    ordered_json& data = node["data"];
    const ordered_json item = static_cast<int64_t>(below(nodes().size() + 2)) - (below(20) == 0 ? 3 : 0);
    if (data.empty() || below(3) == 0) {
      data.push_back(item);
    } else if (below(2)) {
      data.erase(below(data.size()));
    } else {
      data[below(data.size())] = item;
    }
  }
  ordered_json::iterator some_field(ordered_json& node) {
    auto it = fields(node).begin();
    std::advance(it, static_cast<std::ptrdiff_t>(below(fields(node).size())));
    return it;
  }
  void erase_field(ordered_json& node) {
    if (fields(node).is_object() && !fields(node).empty()) fields(node).erase(some_field(node));
  }
  void change_field(ordered_json& node) {
    if (fields(node).is_object() && !fields(node).empty()) *some_field(node) = some_value();
  }

  std::mt19937_64 random_;
  ordered_json json_;
  bool graph_ = false;
};

/// Diagnostics, or a module that prints and comes back from what is written of it.
void expect_sound(const std::string& text) {
  const SourceFile file("m.json", text);
  Diagnostics diags;
  const ModuleFile read = read_module(file, {}, diags);
  (void)render(diags, &file, false);
  if (diags.has_errors()) return;
  EXPECT_FALSE(print_as_script(read, read.module).empty());
  (void)locate_in_script(read, file, diags);
  EXPECT_EQ(print_module(read, read.module, diags), text);

  tir::IRModule now = read.module;
  for (auto& [name, f] : now.functions) {
    auto changed = std::make_shared<tir::PrimFuncNode>(*f);
    changed->attrs.set("new", tir::Attr::integer(1));
    changed->body = tir::make_seq({tir::make_evaluate(tir::make_int(1)), f->body});
    f = changed;
  }
  Diagnostics written;
  const std::string extended = print_module(read, now, written);
  if (written.has_errors()) return;
  const ReadJson again(extended);
  ASSERT_FALSE(again.diags.has_errors()) << again.messages() << text;
  EXPECT_EQ(tir::first_difference(now, again.module(), true), "") << text;
}

/// What mutations and fuzz/json_fuzz found once.
TEST(JsonFinds, AreRefusedOrSound) {
  int files = 0;
  for (const auto& item : std::filesystem::directory_iterator(TIR2TT_SOURCE_DIR "/tests/tvm/json_finds")) {
    SCOPED_TRACE(item.path());
    std::ostringstream text;
    text << std::ifstream(item.path(), std::ios::binary).rdbuf();
    expect_sound(text.str());
    ++files;
  }
  EXPECT_GE(files, 2);
}

class MutatedJson : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Eras, MutatedJson, ::testing::ValuesIn(kJsonKernels), [](const auto& p) { return p.param; });

TEST_P(MutatedJson, IsRefusedOrSound) {
  for (uint64_t seed = 0; seed < 1000 && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    expect_sound(Mutation(GetParam(), seed).text());
  }
}

}  // namespace
}  // namespace tir2tt::tvm
