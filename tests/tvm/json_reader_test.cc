// JSON that is wrong: each mistake has its diagnostic, which names the node, and no text makes the reader crash or
// wait.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>
#include <random>

#include "json_texts.h"
#include "tir/equal.h"
#include "tvm/module_file.h"
#include "tvm/script.h"

namespace tir2tt::tvm {
namespace {

using nlohmann::ordered_json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::json_kernel;
using testing::kJsonKernels;
using ::testing::Not;
using testing::ReadJson;

/// The node list of TVM 0.21 with one node, or several, made wrong.
class Kernel {
 public:
  explicit Kernel(const std::string& name = "prefixed") : json_(ordered_json::parse(json_kernel(name))) {}

  /// The first node of that type, or the one behind it.
  size_t find(const std::string& type, size_t skip = 0) const {
    for (size_t i = 0; i < json_["nodes"].size(); ++i) {
      const auto& node = json_["nodes"][i];
      if (node.value("type_key", node.value("type", "")) == type && skip-- == 0) return i;
    }
    throw std::runtime_error("no " + type);
  }
  ordered_json& node(const std::string& type, size_t skip = 0) { return json_["nodes"][find(type, skip)]; }
  ordered_json& attrs(const std::string& type, size_t skip = 0) { return node(type, skip)["attrs"]; }
  std::string add(ordered_json node) {
    json_["nodes"].push_back(std::move(node));
    return std::to_string(json_["nodes"].size() - 1);
  }
  std::string name(const std::string& type, size_t skip = 0) const {
    return "node " + std::to_string(find(type, skip)) + " (" + type + ")";
  }
  ordered_json& json() { return json_; }
  std::string text() const { return json_.dump(); }

