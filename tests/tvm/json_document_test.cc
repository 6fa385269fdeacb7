// The table of nodes: the three eras, every value at its bytes, and what is said of a text that is none of them.
#include "tvm/json_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

namespace tir2tt::tvm {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tir::Dialect;
using Kind = JsonValue::Kind;

const std::string kLegacy = R"({
  "root": 1, 
  "nodes": [
    {
      "type_key": ""
    }, 
    {
      "type_key": "Map", 
      "keys": [
        "main"
      ], 
      "data": [2]
    }, 
    {
      "type_key": "IntImm", 
      "attrs": {
        "dtype": "int32", 
        "span": "0", 
        "value": "-7"
      }
    }, 
    {
      "type_key": "runtime.String"
    }, 
    {
      "type_key": "runtime.String", 
      "repr_b64": "AwAAAAAAAABhCmI="
    }
  ], 
  "b64ndarrays": [], 
  "attrs": {"tvm_version": "0.19.0"}
})";

const std::string kPrefixed =
    R"({"attrs": {"tvm_version": "0.21.dev0"}, "nodes": [{"type_key": ""}, )"
    R"({"type_key": "tir.For", "attrs": {"span": "null", "extent": "2", "kind": "1", "body": "9"}}, )"
    R"({"type_key": "ir.IntImm", "attrs": {"value": "18446744073709551615"}}, )"
    R"({"type_key": "ffi.Array", "data": [0, 2, 7, -1]}, )"
    R"({"type_key": "ffi.String", "repr_str": "A\"\\\u00e9\ud83d\ude00é"}, )"
    R"({"type_key": "float", "attrs": {"v_float64": "-inf"}}], "root": 1, "b64ndarrays": ["{}"]})";

const std::string kGraph =
    R"({"metadata":{"tvm_version":"0.22.0","more":[{"nodes":[]}]},"nodes":[)"
    R"({"type":"None"},{"type":"ffi.String","data":""},{"type":"ffi.Map","data":[1,3]},)"
    R"({"type":"ir.FloatImm","data":{"dtype":"float32","value":-Infinity,"span":0,"nan":NaN,"on":true,"to":3}},)"
    R"({"type":"tl.Layout","data":[1,[2]]},{"type":"tl.Own","data":{"x":{"y":[1]},"z":null}}],"root_index":2})";

/// A text and its document, which must be there.
struct Parsed {
  SourceFile file;
  JsonDocument doc;

  explicit Parsed(const std::string& text) : file("m.json", text), doc(parse(file)) {}
  static JsonDocument parse(const SourceFile& file) {
    Diagnostics diags;
    auto doc = JsonDocument::parse(file, diags);
    if (!doc) throw std::runtime_error(render(diags, &file, false));
    return std::move(*doc);
  }
  const JsonNode& node(size_t i) const { return doc.nodes().at(i); }
  std::string at(SourceSpan span) const { return std::string(file.text().substr(span.begin, span.end - span.begin)); }
};

/// What is said of a text that is refused.
std::string refusal(const std::string& text) {
  const SourceFile file("m.json", text);
  Diagnostics diags;
  EXPECT_FALSE(JsonDocument::parse(file, diags).has_value()) << text;
  EXPECT_TRUE(diags.has_errors()) << text;
  return render(diags, &file, false);
}

SourceSpan refused_at(const std::string& text) {
  const SourceFile file("m.json", text);
  Diagnostics diags;
  EXPECT_FALSE(JsonDocument::parse(file, diags).has_value()) << text;
  return diags.all().at(0).span;
}

/// A node list of these nodes behind its null; an object graph of these.
std::string list_of(const std::string& nodes) { return R"({"root":1,"nodes":[{"type_key":""},)" + nodes + "]}"; }
std::string graph_of(const std::string& nodes) { return R"({"root_index":0,"nodes":[)" + nodes + "]}"; }

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

