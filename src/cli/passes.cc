#include "transform/tt/passes.h"

#include <nlohmann/json.hpp>

#include "cli/attr_json.h"
#include "cli/commands.h"
#include "cli/io.h"
#include "report/table.h"

namespace tir2tt::cli {
namespace {

std::string as_json() {
  nlohmann::ordered_json passes = nlohmann::ordered_json::array();
  for (const transform::PassInfo& p : transform::all_passes()) {
    passes.push_back({{"name", p.name},
                      {"summary", p.summary},
                      {"attributes_only", p.attributes_only},
                      {"reads", p.reads},
                      {"writes", p.writes}});
  }
  return json_text({{"passes", passes}});
}

std::string as_text(bool color) {
  report::Table table({{"pass, in pipeline order"}, {"changes"}, {"what it does"}}, 0);
  for (const transform::PassInfo& p : transform::all_passes()) {
    table.add({std::string(p.name), p.attributes_only ? "attributes" : "body", std::string(p.summary)});
  }
  return table.text(100, report::Palette(color));
}

}  // namespace

int run_passes(const PassesArgs& args, Session& session) {
  Diagnostics diags;
  write_output("", args.json ? as_json() : as_text(session.color_out()), session.out, diags);
  return finish(diags, nullptr, session);
}

}  // namespace tir2tt::cli
