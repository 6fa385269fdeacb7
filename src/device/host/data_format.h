// Between the data formats of the host API and those of the device. Tested by tests/device/host_values_test.cc.
#pragma once

#include <optional>
#include <tt-metalium/tt_backend_api_types.hpp>

#include "target/format.h"

namespace tir2tt::device::host {

/// nullopt for formats that do not exist in memory (Tf32, Invalid).
std::optional<target::DataFormat> device_format(tt::DataFormat format);

}  // namespace tir2tt::device::host
