// What compile_kernels() takes for granted, for tests to change. Tested by tests/device/compiler_test.cc.
#pragma once

#include <chrono>
#include <span>
#include <vector>

#include "device/compile/compiler.h"
#include "device/compile/embedded_headers.h"

namespace tir2tt::device {

struct CompilerSetting {
  std::span<const EmbeddedHeader> headers;
  std::chrono::milliseconds time_limit = std::chrono::seconds(60);  // of one compilation
};

/// compile_kernels() with these headers.
std::vector<CompileResult> compile_kernels_with(std::span<const CompileJob> jobs, const CompilerOptions& options,
                                                const CompilerSetting& setting);

}  // namespace tir2tt::device