TEST(JsonDocument, ReadsANodeListOfOldTvm) {
  const Parsed p(kLegacy);
  EXPECT_EQ(p.doc.era(), JsonEra::Legacy);
  EXPECT_EQ(p.doc.dialect(), Dialect::Tir);
  EXPECT_FALSE(p.doc.is_graph());
  EXPECT_EQ(p.doc.root(), 1);
  EXPECT_EQ(p.doc.tvm_version(), "0.19.0");
  ASSERT_EQ(p.doc.nodes().size(), 5u);
  EXPECT_EQ(p.node(1).type, JsonType::Map);
  EXPECT_EQ(p.node(1).type_name, "Map");
  EXPECT_THAT(p.node(1).keys, ElementsAre("main"));
  EXPECT_THAT(p.node(1).items, ElementsAre(2));
  EXPECT_EQ(p.node(2).type, JsonType::IntImm);
  EXPECT_EQ(p.doc.as_integer(p.node(2).field("value")), -7);
  EXPECT_EQ(p.doc.reference(p.node(2).field("span")), kNoNode);
  EXPECT_EQ(p.node(2).field("values").kind, Kind::Absent);
  EXPECT_EQ(p.node(3).value.kind, Kind::Absent);
  EXPECT_EQ(p.node(4).value.text, "a\nb");
}

TEST(JsonDocument, ReadsANodeListWithPrefixes) {
  const Parsed p(kPrefixed);
  EXPECT_EQ(p.doc.era(), JsonEra::Prefixed);
  EXPECT_EQ(p.doc.tvm_version(), "0.21.dev0");
  ASSERT_EQ(p.doc.nodes().size(), 6u);
  EXPECT_EQ(p.node(1).type, JsonType::For);
  EXPECT_EQ(p.doc.reference(p.node(1).field("extent")), 2u);
  EXPECT_EQ(p.doc.reference(p.node(1).field("span")), kNoNode);
  EXPECT_EQ(p.doc.reference(p.node(1).field("body")), std::nullopt) << "there is no node 9";
  EXPECT_EQ(p.doc.reference(p.node(1).field("nothing")), std::nullopt);
  EXPECT_EQ(p.doc.as_integer(p.node(2).field("value")), -1) << "64 bits are kept";
  EXPECT_EQ(p.node(4).value.text, "A\"\\é😀é");
  EXPECT_EQ(p.doc.as_double(p.node(5).field("v_float64")), -INFINITY);
}

TEST(JsonDocument, ReadsAnObjectGraph) {
  const Parsed p(kGraph);
  EXPECT_EQ(p.doc.era(), JsonEra::ObjectGraph);
  EXPECT_TRUE(p.doc.is_graph());
  EXPECT_EQ(p.doc.root(), 2);
  EXPECT_EQ(p.doc.tvm_version(), "0.22.0");
  EXPECT_EQ(p.node(0).type, JsonType::None);
  EXPECT_EQ(p.node(1).value.kind, Kind::String);
  EXPECT_EQ(p.node(1).value.text, "");
  EXPECT_THAT(p.node(2).items, ElementsAre(1, 3));
  const JsonNode& f = p.node(3);
  EXPECT_EQ(p.doc.as_double(f.field("value")), -INFINITY);
  EXPECT_TRUE(std::isnan(p.doc.as_double(f.field("nan")).value()));
  EXPECT_EQ(p.doc.as_integer(f.field("on")), 1);
  EXPECT_EQ(p.doc.as_integer(f.field("value")), std::nullopt);
  EXPECT_EQ(p.doc.as_double(f.field("to")), 3.0);
  EXPECT_EQ(p.doc.reference(f.field("span")), kNoNode);
  EXPECT_EQ(p.doc.reference(f.field("to")), 3u);
  EXPECT_EQ(p.doc.reference(f.field("dtype")), std::nullopt);
}

TEST(JsonDocument, DataOfItsOwnKindIsSteppedOver) {
  const Parsed p(kGraph);
  EXPECT_TRUE(p.node(4).has_nested_data);
  EXPECT_THAT(p.node(4).items, IsEmpty());
  EXPECT_FALSE(p.node(5).has_nested_data);
  EXPECT_EQ(p.node(5).field("x").kind, Kind::Nested);
  EXPECT_EQ(p.at(p.node(5).field("x").span), R"({"y":[1]})");
  EXPECT_EQ(p.node(5).field("z").kind, Kind::Null);
}

