#include "driver/attr_json.h"

#include <gtest/gtest.h>

namespace tir2tt::driver {
namespace {

using tir::Attr;

TEST(AttrJson, MetadataKeepsItsMeaning) {
  tir::AttrDict entry;
  entry.set("name", Attr::string("A_tile"));
  entry.set("cb_id", Attr::integer(0));
  entry.set("spilled", Attr::boolean(true));
  entry.set("load", Attr::floating(0.5));
  EXPECT_EQ(to_json(Attr::array({Attr::dict(entry)})).dump(),
            R"([{"cb_id":0,"load":0.5,"name":"A_tile","spilled":true}])");
}

TEST(AttrJson, BoxedNumbersAreNumbers) {
  EXPECT_EQ(to_json(Attr(tir::BoxedInt{3})).dump(), "3");
  EXPECT_EQ(to_json(Attr(tir::BoxedBool{false})).dump(), "false");
  EXPECT_EQ(to_json(Attr(tir::StringImmValue{"s"})).dump(), R"("s")");
  EXPECT_EQ(to_json(Attr()).dump(), "null");
}

TEST(AttrJson, OtherValuesAreRecognisable) {
  EXPECT_EQ(to_json(Attr(tir::OpaqueRef{"tl.Layout", 2})).dump(), R"("metadata[\"tl.Layout\"][2]")");
}

TEST(AttrJson, BrokenTextDoesNotThrow) {
  EXPECT_EQ(json_text(to_json(Attr::string("\xff"))), "\"\xEF\xBF\xBD\"\n");
  EXPECT_EQ(json_line(to_json(Attr::string("\xff"))), "\"\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace tir2tt::driver
