#include "device/model/result_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace tir2tt::device {

using Json = nlohmann::ordered_json;

namespace {

Json finding_json(const Finding& f) {
  Json cores = Json::array();
  for (const CoreCoord c : f.cores) cores.push_back({c.x, c.y});
  const FindingInfo& info = finding_info(f.kind);
  return {{"id", info.id},
          {"kind", info.name},
          {"severity", info.severity == Severity::Error ? "error" : "warning"},
          {"message", f.message},
          {"role", f.role},
          {"file", f.place.file},
          {"line", f.place.line},
          {"cores", cores},
          {"circular_buffer", f.circular_buffer},
          {"full_buffers", f.full_buffers},
          {"count", f.count},
          {"notes", f.notes}};
}

Finding finding_from(const Json& j) {
  Finding f;
  const auto& kinds = finding_kinds();
  const auto it = std::find_if(kinds.begin(), kinds.end(),
                               [&](const FindingInfo& k) { return k.id == j.at("id").get<std::string>(); });
  f.kind = it == kinds.end() ? FindingKind::KernelDied : it->kind;
  f.message = j.at("message");
  f.role = j.at("role");
  f.place = {j.at("file"), j.at("line")};
  for (const Json& c : j.at("cores")) f.cores.push_back({c[0], c[1]});
  f.circular_buffer = j.at("circular_buffer");
  f.full_buffers = j.at("full_buffers").get<std::vector<int>>();
  f.count = j.at("count");
  f.notes = j.at("notes").get<std::vector<std::string>>();
  return f;
}

Json statistics_json(const Statistics& s) {
  Json cbs = Json::array(), tensors = Json::array();
  for (const CircularBufferStatistics& c : s.circular_buffers) {
    cbs.push_back({{"index", c.index},
                   {"pages", c.pages},
                   {"most_used", c.most_used},
                   {"pushed", c.pushed},
                   {"popped", c.popped},
                   {"reserve_waits", c.reserve_waits},
                   {"wait_waits", c.wait_waits}});
  }
  for (const TensorStatistics& t : s.tensors)
    tensors.push_back({{"name", t.name}, {"bytes_read", t.bytes_read}, {"bytes_written", t.bytes_written}});
  return {{"switches", s.switches},
          {"noc_transfers", s.noc_transfers},
          {"tile_operations", s.tile_operations},
          {"circular_buffers", cbs},
          {"tensors", tensors},
          {"compile_seconds", s.compile_seconds},
          {"run_seconds", s.run_seconds},
          {"kernels_compiled", s.kernels_compiled},
          {"kernels_from_cache", s.kernels_from_cache}};
}

Statistics statistics_from(const Json& j) {
  Statistics s;
  s.switches = j.at("switches");
  s.noc_transfers = j.at("noc_transfers");
  s.tile_operations = j.at("tile_operations");
  for (const Json& c : j.at("circular_buffers")) {
    s.circular_buffers.push_back({c.at("index"), c.at("pages"), c.at("most_used"), c.at("pushed"), c.at("popped"),
                                  c.at("reserve_waits"), c.at("wait_waits")});
  }
  for (const Json& t : j.at("tensors")) s.tensors.push_back({t.at("name"), t.at("bytes_read"), t.at("bytes_written")});
  s.compile_seconds = j.at("compile_seconds");
  s.run_seconds = j.at("run_seconds");
  s.kernels_compiled = j.at("kernels_compiled");
  s.kernels_from_cache = j.at("kernels_from_cache");
  return s;
}

}  // namespace

std::string result_to_json(const RunResult& result) {
  Json findings = Json::array();
  for (const Finding& f : result.findings) findings.push_back(finding_json(f));
  const Json j = {{"ok", result.ok()},
                  {"completed", result.completed},
                  {"findings", findings},
                  {"prints", result.prints},
                  {"statistics", statistics_json(result.statistics)}};
  return j.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool result_from_json(std::string_view text, RunResult& result) {
  const Json j = Json::parse(text, nullptr, false);
  if (j.is_discarded() || !j.is_object()) return false;
  try {
    result.completed = j.at("completed");
    for (const Json& f : j.at("findings")) result.findings.push_back(finding_from(f));
    result.prints = j.at("prints").get<std::vector<std::string>>();
    result.statistics = statistics_from(j.at("statistics"));
  } catch (const Json::exception&) {
    return false;
  }
  return true;
}

}  // namespace tir2tt::device
