#include "run/verdict_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "run/verdict_json.h"
#include "support/text.h"

namespace tir2tt::run {
namespace {

constexpr size_t kMostFindings = 20;  // shown
constexpr size_t kMostPrints = 100;

std::string paint(bool color, std::string_view code, const std::string& text) {
  return color ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
}

std::string counted(size_t n, std::string_view noun) {
  return fmt::format("{} {}{}", with_thousands(static_cast<int64_t>(n)), noun, n == 1 ? "" : "s");
}

size_t errors_of(const Verdict& v) {
  const auto& findings = v.execution.result.findings;
  return static_cast<size_t>(std::count_if(findings.begin(), findings.end(), [](const device::Finding& f) {
    return device::finding_info(f.kind).severity == device::Severity::Error;
  }));
}

std::string headline(const codegen::ProgramSpec& spec, const Verdict& v, bool color) {
  const std::string where = fmt::format("{} on {}, {}: ", printable(spec.function), spec.chip->name,
                                        counted(static_cast<size_t>(v.execution.cores), "core"));
  if (v.right) return where + paint(color, "32", "right") + "\n";
  const size_t errors = errors_of(v);
  return where + paint(color, "1;31", errors == 0 ? "wrong" : counted(errors, "violation")) + "\n";
}

std::string shape_of(const data::Array& array) {
  return array.shape.empty() ? "scalar" : fmt::format("{}", fmt::join(array.shape, "×"));
}

/// Outputs are some of the tensors, in their order.
const data::Array* array_of(const codegen::ProgramSpec& spec, const Verdict& v, const TensorVerdict& t) {
  for (size_t i = 0; i < v.execution.tensors.size(); ++i) {
    if (spec.tensors[i].tir_name == t.name) return &v.execution.tensors[i];
  }
  return nullptr;
}

std::string errors_text(const TensorVerdict& t) {
  std::string text = fmt::format("   PCC {:.6f}   max |error| {:.3g} (bound {:.3g}", t.pcc, t.max_abs, t.max_bound);
  if (t.worst > 0) text += fmt::format("; worst: {:.0f} % of its own", std::ceil(100 * t.worst));
  return text + fmt::format(")   max relative {:.3g}", t.max_rel);
}

std::string remarks(const TensorVerdict& t) {
  std::string text;
  if (!t.written) text += "    the reference writes nothing into it\n";
  if (t.unbounded > 0)
    text += fmt::format("    {} of {} elements have no bound; nobody can tell whether they are right\n",
                        with_thousands(t.unbounded), with_thousands(t.elements));
  return text;
}

std::string divergence_text(const TensorVerdict& t) {
  if (!t.first) return {};
  const TensorVerdict::Divergence& d = *t.first;
  std::string text = fmt::format("    {} of {} elements are wrong; the first wrong tile begins at [{}], ",
                                 with_thousands(t.outside), with_thousands(t.elements), fmt::join(d.tile, ", "));
  text += d.iteration < 0 ? "which no block writes\n"
                          : fmt::format("written by core ({},{}) in iteration {} (block {})\n", d.core_x, d.core_y,
                                        d.iteration, d.block);
  return text + fmt::format("    {}[{}] is {:.9g}, expected {:.9g} ± {:.3g}\n", printable(t.name),
                            fmt::join(d.element, ", "), d.actual, d.expected, d.bound);
}

/// "C  1024×1024 float16", as wide as the widest.
std::vector<std::string> names_of(const codegen::ProgramSpec& spec, const Verdict& v) {
  std::vector<std::string> names, types;
  int name_width = 0, type_width = 0;
  for (const TensorVerdict& t : v.outputs) {
    const data::Array* array = array_of(spec, v, t);
    names.push_back(printable(t.name));
    types.push_back(array == nullptr ? "" : fmt::format("{} {}", shape_of(*array), tir::to_string(array->dtype)));
    name_width = std::max(name_width, display_width(names.back()));
    type_width = std::max(type_width, display_width(types.back()));
  }
  for (size_t i = 0; i < names.size(); ++i)
    names[i] = pad_right(names[i], name_width) + "  " + pad_right(types[i], type_width);
  return names;
}

std::string outputs_text(const codegen::ProgramSpec& spec, const Verdict& v, bool color) {
  std::string text;
  const std::vector<std::string> names = names_of(spec, v);
  for (size_t i = 0; i < names.size(); ++i) {
    const TensorVerdict& t = v.outputs[i];
    text += "  " + (t.right ? names[i] : paint(color, "31", names[i])) + errors_text(t) + "\n";
    text += remarks(t) + divergence_text(t);
  }
  return text;
}

/// Of tensors that lie in rows; nothing where there are none.
std::string rows_text(const Traffic& t) {
  if (t.row_bytes_read == 0 && t.row_bytes_written == 0) return "";
  return fmt::format("{} B of rows read, {} B written; ", with_thousands(t.row_bytes_read),
                     with_thousands(t.row_bytes_written));
}

std::string statistics_text(const codegen::ProgramSpec& spec, const Verdict& v) {
  const device::Statistics& s = v.execution.result.statistics;
  std::string text;
  if (v.execution.result.completed) {
    const Traffic t = traffic(spec, s);
    text = fmt::format("  DRAM: {} tiles read, {} written; {}{} tile operations\n", with_thousands(t.tiles_read),
                       with_thousands(t.tiles_written), rows_text(t),
                       with_thousands(static_cast<int64_t>(s.tile_operations)));
  }
  return text + fmt::format("  compiled in {:.2f} s ({} of {} from cache), ran in {:.2f} s, reference {:.2f} s\n",
                            s.compile_seconds, s.kernels_from_cache, s.kernels_from_cache + s.kernels_compiled,
                            s.run_seconds, v.reference_seconds);
}

/// `lines`, each line of each two columns further in; at most `most`, and how many there are more.
std::string indented(const std::vector<std::string>& lines, size_t most) {
  std::string text;
  for (size_t i = 0; i < std::min(lines.size(), most); ++i) {
    std::string line = "  " + printable(lines[i], true);
    for (size_t at = line.find('\n'); at != std::string::npos; at = line.find('\n', at + 1)) line.insert(at + 1, "  ");
    text += line + "\n";
  }
  if (lines.size() > most) text += fmt::format("  … and {} more\n", lines.size() - most);
  return text;
}

}  // namespace

std::string verdict_text(const codegen::ProgramSpec& spec, const Verdict& verdict, bool color) {
  const device::RunResult& result = verdict.execution.result;
  std::vector<std::string> findings;
  for (const device::Finding& f : result.findings) findings.push_back(device::finding_text(f));
  return headline(spec, verdict, color) + indented(result.prints, kMostPrints) + indented(findings, kMostFindings) +
         outputs_text(spec, verdict, color) + statistics_text(spec, verdict);
}

}  // namespace tir2tt::run
