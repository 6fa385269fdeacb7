// The passes by name: what `opt --passes=…` and `passes` show. Tested by tests/transform/passes_test.cc.
#pragma once

#include <span>
#include <string_view>

#include "support/diagnostic.h"
#include "tir/module.h"
#include "transform/tt/options.h"

namespace tir2tt::transform {

using PassFunction = tir::IRModule (*)(const tir::IRModule&, const PassOptions&, Diagnostics&);

struct PassInfo {
  std::string_view name;     // as on the command line
  std::string_view summary;  // one line
  PassFunction run;
  bool attributes_only;    // everything but the attributes of the functions is the same objects afterwards
  std::string_view reads;  // attributes, separated by ", "; `*` stands for a name
  std::string_view writes;
};

/// In the order of the default pipeline.
std::span<const PassInfo> all_passes();
/// nullptr when there is no such pass.
const PassInfo* find_pass(std::string_view name);

}  // namespace tir2tt::transform
