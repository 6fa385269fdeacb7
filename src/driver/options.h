// What users name, chips, rules and passes, as the values that the library works with. A name that nothing has is a
// diagnostic with a guess. Tested by tests/driver/options_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/diagnostic.h"
#include "transform/tt/options.h"
#include "transform/tt/passes.h"

namespace tir2tt::driver {

struct OptionNames {
  std::string arch = "wormhole_b0";
  std::string cb_rule = "dataflow";
  int64_t l1_reserve = 0;  // bytes
};

/// Nothing, with diagnostics, for an unknown chip or rule or an impossible reserve.
std::optional<transform::PassOptions> pass_options(const OptionNames& names, Diagnostics& diags);

using PassList = std::vector<const transform::PassInfo*>;
/// The passes of these names, in their order; `default` stands for the whole pipeline. Unknown ones are diagnostics.
PassList find_passes(const std::vector<std::string>& names, Diagnostics& diags);

/// "there is no chip `x`; known are …", with the nearest of `known` and, unless it is empty, `list_command` in the
/// hint.
void add_unknown(DiagId id, std::string_view what, std::string_view word, const std::vector<std::string>& known,
                 std::string_view list_command, Diagnostics& diags);

}  // namespace tir2tt::driver
