#include "program/summary.h"

#include <fmt/format.h>

#include <algorithm>

#include "codegen/tt/shape_names.h"
#include "driver/attr_json.h"
#include "report/table.h"
#include "support/text.h"

namespace tir2tt::program {
namespace {

using Json = nlohmann::ordered_json;

int64_t lines_of(const std::string& text) { return std::ranges::count(text, '\n'); }

int64_t l1_bytes(const codegen::ProgramSpec& spec) {
  int64_t bytes = 0;
  for (const codegen::CbSpec& cb : spec.cbs) bytes += cb.bytes();
  return bytes;
}

struct Work {
  std::optional<int64_t> blocks;  // none: symbolic
  size_t cores = 0;
};
Work work_of(const codegen::ProgramSpec& spec) {
  const auto blocks = codegen::static_blocks(spec);
  return {blocks, blocks ? codegen::deal_out(*blocks, spec.chip->cores()).size() : 0};
}

std::string plural(int64_t n, std::string_view noun) {
  return fmt::format("{} {}{}", with_thousands(n), noun, n == 1 ? "" : "s");
}

std::string kernel_line(const Kernel& kernel) {
  const codegen::ProgramSpec& spec = kernel.spec;
  const Work work = work_of(spec);
  const std::string blocks =
      work.blocks
          ? fmt::format("{} on {}", plural(*work.blocks, "block"), plural(static_cast<int64_t>(work.cores), "core"))
          : fmt::format("as many blocks as the shapes say, on up to {}", plural(spec.chip->cores(), "core"));
  return fmt::format("{} on {}: {}; {}, {} of {} B of L1\n", printable(kernel.name), spec.chip->name, blocks,
                     plural(static_cast<int64_t>(spec.cbs.size()), "circular buffer"), with_thousands(l1_bytes(spec)),
                     with_thousands(spec.chip->cb_bytes()));
}

}  // namespace

std::string summary_text(const std::string& folder, const std::vector<Kernel>& kernels, const FolderContent& content,
                         bool color) {
  std::string text;
  for (const Kernel& kernel : kernels) text += kernel_line(kernel);
  report::Table table({{fmt::format("written to {}", printable(folder))}, {"lines", true}}, 0);
  for (const codegen::OutputFile& file : content.files) table.add({file.path, with_thousands(lines_of(file.text))});
  return text + table.text(100, report::Palette(color));
}

std::string summary_json(const std::string& folder, const std::vector<Kernel>& kernels, const FolderContent& content) {
  Json functions = Json::array(), files = Json::array();
  const std::vector<std::string> places = kernel_places(kernels);
  for (size_t i = 0; i < kernels.size(); ++i) {
    const codegen::ProgramSpec& spec = kernels[i].spec;
    const Work work = work_of(spec);
    Json roles = Json::array();
    for (const codegen::KernelSpec& k : spec.kernels) roles.push_back(codegen::to_string(k.role));
    functions.push_back({{"name", kernels[i].name},
                         {"arch", spec.chip->name},
                         {"place", places[i]},
                         {"blocks", work.blocks ? Json(*work.blocks) : Json(nullptr)},
                         {"cores", work.blocks ? Json(work.cores) : Json(nullptr)},
                         {"circular_buffers", spec.cbs.size()},
                         {"l1_bytes", l1_bytes(spec)},
                         {"kernels", roles}});
  }
  for (const codegen::OutputFile& file : content.files)
    files.push_back({{"path", file.path}, {"lines", lines_of(file.text)}});
  return driver::json_text({{"folder", folder}, {"functions", functions}, {"files", files}});
}

}  // namespace tir2tt::program
