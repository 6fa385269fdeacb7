#include "tir/dtype.h"

#include <gtest/gtest.h>

namespace tir2tt::tir {
namespace {

TEST(Dtype, EverySpellingComesBack) {
  for (const char* text : {"int8",
                           "int32",
                           "int64",
                           "uint1x4",
                           "uint8",
                           "uint16",
                           "float16",
                           "float32",
                           "float64",
                           "bfloat16",
                           "bool",
                           "handle",
                           "void",
                           "float8_e3m4",
                           "float8_e4m3",
                           "float8_e4m3b11fnuz",
                           "float8_e4m3fn",
                           "float8_e4m3fnuz",
                           "float8_e5m2",
                           "float8_e5m2fnuz",
                           "float8_e8m0fnu",
                           "float6_e2m3fn",
                           "float6_e3m2fn",
                           "float4_e2m1fn",
                           "int4",
                           "float16x4",
                           "int8x16",
                           "float32xvscalex4",
                           "float4_e2m1fnx2",
                           "bfloat16x2",
                           "boolx4"}) {
    const auto t = parse_dtype(text);
    ASSERT_TRUE(t) << text;
    EXPECT_EQ(to_string(*t), std::string(text) == "uint1x4" ? "boolx4" : text);
  }
}

TEST(Dtype, FieldsAreWhatTheNameSays) {
  EXPECT_EQ(parse_dtype("float16x4"), DataType::Float(16, 4));
  EXPECT_EQ(parse_dtype("bool"), DataType::Bool());
  EXPECT_EQ(parse_dtype("uint1"), DataType::Bool());
  EXPECT_EQ(parse_dtype("handle"), DataType::Handle());
  EXPECT_EQ(parse_dtype("void"), DataType::Void());
  EXPECT_EQ(parse_dtype("int"), DataType::Int(32));
  EXPECT_NE(parse_dtype("float8_e4m3"), parse_dtype("float8_e4m3fn"));
  EXPECT_EQ(parse_dtype("float8_e4m3")->bits, 8);
  EXPECT_EQ(parse_dtype("float4_e2m1fn")->bits, 4);
  EXPECT_TRUE(parse_dtype("float32xvscalex4")->scalable);
}

TEST(Dtype, RefusesWhatIsNotADtype) {
  for (const char* text :
       {"float32x", "float32x0", "float32y4", "flaot32", "int0", "int256", "int-8", "int32x99999", "x4", "float8_e9m9",
        "bool8", "int32 ", "int99999999999", "float32xvscalex", "float32xvscale4"})
    EXPECT_FALSE(parse_dtype(text)) << text;
}

TEST(Dtype, StorageCountsLanesAndSubBytes) {
  EXPECT_EQ(DataType::Float(16, 4).storage_bits(), 64);
  EXPECT_EQ(DataType::Bool().storage_bits(), 8);
  EXPECT_EQ(parse_dtype("float4_e2m1fn")->storage_bits(), 4);
}

TEST(Dtype, Predicates) {
  EXPECT_TRUE(parse_dtype("float4_e2m1fn")->is_floating());
  EXPECT_TRUE(DataType::BFloat16().is_floating());
  EXPECT_FALSE(DataType::Bool().is_integral());
  EXPECT_TRUE(DataType::Void().is_void());
  EXPECT_FALSE(DataType::Void().is_handle());
  EXPECT_TRUE(DataType::Handle().is_handle());
  EXPECT_FALSE(DataType::Int(32, 4).is_scalar());
}

}  // namespace
}  // namespace tir2tt::tir
