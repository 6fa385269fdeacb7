// Any bytes into the reader of TVM's JSON. It must end, and without a crash; what it accepts must print, come back byte
// for byte as long as nothing changes, and be readable again with an attribute and a statement more.
// What it found is kept in tests/tvm/json_finds/ and read by tests/tvm/json_limits_test.cc.
#include <cstdint>

#include "require.h"
#include "tir/equal.h"
#include "tvm/module_file.h"

namespace {

using namespace tir2tt;

tir::IRModule with_more(tir::IRModule module) {
  for (auto& [name, function] : module.functions) {
    auto f = std::make_shared<tir::PrimFuncNode>(*function);
    f->attrs.set("more", tir::Attr::integer(1));
    f->body = tir::make_seq({tir::make_evaluate(tir::make_int(1)), f->body});
    function = std::move(f);
  }
  return module;
}

void extend_and_read_again(const tvm::ModuleFile& read) {
  const tir::IRModule now = with_more(read.module);
  Diagnostics diags;
  const SourceFile extended("extended.json", tvm::print_module(read, now, diags));
  if (diags.has_errors()) return;
  const tvm::ModuleFile again = tvm::read_module(extended, {}, diags);
  require(!diags.has_errors(), "the extended text is not readable", std::string(extended.text()));
  const std::string difference = tir::first_difference(now, again.module, true);
  require(difference.empty(), difference.c_str(), std::string(extended.text()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // Always JSON: a brace that is missing is put in front.
  std::string text(reinterpret_cast<const char*>(data), size);
  if (!tvm::looks_like_json(text)) text.insert(0, "{");
  const SourceFile file("fuzz.json", text);
  Diagnostics diags;
  const tvm::ModuleFile read = tvm::read_module(file, {}, diags);
  (void)render(diags, &file, false);
  if (diags.has_errors()) return 0;
  (void)tvm::print_as_script(read, read.module);
  (void)tvm::locate_in_script(read, file, diags);
  require(tvm::print_module(read, read.module, diags) == text, "an unchanged text came back changed", text);
  extend_and_read_again(read);
  return 0;
}
