#include "tir/attr.h"

#include <gtest/gtest.h>

namespace tir2tt::tir {
namespace {

TEST(AttrDict, SetReplacesInPlaceAndErases) {
  AttrDict d;
  d.set("a", Attr::integer(1));
  d.set("b", Attr::integer(2));
  d.set("a", Attr::integer(3));
  ASSERT_EQ(d.size(), 2U);
  EXPECT_EQ(d.entries()[0].first, "a");
  int64_t v = 0;
  ASSERT_TRUE(d.find("a")->as_integer(&v));
  EXPECT_EQ(v, 3);
  d.erase("a");
  d.erase("nothing");
  EXPECT_EQ(d.find("a"), nullptr);
  EXPECT_EQ(d.size(), 1U);
}

TEST(Attr, IntegersAreInt32WhereTheyFit) {
  EXPECT_EQ(Attr::integer(5).get_if<IntValue>()->dtype, DataType::Int(32));
  EXPECT_EQ(Attr::integer(-2147483648LL).get_if<IntValue>()->dtype, DataType::Int(32));
  EXPECT_EQ(Attr::integer(2147483648LL).get_if<IntValue>()->dtype, DataType::Int(64));
  EXPECT_EQ(Attr::boolean(true).get_if<IntValue>()->dtype, DataType::Bool());
  EXPECT_EQ(Attr::floating(1).get_if<FloatValue>()->dtype, DataType::Float(32));
}

TEST(Attr, ViewsAcrossSpellings) {
  int64_t v = 0;
  EXPECT_TRUE(Attr(Attr::Value(BoxedInt{7})).as_integer(&v));
  EXPECT_EQ(v, 7);
  EXPECT_TRUE(Attr(Attr::Value(BoxedBool{true})).as_integer(&v));
  EXPECT_EQ(v, 1);
  EXPECT_FALSE(Attr::string("7").as_integer(&v));
  EXPECT_EQ(*Attr::string("s").as_string(), "s");
  EXPECT_EQ(*Attr(Attr::Value(StringImmValue{"t"})).as_string(), "t");
  EXPECT_EQ(Attr::integer(1).as_string(), nullptr);
  EXPECT_EQ(Attr::array({Attr(), Attr()}).as_array()->size(), 2U);
  EXPECT_EQ(Attr::dict({}).as_array(), nullptr);
  EXPECT_TRUE(Attr::dict({}).as_dict()->empty());
  EXPECT_TRUE(Attr().is_none());
}

TEST(Attr, CopiesShareWhatIsInside) {
  const Attr a = Attr::array({Attr::integer(1)});
  const Attr b = a;
  EXPECT_EQ(a.as_array(), b.as_array());
}

}  // namespace
}  // namespace tir2tt::tir
