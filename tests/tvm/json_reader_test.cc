// JSON that is wrong: each mistake has its diagnostic, which names the node, and no text makes the reader crash or
// wait.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "json_texts.h"
#include "tir/equal.h"
#include "tvm/script.h"

namespace tir2tt::tvm {
namespace {

using nlohmann::ordered_json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::ids_of;
using testing::json_kernel;
using testing::JsonKernelNodes;
using ::testing::Not;
using testing::ReadJson;

/// Just this diagnostic, and its message has both texts.
void expect_one(const JsonKernelNodes& kernel, const std::string& id, const std::string& node,
                const std::string& what) {
  const ReadJson json(kernel.text());
  EXPECT_EQ(ids_of(json.diags), id) << json.messages();
  EXPECT_THAT(json.messages(), AllOf(HasSubstr(node), HasSubstr(what)));
  for (const Diagnostic& d : json.diags.all()) EXPECT_EQ(describe_node(json.document(), d.span.begin), node);
}

TEST(JsonReader, ReadsTheKernelThatTheOtherTestsMakeWrong) {
  const ReadJson json(JsonKernelNodes().text());
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
    JsonKernelNodes k;
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
    JsonKernelNodes k;
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
      JsonKernelNodes k;
      k.attrs(type)[field] = null;
      expect_one(k, "T0119", k.name(type), "its field `" + std::string(field) + "` is not allowed to be null");
    }
  }
}

TEST(JsonReaderRefuses, AReferenceToSomethingElse) {
  JsonKernelNodes k;
  k.attrs("tir.For")["extent"] = std::to_string(k.find("tir.Buffer"));
  expect_one(k, "T0119", k.name("tir.For"),
             "its field `extent` refers to " + k.name("tir.Buffer") + ", which cannot stand there");
  for (const auto& [field, type] : {std::pair("loop_var", "ir.IntImm"), std::pair("body", "ir.IntImm"),
                                    std::pair("body", "ffi.Array"), std::pair("thread_binding", "tir.Var"),
                                    std::pair("extent", "ffi.String"), std::pair("extent", "ir.PrimType")}) {
    JsonKernelNodes other;
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
    JsonKernelNodes k;
    k.attrs(type)[field] = std::to_string(k.find("ir.IntImm"));
    expect_one(k, "T0119", k.name(type), "its field `" + std::string(field) + "` is not " + what);
  }
}

TEST(JsonReaderRefuses, NumbersOfNodesThatAreNotThere) {
  const size_t n = JsonKernelNodes().json()["nodes"].size();
  const std::string last = "there are " + std::to_string(n) + " nodes";
  for (const std::string& number : {std::string("-1"), std::to_string(n), std::string("9000"),
                                    std::string("9223372036854775807"), std::string("-9223372036854775808")}) {
    JsonKernelNodes k;
    k.attrs("tir.For")["extent"] = number;
    expect_one(k, "T0120", k.name("tir.For"), "its field `extent` refers to node " + number + "; " + last);
  }
  for (const int64_t number : {int64_t{-1}, static_cast<int64_t>(n), INT64_MAX, INT64_MIN}) {
    const std::string what = "refers to node " + std::to_string(number) + "; " + last;
    JsonKernelNodes list, map;
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
    JsonKernelNodes k;
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
    JsonKernelNodes k;
    k.json()["root"] = root;
    const ReadJson json(k.text());
    EXPECT_EQ(ids_of(json.diags), "T0118");
    return json.messages();
  };
  EXPECT_THAT(said(0), HasSubstr("the root is node 0; there are"));
  EXPECT_THAT(said(-1), HasSubstr("the root is node -1; there are"));
  EXPECT_THAT(said(100000), HasSubstr("the root is node 100000; there are"));
  EXPECT_THAT(said(JsonKernelNodes().find("tir.For")), HasSubstr("(tir.For), neither an IRModule nor a PrimFunc"));
  EXPECT_THAT(said(JsonKernelNodes().find("ffi.Map")), HasSubstr("(ffi.Map), neither"));
}

