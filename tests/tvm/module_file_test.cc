// Both formats behind one door, and diagnostics about JSON shown in TVMScript.
#include "tvm/module_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tvm/json_document.h"

namespace tir2tt::tvm {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string kNodes[] = {
    R"({"type_key": ""})",
    R"({"type_key": "tir.PrimFunc", "attrs": {"attrs": "2", "body": "6", "buffer_map": "3", "params": "4", )"
    R"("ret_type": "22", "span": "null", "struct_info_": "null"}})",
    R"({"type_key": "ir.DictAttrs", "attrs": {"__dict__": "3"}})",
    R"({"type_key": "ffi.Map"})",
    R"({"type_key": "ffi.Array", "data": [5]})",
    R"({"type_key": "tir.Var", "attrs": {"dtype": "int32", "name": "8", "span": "null", "type_annotation": "9"}})",
    R"({"type_key": "tir.SeqStmt", "attrs": {"seq": "7", "span": "null"}})",
    R"({"type_key": "ffi.Array", "data": [10, 17]})",
    R"({"type_key": "ffi.String", "repr_str": "n"})",
    R"({"type_key": "ir.PrimType", "attrs": {"dtype": "int32"}})",
    R"({"type_key": "tir.For", "attrs": {"annotations": "3", "body": "14", "extent": "13", "kind": "0", )"
    R"("loop_var": "11", "min": "12", "span": "null", "thread_binding": "null"}})",
    R"({"type_key": "tir.Var", "attrs": {"dtype": "int32", "name": "16", "span": "null", "type_annotation": "9"}})",
    R"({"type_key": "ir.IntImm", "attrs": {"dtype": "int32", "span": "null", "value": "0"}})",
    R"({"type_key": "ir.IntImm", "attrs": {"dtype": "int32", "span": "null", "value": "4"}})",
    R"({"type_key": "tir.Evaluate", "attrs": {"span": "null", "value": "15"}})",
    R"({"type_key": "tir.Add", "attrs": {"a": "5", "b": "11", "dtype": "int32", "span": "null"}})",
    R"({"type_key": "ffi.String", "repr_str": "i"})",
    R"({"type_key": "tl.Foo", "attrs": {"span": "null"}})",
    R"({"type_key": "ir.IRModule", "attrs": {"attrs": "2", "functions": "19", "global_infos": "3", )"
    R"("global_var_map_": "3", "source_map": "null"}})",
    R"({"type_key": "ffi.Map", "data": [20, 1]})",
    R"({"type_key": "ir.GlobalVar", "attrs": {"name_hint": "21", "span": "null", "struct_info_": "null"}})",
    R"({"type_key": "ffi.String", "repr_str": "main"})",
    R"({"type_key": "ir.TupleType", "attrs": {"fields": "23", "span": "null"}})",
    R"({"type_key": "ffi.Array"})",
};
constexpr int kFunction = 1, kFor = 10, kAdd = 15, kUnknown = 17, kModule = 18, kMap = 19;

std::string json(int root) {
  std::string text = "{\n  \"root\": " + std::to_string(root) + ", \n  \"nodes\": [\n    ";
  for (const std::string& node : kNodes) text += (&node == kNodes ? "" : ", \n    ") + node;
  return text + "\n  ], \n  \"b64ndarrays\": [], \n  \"attrs\": {\"tvm_version\": \"0.21.dev0\"}\n}";
}

const char kBody[] =
    "def main(n: T.int32):\n"
    "    for i in range(4):\n"
    "        T.evaluate(n + i)\n"
    "    T.evaluate(metadata[\"tl.Foo\"][0])\n";

class ModuleFileTest : public testing::Test {
 protected:
  void read(std::string name, std::string text) {
    file = std::make_unique<SourceFile>(std::move(name), std::move(text));
    kernel = read_module(*file, {}, diags);
    EXPECT_FALSE(diags.has_errors()) << render(diags, file.get(), false);
  }
  SourceSpan span_of(int node) const { return kernel.json()->nodes().at(static_cast<size_t>(node)).span; }
  static std::string text_at(const Located& l, SourceSpan span) {
    return std::string(l.file.text().substr(span.begin, span.end - span.begin));
  }

