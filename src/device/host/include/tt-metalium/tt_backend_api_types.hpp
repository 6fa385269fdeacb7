// tt::DataFormat and the size of its tiles. Values are tt-metal's (tt_backend_api_types.hpp of 2026-03-12); the device
// has those that target/format.h has. Tested by tests/device/host_values_test.cc.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <ostream>
#include <string>
#include <umd/device/types/arch.hpp>

namespace tt {

enum class DataFormat : uint8_t {
  Float32 = 0,
  Float16 = 1,
  Bfp8 = 2,
  Bfp4 = 3,
  Tf32 = 4,
  Float16_b = 5,
  Bfp8_b = 6,
  Bfp4_b = 7,
  Int32 = 8,
  UInt16 = 9,
  Lf8 = 10,
  Bfp2 = 11,
  Int16 = 13,
  Int8 = 14,
  Bfp2_b = 15,
  UInt32 = 24,
  Fp8_e4m3 = 26,
  UInt8 = 30,
  RawUInt8 = 0xF0,
  RawUInt16 = 0xF1,
  RawUInt32 = 0xF2,
  Invalid = 0xFF
};

/// Bytes of a 32x32 tile. Throws for formats that have no tiles in memory (Tf32, Invalid).
uint32_t tile_size(DataFormat format);
/// Bytes of one element; 0 for block floats. Throws as tile_size() does.
uint32_t datum_size(DataFormat format);

/// "Float16_b".
std::string to_string(DataFormat format);
std::ostream& operator<<(std::ostream& out, const DataFormat& format);

}  // namespace tt

template <>
struct fmt::formatter<tt::DataFormat> : fmt::formatter<std::string> {
  template <typename Context>
  auto format(tt::DataFormat format, Context& context) const {
    return fmt::formatter<std::string>::format(tt::to_string(format), context);
  }
};
