#include "driver/run_passes.h"

#include <algorithm>
#include <unordered_map>

namespace tir2tt::driver {
namespace {

/// Passes share what they do not change, so the same objects are all that needs to be asked for.
bool same_but_for_attributes(const tir::PrimFuncNode& a, const tir::PrimFuncNode& b) {
  return a.body == b.body && a.params == b.params && a.buffer_map == b.buffer_map;
}

}  // namespace

tir::IRModule run_passes(tir::IRModule module, const PassList& passes, const transform::PassOptions& options,
                         Diagnostics& diags) {
  for (const transform::PassInfo* pass : passes) {
    if (diags.has_errors()) break;
    module = pass->run(module, options, diags);
  }
  return module;
}

std::vector<std::string> changed_bodies(const tir::IRModule& before, const tir::IRModule& after) {
  std::unordered_map<std::string_view, const tir::PrimFuncNode*> old;
  for (const auto& [name, func] : before.functions) old.emplace(name, func.get());
  std::vector<std::string> changed;
  for (const auto& [name, func] : after.functions) {
    const auto it = old.find(name);
    if (it == old.end() || !same_but_for_attributes(*it->second, *func)) changed.push_back(name);
  }
  return changed;
}

}  // namespace tir2tt::driver