// ------------------------------------------------------------------------------------------ cycles

TEST(JsonReaderRefuses, ANodeThatContainsItself) {
  JsonKernelNodes k;
  const std::string add = k.name("tir.Add");
  k.attrs("tir.Add")["a"] = std::to_string(k.find("tir.Add"));
  expect_one(k, "T0121", add, add + ": it contains itself: " + add + " → " + add);
}

TEST(JsonReaderRefuses, ALongWayRound) {
  JsonKernelNodes k;
  k.attrs("tir.Call")["args"] = k.attrs("tir.BufferStore")["indices"];
  const size_t args = std::stoul(k.attrs("tir.BufferStore")["indices"].get<std::string>());
  k.json()["nodes"][args]["data"] = {k.find("tir.Cast")};
  k.attrs("tir.Cast")["value"] = std::to_string(k.find("tir.Add"));
  const ReadJson json(k.text());
  EXPECT_THAT(ids_of(json.diags), HasSubstr("T0121"));
  EXPECT_THAT(json.messages(), AllOf(HasSubstr("it contains itself: node "), HasSubstr("(tir.Cast) → ")));
}

TEST(JsonReaderRefuses, CyclesOfEveryMake) {
  const std::function<void(JsonKernelNodes&)> kCycles[] = {
      [](JsonKernelNodes& k) { k.attrs("tir.For")["body"] = std::to_string(k.find("tir.For")); },
      [](JsonKernelNodes& k) { k.attrs("tir.Block")["body"] = std::to_string(k.find("tir.BlockRealize")); },
      [](JsonKernelNodes& k) { k.attrs("tir.Block")["init"] = std::to_string(k.find("tir.For")); },
      [](JsonKernelNodes& k) {  // a list in itself
        const std::string list = k.add({{"type_key", "ffi.Array"}, {"data", {k.json()["nodes"].size()}}});
        k.attrs("ir.DictAttrs")["__dict__"] =
            k.add({{"type_key", "ffi.Map"}, {"keys", {"x"}}, {"data", {std::stoul(list)}}});
      },
      [](JsonKernelNodes& k) {  // a map in itself, as key and as value
        const size_t n = k.json()["nodes"].size();
        k.attrs("ir.DictAttrs")["__dict__"] = k.add({{"type_key", "ffi.Map"}, {"data", {n, n}}});
      },
      [](JsonKernelNodes& k) {  // a buffer whose shape loads from it
        const size_t shape = std::stoul(k.attrs("tir.Buffer")["shape"].get<std::string>());
        k.json()["nodes"][shape]["data"] = {k.find("tir.BufferLoad")};
      },
      [](JsonKernelNodes& k) { k.attrs("ir.PointerType")["element_type"] = std::to_string(k.find("ir.PointerType")); },
      [](JsonKernelNodes& k) {  // a target that hosts itself
        k.attrs("target.Target")["host"] = std::to_string(k.find("target.Target"));
      },
  };
  for (const auto& make_cycle : kCycles) {
    JsonKernelNodes k;
    make_cycle(k);
    const ReadJson json(k.text());
    EXPECT_THAT(ids_of(json.diags), HasSubstr("T0121")) << json.messages();
  }
}

