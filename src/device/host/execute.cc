#include "device/host/execute.h"

#include <fmt/format.h>

#include <cstdio>
#include <stdexcept>
#include <string>
#include <tt_stl/assert.hpp>

#include "device/host/environment.h"
#include "device/model/result.h"
#include "device/run.h"

namespace tir2tt::device::host {
namespace {

void write_output(const RunResult& result) {
  for (const std::string& line : result.prints) fmt::print(stdout, "{}{}", line, line.ends_with('\n') ? "" : "\n");
  std::fflush(stdout);
  for (const Finding& finding : result.findings) {
    const std::string text = finding_text(finding);
    fmt::print(stderr, "{}{}", text, text.ends_with('\n') ? "" : "\n");
  }
}

/// The first finding that is an error; what to say when there is none although the run was not good.
std::string first_error(const RunResult& result) {
  for (const Finding& finding : result.findings) {
    if (finding_info(finding.kind).severity == Severity::Error) return finding_text(finding);
  }
  return "the program did not run to its end";
}

void copy_back(const DeviceState& device, const RunResult& result) {
  if (result.tensors.size() != device.buffers().size()) return;
  for (size_t i = 0; i < result.tensors.size(); ++i) device.buffers()[i]->contents() = result.tensors[i];
}

}  // namespace

void execute(DeviceState& device, const ProgramState& program) {
  TT_FATAL(device.is_open, "a program on a device that is closed");
  const RunResult result = run(program.device_program(device), run_options_of_environment());
  write_output(result);
  copy_back(device, result);
  if (!result.ok()) throw std::runtime_error(first_error(result));
}

}  // namespace tir2tt::device::host
