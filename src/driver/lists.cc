#include "driver/lists.h"

#include "driver/attr_json.h"
#include "target/chip.h"
#include "transform/tt/passes.h"

namespace tir2tt::driver {

std::string passes_json() {
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

std::string archs_json() {
  nlohmann::ordered_json archs = nlohmann::ordered_json::array();
  for (const target::Chip& c : target::chips()) {
    archs.push_back({{"name", c.name},
                     {"product", c.product},
                     {"l1_bytes", c.l1_bytes},
                     {"cb_base", c.cb_base},
                     {"cb_bytes", c.cb_bytes()},
                     {"cb_alignment", c.cb_alignment},
                     {"max_circular_buffers", c.max_circular_buffers},
                     {"grid", {c.grid_x, c.grid_y}},
                     {"cores", c.cores()},
                     {"dram_banks", c.dram_banks},
                     {"dram_read_alignment", c.dram_read_alignment},
                     {"dram_gbytes_per_s", c.dram_gbytes_per_s},
                     {"clock_ghz", c.clock_ghz}});
  }
  return json_text({{"archs", archs}});
}

}  // namespace tir2tt::driver