TEST(JsonDocument, EveryValueKnowsItsBytes) {
  for (const std::string& text : {kLegacy, kPrefixed, kGraph}) {
    const Parsed p(text);
    for (size_t i = 0; i < p.doc.nodes().size(); ++i) {
      EXPECT_EQ(p.at(p.node(i).span).front(), '{');
      EXPECT_EQ(p.at(p.node(i).span).back(), '}');
      EXPECT_EQ(p.doc.node_at(p.node(i).span.begin), i);
      EXPECT_EQ(p.doc.node_at(p.node(i).span.begin + 1), std::nullopt);
    }
  }
  const Parsed p(kPrefixed);
  EXPECT_EQ(p.at(p.node(1).field("extent").span), "\"2\"");
  EXPECT_EQ(p.at(p.node(4).value.span), R"("A\"\\\u00e9\ud83d\ude00é")");
  const Parsed graph(kGraph);
  EXPECT_EQ(graph.at(graph.node(3).field("value").span), "-Infinity");
  EXPECT_EQ(graph.at(graph.node(3).field("on").span), "true");
  EXPECT_EQ(graph.at(graph.node(3).field("to").span), "3");
}

TEST(JsonDocument, StringsAreViewsIntoTheTextWhereTheyCanBe) {
  const Parsed p(kPrefixed);
  const char* text = p.file.text().data();
  const std::string_view plain = p.node(1).field("extent").text;
  EXPECT_TRUE(plain.data() > text && plain.data() < text + p.file.text().size());
}

TEST(JsonDocument, StaysReadableWhenItMoves) {
  const SourceFile file("m.json", kPrefixed);
  Diagnostics diags;
  auto first = JsonDocument::parse(file, diags);
  const JsonDocument second = std::move(*first);
  first.reset();
  EXPECT_EQ(second.nodes()[4].value.text, "A\"\\é😀é");
  EXPECT_EQ(second.nodes()[1].field("kind").text, "1");
}

TEST(JsonDocument, LayoutForAddingNodes) {
  const Parsed pretty(kLegacy), compact(kGraph), spaced(kPrefixed);
  EXPECT_EQ(pretty.doc.separator(), ", \n    ");
  EXPECT_TRUE(pretty.doc.is_pretty());
  EXPECT_EQ(pretty.at({pretty.doc.end_of_nodes() - 1, pretty.doc.end_of_nodes() + 6}), "}\n  ], ");
  EXPECT_EQ(compact.doc.separator(), ",");
  EXPECT_FALSE(compact.doc.is_pretty());
  EXPECT_EQ(spaced.doc.separator(), ", ");
  EXPECT_EQ(spaced.at({spaced.doc.end_of_nodes(), spaced.doc.end_of_nodes() + 2}), "],");
  EXPECT_EQ(Parsed(graph_of("\n  {\"type\":\"None\"}\n")).doc.separator(), ",\n  ");
  EXPECT_EQ(Parsed(graph_of("{\"type\":\"None\"}")).doc.separator(), ",");
}

TEST(JsonDocument, TirxNamesOfTheSameTypes) {
  const Parsed p(
      graph_of(R"({"type":"tirx.SBlock","data":{}},{"type":"tirx.SBlockRealize","data":{}},)"
               R"({"type":"tirx.For","data":{}},{"type":"tirx.Block","data":{}},{"type":"ir.Op","data":{}})"));
  EXPECT_EQ(p.doc.dialect(), Dialect::Tirx);
  EXPECT_EQ(p.node(0).type, JsonType::Block);
  EXPECT_EQ(p.node(1).type, JsonType::BlockRealize);
  EXPECT_EQ(p.node(2).type, JsonType::For);
  EXPECT_EQ(p.node(3).type, JsonType::Unknown) << "tirx has no Block";
  EXPECT_EQ(p.node(4).type, JsonType::Op);
  EXPECT_EQ(json_type_name(JsonType::Block, JsonEra::ObjectGraph, Dialect::Tirx), "tirx.SBlock");
  EXPECT_EQ(json_type_name(JsonType::Block, JsonEra::ObjectGraph, Dialect::Tir), "tir.Block");
  EXPECT_EQ(json_type_name(JsonType::Add, JsonEra::Prefixed, Dialect::Tirx), "tirx.Add");
  EXPECT_EQ(json_type_name(JsonType::Map, JsonEra::Legacy, Dialect::Tir), "Map");
  EXPECT_EQ(json_type_name(JsonType::Map, JsonEra::ObjectGraph, Dialect::Tirx), "ffi.Map");
}

