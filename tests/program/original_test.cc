#include "program/original.h"

#include "sample_kernels.h"
#include "tvm/module_file.h"

namespace tir2tt::program {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;

/// A file with the annotated module, alone in a folder.
struct Lowered {
  explicit Lowered(const Made& made) : text(tvm::print_as_script(made.input.module, made.annotated)) {
    write(file, text);
    input = read(text, file.string());
  }
  Scratch scratch;
  fs::path file = scratch.path / "module.py";
  std::string text;
  driver::Input input;
};

TEST(Original, AFileIsItsOwn) {
  const Made made = make(kAdd);
  Diagnostics diags;
  const driver::Input original = find_original(made.input, "kernel.py", diags);
  EXPECT_EQ(original.file, made.input.file);
  EXPECT_EQ(original_function(original, made.kernels[0], diags), &original.module.module.functions[0].second);
}

TEST(Original, OfALoweredFileTheOneBesideIt) {
  const Made made = make(kAdd);
  const Lowered lowered(made);
  Diagnostics diags;
  write(lowered.scratch.path / "input.py", kAdd);
  const driver::Input original = find_original(lowered.input, lowered.file.string(), diags);
  EXPECT_EQ(original.file->text(), kAdd);
  EXPECT_NE(original_function(original, made.kernels[0], diags), nullptr) << texts(diags);
  EXPECT_EQ(find_original(lowered.input, "-", diags).file, lowered.input.file)
      << "standard input has nothing beside it";
  write(lowered.scratch.path / "input.py", "def");
  EXPECT_FALSE(find_original(lowered.input, lowered.file.string(), diags).is_read);
  EXPECT_TRUE(diags.has_errors());
}

TEST(Original, WithoutOneThereIsNothingToCompareWith) {
  const Made made = make(kAdd);
  const Lowered lowered(made);
  Diagnostics diags;
  const driver::Input original = find_original(lowered.input, lowered.file.string(), diags);
  EXPECT_EQ(original_function(original, made.kernels[0], diags), nullptr);
  EXPECT_THAT(ids(diags), ElementsAre("T0611"));
  EXPECT_THAT(texts(diags), HasSubstr("`add` is lowered already"));
}

TEST(Original, OfAnotherNameOrWithOtherTensors) {
  const Made made = make(kAdd);
  const auto refused = [&](const char* what, const char* with, const char* text) {
    Diagnostics diags;
    EXPECT_EQ(original_function(read(replaced(kAdd, what, with)), made.kernels[0], diags), nullptr) << with;
    EXPECT_THAT(ids(diags), ElementsAre("T0611"));
    EXPECT_THAT(texts(diags), HasSubstr(text));
  };
  refused("def add", "def sum", "no function `add`");
  refused("\"float32\"", "\"bfloat16\"", "other tensors");
  refused("(64, 64)", "(96, 64)", "other tensors");
}

}  // namespace
}  // namespace tir2tt::program
