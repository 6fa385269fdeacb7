// How many indices of circular buffers the host's tables have. What a chip has is hal::get_arch_num_circular_buffers().
// Source: tt-metal's circular_buffer_constants.h of 2026-03-12. Tested by tests/device/host_test.cc.
#pragma once

#include <cstdint>

inline constexpr std::uint32_t NUM_CIRCULAR_BUFFERS = 64;
