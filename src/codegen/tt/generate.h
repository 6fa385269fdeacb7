// Three kernels and everything a host needs, from one annotated PrimFunc. The plan is read from its attributes
// (tt_circular_buffers, tt_cb_plan) and from nowhere else: an edited num_pages is what is emitted, a plan that the
// verifier rejects is refused.
//
//   annotated PrimFunc ─ read the plan, verify it ─> ProgramSpec { tensors, circular buffers, reader.cpp, compute.cpp,
//   … }
//
// Tested by tests/codegen/generate_test.cc, tests/codegen/golden_test.cc.
#pragma once

#include <optional>
#include <string>

#include "codegen/tt/dialect.h"
#include "codegen/tt/program_spec.h"
#include "support/diagnostic.h"
#include "support/source.h"
#include "tir/module.h"

namespace tir2tt::codegen {

struct GenerateOptions {
  const Dialect* dialect = nullptr;    // null: classic_dialect()
  const SourceFile* source = nullptr;  // what spans point into, for the comments of the kernels; null: none
};

/// nullopt: a diagnostic names what is missing in the attributes, which rule the plan breaks, or which statement no
/// kernel can be generated for.
std::optional<ProgramSpec> generate(const std::string& name, const tir::PrimFunc& func, const GenerateOptions& options,
                                    Diagnostics& diags);

}  // namespace tir2tt::codegen
