#include "cli/format.h"

#include <gmock/gmock.h>

#include "tvm/json_document.h"

namespace tir2tt::cli {
namespace {

constexpr char kScript[] =
    "# from tvm.script import ir as I\n# from tvm.script import tir as T\n\n@I.ir_module\nclass Module:\n"
    "    @T.prim_func\n    def f(A: T.Buffer((32, 32), \"float16\")):\n        T.evaluate(0)\n";

struct Read {
  explicit Read(const std::string& text) : file("m", text) {
    module = tvm::read_module(file, {}, diags);
    EXPECT_FALSE(diags.has_errors()) << render(diags, &file, false);
  }
  std::string as(const char* format) {
    std::string text = print_as(*find_format(format, diags), module, module.module, diags);
    EXPECT_FALSE(diags.has_errors()) << format << render(diags, &file, false);
    return text;
  }
  SourceFile file;
  Diagnostics diags;
  tvm::ModuleFile module;
};

TEST(Format, NamesAreKnown) {
  Diagnostics diags;
  for (const char* name : {"same", "script", "json", "json-0.20", "json-0.21", "json-ffi"}) {
    EXPECT_TRUE(find_format(name, diags)) << name;
  }
  EXPECT_TRUE(diags.all().empty());
  EXPECT_FALSE(find_format("jsno", diags));
  EXPECT_EQ(diags.all().at(0).id, DiagId::BadOption);
  EXPECT_THAT(diags.all().at(0).hint, testing::HasSubstr("did you mean `json`?"));
}

TEST(Format, AScriptBecomesEveryEraAndComesBack) {
  Read script(kScript);
  EXPECT_EQ(script.as("same"), kScript);
  EXPECT_EQ(script.as("script"), kScript);
  EXPECT_EQ(script.as("json"), script.as("json-0.21"));
  for (const char* era : {"json-0.20", "json-0.21", "json-ffi"}) {
    Read json(script.as(era));
    ASSERT_NE(json.module.json(), nullptr);
    EXPECT_EQ("json-" + std::string(tvm::to_string(json.module.json()->era())), era);
    EXPECT_EQ(json.as("script"), kScript);
  }
}

TEST(Format, JsonOfTheWantedEraKeepsItsText) {
  const std::string text = Read(kScript).as("json-0.20") + "\n";
  Read json(text);
  EXPECT_EQ(json.as("same"), text);
  EXPECT_EQ(json.as("json"), text);
  EXPECT_EQ(json.as("json-0.20"), text);
  EXPECT_EQ(Read(json.as("json-ffi")).module.json()->era(), tvm::JsonEra::ObjectGraph);
}

}  // namespace
}  // namespace tir2tt::cli
