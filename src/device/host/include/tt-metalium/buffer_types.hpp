// Where a buffer lies and how. Source: tt-metal's buffer_types.hpp of 2026-03-12. Tested by
// tests/device/host_values_test.cc.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>

namespace tt::tt_metal {

enum class TensorMemoryLayout : uint8_t {
  INTERLEAVED = 0,
  HEIGHT_SHARDED = 2,
  WIDTH_SHARDED = 3,
  BLOCK_SHARDED = 4,
};
enum class ShardOrientation : uint8_t { ROW_MAJOR = 0, COL_MAJOR = 1 };
enum class BufferType : uint8_t { DRAM, L1, SYSTEM_MEMORY, L1_SMALL, TRACE };

std::string to_string(TensorMemoryLayout layout);
std::string to_string(ShardOrientation orientation);
std::string to_string(BufferType type);

}  // namespace tt::tt_metal

// clang-format off
#define TIR2TT_FORMATTER(type)                                                                                         \
  template <>                                                                                                          \
  struct fmt::formatter<type> : fmt::formatter<std::string> {                                                          \
    template <typename Context>                                                                                        \
    auto format(type value, Context& context) const {                                                                  \
      return fmt::formatter<std::string>::format(tt::tt_metal::to_string(value), context);                             \
    }                                                                                                                  \
  };
TIR2TT_FORMATTER(tt::tt_metal::TensorMemoryLayout)
TIR2TT_FORMATTER(tt::tt_metal::ShardOrientation)
TIR2TT_FORMATTER(tt::tt_metal::BufferType)
#undef TIR2TT_FORMATTER
// clang-format on
