#include "run/verdict_json.h"

#include <cmath>

#include "device/model/result_json.h"

namespace tir2tt::run {

using Json = nlohmann::ordered_json;

namespace {

Json number(double value) {
  if (std::isfinite(value)) return value;
  if (std::isnan(value)) return "nan";
  return value < 0 ? "-inf" : "inf";
}

Json divergence_json(const std::optional<TensorVerdict::Divergence>& d) {
  if (!d) return nullptr;
  return {{"tile", d->tile},
          {"element", d->element},
          {"expected", number(d->expected)},
          {"actual", number(d->actual)},
          {"bound", number(d->bound)},
          {"block", d->block},
          {"core", {d->core_x, d->core_y}},
          {"iteration", d->iteration}};
}

Json output_json(const TensorVerdict& t) {
  return {{"name", t.name},
          {"right", t.right},
          {"written", t.written},
          {"pcc", number(t.pcc)},
          {"max_abs_error", number(t.max_abs)},
          {"max_relative_error", number(t.max_rel)},
          {"max_bound", number(t.max_bound)},
          {"worst_error_over_bound", number(t.worst)},
          {"elements", t.elements},
          {"elements_out_of_bounds", t.outside},
          {"elements_without_bound", t.unbounded},
          {"first_divergence", divergence_json(t.first)}};
}

std::string_view verdict_word(const Verdict& v) {
  if (v.right) return "right";
  return v.execution.result.ok() ? "wrong" : "violations";
}

Json statistics_json(const codegen::ProgramSpec& spec, const Verdict& verdict, const Json& of_device) {
  const Traffic t = traffic(spec, verdict.execution.result.statistics);
  Json statistics = {{"cores", verdict.execution.cores},
                     {"tiles_read", t.tiles_read},
                     {"tiles_written", t.tiles_written},
                     {"row_bytes_read", t.row_bytes_read},
                     {"row_bytes_written", t.row_bytes_written}};
  statistics.update(of_device);
  statistics["reference_seconds"] = verdict.reference_seconds;
  return statistics;
}

}  // namespace

Traffic traffic(const codegen::ProgramSpec& spec, const device::Statistics& statistics) {
  Traffic t;
  for (size_t i = 0; i < std::min(spec.tensors.size(), statistics.tensors.size()); ++i) {
    if (!spec.tensors[i].in_tiles()) {
      t.row_bytes_read += static_cast<int64_t>(statistics.tensors[i].bytes_read);
      t.row_bytes_written += static_cast<int64_t>(statistics.tensors[i].bytes_written);
      continue;
    }
    const auto page = static_cast<uint64_t>(spec.tensors[i].page_bytes());
    t.tiles_read += static_cast<int64_t>(statistics.tensors[i].bytes_read / page);
    t.tiles_written += static_cast<int64_t>(statistics.tensors[i].bytes_written / page);
  }
  return t;
}

Json verdict_json(const codegen::ProgramSpec& spec, const Verdict& verdict) {
  const Json result = Json::parse(device::result_to_json(verdict.execution.result));
  Json outputs = Json::array(), violations = Json::array(), warnings = Json::array();
  for (const TensorVerdict& t : verdict.outputs) outputs.push_back(output_json(t));
  for (const Json& finding : result.at("findings"))
    (finding.at("severity") == "error" ? violations : warnings).push_back(finding);
  return {{"function", spec.function},        {"arch", spec.chip->name},
          {"verdict", verdict_word(verdict)}, {"outputs", outputs},
          {"violations", violations},         {"warnings", warnings},
          {"prints", result.at("prints")},    {"statistics", statistics_json(spec, verdict, result.at("statistics"))}};
}

}  // namespace tir2tt::run
