#include "program/inputs.h"

#include <limits>

#include "data/npy.h"
#include "data/random.h"
#include "sample_kernels.h"

namespace tir2tt::program {
namespace {

using namespace test;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

data::Array counting(tir::DataType dtype, std::vector<int64_t> shape) {
  data::Array array = data::make_array(dtype, std::move(shape));
  for (size_t i = 0; i < array.values.size(); ++i) array.values[i] = static_cast<double>(i % 100);
  return array;
}

std::string save(const fs::path& path, const data::Array& array) {
  write(path, data::write_npy(array));
  return path.string();
}

TEST(Inputs, FromTheSeedAndZeros) {
  const Kernel kernel = make(kAdd).kernels[0];
  Diagnostics diags;
  const auto inputs = make_inputs(kernel, {.in = {}, .out = {}, .shape = {}, .seed = 3}, diags);
  ASSERT_TRUE(inputs) << texts(diags);
  ASSERT_EQ(inputs->size(), 3u);
  const auto drawn = [](uint64_t stream) {
    return data::random_array(tir::DataType::Float(32), {64, 64}, 3, stream).values;
  };
  EXPECT_EQ((*inputs)[0].values, drawn(0));
  EXPECT_EQ((*inputs)[1].values, drawn(1));
  EXPECT_THAT((*inputs)[2].values, Each(0)) << "only written";
}

TEST(Inputs, IntegersThatAFloatDoesNotCountTo) {
  const Scratch scratch;
  Kernel kernel = make(kAdd).kernels[0];
  kernel.spec.tensors[0].dtype = "int32";  // in tiles of Float32
  data::Array array = counting(tir::DataType::Int(32), {64, 64});
  array.values[65] = 0x1p24 + 1;
  const std::string file = save(scratch.path / "a.npy", array);
  Diagnostics diags;
  EXPECT_FALSE(make_inputs(kernel, {.in = {{"A", file}}, .out = {}, .shape = {}, .seed = 0}, diags));
  EXPECT_THAT(texts(diags), HasSubstr("has 16777217 at [1, 1]; the kernel takes its integers as Float32, which does "
                                      "not count that far"));
}

TEST(Inputs, FromAFileInTheTensorsDtype) {
  const Scratch scratch;
  const Kernel kernel = make(kGemm).kernels[0];
  data::Array array = counting(tir::DataType::Float(64), {64, 64});
  array.values[5] = 1.001;
  Diagnostics diags;
  const auto inputs =
      make_inputs(kernel, {.in = {{"gemm.A", save(scratch.path / "a.npy", array)}}, .out = {}, .shape = {}}, diags);
  ASSERT_TRUE(inputs) << texts(diags);
  EXPECT_EQ(to_string((*inputs)[0].dtype), "bfloat16");
  EXPECT_EQ((*inputs)[0].values[5], 1.0) << "rounded";
  EXPECT_EQ((*inputs)[0].values[42], 42);
}

TEST(Inputs, SymbolicExtents) {
  const Scratch scratch;
  const Kernel kernel = make(kDynamic).kernels[0];
  Diagnostics diags;
  const auto given = make_inputs(kernel, {.in = {}, .out = {}, .shape = {{"m", "96"}}}, diags);
  ASSERT_TRUE(given) << texts(diags);
  EXPECT_THAT((*given)[1].shape, ElementsAre(96, 32));

  const std::string file = save(scratch.path / "a.npy", counting(tir::DataType::Float(16), {64, 32}));
  const auto from_file = make_inputs(kernel, {.in = {{"A", file}}, .out = {}, .shape = {}}, diags);
  ASSERT_TRUE(from_file) << texts(diags);
  EXPECT_THAT((*from_file)[1].shape, ElementsAre(64, 32));

  EXPECT_FALSE(make_inputs(kernel, {}, diags));
  EXPECT_THAT(ids(diags), ElementsAre("T0609"));
  EXPECT_THAT(texts(diags), AllOf(HasSubstr("symbolic extent m is"), HasSubstr("give --shape m=1024, or --in")));

  Diagnostics contradicted;
  EXPECT_FALSE(make_inputs(kernel, {.in = {{"A", file}}, .out = {}, .shape = {{"m", "32"}}}, contradicted));
  EXPECT_THAT(texts(contradicted), HasSubstr("--shape m=32; the files of --in say 64 [T0604]"));

  Diagnostics disagree;
  const std::string other = save(scratch.path / "c.npy", counting(tir::DataType::Float(16), {32, 32}));
  EXPECT_FALSE(make_inputs(kernel, {.in = {{"A", file}, {"C", other}}, .out = {}, .shape = {}}, disagree));
  EXPECT_THAT(texts(disagree), HasSubstr("has the shape (32, 32); the kernel's tensor has (m, 32), with m = 64"));
}

TEST(Inputs, FilesThatCannotBeUsed) {
  const Scratch scratch;
  const Kernel kernel = make(kAdd).kernels[0];
  write(scratch.path / "text.npy", "no array");
  const std::string good = save(scratch.path / "a.npy", counting(tir::DataType::Float(32), {64, 64}));
  write(scratch.path / "short.npy", text_of(good).substr(0, 1000));
  for (const char* name : {"absent.npy", "text.npy", "short.npy", "."}) {
    Diagnostics diags;
    EXPECT_FALSE(make_inputs(kernel, {.in = {{"A", (scratch.path / name).string()}}, .out = {}, .shape = {}}, diags));
    EXPECT_THAT(ids(diags), ElementsAre("T0603")) << name;
  }
  for (const auto& shape : std::vector<std::vector<int64_t>>{{64}, {64, 32}, {64, 64, 1}}) {
    Diagnostics diags;
    const std::string file = save(scratch.path / "other.npy", counting(tir::DataType::Float(32), shape));
    EXPECT_FALSE(make_inputs(kernel, {.in = {{"B", file}}, .out = {}, .shape = {}}, diags));
    EXPECT_THAT(ids(diags), ElementsAre("T0604"));
    EXPECT_THAT(texts(diags), HasSubstr("the kernel's tensor has (64, 64)"));
  }
}

TEST(Inputs, WhatIsNotFiniteIsAWarning) {
  const Scratch scratch;
  const Kernel kernel = make(kDynamic).kernels[0];
  data::Array array = counting(tir::DataType::Float(32), {32, 32});
  array.values[70] = std::numeric_limits<double>::quiet_NaN();
  array.values[71] = 1e30;  // infinite as float16
  Diagnostics diags;
  const std::string file = save(scratch.path / "a.npy", array);
  EXPECT_TRUE(make_inputs(kernel, {.in = {{"A", file}}, .out = {}, .shape = {}}, diags));
  EXPECT_THAT(ids(diags), ElementsAre("T0606"));
  EXPECT_THAT(texts(diags), HasSubstr("has 2 values that are NaN or infinite as float16, the first at [2, 6]"));
}

TEST(Inputs, NoMoreThanFitsIntoMemory) {
  const Kernel kernel = make(kDynamic).kernels[0];
  Diagnostics diags;
  EXPECT_FALSE(make_inputs(kernel, {.in = {}, .out = {}, .shape = {{"m", "2000000000"}}}, diags));
  EXPECT_THAT(ids(diags), ElementsAre("T0601"));
}

TEST(Names, ThatNoKernelHas) {
  const std::vector<Kernel> kernels = make(kTwo).kernels;
  Diagnostics good, bad;
  check_names(kernels, {{{"X", "x.npy"}, {"second.Z", "z.npy"}}, {{"Y", "y.npy"}, {"first.X", "x.npy"}}, {}}, good);
  EXPECT_THAT(ids(good), IsEmpty()) << texts(good);
  check_names(kernels, {{{"first.Z", "z.npy"}}, {{"X", "x.npy"}}, {{"m", "32"}, {"n", "no"}}}, bad);
  EXPECT_THAT(ids(bad), Each("T0009"));
  EXPECT_THAT(texts(bad), AllOf(HasSubstr("no tensor `first.Z`; known are first.X, first.Y, second.X, second.Z"),
                                HasSubstr("2 functions have a tensor `X`"), HasSubstr("no symbolic extent `m`"),
                                HasSubstr("--out first.X=x.npy"), HasSubstr("`--shape n=no`")));
}

}  // namespace
}  // namespace tir2tt::program