 private:
  ordered_json json_;
};

std::string ids_of(const Diagnostics& diags) {
  std::string ids;
  for (const Diagnostic& d : diags.all()) ids += (ids.empty() ? "" : " ") + std::string(diag_info(d.id).id);
  return ids;
}

/// Just this diagnostic, and its message has both texts.
void expect_one(const Kernel& kernel, const std::string& id, const std::string& node, const std::string& what) {
  const ReadJson json(kernel.text());
  EXPECT_EQ(ids_of(json.diags), id) << json.messages();
  EXPECT_THAT(json.messages(), AllOf(HasSubstr(node), HasSubstr(what)));
  for (const Diagnostic& d : json.diags.all()) EXPECT_EQ(describe_node(json.document(), d.span.begin), node);
}

TEST(JsonReader, ReadsTheKernelThatTheOtherTestsMakeWrong) {
  const ReadJson json(Kernel().text());
  EXPECT_EQ(json.messages(), "");
  EXPECT_EQ(json.module().functions.size(), 1u);
}

TEST(JsonReaderRefuses, AFieldThatIsMissing) {
  const std::pair<const char*, const char*> kFields[] = {{"tir.For", "extent"},
                                                         {"tir.For", "body"},
                                                         {"tir.Add", "a"},
                                                         {"tir.Add", "dtype"},
                                                         {"tir.Buffer", "data"},
                                                         {"tir.Buffer", "shape"},
                                                         {"tir.Block", "iter_vars"},
                                                         {"tir.Block", "body"},
                                                         {"tir.PrimFunc", "params"},
                                                         {"tir.PrimFunc", "ret_type"},
                                                         {"tir.BufferStore", "value"},
                                                         {"tir.Var", "name"},
                                                         {"tir.Var", "type_annotation"},
                                                         {"tir.Call", "op"},
                                                         {"tir.IterVar", "iter_type"},
                                                         {"ir.Range", "min"},
                                                         {"ir.PointerType", "storage_scope"},
                                                         {"ir.PrimType", "dtype"}};
  for (const auto& [type, field] : kFields) {
    Kernel k;
    k.attrs(type).erase(field);
    const ReadJson json(k.text());
    EXPECT_EQ(json.diags.all().at(0).id, DiagId::BadJsonNode) << type << field;
    EXPECT_THAT(json.messages(), HasSubstr(k.name(type) + ": it has no field `" + std::string(field) + "`"));
  }
}

TEST(JsonReaderRefuses, AFieldOfAnotherKind) {
  const std::tuple<const char*, const char*, ordered_json, const char*> kCases[] = {
      {"tir.For", "kind", "x", "its field `kind` is not an integer of 64 bits"},
      {"tir.For", "kind", "5", "its field `kind` is not a number of that enumeration"},
      {"tir.For", "kind", "-1", "enumeration"},
      {"tir.For", "kind", 1, "its field `kind` is not an integer of 64 bits"},
      {"tir.For", "extent", 1, "its field `extent` is not the number of a node"},
      {"tir.For", "extent", ordered_json::array({1}), "its field `extent` is not the number of a node"},
      {"tir.For", "extent", ordered_json(nullptr), "its field `extent` is not the number of a node"},
      {"tir.For", "extent", "3.5", "its field `extent` is not the number of a node"},
      {"tir.IterVar", "iter_type", "9", "its field `iter_type` is not a number of that enumeration"},
      {"tir.Buffer", "dtype", "float33x", "its field `dtype` is not a data type"},
      {"tir.Buffer", "data_alignment", "4294967296", "its field `data_alignment` is not an integer of 32 bits"},
      {"tir.Buffer", "data_alignment", "", "its field `data_alignment` is not an integer of 32 bits"},
      {"ir.FloatImm", "value", "1.5f", "its field `value` is not a number"},
      {"ir.IntImm", "value", "1e3", "its field `value` is not an integer of 64 bits"},
      {"ir.IntImm", "value", "18446744073709551616", "its field `value` is not an integer of 64 bits"},
  };
  for (const auto& [type, field, value, what] : kCases) {
    Kernel k;
    k.attrs(type)[field] = value;
    expect_one(k, "T0119", k.name(type), what);
  }
}

TEST(JsonReaderRefuses, NullWhereSomethingMustStand) {
  const std::pair<const char*, const char*> kFields[] = {
      {"tir.For", "extent"},  {"tir.For", "loop_var"}, {"tir.Block", "body"},
      {"tir.Add", "b"},       {"tir.Call", "op"},      {"tir.Call", "args"},
      {"tir.Buffer", "data"}, {"tir.Buffer", "name"},  {"tir.BlockRealize", "block"}};
  for (const auto& [type, field] : kFields) {
    for (const char* null : {"null", "0"}) {
      Kernel k;
      k.attrs(type)[field] = null;
      expect_one(k, "T0119", k.name(type), "its field `" + std::string(field) + "` is not allowed to be null");
    }
  }
}

TEST(JsonReaderRefuses, AReferenceToSomethingElse) {
  Kernel k;
  k.attrs("tir.For")["extent"] = std::to_string(k.find("tir.Buffer"));
  expect_one(k, "T0119", k.name("tir.For"),
             "its field `extent` refers to " + k.name("tir.Buffer") + ", which cannot stand there");
  for (const auto& [field, type] : {std::pair("loop_var", "ir.IntImm"), std::pair("body", "ir.IntImm"),
                                    std::pair("body", "ffi.Array"), std::pair("thread_binding", "tir.Var"),
                                    std::pair("extent", "ffi.String"), std::pair("extent", "ir.PrimType")}) {
    Kernel other;
    other.attrs("tir.For")[field] = std::to_string(other.find(type));
    expect_one(other, "T0119", other.name("tir.For"), other.name(type) + ", which cannot stand there");
  }
}

TEST(JsonReaderRefuses, AListOrMapOrStringThatIsNone) {
  const std::tuple<const char*, const char*, const char*> kCases[] = {
      {"tir.Call", "args", "a list"},
      {"tir.PrimFunc", "buffer_map", "a map"},
      {"tir.Buffer", "name", "a string"},
      {"tir.For", "annotations", "a map with string keys"},
      {"tir.PrimFunc", "attrs", "an ir.DictAttrs"},
      {"tir.Call", "op", "an operator or a function"}};
  for (const auto& [type, field, what] : kCases) {
    Kernel k;
    k.attrs(type)[field] = std::to_string(k.find("ir.IntImm"));
    expect_one(k, "T0119", k.name(type), "its field `" + std::string(field) + "` is not " + what);
  }
}

TEST(JsonReaderRefuses, NumbersOfNodesThatAreNotThere) {
  const size_t n = Kernel().json()["nodes"].size();
  const std::string last = "there are " + std::to_string(n) + " nodes";
  for (const std::string& number : {std::string("-1"), std::to_string(n), std::string("9000"),
                                    std::string("9223372036854775807"), std::string("-9223372036854775808")}) {
    Kernel k;
    k.attrs("tir.For")["extent"] = number;
    expect_one(k, "T0120", k.name("tir.For"), "its field `extent` refers to node " + number + "; " + last);
  }
  for (const int64_t number : {int64_t{-1}, static_cast<int64_t>(n), INT64_MAX, INT64_MIN}) {
    const std::string what = "refers to node " + std::to_string(number) + "; " + last;
    Kernel list, map;
    const size_t args = std::stoul(list.attrs("tir.Call")["args"].get<std::string>());
    list.json()["nodes"][args]["data"][0] = number;
    expect_one(list, "T0120", "node " + std::to_string(args) + " (ffi.Array)", what);
    const size_t annotations = std::stoul(map.attrs("tir.For")["annotations"].get<std::string>());
    map.json()["nodes"][annotations]["data"][0] = number;
    expect_one(map, "T0120", "node " + std::to_string(annotations) + " (ffi.Map)", what);
  }
}

TEST(JsonReaderRefuses, NumbersAboveAllIntegers) {
  for (const char* number : {"18446744073709551616", "99999999999999999999999999"}) {
    Kernel k;
    k.attrs("tir.For")["extent"] = number;
    expect_one(k, "T0119", k.name("tir.For"), "its field `extent` is not the number of a node");
  }
  for (const char* number : {"18446744073709551615", "18446744073709551616", "1e300"}) {
    const std::string text = testing::with_first(
        json_kernel("ffi_tir"), "\"loop_var\": ", "\"loop_var\": " + std::string(number) + ", \"was\": ");
    const ReadJson json(text);
    EXPECT_TRUE(json.diags.has_errors());
    EXPECT_THAT(json.messages(), AllOf(HasSubstr("(tir.For): its field `loop_var`"), Not(HasSubstr("nodes, "))));
  }
}

TEST(JsonReaderRefuses, ARootThatIsNoModule) {
  const auto said = [](const ordered_json& root) {
    Kernel k;
    k.json()["root"] = root;
    const ReadJson json(k.text());
    EXPECT_EQ(ids_of(json.diags), "T0118");
    return json.messages();
  };
  EXPECT_THAT(said(0), HasSubstr("the root is node 0; there are"));
  EXPECT_THAT(said(-1), HasSubstr("the root is node -1; there are"));
  EXPECT_THAT(said(100000), HasSubstr("the root is node 100000; there are"));
  EXPECT_THAT(said(Kernel().find("tir.For")), HasSubstr("(tir.For), neither an IRModule nor a PrimFunc"));
  EXPECT_THAT(said(Kernel().find("ffi.Map")), HasSubstr("(ffi.Map), neither"));
}

// ------------------------------------------------------------------------------------------ cycles

TEST(JsonReaderRefuses, ANodeThatContainsItself) {
  Kernel k;
  const std::string add = k.name("tir.Add");
  k.attrs("tir.Add")["a"] = std::to_string(k.find("tir.Add"));
  expect_one(k, "T0121", add, add + ": it contains itself: " + add + " → " + add);
}

TEST(JsonReaderRefuses, ALongWayRound) {
  Kernel k;
  k.attrs("tir.Call")["args"] = k.attrs("tir.BufferStore")["indices"];
  const size_t args = std::stoul(k.attrs("tir.BufferStore")["indices"].get<std::string>());
  k.json()["nodes"][args]["data"] = {k.find("tir.Cast")};
  k.attrs("tir.Cast")["value"] = std::to_string(k.find("tir.Add"));
  const ReadJson json(k.text());
  EXPECT_THAT(ids_of(json.diags), HasSubstr("T0121"));
  EXPECT_THAT(json.messages(), AllOf(HasSubstr("it contains itself: node "), HasSubstr("(tir.Cast) → ")));
}

TEST(JsonReaderRefuses, CyclesOfEveryMake) {
  const std::function<void(Kernel&)> kCycles[] = {
      [](Kernel& k) { k.attrs("tir.For")["body"] = std::to_string(k.find("tir.For")); },
      [](Kernel& k) { k.attrs("tir.Block")["body"] = std::to_string(k.find("tir.BlockRealize")); },
      [](Kernel& k) { k.attrs("tir.Block")["init"] = std::to_string(k.find("tir.For")); },
      [](Kernel& k) {  // a list in itself
        const std::string list = k.add({{"type_key", "ffi.Array"}, {"data", {k.json()["nodes"].size()}}});
        k.attrs("ir.DictAttrs")["__dict__"] =
            k.add({{"type_key", "ffi.Map"}, {"keys", {"x"}}, {"data", {std::stoul(list)}}});
      },
      [](Kernel& k) {  // a map in itself, as key and as value
        const size_t n = k.json()["nodes"].size();
        k.attrs("ir.DictAttrs")["__dict__"] = k.add({{"type_key", "ffi.Map"}, {"data", {n, n}}});
      },
      [](Kernel& k) {  // a buffer whose shape loads from it
        const size_t shape = std::stoul(k.attrs("tir.Buffer")["shape"].get<std::string>());
        k.json()["nodes"][shape]["data"] = {k.find("tir.BufferLoad")};
      },
      [](Kernel& k) { k.attrs("ir.PointerType")["element_type"] = std::to_string(k.find("ir.PointerType")); },
      [](Kernel& k) {  // a target that hosts itself
        k.attrs("target.Target")["host"] = std::to_string(k.find("target.Target"));
      },
  };
  for (const auto& make_cycle : kCycles) {
    Kernel k;
    make_cycle(k);
    const ReadJson json(k.text());
    EXPECT_THAT(ids_of(json.diags), HasSubstr("T0121")) << json.messages();
  }
}

TEST(JsonReaderRefuses, AVeryLongCycle) {
  Kernel k;
  const size_t n = k.json()["nodes"].size();
  constexpr size_t kLength = 100'000;
  for (size_t i = 0; i < kLength; ++i) {
    const std::string next = std::to_string(n + (i + 1) % kLength);
    k.add({{"type_key", "tir.Cast"}, {"attrs", {{"dtype", "float32"}, {"span", "null"}, {"value", next}}}});
  }
  k.attrs("tir.Add")["a"] = std::to_string(n);
  const ReadJson json(k.text());
  EXPECT_THAT(ids_of(json.diags), HasSubstr("T0121"));
  EXPECT_LT(json.messages().size(), 2000u) << "the way round is cut";
}

// ------------------------------------------------------------------------------------------ unknown types

TEST(JsonReader, UnknownTypesAreKeptWhereTheyStand) {
  Kernel k;
  const ordered_json own = {{"type_key", "tl.Own"}, {"attrs", {{"x", "1"}}}};
  k.attrs("tir.Add")["a"] = k.add(own);
  expect_one(k, "T0123", "node " + std::to_string(k.json()["nodes"].size() - 1) + " (tl.Own)",
             "is of a type that is not known; it stands for an expression");
  const ReadJson expression(k.text());
  EXPECT_THAT(print_script(expression.module()), HasSubstr("metadata[\"tl.Own\"][0]"));

  Kernel statement;
  statement.attrs("tir.Block")["body"] = statement.add(own);
  expect_one(statement, "T0123", "node " + std::to_string(statement.json()["nodes"].size() - 1) + " (tl.Own)",
             "it stands for a statement");

  Kernel op;
  op.attrs("tir.Call")["op"] = op.add({{"type_key", "tl.Own"}, {"repr_str", "x"}});
  expect_one(op, "T0123", "node " + std::to_string(op.json()["nodes"].size() - 1) + " (tl.Own)",
             "it stands where an operator is expected");

  Kernel attribute;  // nothing is said: tl.Layout is one already
  attribute.attrs("tir.For")["annotations"] =
      attribute.add({{"type_key", "ffi.Map"}, {"keys", {"x"}}, {"data", {attribute.find("tl.Layout")}}});
  EXPECT_EQ(ReadJson(attribute.text()).messages(), "");
}

TEST(JsonReader, OneWarningPerUnknownType) {
  Kernel k;
  const ordered_json own = {{"type_key", "tl.Own"}, {"attrs", {{"x", "1"}}}};
  k.attrs("tir.Add")["a"] = k.add(own);
  k.attrs("tir.Add")["b"] = k.attrs("tir.Add")["a"];
  k.attrs("tir.For")["extent"] = k.add(own);
  EXPECT_EQ(ids_of(ReadJson(k.text()).diags), "T0123");
}

TEST(JsonReaderRefuses, AnUnknownTypeWhereOnlyOneCanStand) {
  for (const auto& [type, field] :
       {std::pair("tir.BufferStore", "buffer"), std::pair("tir.For", "loop_var"), std::pair("tir.Block", "iter_vars"),
        std::pair("tir.BlockRealize", "block"), std::pair("tir.PrimFunc", "ret_type")}) {
    Kernel k;
    k.attrs(type)[field] = k.add({{"type_key", "tl.Own"}, {"attrs", {{"x", "1"}}}});
    EXPECT_THAT(ids_of(ReadJson(k.text()).diags), HasSubstr("T0119")) << field;
  }
}

TEST(JsonReader, WithOpaquePartsTheTextIsStillExtended) {
  Kernel k;
  const ordered_json own = {{"type_key", "tl.Own"}, {"attrs", {{"x", "1"}}}};
  k.attrs("tir.Add")["a"] = k.add(own);
  k.attrs("tir.Block")["init"] = k.add(own);
  const ReadJson json(k.text());
  Diagnostics diags;
  EXPECT_EQ(write_json(json.json, json.module(), diags), k.text());
  tir::IRModule now = json.module();
  auto f = std::make_shared<tir::PrimFuncNode>(*now.functions[0].second);
  f->body = tir::make_seq({tir::make_evaluate(tir::make_int(1)), f->body});
  now.functions[0].second = f;
  const ReadJson after(write_json(json.json, now, diags));
  EXPECT_EQ(render(diags, nullptr, false), "");
  EXPECT_EQ(tir::first_difference(now, after.module(), true), "");
}

// ------------------------------------------------------------------------------------------ maps, functions, checks

TEST(JsonReaderRefuses, MapsThatDoNotMatch) {
  Kernel keys;
  const size_t annotations = std::stoul(keys.attrs("tir.For")["annotations"].get<std::string>());
  const std::string name = "node " + std::to_string(annotations) + " (ffi.Map)";
  keys.json()["nodes"][annotations]["keys"].push_back("more");
  expect_one(keys, "T0119", name, "its keys and its values are not as many");

  Kernel odd;
  odd.json()["nodes"][annotations].erase("keys");
  expect_one(odd, "T0119", name, "a map with a key that has no value");

  Kernel twice;
  auto& attributes = twice.json()["nodes"][std::stoul(twice.attrs("ir.DictAttrs")["__dict__"].get<std::string>())];
  attributes["keys"][1] = attributes["keys"][0];
  expect_one(twice, "T0119", "node " + twice.attrs("ir.DictAttrs")["__dict__"].get<std::string>() + " (ffi.Map)",
             "a second entry `global_symbol`");

  Kernel buffers;
  const size_t map = std::stoul(buffers.attrs("tir.PrimFunc")["buffer_map"].get<std::string>());
  buffers.json()["nodes"][map]["data"].erase(3);
  expect_one(buffers, "T0119", "node " + std::to_string(map) + " (ffi.Map)", "a map with a key that has no value");

  Kernel functions;
  const size_t all = std::stoul(functions.attrs("ir.IRModule")["functions"].get<std::string>());
  functions.json()["nodes"][all]["data"].push_back(functions.find("ir.GlobalVar"));
  expect_one(functions, "T0119", "node " + std::to_string(all) + " (ffi.Map)", "a map with a key that has no value");
  functions.json()["nodes"][all]["data"][0] = functions.find("ffi.String");
  functions.json()["nodes"][all]["data"].erase(2);
  expect_one(functions, "T0119", "node " + std::to_string(all) + " (ffi.Map)", "is no ir.GlobalVar");
  functions.attrs("ir.IRModule")["functions"] = "null";
  expect_one(functions, "T0119", functions.name("ir.IRModule"), "its field `functions` is not a map");
}

TEST(JsonReaderRefuses, TwoFunctionsOfOneName) {
  Kernel k;
  const size_t all = std::stoul(k.attrs("ir.IRModule")["functions"].get<std::string>());
  auto& data = k.json()["nodes"][all]["data"];
  const size_t second = std::stoul(k.add(k.node("tir.PrimFunc")));
  data.push_back(k.find("ir.GlobalVar"));
  data.push_back(second);
  expect_one(k, "T0108", "node " + std::to_string(second) + " (tir.PrimFunc)", "a second function `main`");
}

TEST(JsonReaderRefuses, AFunctionWithoutAName) {
  Kernel k;
  k.attrs("ir.GlobalVar")["name_hint"] = "null";
  expect_one(k, "T0119", k.name("ir.GlobalVar"), "its field `name_hint` is not a string");
}

TEST(JsonReaderRefuses, WhatScriptsAreRefusedFor) {
  for (const char* type : {"tir.BufferStore", "tir.BufferLoad"}) {
    Kernel rank;
    ordered_json indices = {{"type_key", "ffi.Array"}, {"data", {rank.find("ir.IntImm"), rank.find("ir.IntImm")}}};
    rank.attrs(type)["indices"] = rank.add(indices);
    expect_one(rank, "T0113", rank.name(type), "2 indices into `");
  }
  for (const char* extent : {"0", "-3"}) {
    Kernel shape;
    shape.node("ffi.Array", 0);
    const size_t list = std::stoul(shape.attrs("tir.Buffer")["shape"].get<std::string>());
    shape.json()["nodes"][list]["data"] = {std::stoul(
        shape.add({{"type_key", "ir.IntImm"}, {"attrs", {{"dtype", "int32"}, {"span", "null"}, {"value", extent}}}}))};
    const ReadJson bad(shape.text());
    EXPECT_EQ(ids_of(bad.diags), "T0111 T0111");
    EXPECT_THAT(bad.messages(), HasSubstr("(tir.Buffer): `A` has an extent of " + std::string(extent)));
  }

  Kernel types;
  types.attrs("tir.Add")["b"] = std::to_string(types.find("ir.IntImm"));
  expect_one(types, "T0116", types.name("tir.Add"), "its operands are float32 and int32");
}

// ------------------------------------------------------------------------------------------ what is deep or shared

double seconds_of(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

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
    Kernel k;
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
  const Kernel k;
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

TEST(JsonReader, DeepNestingIsReadUpToTheLimitAndRefusedBeyond) {
  for (const Nest& nest : nests()) {
    const ReadJson fine(nest.text(nest.allowed));
    EXPECT_EQ(fine.messages(), "") << nest.type << nest.field;
    EXPECT_GT(print_script(fine.module()).size(), nest.allowed);
    const ReadJson deep(nest.text(100'000));
    EXPECT_EQ(ids_of(deep.diags), "T0104");
    EXPECT_THAT(deep.messages(), HasSubstr("nested more than 1000 deep"));
  }
}

TEST(JsonReader, SequencesInSequencesAreRefusedWhenTheyAreDeep) {
  Kernel k;
  size_t last = k.find("tir.BufferStore");
  const size_t first = k.json()["nodes"].size();
  std::string added;
  for (size_t i = 0; i < 100'000; ++i) {
    const std::string number = std::to_string(last);
    added += R"(,{"type_key":"ffi.Array","data":[)" + number + "," + number + "]},";
    added += object("tir.SeqStmt", field("seq", first + 2 * i));
    last = first + 2 * i + 1;
  }
  k.attrs("tir.Block")["body"] = std::to_string(last);
  const ReadJson json(testing::with_first(k.text(), "],\"b64ndarrays\"", added + "],\"b64ndarrays\""));
  EXPECT_EQ(ids_of(json.diags), "T0104");
}

/// x_(i+1) = Add(x_i, x_i): few nodes, and 2^levels ways through them.
std::string doubled(size_t levels) {
  Kernel k;
  std::string last = std::to_string(k.find("ir.FloatImm"));
  for (size_t i = 0; i < levels; ++i) {
    last = k.add({{"type_key", "tir.Add"}, {"attrs", {{"a", last}, {"b", last}, {"dtype", "float32"}}}});
  }
  k.attrs("tir.BufferStore")["value"] = last;
  return k.text();
}

TEST(JsonReader, WhatIsSharedIsReadOnceAndWrittenOnce) {
  const double seconds = seconds_of([] {
    const ReadJson json(doubled(60));
    ASSERT_EQ(json.messages(), "");
    Diagnostics diags;
    EXPECT_EQ(write_json(json.json, json.module(), diags), json.file.text());
    EXPECT_TRUE(tir::structural_equal(json.module(), json.module()));

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
  });
  EXPECT_LT(seconds, 5);
}

TEST(JsonReader, SharedAttributesAreComparedOnce) {
  Kernel k;
  size_t last = k.find("ir.IntImm");
  for (size_t i = 0; i < 60; ++i) last = std::stoul(k.add({{"type_key", "ffi.Array"}, {"data", {last, last}}}));
  const size_t dict = std::stoul(k.attrs("ir.DictAttrs")["__dict__"].get<std::string>());
  k.json()["nodes"][dict]["keys"].push_back("shared");
  k.json()["nodes"][dict]["data"].push_back(last);
  const double seconds = seconds_of([&] {
    const ReadJson json(k.text());
    ASSERT_EQ(json.messages(), "");
    tir::IRModule now = json.module();
    tir::AttrDict attrs = now.functions[0].second->attrs;
    attrs.set("new", tir::Attr::integer(1));
    now.functions[0].second = tir::with_attrs(now.functions[0].second, attrs);
    Diagnostics diags;
    EXPECT_LT(write_json(json.json, now, diags).size(), json.file.text().size() + 2000);
  });
  EXPECT_LT(seconds, 5);
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

class MutatedJson : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Eras, MutatedJson, ::testing::ValuesIn(kJsonKernels), [](const auto& p) { return p.param; });

TEST_P(MutatedJson, IsRefusedOrSound) {
  for (uint64_t seed = 0; seed < 1500 && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    expect_sound(Mutation(GetParam(), seed).text());
  }
}

}  // namespace
}  // namespace tir2tt::tvm