TEST(JsonDocument, EveryTypeIsReadAsItIsWritten) {
  for (size_t i = 0; i < static_cast<size_t>(JsonType::Unknown); ++i)
    for (const JsonEra era : {JsonEra::Legacy, JsonEra::Prefixed, JsonEra::ObjectGraph})
      for (const Dialect dialect : {Dialect::Tir, Dialect::Tirx}) {
        const auto type = static_cast<JsonType>(i);
        const std::string name = json_type_name(type, era, dialect);
        const std::string text = era == JsonEra::ObjectGraph ? graph_of(R"({"type":")" + name + R"(","data":[]})")
                                                             : list_of(R"({"type_key":")" + name + R"("})");
        EXPECT_EQ(Parsed(text).doc.nodes().back().type, type) << name;
      }
}

TEST(JsonDocument, NumbersOfNodeListsAreWholeTexts) {
  const Parsed p(
      list_of(R"({"type_key":"x","attrs":{"a":"12x","b":"","c":"99999999999999999999","d":" 1","e":"1.5",)"
              R"("f":"-nan","g":"inf","h":"-5","i":"null","j":3,"k":"-2","l":"0","m":"2.5000000000000001e-3"}})"));
  const JsonNode& node = p.node(1);
  for (const char* name : {"a", "b", "c", "d", "e", "i", "j"}) {
    EXPECT_EQ(p.doc.as_integer(node.field(name)), std::nullopt) << name;
    if (*name != 'i') EXPECT_EQ(p.doc.reference(node.field(name)), std::nullopt) << name;
  }
  EXPECT_EQ(p.doc.as_integer(node.field("h")), -5);
  EXPECT_EQ(p.doc.reference(node.field("k")), std::nullopt);
  EXPECT_EQ(p.doc.reference(node.field("l")), kNoNode);
  EXPECT_EQ(p.doc.as_double(node.field("e")), 1.5);
  EXPECT_TRUE(std::isnan(p.doc.as_double(node.field("f")).value()));
  EXPECT_EQ(p.doc.as_double(node.field("g")), INFINITY);
  EXPECT_EQ(p.doc.as_double(node.field("m")), 0.0025);
  EXPECT_EQ(p.doc.as_double(node.field("a")), std::nullopt);
  EXPECT_EQ(p.doc.as_double(node.field("j")), std::nullopt);
}

TEST(JsonDocument, ReferencesOfItems) {
  const Parsed list(kPrefixed), graph(kGraph);
  EXPECT_EQ(list.doc.reference(0), kNoNode);
  EXPECT_EQ(list.doc.reference(5), 5u);
  EXPECT_EQ(list.doc.reference(6), std::nullopt);
  EXPECT_EQ(list.doc.reference(-1), std::nullopt);
  EXPECT_EQ(list.doc.reference(INT64_MAX), std::nullopt);
  EXPECT_EQ(graph.doc.reference(0), kNoNode);
  EXPECT_EQ(graph.doc.reference(1), 1u);
  EXPECT_EQ(Parsed(graph_of(R"({"type":"ir.Op"},{"type":"None"})")).doc.reference(0), 0u);
}

TEST(JsonDocument, OfADoubledKeyTheLastCounts) {
  const Parsed p(
      list_of(R"({"type_key":"a","type_key":"ffi.Array","data":[1],"data":[1,0],"attrs":{"x":"1","x":"2"}})"));
  EXPECT_EQ(p.node(1).type, JsonType::Array);
  EXPECT_THAT(p.node(1).items, ElementsAre(1, 0));
  EXPECT_EQ(p.node(1).field("x").text, "2");
}

TEST(JsonDocument, DescribesNodes) {
  const Parsed p(kPrefixed);
  EXPECT_EQ(p.doc.describe(1), "node 1 (tir.For)");
  EXPECT_EQ(p.doc.describe(0), "node 0 (null)");
  EXPECT_EQ(describe_node(p.doc, p.node(3).span.begin), "node 3 (ffi.Array)");
  EXPECT_EQ(describe_node(p.doc, 0), "");
}

TEST(JsonDocument, SmallQuestions) {
  EXPECT_TRUE(looks_like_json(" \n\t{"));
  EXPECT_FALSE(looks_like_json("# from tvm.script\n{"));
  EXPECT_FALSE(looks_like_json("  "));
  EXPECT_EQ(to_string(JsonEra::Legacy), "0.20");
  EXPECT_EQ(to_string(JsonEra::Prefixed), "0.21");
  EXPECT_EQ(to_string(JsonEra::ObjectGraph), "ffi");
}

