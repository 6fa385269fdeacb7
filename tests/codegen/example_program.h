// Programs of examples/*.py: read, taken through the pipeline, generated.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "codegen/built_program.h"
#include "codegen/tt/generate.h"
#include "transform/tt/pipeline.h"
#include "tvm/script.h"

namespace tir2tt::codegen {

/// A module with its plans, and the text that its spans point into.
struct Annotated {
  std::shared_ptr<const SourceFile> file;
  tir::IRModule module;
};

/// `name`: "gemm". Fails the test where the pipeline has an error.
inline Annotated annotated_example(const std::string& name, const char* arch = "wormhole_b0") {
  const std::string path = "examples/" + name + ".py";
  Annotated a;
  a.file = std::make_shared<const SourceFile>(path, text_of(TIR2TT_SOURCE_DIR "/" + path));
  Diagnostics diags;
  const tvm::Script script = tvm::read_script(*a.file, {}, diags);
  transform::PassOptions options;
  options.chip = target::find_chip(arch);
  a.module = transform::run_tt_pipeline(script.module, options, diags);
  EXPECT_FALSE(diags.has_errors()) << render(diags, a.file.get(), false);
  return a;
}

inline std::optional<ProgramSpec> generate_first(const Annotated& a, Diagnostics& diags) {
  const auto& [name, function] = a.module.functions.front();
  GenerateOptions options;
  options.source = a.file.get();
  return generate(name, function, options, diags);
}

}  // namespace tir2tt::codegen
