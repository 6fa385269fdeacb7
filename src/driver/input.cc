#include "driver/input.h"

#include <fmt/format.h>

#include "support/text.h"

namespace tir2tt::driver {

bool is_small_enough(int64_t bytes, const std::string& name, Diagnostics& diags) {
  if (bytes <= kMaxInputBytes) return true;
  diags.add(
      DiagId::InputTooLarge, {},
      fmt::format("`{}` is larger than {} bytes; larger inputs are not read", name, with_thousands(kMaxInputBytes)),
      "split the module into several files");
  return false;
}

bool has_no_nul(std::string_view piece, size_t offset, const std::string& name, Diagnostics& diags) {
  const size_t at = piece.find('\0');
  if (at == std::string_view::npos) return true;
  diags.add(DiagId::BinaryInput, {},
            fmt::format("`{}` is no text: byte {} is NUL", name, with_thousands(static_cast<int64_t>(offset + at))),
            "pass a module as TVMScript, from `mod.script()`, or as JSON, from `tvm.ir.save_json(mod)`");
  return false;
}

bool is_not_blank(std::string_view text, const std::string& name, Diagnostics& diags) {
  if (text.find_first_not_of(" \t\r\n\f\v") != std::string_view::npos) return true;
  diags.add(DiagId::EmptyInput, {}, fmt::format("`{}` is empty; a kernel is needed", name),
            "`tir2tt --help` names examples");
  return false;
}

bool is_text(std::string_view text, const std::string& name, Diagnostics& diags) {
  return is_small_enough(static_cast<int64_t>(text.size()), name, diags) && has_no_nul(text, 0, name, diags) &&
         is_not_blank(text, name, diags);
}

Input read_input(SourceFile file, Diagnostics& diags) {
  const size_t errors = diags.error_count();
  Input input{std::make_shared<const SourceFile>(std::move(file))};
  input.module = tvm::read_module(*input.file, {}, diags);
  input.is_read = diags.error_count() == errors;
  return input;
}

}  // namespace tir2tt::driver
