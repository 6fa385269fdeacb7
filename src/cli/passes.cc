#include "transform/tt/passes.h"

#include "cli/commands.h"
#include "cli/io.h"
#include "driver/lists.h"
#include "report/table.h"

namespace tir2tt::cli {
namespace {

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
  write_output("", args.json ? driver::passes_json() : as_text(session.color_out()), session.out, diags);
  return finish(diags, {}, session);
}

}  // namespace tir2tt::cli
