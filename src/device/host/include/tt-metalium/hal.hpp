// Questions about the chip that TIR2TT_ARCH or ARCH_NAME selects. Tested by tests/device/host_test.cc.
#pragma once

#include <cstdint>
#include <string>
#include <tt-metalium/hal_types.hpp>
#include <umd/device/types/arch.hpp>

namespace tt::tt_metal::hal {

tt::ARCH get_arch();
/// "wormhole_b0" or "blackhole".
std::string get_arch_name();
uint32_t get_arch_num_circular_buffers();
/// Bytes.
uint32_t get_l1_alignment();
uint32_t get_dram_alignment();
uint32_t get_l1_size();

}  // namespace tt::tt_metal::hal