TEST(JsonDocumentRefuses, WhatIsNotJson) {
  const std::pair<std::string, std::string> kCases[] = {
      {"", "the text is empty"},
      {" \n", "the text is empty"},
      {"{} {}", "text behind the JSON object"},
      {std::string("{}\0{}", 5), "text behind the JSON object"},
      {"{1}", "an object's key is missing"},
      {"{\"a\" 1}", "`:` is missing"},
      {"{\"a\":}", "no value of JSON"},
      {"{\"a\":1 \"b\":2}", "`,` or `}` is missing"},
      {"{\"a\":[1 2]}", "`,` or `]` is missing"},
      {"{\"a\":[1,]}", "no value of JSON"},
      {R"({"\u12x4":1})", "four hexadecimal digits"},
      {R"({"\ud800x":1})", "surrogate"},
      {R"({"\q":1})", "an escape"},
      {"{\"a\nb\":1}", "control character"},
      {std::string("{\"a\0b\":1}", 9), "a NUL byte inside a string"},
      {"{\"\xff\":1}", "no UTF-8"},
      {"{\"a\":1e999}", "beyond the range"},
      {"{\"a\":1.}", "behind the point"},
      {"{\"a\":1e}", "exponent"},
      {"{\"a\":[1,", "the text ends where a value should stand; the file was cut off?"},
      {"{\"a\":1", "the text ends inside an object; the file was cut off?"},
      {"{\"a\":[1", "the text ends inside an array; the file was cut off?"},
      {"{\"a", "the text ends inside a string; the file was cut off?"},
      {"{\"a\\u00", "the text ends inside a string; the file was cut off?"},
  };
  for (const auto& [text, reason] : kCases) EXPECT_THAT(refusal(text), AllOf(HasSubstr("T0117"), HasSubstr(reason)));
  EXPECT_EQ(refused_at("{\n  \"a\": ?}"), (SourceSpan{9, 10}));
  EXPECT_EQ(refused_at("{\"a\":1"), (SourceSpan{5, 6})) << "the last byte";
}

TEST(JsonDocumentRefuses, WhatIsNoModule) {
  for (const char* text : {"[1, {\"nodes\": []}]", "3", "{}", R"({"root":0,"nodes":3})", R"({"root":0,"nodes":[]})",
                           R"({"nodes":[{"type_key":""}]})", R"({"root":"0","nodes":[{"type_key":""}]})",
                           R"({"root_index":[0],"nodes":[{"type":"None"}]})"})
    EXPECT_THAT(refusal(text), HasSubstr("T0118")) << text;
}

TEST(JsonDocumentRefuses, BadNodes) {
  const std::pair<std::string, std::string> kCases[] = {
      {list_of("[3]"), "node 1: no object"},
      {list_of("{}"), "node 1: no string `type_key`"},
      {list_of(R"({"type_key":3})"), "no string `type_key`"},
      {graph_of(R"({"data":3})"), "node 0: no string `type`"},
      {list_of(R"({"type_key":"ffi.Array","data":["1"]})"), "node 1 (`ffi.Array`): an item of `data`"},
      {list_of(R"({"type_key":"ffi.Array","data":[1.5]})"), "an item of `data`"},
      {list_of(R"({"type_key":"ffi.Array","data":{"a":1}})"), "`data` is no array"},
      {list_of(R"({"type_key":"ffi.Array","data":1})"), "`data` is no array"},
      {list_of(R"({"type_key":"ffi.Map","keys":[1],"data":[1]})"), "`keys` is no array of strings"},
      {list_of(R"({"type_key":"ffi.Map","keys":{"a":1},"data":[1]})"), "`keys` is no array of strings"},
      {list_of(R"({"type_key":"tir.Add","attrs":[1]})"), "`attrs` is no object"},
      {list_of(R"({"type_key":"ffi.String","repr_str":1})"), "is no string"},
      {graph_of(R"({"type":"ffi.Array","data":[[0]]})"), "node 0 (`ffi.Array`): an item of `data`"},
      {graph_of(R"({"type":"ffi.Map","data":{}})"), "`data` is no array"},
      {graph_of(R"({"type":"ffi.Map"})"), "`data` is no array"},
      {R"({"root":0,"nodes":[{"type_key":""}],"nodes":[]})", "a second `nodes`"},
  };
  for (const auto& [text, reason] : kCases) EXPECT_THAT(refusal(text), AllOf(HasSubstr("T0119"), HasSubstr(reason)));
  const std::string text = list_of(R"({"type_key":"ffi.Array","data":["1"]})");
  EXPECT_EQ(refused_at(text).begin, text.find("{\"type_key\":\"ffi"));
  EXPECT_EQ(refused_at(text).end, text.rfind("]"));
}