TEST(JsonReaderRefuses, AVeryLongCycle) {
  JsonKernelNodes k;
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
  JsonKernelNodes k;
  const ordered_json own = {{"type_key", "tl.Own"}, {"attrs", {{"x", "1"}}}};
  k.attrs("tir.Add")["a"] = k.add(own);
  expect_one(k, "T0123", "node " + std::to_string(k.json()["nodes"].size() - 1) + " (tl.Own)",
             "is of a type that is not known; it stands for an expression");
  const ReadJson expression(k.text());
  EXPECT_THAT(print_script(expression.module()), HasSubstr("metadata[\"tl.Own\"][0]"));

  JsonKernelNodes statement;
  statement.attrs("tir.Block")["body"] = statement.add(own);
  expect_one(statement, "T0123", "node " + std::to_string(statement.json()["nodes"].size() - 1) + " (tl.Own)",
             "it stands for a statement");

  JsonKernelNodes op;
  op.attrs("tir.Call")["op"] = op.add({{"type_key", "tl.Own"}, {"repr_str", "x"}});
  expect_one(op, "T0123", "node " + std::to_string(op.json()["nodes"].size() - 1) + " (tl.Own)",
             "it stands where an operator is expected");

  JsonKernelNodes attribute;  // nothing is said: tl.Layout is one already
  attribute.attrs("tir.For")["annotations"] =
      attribute.add({{"type_key", "ffi.Map"}, {"keys", {"x"}}, {"data", {attribute.find("tl.Layout")}}});
  EXPECT_EQ(ReadJson(attribute.text()).messages(), "");
}

TEST(JsonReader, OneWarningPerUnknownType) {
  JsonKernelNodes k;
  const ordered_json own = {{"type_key", "tl.Own"}, {"attrs", {{"x", "1"}}}};
  k.attrs("tir.Add")["a"] = k.add(own);
  k.attrs("tir.Add")["b"] = k.attrs("tir.Add")["a"];
  k.attrs("tir.For")["extent"] = k.add(own);
  EXPECT_EQ(ids_of(ReadJson(k.text()).diags), "T0123");
}

TEST(JsonReaderRefuses, AnUnknownTypeWhereOnlyOneCanStand) {
  for (const auto& [type, field] : {std::pair("tir.BufferStore", "buffer"), std::pair("tir.For", "loop_var"),
                                    std::pair("tir.Block", "iter_vars"), std::pair("tir.BlockRealize", "block")}) {
    JsonKernelNodes k;
    k.attrs(type)[field] = k.add({{"type_key", "tl.Own"}, {"attrs", {{"x", "1"}}}});
    EXPECT_THAT(ids_of(ReadJson(k.text()).diags), HasSubstr("T0119")) << field;
  }
}

TEST(JsonReader, AnUnknownTypeOfAVariableOrAResultIsKept) {
  for (const auto& [type, field] : {std::pair("tir.Var", "type_annotation"), std::pair("tir.PrimFunc", "ret_type")}) {
    JsonKernelNodes k;
    k.attrs(type)[field] = k.add({{"type_key", "ir.TensorMapType"}, {"attrs", {{"span", "null"}}}});
    const ReadJson json(k.text());
    EXPECT_EQ(ids_of(json.diags), "T0123") << field;
    Diagnostics diags;
    EXPECT_EQ(write_json(json.json, json.module(), diags), json.file.text());
  }
}

TEST(JsonReader, ASizeVarStaysOne) {
  // Equality of modules does not see the difference.
  for (const bool size : {false, true}) {
    JsonKernelNodes k;
    const size_t node = k.find("tir.Var");
    if (size) k.json()["nodes"][node]["type_key"] = "tir.SizeVar";
    const ReadJson json(k.text());
    ASSERT_EQ(json.messages(), "");
    const auto var = std::static_pointer_cast<const tir::VarNode>(json.json.document->origin.objects.at(node));
    EXPECT_EQ(var->is_size_var, size);
  }
}

TEST(JsonReaderRefuses, ABodyThatWouldBeLost) {
  JsonKernelNodes k;
  const size_t store = k.find("tir.BufferStore");
  k.json()["nodes"][store]["attrs"]["body"] = k.attrs("tir.Block")["body"];
  EXPECT_THAT(ReadJson(k.text()).messages(), HasSubstr("(tir.BufferStore): it has a field `body`, which is not read"));
}

