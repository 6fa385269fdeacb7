// .npy files: bytes as NumPy writes them, all that it writes is read, and everything else is refused with a reason.
#include "data/npy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "support/diagnostic.h"

namespace tir2tt::data {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using tir::DataType;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::string file(int major, const std::string& header, const std::string& data) {
  std::string out = "\x93NUMPY";
  out += static_cast<char>(major);
  out += '\0';
  const int length_bytes = major == 1 ? 2 : 4;
  for (int i = 0; i < length_bytes; ++i) out += static_cast<char>(header.size() >> (8 * i) & 0xFF);
  return out + header + data;
}
std::string dictionary(const std::string& descr, const std::string& shape, const std::string& order = "False") {
  return "{'descr': '" + descr + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
}
template <class T>
std::string bytes_of(const std::vector<T>& values) {
  std::string out(values.size() * sizeof(T), '\0');
  std::memcpy(out.data(), values.data(), out.size());
  return out;
}

Array read(const std::string& bytes) {
  const auto result = read_npy(bytes);
  if (const auto* error = std::get_if<NpyError>(&result)) {
    ADD_FAILURE() << error->text;
    return {};
  }
  return std::get<Array>(result);
}
std::string error_of(const std::string& bytes) {
  const auto result = read_npy(bytes);
  const auto* error = std::get_if<NpyError>(&result);
  return error == nullptr ? "read without an error" : error->text;
}

// numpy.save of numpy.array([[1, 2, 3], [4, 5, -6]], dtype=numpy.float32), NumPy 1.26.
TEST(WriteNpy, IsWhatNumPyWrites) {
  const Array array{DataType::Float(32), {2, 3}, {1, 2, 3, 4, 5, -6}};
  std::string wanted("\x93NUMPY\x01\x00\x76\x00", 10);
  wanted += "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
  wanted += std::string(128 - 1 - wanted.size(), ' ') + "\n";
  wanted += bytes_of<float>({1, 2, 3, 4, 5, -6});
  EXPECT_EQ(write_npy(array), wanted);
}

TEST(WriteNpy, DataBeginsAtAMultipleOf64) {
  for (size_t axes = 0; axes < 12; ++axes) {
    const Array array = make_array(DataType::Int(8), std::vector<int64_t>(axes, 1));
    const std::string bytes = write_npy(array);
    EXPECT_EQ((bytes.size() - 1) % 64, 0u) << axes;
    EXPECT_EQ(bytes[bytes.size() - 2], '\n');
    EXPECT_EQ(read(bytes).shape, array.shape);
  }
}

struct Kind {
  const char* dtype;
  const char* descr;
  const char* comes_back_as;
  std::vector<double> values;
};
const std::vector<Kind>& kinds() {
  static const std::vector<Kind> kKinds = {
      {"float16", "'<f2'", "float16", {1, -0.5, 65504, 0x1p-24, 0x1.8p-15, 0x1p-14, -kInfinity, 0x1.ffcp-3}},
      {"float32", "'<f4'", "float32", {1, -0.5, 0x1.fffffep127, 0x1p-149, kInfinity}},
      {"float64", "'<f8'", "float64", {0.1, -1e300, 5e-324}},
      {"bfloat16", "'<f4'", "float32", {1, 0x1.02p3, 0x1.fep127, -kInfinity}},
      {"float8_e4m3fn", "'<f4'", "float32", {448, -0x1p-9}},
      {"float8_e5m2", "'<f4'", "float32", {57344, 0x1p-16}},
      {"int4", "'|i1'", "int8", {-8, 7}},
      {"int8", "'|i1'", "int8", {-128, 127}},
      {"int16", "'<i2'", "int16", {-32768, 32767}},
      {"int32", "'<i4'", "int32", {-2147483648.0, 2147483647}},
      {"int64", "'<i8'", "int64", {-0x1p53, 0x1p53}},
      {"uint4", "'|u1'", "uint8", {0, 15}},
      {"uint8", "'|u1'", "uint8", {0, 255}},
      {"uint16", "'<u2'", "uint16", {0, 65535}},
      {"uint32", "'<u4'", "uint32", {0, 4294967295}},
      {"uint64", "'<u8'", "uint64", {0, 0x1p53}},
      {"bool", "'|b1'", "bool", {0, 1, 1, 0}},
  };
  return kKinds;
}

TEST(WriteNpy, EveryDtypeComesBack) {
  for (const Kind& kind : kinds()) {
    const Array array{*tir::parse_dtype(kind.dtype), {static_cast<int64_t>(kind.values.size())}, kind.values};
    const std::string bytes = write_npy(array);
    EXPECT_THAT(bytes, HasSubstr(kind.descr)) << kind.dtype;
    const Array back = read(bytes);
    EXPECT_EQ(tir::to_string(back.dtype), kind.comes_back_as);
    EXPECT_EQ(back.values, array.values) << kind.dtype;
  }
}

TEST(WriteNpy, NaNAndMinusZeroComeBack) {
  for (const DataType dtype : {DataType::Float(16), DataType::Float(32), DataType::Float(64), DataType::BFloat16()}) {
    const Array back = read(write_npy({dtype, {2}, {std::nan(""), -0.0}}));
    EXPECT_TRUE(std::isnan(back.values[0]));
    EXPECT_TRUE(back.values[1] == 0 && std::signbit(back.values[1]));
  }
}

TEST(WriteNpy, AValueThatTheDtypeHasNotIsOurFault) {
  EXPECT_THROW(write_npy({DataType::Int(8), {1}, {128}}), InternalError);
  EXPECT_THROW(write_npy({DataType::UInt(8), {1}, {-1}}), InternalError);
  EXPECT_THROW(write_npy({DataType::Int(32), {1}, {std::nan("")}}), InternalError);
  EXPECT_THROW(write_npy({DataType::Handle(), {1}, {0}}), InternalError);
}

TEST(ReadNpy, EveryFloat16) {
  std::vector<uint16_t> patterns(65536);
  for (size_t i = 0; i < patterns.size(); ++i) patterns[i] = static_cast<uint16_t>(i);
  const Array array = read(file(1, dictionary("<f2", "(65536,)"), bytes_of(patterns)));
  EXPECT_EQ(array.values[0x3C00], 1);
  EXPECT_EQ(array.values[0x7BFF], 65504);
  EXPECT_EQ(array.values[0x0001], 0x1p-24);
  EXPECT_EQ(array.values[0xFC00], -kInfinity);
  const std::string again = write_npy(array);
  const std::string data = again.substr(again.size() - 2 * patterns.size());
  for (size_t i = 0; i < patterns.size(); ++i) {
    uint16_t written = 0;
    std::memcpy(&written, data.data() + 2 * i, 2);
    if (std::isnan(array.values[i])) {
      ASSERT_EQ(written & 0x7FFF, 0x7E00) << i;
    } else {
      ASSERT_EQ(written, i);
    }
  }
}

TEST(ReadNpy, Versions) {
  for (const int version : {1, 2, 3}) {
    const Array array = read(file(version, dictionary("<i4", "(2, 2)"), bytes_of<int32_t>({1, 2, 3, 4})));
    EXPECT_EQ(array.dtype, DataType::Int(32));
    EXPECT_THAT(array.shape, ElementsAre(2, 2));
    EXPECT_THAT(array.values, ElementsAre(1, 2, 3, 4)) << version;
  }
}

TEST(ReadNpy, KeysInAnyOrderAndSpacing) {
  const std::string header = "  {\"shape\":(3,),'fortran_order':False,\t'descr':\"|u1\"}   \n";
  EXPECT_THAT(read(file(1, header, "\x01\x02\xff")).values, ElementsAre(1, 2, 255));
}

TEST(ReadNpy, FortranOrder) {
  const std::string data = bytes_of<float>({1, 4, 2, 5, 3, 6});
  const Array array = read(file(1, dictionary("<f4", "(2, 3)", "True"), data));
  EXPECT_THAT(array.values, ElementsAre(1, 2, 3, 4, 5, 6));
  // Element (i, j, k) of a 2x3x4 array is 100 i + 10 j + k.
  std::vector<int16_t> values;
  for (int k = 0; k < 4; ++k)
    for (int j = 0; j < 3; ++j)
      for (int i = 0; i < 2; ++i) values.push_back(static_cast<int16_t>(100 * i + 10 * j + k));
  const Array cube = read(file(1, dictionary("<i2", "(2, 3, 4)", "True"), bytes_of(values)));
  for (int at = 0; at < 24; ++at) EXPECT_EQ(cube.values.at(at), 100 * (at / 12) + 10 * (at / 4 % 3) + at % 4);
}

TEST(ReadNpy, ScalarsAndEmptyArrays) {
  const Array scalar = read(file(1, dictionary("<f8", "()"), bytes_of<double>({2.5})));
  EXPECT_TRUE(scalar.shape.empty());
  EXPECT_THAT(scalar.values, ElementsAre(2.5));
  const Array empty = read(file(1, dictionary("<f4", "(0, 9223372036854775807, 8)"), ""));
  EXPECT_TRUE(empty.values.empty());
  EXPECT_EQ(empty.shape.size(), 3u);
}

TEST(ReadNpy, ByteOrdersThatMeanOurs) {
  for (const char* descr : {"<i1", "|i1", "=i1", ">i1"})
    EXPECT_THAT(read(file(1, dictionary(descr, "(1,)"), "\xff")).values, ElementsAre(-1)) << descr;
  EXPECT_THAT(read(file(1, dictionary("=i2", "(1,)"), std::string("\x01\x02", 2))).values, ElementsAre(0x0201));
}

TEST(ReadNpy, AnyByteButZeroIsTrue) {
  EXPECT_THAT(read(file(1, dictionary("|b1", "(3,)"), std::string("\x00\x01\x02", 3))).values, ElementsAre(0, 1, 1));
}

struct Malformed {
  const char* what;
  std::string bytes;
  const char* text;
};

TEST(ReadNpy, Malformed) {
  const std::string good = file(1, dictionary("<f4", "(2,)"), std::string(8, '\0'));

  const auto header = [](const std::string& text) { return file(1, text, std::string(8, '\0')); };
  const std::vector<Malformed> cases = {
      {"empty", "", "this is no .npy file"},
      {"a zip", "PK\x03\x04", "this is no .npy file"},
      {"no version", good.substr(0, 7), "ends before its version"},
      {"version 4", file(4, dictionary("<f4", "(2,)"), std::string(8, '\0')), "version 4.0; 1.0, 2.0 and 3.0 are read"},
      {"no length", good.substr(0, 9), "ends before the length of its header"},
      {"half a header", good.substr(0, 30), "ends after 20 of the "},
      {"half an element", good.substr(0, good.size() - 1), "7 bytes of data; shape (2,) of `<f4` needs 2 times 4"},
      {"an element missing", good.substr(0, good.size() - 4), "4 bytes of data"},
      {"bytes too many", good + "more", "12 bytes of data"},
      {"a list", header("['descr']"), "no `{` at its byte 0"},
      {"empty dictionary", header("{}"), "no `descr`"},
      {"no order", header("{'descr': '<f4', 'shape': (2,)}"), "no `fortran_order`"},
      {"no shape", header("{'descr': '<f4', 'fortran_order': False}"), "no `shape`"},
      {"another key", header("{'endian': '<'}"),
       "no key `descr`, `fortran_order` or `shape`, each once, at its byte 1"},
      {"a key twice", header("{'descr': '<f4', 'descr': '<f4'}"), "each once"},
      {"no colon", header("{'descr' '<f4'}"), "no `:` at its byte 9"},
      {"no comma", header("{'descr': '<f4' 'shape': (2,)}"), "no `}` at its byte 16"},
      {"open quote", header("{'descr"), "no closing quote"},
      {"open dictionary", header("{'descr': '<f4'"), "no `}`"},
      {"text behind", header(dictionary("<f4", "(2,)") + "x"), "no end"},
      {"structured", header("{'descr': [('a', '<f4')]}"), "no text in quotes at its byte 10"},
      {"order 1", header("{'fortran_order': 1}"), "no `True` or `False`"},
      {"shape a list", header("{'shape': [2]}"), "no `(`"},
      {"shape a number", header("{'shape': (2)}"), "no `,`"},
      {"negative extent", header("{'shape': (-2,)}"), "no extent"},
      {"huge extent", header("{'shape': (99999999999999999999,)}"), "no extent"},
      {"text in the shape", header("{'shape': (2, x)}"), "no extent at its byte 14"},
      {"open shape", header("{'shape': (2, 3"), "no `,`"},
      {"too many elements", header(dictionary("<f4", "(4294967296, 4294967296)")), "that many elements cannot be"},
      {"big endian", header(dictionary(">f4", "(2,)")), "`>f4`; little endian is read"},
      {"complex", header(dictionary("<c8", "(1,)")), "elements of type `<c8`"},
      {"text", header(dictionary("<U2", "(1,)")), "elements of type `<U2`"},
      {"objects", header(dictionary("|O", "(1,)")), "elements of type `|O`"},
      {"ml_dtypes' bfloat16", header(dictionary("<V2", "(4,)")), "bfloat16 and smaller floats: as float32"},
      {"float128", header(dictionary("<f16", "(1,)")), "elements of type `<f16`"},
      {"empty descr", header(dictionary("", "(2,)")), "elements of type ``"},
      {"control characters", header(dictionary("\x1b[2J", "(2,)")), "`\\x1b[2J`"},
      {"beyond 2^53", file(1, dictionary("<i8", "(1,)"), bytes_of<int64_t>({-9007199254740994})),
       "element 0 is -9007199254740994 or next to it; integers up to 2^53 are read"},
  };
  for (const Malformed& c : cases) EXPECT_THAT(error_of(c.bytes), HasSubstr(c.text)) << c.what;
}

// Whatever is cut off or changed: an array or a reason, never a crash.
TEST(ReadNpy, SurvivesEveryChangedByte) {
  const std::string good = write_npy({DataType::Float(32), {2, 3}, {1, 2, 3, 4, 5, 6}});
  size_t refused = 0;
  for (size_t i = 0; i < good.size(); ++i) {
    EXPECT_NE(error_of(good.substr(0, i)), "read without an error") << i;
    for (const char c : {'\0', '\x7f', '\xff', '(', '9'}) {
      std::string changed = good;
      changed[i] = c;
      refused += std::holds_alternative<NpyError>(read_npy(changed)) ? 1 : 0;
    }
  }
  EXPECT_GT(refused, 200u);
}

TEST(Convert, RoundsFloats) {
  Array array{DataType::Float(64), {3}, {0.1, 1e6, 1 + 0x1p-11}};
  EXPECT_EQ(convert(array, DataType::Float(16)), "");
  EXPECT_EQ(array.dtype, DataType::Float(16));
  EXPECT_THAT(array.values, ElementsAre(0x1.998p-4, kInfinity, 1));
}

TEST(Convert, TakesIntegersAndBoolForFloats) {
  Array array{DataType::Int(32), {2}, {3, 257}};
  EXPECT_EQ(convert(array, DataType::BFloat16()), "");
  EXPECT_THAT(array.values, ElementsAre(3, 256));
  Array flags{DataType::Bool(), {2}, {0, 1}};
  EXPECT_EQ(convert(flags, DataType::Float(32)), "");
  EXPECT_THAT(flags.values, ElementsAre(0, 1));
}

TEST(Convert, ChecksIntegers) {
  Array array{DataType::Int(64), {3}, {-128, 127, 128}};
  EXPECT_EQ(convert(array, DataType::Int(8)), "element 2 is 128; int8 holds -128 to 127");
  EXPECT_EQ(array.dtype, DataType::Int(64));
  EXPECT_EQ(convert(array, DataType::UInt(32)), "element 0 is -128; uint32 holds 0 to 4294967295");
  EXPECT_EQ(convert(array, DataType::Int(16)), "");
  EXPECT_EQ(array.dtype, DataType::Int(16));
  Array small{DataType::Int(8), {2}, {7, -9}};
  EXPECT_EQ(convert(small, DataType::Int(4)), "element 1 is -9; int4 holds -8 to 7");
  EXPECT_EQ(convert(small, DataType::Bool()), "element 0 is 7; bool holds 0 to 1");
}

TEST(Convert, RefusesFloatsForIntegers) {
  Array array{DataType::Float(32), {1}, {1}};
  EXPECT_EQ(convert(array, DataType::Int(32)), "an array of float32 for a tensor of int32");
  EXPECT_EQ(convert(array, DataType::Bool()), "an array of float32 for a tensor of bool");
  EXPECT_EQ(array.dtype, DataType::Float(32));
}

}  // namespace
}  // namespace tir2tt::data