TEST(JsonDocumentRefuses, BadBase64) {
  for (const char* b64 : {"", "AwAAAAAAAABhCmI", "AwAAAAAAAABhCmI!", "BAAAAAAAAABhCmI=", "AwAAAA==", "////////////"})
    EXPECT_THAT(refusal(list_of(R"({"type_key":"ffi.String","repr_b64":")" + std::string(b64) + "\"}")),
                AllOf(HasSubstr("T0119"), HasSubstr("node 1 (`ffi.String`): `repr_b64`")))
        << b64;
}

TEST(JsonDocumentRefuses, MixedEras) {
  const std::pair<std::string, std::string> kCases[] = {
      {list_of(R"({"type_key":"ffi.Array"},{"type_key":"tir.Add"},{"type_key":"Map"},{"type_key":"IntImm"})"),
       "node 3 (`Map`): a name of TVM up to 0.20 in a text of TVM 0.21; node 1 (`ffi.Array`)"},
      {list_of(R"({"type_key":"Array"},{"type_key":"ir.IntImm"})"),
       "node 2 (`ir.IntImm`): a name of TVM 0.21 in a text of TVM up to 0.20"},
      {graph_of(R"({"type":"ffi.Array","data":[]},{"type":"Map","data":[]})"),
       "node 1 (`Map`): a name of TVM up to 0.20 in a text of tvm-ffi"},
      {graph_of(R"({"type":"tirx.For"},{"type":"tir.Add"})"), "node 1 (`tir.Add`): a name of tir in a text of tirx"},
      {graph_of(R"({"type":"tir.For"},{"type":"tirx.Add"})"), "node 1 (`tirx.Add`): a name of tirx in a text of tir"},
      {list_of(R"({"type":"ffi.Array"})"), "node 1 (`ffi.Array`): `type`, which object graphs have, in a node list"},
      {graph_of(R"({"type_key":"ffi.Array"})"), "`type_key`, which node lists have, in an object graph"},
      {graph_of(R"({"type":"tir.Add","attrs":{}})"), "`attrs`, which node lists have"},
      {graph_of(R"({"type":"ffi.String","repr_str":"a"})"), "`repr_str`, which node lists have"},
      {R"({"root":0,"root_index":0,"nodes":[{"type":"None"}]})", "`root_index` of an object graph beside `root`"},
  };
  for (const auto& [text, reason] : kCases) EXPECT_THAT(refusal(text), AllOf(HasSubstr("T0122"), HasSubstr(reason)));
}

TEST(JsonDocumentRefuses, OnlyTheFirstOfMixedEras) {
  const std::string said = refusal(list_of(R"({"type_key":"ffi.Array"},{"type_key":"Map"},{"type_key":"IntImm"})"));
  EXPECT_THAT(said, Not(HasSubstr("IntImm`):")));
}

TEST(JsonDocument, DepthCostsNoStack) {
  const size_t kDepth = 1'000'000;
  const std::string brackets = std::string(kDepth, '[') + std::string(kDepth, ']');
  const Parsed p(R"({"deep":)" + brackets + R"(,"root":0,"nodes":[{"type_key":"","x":)" + brackets + "}]}");
  EXPECT_EQ(p.doc.nodes().size(), 1u);
  EXPECT_THAT(refusal(std::string(kDepth, '[')), HasSubstr("T0117"));
  EXPECT_THAT(refusal("{\"a\":" + replaced(std::string(kDepth / 10, '['), "[", "{\"a\":[")), HasSubstr("T0117"));
}

TEST(JsonDocumentRefuses, EveryTextThatWasCutOff) {
  for (const std::string& text : {kLegacy, kPrefixed, kGraph})
    for (size_t size = 0; size < text.size(); ++size) {
      const std::string said = refusal(text.substr(0, size));
      EXPECT_THAT(said, HasSubstr("T0117")) << size;
      if (size > 0) EXPECT_THAT(said, HasSubstr("cut off?")) << text.substr(0, size);
    }
}