  std::unique_ptr<SourceFile> file;
  Diagnostics diags;
  ModuleFile kernel;
};

TEST_F(ModuleFileTest, AScriptIsPrintedAsItCame) {
  const std::string text = std::string("# mine\n@T.prim_func(private=True)\n") + kBody;
  read("k.py", text);
  EXPECT_EQ(kernel.json(), nullptr);
  EXPECT_EQ(print_module(kernel, kernel.module, diags), text);
  EXPECT_EQ(print_as_script(kernel, kernel.module), text);
  EXPECT_FALSE(locate_in_script(kernel, *file, diags).has_value());
}

TEST_F(ModuleFileTest, JsonIsPrintedAsItCame) {
  read("k.json", json(kModule));
  ASSERT_NE(kernel.json(), nullptr);
  EXPECT_EQ(print_module(kernel, kernel.module, diags), file->text());
  EXPECT_THAT(print_as_script(kernel, kernel.module),
              HasSubstr("@I.ir_module\nclass Module:\n    @T.prim_func(private=True)\n    def main(n: T.int32):\n"));
}

TEST_F(ModuleFileTest, ALoneFunctionInJsonHasNoModuleAroundIt) {
  read("k.json", json(kFunction));
  EXPECT_EQ(print_as_script(kernel, kernel.module),
            std::string("# from tvm.script import tir as T\n\n@T.prim_func(private=True)\n") + kBody +
                "\n# Metadata omitted. Use show_meta=True in script() method to show it.\n");
}

TEST_F(ModuleFileTest, DiagnosticsMoveToTheScriptAndNameTheNode) {
  read("k.json", json(kModule));
  Diagnostics found;
  for (const int node : {kUnknown, kAdd, kFor, kFunction}) found.add(DiagId::UnsupportedStatement, span_of(node), "no");
  const std::optional<Located> located = locate_in_script(kernel, *file, found);
  ASSERT_TRUE(located.has_value());
  EXPECT_EQ(located->file.name(), "k.json, as TVMScript");
  EXPECT_EQ(located->file.text(), print_as_script(kernel, kernel.module));
  std::vector<std::string> texts, nodes;
  for (const Diagnostic& d : located->diags.all()) {
    texts.push_back(text_at(*located, d.span));
    nodes.push_back(d.node);
  }
  EXPECT_THAT(texts, ElementsAre("T.evaluate(metadata[\"tl.Foo\"][0])", "n + i",
                                 "for i in range(4):", "def main(n: T.int32):"));
  EXPECT_THAT(nodes,
              ElementsAre("node 17 (tl.Foo)", "node 15 (tir.Add)", "node 10 (tir.For)", "node 1 (tir.PrimFunc)"));
}

TEST_F(ModuleFileTest, ReadsWell) {
  read("gemm.json", json(kFunction));
  Diagnostics found;
  found.add({DiagId::UnsupportedStatement, span_of(kFor), "this loop has no end", "give it one", "main"});
  const std::optional<Located> located = locate_in_script(kernel, *file, found);
  ASSERT_TRUE(located.has_value());
  EXPECT_EQ(render(located->diags, &located->file, false),
            "gemm.json, as TVMScript:5:5: error: this loop has no end [T0401]\n"
            " 5 |     for i in range(4):\n"
            "   |     ^~~~~~~~~~~~~~~~~~\n"
            "  in function `main`\n"
            "  in JSON: node 10 (tir.For)\n"
            "  hint: give it one\n");
}

TEST_F(ModuleFileTest, WhatTheScriptDoesNotShowHasNoPlaceButANode) {
  read("k.json", json(kModule));
  Diagnostics found;
  found.add(DiagId::ForeignFunction, span_of(kMap), "kept");
  found.add(DiagId::NoFunction, {}, "about the whole");
  const std::optional<Located> located = locate_in_script(kernel, *file, found);
  ASSERT_TRUE(located.has_value());
  EXPECT_FALSE(located->diags.all()[0].span.known());
  EXPECT_EQ(located->diags.all()[0].node, "node 19 (ffi.Map)");
  EXPECT_FALSE(located->diags.all()[1].span.known());
  EXPECT_EQ(located->diags.all()[1].node, "");
}

TEST_F(ModuleFileTest, NothingIsPrintedForNothing) {
  read("k.json", json(kModule));
  const std::optional<Located> located = locate_in_script(kernel, *file, {});
  ASSERT_TRUE(located.has_value());
  EXPECT_EQ(located->file.text(), "");
  EXPECT_TRUE(located->diags.all().empty());
}

TEST_F(ModuleFileTest, TheModuleAsItWasReadIsWhatDiagnosticsAreShownIn) {
  read("k.json", json(kFunction));
  const tir::PrimFunc f = kernel.module.functions.at(0).second;
  tir::AttrDict attrs = f->attrs;
  attrs.set("tt_num_cbs", tir::Attr::integer(3));
  tir::IRModule now = kernel.module;
  now.functions[0].second = tir::with_attrs(f, attrs);
  EXPECT_THAT(print_as_script(kernel, now), HasSubstr("T.func_attr({\"tt_num_cbs\": 3})"));
  EXPECT_THAT(print_module(kernel, now, diags), HasSubstr("\"tt_num_cbs\""));
  EXPECT_FALSE(diags.has_errors());
}

}  // namespace
}  // namespace tir2tt::tvm
