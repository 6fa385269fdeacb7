#include "driver/input.h"

#include <gmock/gmock.h>

#include "driver/kernels.h"

namespace tir2tt::driver::test {
namespace {

DiagId refusal(std::string_view text) {
  Diagnostics diags;
  EXPECT_FALSE(is_text(text, "m", diags));
  EXPECT_EQ(diags.all().size(), 1u);
  return diags.all().at(0).id;
}

TEST(IsText, RefusesWhatNoModuleLooksLike) {
  EXPECT_EQ(refusal(""), DiagId::EmptyInput);
  EXPECT_EQ(refusal(" \n\t\r\f\v"), DiagId::EmptyInput);
  EXPECT_EQ(refusal(std::string_view("ab\0c", 4)), DiagId::BinaryInput);
  Diagnostics diags;
  EXPECT_TRUE(is_text("x", "m", diags));
  EXPECT_TRUE(is_small_enough(kMaxInputBytes, "m", diags));
  EXPECT_TRUE(diags.all().empty());
  EXPECT_FALSE(is_small_enough(kMaxInputBytes + 1, "m", diags));
  EXPECT_EQ(diags.all().at(0).id, DiagId::InputTooLarge);
}

TEST(IsText, NamesTheByte) {
  Diagnostics diags;
  EXPECT_FALSE(has_no_nul(std::string_view("a\0", 2), 1'000'000, "m", diags));
  EXPECT_EQ(diags.all().at(0).message, "`m` is no text: byte 1,000,001 is NUL");
}

TEST(ReadInput, BothFormats) {
  EXPECT_EQ(read(kTile).module.json(), nullptr);
  const Input json = read(as_json(kTile), "kernel.json");
  ASSERT_NE(json.module.json(), nullptr);
  EXPECT_EQ(json.module.module.functions.at(0).first, "scale");
}

TEST(ReadInput, StaysValidWhenItIsMoved) {
  Input first = read(as_json(kTile));
  const Input second = std::move(first);
  Diagnostics diags;
  EXPECT_EQ(tvm::print_module(second.module, second.module.module, diags), second.file->text());
}

TEST(ReadInput, MistakesAreNotRead) {
  for (const char* text : {"@T.prim_func\ndef f(:\n", "{\"root\": 1, \"nodes\": ["}) {
    Diagnostics diags;
    const Input input = read_input({"m", text}, diags);
    EXPECT_FALSE(input.is_read);
    EXPECT_TRUE(diags.has_errors());
    EXPECT_NE(input.file, nullptr);
  }
}

}  // namespace
}  // namespace tir2tt::driver::test