TEST(JsonDocumentRefuses, OrReadsEveryTextWithOneByteChanged) {
  for (const std::string& text : {kLegacy, kPrefixed, kGraph})
    for (size_t i = 0; i < text.size(); ++i)
      for (const char c : {'"', '{', '}', '[', ']', ',', ':', '0', '\\', '\0'}) {
        std::string changed = text;
        changed[i] = c;
        const SourceFile file("m.json", changed);
        Diagnostics diags;
        const auto doc = JsonDocument::parse(file, diags);
        ASSERT_EQ(doc.has_value(), !diags.has_errors()) << changed;
      }
}

class JsonCorpus : public testing::Test {
 protected:
  static std::set<std::filesystem::path> files() {
    std::set<std::filesystem::path> found;
    const std::filesystem::path corpus = TIR2TT_SOURCE_DIR "/../shared/corpus";
    if (!std::filesystem::exists(corpus)) return found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus))
      if (entry.path().extension() == ".json") found.insert(entry.path());
    return found;
  }
  static std::string text_of(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
};

void expect_whole(const Parsed& p, const std::string& name) {
  EXPECT_EQ(p.doc.era(), JsonEra::Prefixed) << name;
  EXPECT_EQ(p.doc.separator(), ", \n    ") << name;
  for (const JsonNode& node : p.doc.nodes()) {
    EXPECT_EQ(p.at(node.span).front(), '{') << name;
    EXPECT_EQ(p.at(node.span).back(), '}') << name;
    for (const int64_t item : node.items) EXPECT_TRUE(p.doc.reference(item)) << name << " " << item;
    EXPECT_TRUE(node.keys.empty() || node.keys.size() == node.items.size()) << name;
    for (const char* field : {"span", "body", "attrs", "data", "a", "b", "buffer", "functions", "__dict__"}) {
      const JsonValue& value = node.field(field);
      if (value.kind != Kind::Absent) EXPECT_TRUE(p.doc.reference(value)) << name << " " << field << " " << value.text;
    }
  }
}

TEST_F(JsonCorpus, EveryFileIsRead) {
  const auto paths = files();
  if (paths.empty()) GTEST_SKIP() << "no corpus beside the repository";
  EXPECT_GE(paths.size(), 82u);
  for (const auto& path : paths) {
    const Parsed p(text_of(path));
    EXPECT_GT(p.doc.nodes().size(), 10u) << path;
    EXPECT_TRUE(p.doc.reference(p.doc.root())) << path;
    expect_whole(p, path.filename());
  }
}

TEST(JsonDocument, AByteOrderMarkInFrontIsPassedOver) {
  const std::string text =
      std::string("\xEF\xBB\xBF") + R"({"root": 1, "nodes": [{"type_key": ""}, {"type_key": "ffi.Map"}]})";
  EXPECT_TRUE(looks_like_json(text));
  const SourceFile file("f", text);
  Diagnostics diags;
  const auto document = JsonDocument::parse(file, diags);
  ASSERT_TRUE(document) << render(diags, &file, false);
  EXPECT_EQ(file.text().substr(document->nodes()[1].span.begin, 14), "{\"type_key\": \"");
  EXPECT_EQ(file.text()[document->end_of_nodes() - 1], '}');
}

TEST(JsonDocument, NumbersAreTheNearestDoubles) {
  for (const auto& [text, value] : std::vector<std::pair<std::string, double>>{
           {"0.1", 0.1},
           {"1.0000000000000002", 1.0000000000000002},
           {"5e-324", 5e-324},
           {"2.2250738585072011e-308", 2.2250738585072011e-308},
           {"123456789012345678901234567890", 123456789012345678901234567890.0},
           {"-1.7976931348623157e308", -1.7976931348623157e308},
           {"0.000000000000000000000000000000000000000000000000000000000000000000000000000000001e-300", 0.0}}) {
    const SourceFile file("f", R"({"root_index": 0, "nodes": [{"type": "float", "data": )" + text + "}]}");
    Diagnostics diags;
    const auto document = JsonDocument::parse(file, diags);
    ASSERT_TRUE(document) << text << render(diags, &file, false);
    EXPECT_EQ(document->as_double(document->nodes()[0].value), value) << text;
  }
}

}  // namespace
}  // namespace tir2tt::tvm