TEST(JsonReaderRefuses, ABufferOfNothing) {
  JsonKernelNodes k;
  k.attrs("tir.Buffer")["dtype"] = "void";
  EXPECT_THAT(ids_of(ReadJson(k.text()).diags), HasSubstr("T0110"));
}

TEST(JsonReader, WithOpaquePartsTheTextIsStillExtended) {
  JsonKernelNodes k;
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
  JsonKernelNodes keys;
  const size_t annotations = std::stoul(keys.attrs("tir.For")["annotations"].get<std::string>());
  const std::string name = "node " + std::to_string(annotations) + " (ffi.Map)";
  keys.json()["nodes"][annotations]["keys"].push_back("more");
  expect_one(keys, "T0119", name, "its keys and its values are not as many");

  JsonKernelNodes odd;
  odd.json()["nodes"][annotations].erase("keys");
  expect_one(odd, "T0119", name, "a map with a key that has no value");

  JsonKernelNodes twice;
  auto& attributes = twice.json()["nodes"][std::stoul(twice.attrs("ir.DictAttrs")["__dict__"].get<std::string>())];
  attributes["keys"][1] = attributes["keys"][0];
  expect_one(twice, "T0119", "node " + twice.attrs("ir.DictAttrs")["__dict__"].get<std::string>() + " (ffi.Map)",
             "a second entry `global_symbol`");

  JsonKernelNodes buffers;
  const size_t map = std::stoul(buffers.attrs("tir.PrimFunc")["buffer_map"].get<std::string>());
  buffers.json()["nodes"][map]["data"].erase(3);
  expect_one(buffers, "T0119", "node " + std::to_string(map) + " (ffi.Map)", "a map with a key that has no value");

  JsonKernelNodes functions;
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
  JsonKernelNodes k;
  const size_t all = std::stoul(k.attrs("ir.IRModule")["functions"].get<std::string>());
  auto& data = k.json()["nodes"][all]["data"];
  const size_t second = std::stoul(k.add(k.node("tir.PrimFunc")));
  data.push_back(k.find("ir.GlobalVar"));
  data.push_back(second);
  expect_one(k, "T0108", "node " + std::to_string(second) + " (tir.PrimFunc)", "a second function `main`");
}

TEST(JsonReaderRefuses, AFunctionWithoutAName) {
  JsonKernelNodes k;
  k.attrs("ir.GlobalVar")["name_hint"] = "null";
  expect_one(k, "T0119", k.name("ir.GlobalVar"), "its field `name_hint` is not a string");
}

TEST(JsonReaderRefuses, WhatScriptsAreRefusedFor) {
  for (const char* type : {"tir.BufferStore", "tir.BufferLoad"}) {
    JsonKernelNodes rank;
    ordered_json indices = {{"type_key", "ffi.Array"}, {"data", {rank.find("ir.IntImm"), rank.find("ir.IntImm")}}};
    rank.attrs(type)["indices"] = rank.add(indices);
    expect_one(rank, "T0113", rank.name(type), "2 indices into `");
  }
  for (const char* extent : {"0", "-3"}) {
    JsonKernelNodes shape;
    shape.node("ffi.Array", 0);
    const size_t list = std::stoul(shape.attrs("tir.Buffer")["shape"].get<std::string>());
    shape.json()["nodes"][list]["data"] = {std::stoul(
        shape.add({{"type_key", "ir.IntImm"}, {"attrs", {{"dtype", "int32"}, {"span", "null"}, {"value", extent}}}}))};
    const ReadJson bad(shape.text());
    EXPECT_EQ(ids_of(bad.diags), "T0111 T0111");
    EXPECT_THAT(bad.messages(), HasSubstr("(tir.Buffer): `A` has an extent of " + std::string(extent)));
  }

  JsonKernelNodes types;
  types.attrs("tir.Add")["b"] = std::to_string(types.find("ir.IntImm"));
  expect_one(types, "T0116", types.name("tir.Add"), "its operands are float32 and int32");
}

}  // namespace
}  // namespace tir2tt::tvm
