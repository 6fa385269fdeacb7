#include "reference/reference.h"

#include <algorithm>
#include <thread>

#include "reference/blocks.h"

namespace tir2tt::reference {
namespace {

constexpr int64_t kWorthThreads = 1 << 18;  // elements of all tensors
constexpr unsigned kMostThreads = 8;

size_t threads_for(const std::vector<data::Array>& inputs) {
  int64_t elements = 0;
  for (const data::Array& input : inputs) elements += static_cast<int64_t>(input.values.size());
  return elements < kWorthThreads ? 1 : std::clamp(std::thread::hardware_concurrency(), 1u, kMostThreads);
}

}  // namespace

std::optional<Result> interpret(const tir::PrimFunc& func, const std::vector<data::Array>& inputs,
                                const Options& options, Diagnostics& diags) {
  return run_blocks(func, inputs, options, threads_for(inputs), diags);
}

}  // namespace tir2tt::reference
