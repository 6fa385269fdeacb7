#include <algorithm>

#include "run/compare.h"
#include "run/run_kernel.h"
#include "support/diagnostic.h"

namespace tir2tt::run {
namespace {

/// Which core did the block, and as which of its own.
void find_core(const codegen::ProgramSpec& spec, const reference::Result& reference,
               TensorVerdict::Divergence& divergence) {
  if (divergence.block < 0) return;
  int64_t blocks = 1;
  for (const int64_t extent : reference.grid) blocks *= extent;
  const auto runs = codegen::deal_out(blocks, spec.chip->cores());
  const auto run = std::find_if(runs.begin(), runs.end(), [&](const std::pair<int64_t, int64_t>& r) {
    return divergence.block >= r.first && divergence.block < r.first + r.second;
  });
  if (run == runs.end()) return;
  const auto core = static_cast<int>(run - runs.begin());
  divergence.core_x = core % spec.chip->grid_x;
  divergence.core_y = core / spec.chip->grid_x;
  divergence.iteration = divergence.block - run->first;
}

}  // namespace

Verdict judge(const codegen::ProgramSpec& spec, const reference::Result& reference, Execution execution) {
  TIR2TT_CHECK(reference.tensors.size() == spec.tensors.size(), "the reference has other tensors");
  Verdict verdict;
  verdict.execution = std::move(execution);
  const std::vector<data::Array>& tensors = verdict.execution.tensors;
  bool right = verdict.execution.result.ok();
  for (size_t i = 0; i < tensors.size(); ++i) {
    const codegen::TensorSpec& tensor = spec.tensors[i];
    TensorVerdict one = compare(tensor, reference.tensors[i], tensors[i], tolerance(spec, tensor));
    // A tensor that nobody writes is of interest only when it changed.
    if (!tensor.written && !reference.tensors[i].written && one.right) continue;
    if (one.first) find_core(spec, reference, *one.first);
    right = right && one.right;
    verdict.outputs.push_back(std::move(one));
  }
  verdict.right = right;
  return verdict;
}

}  // namespace tir2tt::run
