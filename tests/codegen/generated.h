// Kernels generated from a text, for tests that look at what is emitted.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "codegen/tt/generate.h"
#include "transform/tt/pipeline.h"
#include "tvm/script.h"

namespace tir2tt::codegen {

struct Generated {
  std::optional<ProgramSpec> spec;
  std::string messages;

  /// The kernel, if it is there.
  const KernelSpec* find(Role role) const {
    for (const KernelSpec& k : spec->kernels) {
      if (k.role == role) return &k;
    }
    return nullptr;
  }
  std::string text(Role role) const {
    if (!spec) return messages;
    const KernelSpec* k = find(role);
    return k ? k->text : "no " + std::string(to_string(role));
  }
  /// The statements of kernel_main without comments, one per line, without indentation.
  std::string body(Role role) const {
    const std::string all = text(role);
    const size_t begin = all.find("void kernel_main() {\n");
    std::string out;
    for (size_t at = begin == std::string::npos ? 0 : begin + 21; at < all.size();) {
      const size_t end = std::min(all.find('\n', at), all.size()), first = all.find_first_not_of(' ', at);
      if (first < end && all.compare(first, 2, "//") != 0) out += all.substr(first, end - first) + "\n";
      at = end + 1;
    }
    return out;
  }
};

/// Through the pipeline, for wormhole_b0. `dialect`: null is the classic one.
inline Generated generate_text(const std::string& text, const Dialect* dialect = nullptr, bool comments = true) {
  const SourceFile file("kernel.py", text);
  Diagnostics diags;
  Generated out;
  const tvm::Script script = tvm::read_script(file, {}, diags);
  transform::PassOptions options;
  options.chip = target::find_chip("wormhole_b0");
  tir::IRModule module;
  if (!diags.has_errors()) module = transform::run_tt_pipeline(script.module, options, diags);
  if (!diags.has_errors()) {
    const auto& [name, function] = module.functions.front();
    GenerateOptions how;
    how.dialect = dialect;
    how.source = comments ? &file : nullptr;
    out.spec = generate(name, function, how, diags);
  }
  out.messages = render(diags, &file, false);
  return out;
}

}  // namespace tir2tt::codegen
