// Any bytes into the reader. It must end, and without a crash; what it accepts must print, read back as the same
// module, and print as the same text again; the default passes and the planner must survive it, too.
// What it found is kept in tests/tvm/fuzz_finds/ and read by tests/tvm/fuzz_finds_test.cc.
#include <cstdint>

#include "require.h"
#include "target/chip.h"
#include "tir/equal.h"
#include "transform/tt/passes.h"
#include "tvm/script.h"

namespace {

using namespace tir2tt;

void print_and_read_again(const tvm::Script& script) {
  const std::string once = tvm::print_script(script.module, script.info);
  Diagnostics diags;
  const SourceFile printed("printed.py", once);
  const tvm::Script again = tvm::read_script(printed, {}, diags);
  require(!diags.has_errors(), "the printed text is not readable", once + render(diags, &printed, false));
  require(tvm::print_script(again.module, again.info) == once, "printing is not stable", once);
}

void plan(const tir::IRModule& module) {
  transform::PassOptions options;
  options.chip = target::find_chip("wormhole_b0");
  tir::IRModule out = module;
  Diagnostics diags;
  for (const transform::PassInfo& pass : transform::all_passes()) {
    if (diags.has_errors()) return;
    out = pass.run(out, options, diags);
  }
  (void)tvm::print_script(out);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const SourceFile file("fuzz.py", std::string(reinterpret_cast<const char*>(data), size));
  Diagnostics diags;
  const tvm::Script script = tvm::read_script(file, {}, diags);
  (void)render(diags, &file, false);
  if (diags.has_errors()) return 0;
  print_and_read_again(script);
  plan(script.module);
  return 0;
}
