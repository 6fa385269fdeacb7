// A pass on a kernel as people write it, and the statements that it leaves, as text: golden before and after.
#pragma once

#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "transform/kernels.h"
#include "transform/tt/apply_tt_defaults.h"
#include "tvm/script.h"

namespace tir2tt::transform::test {

struct PassResult {
  tir::IRModule before, after;
  std::string text;      // the body from the first allocation or loop on, without its common indentation
  std::string messages;  // with the lines that they point to
};

/// What stands below `with T.block("tilelang_root")`, its reads and writes left out.
inline std::string block_text(const std::string& script) {
  std::istringstream in(script);
  std::string out, line;
  size_t indent = 0;
  while (std::getline(in, line)) {
    if (line.find("T.reads(") != std::string::npos || line.find("T.writes(") != std::string::npos) continue;
    if (indent) out += (line.size() > indent ? line.substr(indent) : line) + "\n";
    const size_t at = line.find("with T.block(\"tilelang_root\")");
    if (at != std::string::npos) indent = at + 4;
  }
  return out;
}

template <class Pass>
PassResult run_on_text(Pass pass, const std::string& kernel, const PassOptions& options = options_for()) {
  const SourceFile file("kernel.py", kernel);
  Diagnostics diags;
  const tvm::Script script = tvm::read_script(file, {}, diags);
  EXPECT_FALSE(diags.has_errors()) << render(diags, &file, false);
  PassResult out;
  out.before = apply_tt_defaults(script.module, options, diags);
  out.after = pass(out.before, options, diags);
  out.text = block_text(tvm::print_script(out.after, script.info));
  out.messages = render(diags, &file, false);
  return out;
}

}  // namespace tir2tt::transform::test
