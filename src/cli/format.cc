#include "cli/format.h"

#include "driver/options.h"
#include "tvm/json_document.h"

namespace tir2tt::cli {
namespace {

struct FormatRow {
  std::string_view name;
  Format format;
  std::optional<tvm::JsonEra> era;  // of JSON, where the format says it
};
constexpr FormatRow kFormats[] = {{"same", Format::Same, {}},
                                  {"script", Format::Script, {}},
                                  {"json", Format::Json, {}},
                                  {"json-0.20", Format::JsonLegacy, tvm::JsonEra::Legacy},
                                  {"json-0.21", Format::JsonPrefixed, tvm::JsonEra::Prefixed},
                                  {"json-ffi", Format::JsonObjectGraph, tvm::JsonEra::ObjectGraph}};

/// What TVM of the module's time writes.
tvm::JsonEra usual_era(tir::Dialect dialect) {
  return dialect == tir::Dialect::Tirx ? tvm::JsonEra::ObjectGraph : tvm::JsonEra::Prefixed;
}

}  // namespace

std::optional<Format> find_format(const std::string& name, Diagnostics& diags) {
  std::vector<std::string> known;
  for (const FormatRow& row : kFormats) {
    if (row.name == name) return row.format;
    known.emplace_back(row.name);
  }
  driver::add_unknown(DiagId::BadOption, "format", name, known, "", diags);
  return std::nullopt;
}

std::string print_as(Format format, const tvm::ModuleFile& as_read, const tir::IRModule& now, Diagnostics& diags) {
  if (format == Format::Same) return tvm::print_module(as_read, now, diags);
  if (format == Format::Script) return tvm::print_as_script(as_read, now);
  const tvm::JsonDocument* document = as_read.json();
  const std::optional<tvm::JsonEra> era = kFormats[static_cast<size_t>(format)].era;
  if (document != nullptr && (!era || era == document->era())) return tvm::print_module(as_read, now, diags);
  return tvm::write_json(now, era.value_or(usual_era(now.dialect)), diags);
}

}  // namespace tir2tt::cli
