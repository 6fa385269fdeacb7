#include "driver/messages.h"

#include "driver/attr_json.h"

namespace tir2tt::driver {
namespace {

using Json = nlohmann::ordered_json;

/// Bytes. JSON may be one line of megabytes, with a hundred diagnostics about it.
constexpr size_t kLongestLine = 10'000;
constexpr const char* kSeverities[] = {"note", "warning", "error"};

Json text_or_null(std::string_view text) { return text.empty() ? Json(nullptr) : Json(text); }

void add_place(const Diagnostic& d, const SourceFile* file, Json& out) {
  for (const char* key : {"line", "column", "end_line", "end_column", "source"}) out[key] = nullptr;
  if (file == nullptr || !d.span.known()) return;
  const LineColumn begin = file->locate(d.span.begin), end = file->locate(d.span.end);
  out["line"] = begin.line;
  out["column"] = begin.column;
  out["end_line"] = end.line;
  out["end_column"] = end.column;
  const std::string_view line = file->line(begin.line);
  if (line.size() <= kLongestLine) out["source"] = line;
}

Json to_json(const Diagnostic& d, const SourceFile* file) {
  const DiagInfo& info = diag_info(d.id);
  Json out = {{"id", info.id},
              {"name", info.slug},
              {"severity", kSeverities[static_cast<size_t>(info.severity)]},
              {"message", d.message},
              {"hint", text_or_null(d.hint)},
              {"function", text_or_null(d.function)},
              {"file", file ? Json(file->name()) : Json(nullptr)}};
  add_place(d, file, out);
  out["node"] = text_or_null(d.node);
  return out;
}

}  // namespace

Messages locate(const Diagnostics& diags, const Input& input) {
  if (!input.is_read) return {diags, input.file};
  std::optional<tvm::Located> located = tvm::locate_in_script(input.module, *input.file, diags);
  if (!located) return {diags, input.file};
  return {std::move(located->diags), std::make_shared<const SourceFile>(std::move(located->file))};
}

std::string messages_text(const Messages& messages, bool color) {
  return render(messages.diags, messages.file.get(), color);
}

std::string messages_json(const Messages& messages) {
  Json out = Json::array();
  for (const Diagnostic& d : messages.diags.sorted()) out.push_back(to_json(d, messages.file.get()));
  return json_line(out);
}

}  // namespace tir2tt::driver
