// The text of added nodes, byte for byte: TVM's own layout in each era. What modules become is tested in
// json_era_test.cc and tests/corpus/json_test.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tvm/json_text.h"

namespace tir2tt::tvm {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

JsonNodes nodes_of(JsonEra era, bool pretty = true, tir::Dialect dialect = tir::Dialect::Tir) {
  return JsonNodes({era, dialect, pretty, {}}, 7);
}

TEST(JsonText, ObjectsOfANodeListHaveSortedAttributesOnLinesOfTheirOwn) {
  JsonNodes n = nodes_of(JsonEra::Prefixed);
  EXPECT_EQ(
      n.object(JsonType::IntImm, {{"value", n.integer(2)}, {"dtype", n.text("int32")}, {"span", n.reference(kNoNode)}}),
      7u);
  EXPECT_EQ(n.alone(),
            "{\n      \"type_key\": \"ir.IntImm\", \n      \"attrs\": {\n        \"dtype\": \"int32\", \n"
            "        \"span\": \"null\", \n        \"value\": \"2\"\n      }\n    }");
}

TEST(JsonText, ASingleAttributeStandsOnTheLine) {
  JsonNodes n = nodes_of(JsonEra::Prefixed);
  n.object(JsonType::DictAttrs, {{"__dict__", n.reference(4)}});
  EXPECT_EQ(n.alone(), "{\n      \"type_key\": \"ir.DictAttrs\", \n      \"attrs\": {\"__dict__\": \"4\"}\n    }");
}

TEST(JsonText, TheFirstEraHasOtherNamesAndAnotherNull) {
  JsonNodes n = nodes_of(JsonEra::Legacy);
  n.object(JsonType::IntImm, {{"span", n.reference(kNoNode)}});
  n.string("A");
  EXPECT_THAT(n.alone(), HasSubstr("\"type_key\": \"IntImm\", \n      \"attrs\": {\"span\": \"0\"}"));
  EXPECT_THAT(n.alone(), HasSubstr("\"type_key\": \"runtime.String\", \n      \"repr_str\": \"A\""));
}

TEST(JsonText, ObjectGraphsHaveBareNumbersAndNoBlankBehindACommma) {
  JsonNodes n = nodes_of(JsonEra::ObjectGraph);
  n.object(JsonType::IntImm, {{"value", n.integer(-2)}, {"dtype", n.text("int32")}});
  EXPECT_EQ(
      n.alone(),
      "{\n      \"type\": \"ir.IntImm\",\n      \"data\": {\n        \"value\": -2,\n        \"dtype\": \"int32\"\n"
      "      }\n    }");
}

TEST(JsonText, ListsBreakAboveTenItems) {
  JsonNodes n = nodes_of(JsonEra::Prefixed);
  n.array({});
  n.array({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  n.array({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  EXPECT_THAT(n.alone(), testing::StartsWith("{\n      \"type_key\": \"ffi.Array\"\n    }, \n    {"));
  EXPECT_THAT(n.alone(), HasSubstr("\"data\": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n    }"));
  EXPECT_THAT(n.alone(),
              EndsWith("\"data\": [\n        1, \n        2, \n        3, \n        4, \n        5, \n        6, \n"
                       "        7, \n        8, \n        9, \n        10, \n        11\n      ]\n    }"));
}

TEST(JsonText, KeysOfAMapAreOnePerLine) {
  JsonNodes n = nodes_of(JsonEra::Prefixed);
  n.dict({{"cb_id", 8}, {"name", 9}});
  EXPECT_EQ(
      n.alone(),
      "{\n      \"type_key\": \"ffi.Map\", \n      \"keys\": [\n        \"cb_id\", \n        \"name\"\n      ], \n"
      "      \"data\": [8, 9]\n    }");
}

TEST(JsonText, AnObjectGraphHasFlatMapsWithKeyNodesThatAreShared) {
  JsonNodes n = nodes_of(JsonEra::ObjectGraph);
  n.dict({{"a", 1}, {"b", 2}});
  EXPECT_EQ(n.next(), 10u);  // two strings, the map
  n.dict({{"b", 3}});
  EXPECT_EQ(n.next(), 11u);
  EXPECT_THAT(n.alone(), EndsWith("\"type\": \"ffi.Map\",\n      \"data\": [\n        8,\n        3\n      ]\n    }"));
}

TEST(JsonText, StringsThatAreNotPrintableAreBase64OfLengthAndBytes) {
  JsonNodes n = nodes_of(JsonEra::Prefixed);
  n.string("");
  n.string("a\n");
  n.string("q\"\\");
  EXPECT_THAT(n.alone(), testing::StartsWith("{\n      \"type_key\": \"ffi.String\"\n    }"));
  EXPECT_THAT(n.alone(), HasSubstr("\"repr_b64\": \"AgAAAAAAAABhCg==\""));
  EXPECT_THAT(n.alone(), HasSubstr(R"("repr_str": "q\"\\")"));
}

TEST(JsonText, NumbersKeepEveryBit) {
  JsonNodes list = nodes_of(JsonEra::Prefixed), graph = nodes_of(JsonEra::ObjectGraph);
  const double inf = std::numeric_limits<double>::infinity();
  EXPECT_EQ(list.number(0.1), "\"0.10000000000000001\"");
  EXPECT_EQ(list.number(-448), "\"-448\"");
  EXPECT_EQ(list.number(-inf), "\"-inf\"");
  EXPECT_EQ(list.number(std::nan("")), "\"nan\"");
  EXPECT_EQ(graph.number(2), "2.0");
  EXPECT_EQ(graph.number(1e300), "1.0000000000000001e+300");
  EXPECT_EQ(graph.number(inf), "Infinity");
  EXPECT_EQ(graph.number(std::nan("")), "NaN");
  EXPECT_EQ(graph.integer(std::numeric_limits<int64_t>::min()), "-9223372036854775808");
}

TEST(JsonText, NullOfAnObjectGraphIsANodeThatIsMadeOnce) {
  JsonNodes n = nodes_of(JsonEra::ObjectGraph);
  EXPECT_EQ(n.reference(kNoNode), "7");
  EXPECT_EQ(n.reference(kNoNode), "7");
  EXPECT_EQ(n.alone(), "{\n      \"type\": \"None\"\n    }");
  JsonNodes other = nodes_of(JsonEra::ObjectGraph);
  other.set_none(3);
  EXPECT_EQ(other.reference(kNoNode), "3");
  EXPECT_EQ(other.next(), 7u);
}

TEST(JsonText, CompactTextHasNoBlanks) {
  JsonNodes n = nodes_of(JsonEra::Prefixed, false);
  n.dict({{"a", 1}});
  n.array({2, 3});
  EXPECT_EQ(n.behind_others(),
            R"(,{"type_key":"ffi.Map","keys":["a"],"data":[1]},{"type_key":"ffi.Array","data":[2,3]})");
}

TEST(JsonText, AStringThatIsNoUtf8IsNoticed) {
  JsonNodes n = nodes_of(JsonEra::ObjectGraph);
  n.string("\xc3\xa9");
  EXPECT_TRUE(n.all_representable());
  n.string("\xff");
  EXPECT_FALSE(n.all_representable());
}

}  // namespace
}  // namespace tir2tt::tvm
