#include "driver/options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>

#include "support/text.h"

namespace tir2tt::driver {
namespace {

constexpr int64_t kMaxReserve = std::numeric_limits<int32_t>::max();

struct RuleName {
  std::string_view name;
  transform::CbRule rule;
};
constexpr RuleName kRules[] = {{"dataflow", transform::CbRule::Dataflow}, {"seed", transform::CbRule::Seed}};

/// The names of the rows of a table.
template <class Rows>
std::vector<std::string> names_of(const Rows& rows) {
  std::vector<std::string> names;
  for (const auto& row : rows) names.emplace_back(row.name);
  return names;
}

void find_chip(const std::string& name, transform::PassOptions& options, Diagnostics& diags) {
  options.chip = target::find_chip(name);
  if (options.chip != nullptr) return;
  add_unknown(DiagId::UnknownArch, "chip", name, names_of(target::chips()), "tir2tt archs", diags);
}

void find_rule(const std::string& name, transform::PassOptions& options, Diagnostics& diags) {
  for (const RuleName& row : kRules) {
    if (row.name != name) continue;
    options.cb_rule = row.rule;
    return;
  }
  add_unknown(DiagId::BadOption, "rule for circular buffers", name, names_of(kRules), "", diags);
}

void check_reserve(int64_t bytes, Diagnostics& diags) {
  if (bytes >= 0 && bytes <= kMaxReserve) return;
  diags.add(DiagId::BadOption, {},
            fmt::format("cannot reserve {} bytes of L1; the reserve is from 0 to {}", with_thousands(bytes),
                        with_thousands(kMaxReserve)),
            "give the bytes of each core's L1 that circular buffers must leave alone");
}

void find_pass(const std::string& name, PassList& passes, Diagnostics& diags) {
  if (const transform::PassInfo* pass = transform::find_pass(name)) {
    passes.push_back(pass);
    return;
  }
  add_unknown(DiagId::UnknownPass, "pass", name, names_of(transform::all_passes()), "tir2tt passes", diags);
}

}  // namespace

std::optional<transform::PassOptions> pass_options(const OptionNames& names, Diagnostics& diags) {
  const size_t errors = diags.error_count();
  transform::PassOptions options;
  find_chip(names.arch, options, diags);
  find_rule(names.cb_rule, options, diags);
  check_reserve(names.l1_reserve, diags);
  options.l1_reserve = names.l1_reserve;
  return diags.error_count() == errors ? std::optional(options) : std::nullopt;
}

PassList find_passes(const std::vector<std::string>& names, Diagnostics& diags) {
  PassList passes;
  for (const std::string& name : names) {
    if (name == "default") {
      for (const transform::PassInfo& pass : transform::all_passes()) passes.push_back(&pass);
    } else {
      find_pass(name, passes, diags);
    }
  }
  return passes;
}

void add_unknown(DiagId id, std::string_view what, std::string_view word, const std::vector<std::string>& known,
                 std::string_view list_command, Diagnostics& diags) {
  const std::optional<std::string> near = did_you_mean(word, known);
  std::string hint = near ? fmt::format("did you mean `{}`?\n", *near) : "";
  if (!list_command.empty()) hint += fmt::format("`{}` lists them", list_command);
  diags.add(id, {}, fmt::format("there is no {} `{}`; known are {}", what, word, fmt::join(known, ", ")), hint);
}

}  // namespace tir2tt::driver
