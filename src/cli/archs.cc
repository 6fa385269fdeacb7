#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/io.h"
#include "driver/lists.h"
#include "report/table.h"
#include "support/text.h"
#include "target/chip.h"

namespace tir2tt::cli {
namespace {

std::string as_text(bool color) {
  report::Table table({{"name"},
                       {"product"},
                       {"L1 bytes", true},
                       {"for CBs", true},
                       {"CB ids", true},
                       {"cores"},
                       {"DRAM banks", true},
                       {"GB/s", true},
                       {"GHz", true}},
                      0);
  for (const target::Chip& c : target::chips()) {
    table.add({std::string(c.name), std::string(c.product), with_thousands(c.l1_bytes), with_thousands(c.cb_bytes()),
               std::to_string(c.max_circular_buffers), fmt::format("{}×{} = {}", c.grid_x, c.grid_y, c.cores()),
               std::to_string(c.dram_banks), fmt::format("{:g}", c.dram_gbytes_per_s),
               fmt::format("{:g}", c.clock_ghz)});
  }
  return table.text(100, report::Palette(color));
}

}  // namespace

int run_archs(const ArchsArgs& args, Session& session) {
  Diagnostics diags;
  write_output("", args.json ? driver::archs_json() : as_text(session.color_out()), session.out, diags);
  return finish(diags, {}, session);
}

}  // namespace tir2tt::cli
