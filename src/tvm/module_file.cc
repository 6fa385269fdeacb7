#include "tvm/module_file.h"

#include <algorithm>

#include "tvm/json_document.h"

namespace tir2tt::tvm {

namespace {

bool is_lone_function(const JsonDocument& document) {
  const std::optional<NodeIndex> root = document.reference(document.root());
  return root && *root < document.nodes().size() && document.nodes()[*root].type == JsonType::PrimFunc;
}

std::string print_json_as_script(const JsonDocument& document, const tir::IRModule& module, Places* places) {
  if (!is_lone_function(document)) return print_script(module, places);
  return print_script(module, default_script_info(module, true), places);
}

/// {0, 0} when nothing in the text was printed for the node.
SourceSpan find_place(const Places& places, SourceSpan node) {
  const auto at = std::lower_bound(places.begin(), places.end(), node.begin,
                                   [](const Place& p, uint32_t begin) { return p.node.begin < begin; });
  return at != places.end() && at->node.begin == node.begin ? at->text : SourceSpan{};
}

bool has_place(const Diagnostic& d) { return d.span.known(); }

}  // namespace

ModuleFile read_module(const SourceFile& file, const ReadOptions& options, Diagnostics& diags) {
  if (looks_like_json(file.text())) {
    JsonModule json = read_json(file, options, diags);
    return {std::move(json.module), std::move(json.document)};
  }
  Script script = read_script(file, options, diags);
  return {std::move(script.module), std::move(script.info)};
}

std::string print_module(const ModuleFile& as_read, const tir::IRModule& now, Diagnostics& diags) {
  if (const auto* info = std::get_if<ScriptInfo>(&as_read.form)) return print_script(now, *info);
  const auto& document = std::get<std::shared_ptr<const JsonDocument>>(as_read.form);
  return write_json({as_read.module, document}, now, diags);
}

std::string print_as_script(const ModuleFile& as_read, const tir::IRModule& now) {
  if (const auto* info = std::get_if<ScriptInfo>(&as_read.form)) return print_script(now, *info);
  return print_json_as_script(*as_read.json(), now, nullptr);
}

std::optional<Located> locate_in_script(const ModuleFile& as_read, const SourceFile& file, const Diagnostics& diags) {
  const JsonDocument* document = as_read.json();
  if (!document) return std::nullopt;
  Places places;
  std::string script;
  // Nothing is printed for nothing: most modules have nothing to say.
  if (std::any_of(diags.all().begin(), diags.all().end(), has_place)) {
    script = print_json_as_script(*document, as_read.module, &places);
  }
  Diagnostics moved = diags.changed([&](Diagnostic& d) {
    if (!has_place(d)) return;
    d.node = describe_node(*document, d.span.begin);
    d.span = find_place(places, d.span);
  });
  return Located{SourceFile(file.name() + ", as TVMScript", std::move(script)), std::move(moved)};
}

}  // namespace tir2tt::tvm
