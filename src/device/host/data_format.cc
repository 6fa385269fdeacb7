#include "device/host/data_format.h"

#include <string>
#include <tt-metalium/tile.hpp>
#include <tt_stl/assert.hpp>

namespace tir2tt::device::host {
namespace {

struct FormatPair {
  tt::DataFormat host;
  target::DataFormat device;
};
constexpr FormatPair kFormats[] = {
    {tt::DataFormat::Float32, target::DataFormat::Float32},     {tt::DataFormat::Float16, target::DataFormat::Float16},
    {tt::DataFormat::Float16_b, target::DataFormat::Float16_b}, {tt::DataFormat::Bfp8, target::DataFormat::Bfp8},
    {tt::DataFormat::Bfp8_b, target::DataFormat::Bfp8_b},       {tt::DataFormat::Bfp4, target::DataFormat::Bfp4},
    {tt::DataFormat::Bfp4_b, target::DataFormat::Bfp4_b},       {tt::DataFormat::Bfp2, target::DataFormat::Bfp2},
    {tt::DataFormat::Bfp2_b, target::DataFormat::Bfp2_b},       {tt::DataFormat::Lf8, target::DataFormat::Lf8},
    {tt::DataFormat::Fp8_e4m3, target::DataFormat::Fp8_e4m3},   {tt::DataFormat::Int32, target::DataFormat::Int32},
    {tt::DataFormat::UInt32, target::DataFormat::UInt32},       {tt::DataFormat::UInt16, target::DataFormat::UInt16},
    {tt::DataFormat::Int16, target::DataFormat::Int16},         {tt::DataFormat::Int8, target::DataFormat::Int8},
    {tt::DataFormat::UInt8, target::DataFormat::UInt8},         {tt::DataFormat::RawUInt32, target::DataFormat::UInt32},
    {tt::DataFormat::RawUInt16, target::DataFormat::UInt16},    {tt::DataFormat::RawUInt8, target::DataFormat::UInt8},
};

target::DataFormat existing_format(tt::DataFormat format) {
  const std::optional<target::DataFormat> found = device_format(format);
  TT_FATAL(found.has_value(), "data format {} has no tiles in memory", format);
  return *found;
}

}  // namespace

std::optional<target::DataFormat> device_format(tt::DataFormat format) {
  for (const FormatPair& pair : kFormats) {
    if (pair.host == format) return pair.device;
  }
  return std::nullopt;
}

}  // namespace tir2tt::device::host

namespace tt {

namespace host = tir2tt::device::host;
namespace target = tir2tt::target;

uint32_t tile_size(DataFormat format) {
  return static_cast<uint32_t>(target::tile_bytes(host::existing_format(format), target::TileShape{}));
}

uint32_t datum_size(DataFormat format) {
  const target::FormatInfo& info = target::format_info(host::existing_format(format));
  return info.block_float ? 0 : static_cast<uint32_t>(info.bits / 8);
}

std::string to_string(DataFormat format) {
  switch (format) {
    case DataFormat::RawUInt8: return "RawUInt8";
    case DataFormat::RawUInt16: return "RawUInt16";
    case DataFormat::RawUInt32: return "RawUInt32";
    case DataFormat::Tf32: return "Tf32";
    case DataFormat::Invalid: return "Invalid";
    default: break;
  }
  const std::optional<target::DataFormat> found = host::device_format(format);
  return found ? std::string(target::format_info(*found).name) : fmt::format("DataFormat({})", int(format));
}

std::ostream& operator<<(std::ostream& out, const DataFormat& format) { return out << to_string(format); }

namespace tt_metal {

Tile::Tile(std::array<uint32_t, 2> tile_shape, bool transpose_tile) : shape_(tile_shape), transpose_(transpose_tile) {
  const auto is_side = [](uint32_t side) { return side == 16 || side == 32; };
  TT_FATAL(is_side(shape_[0]) && is_side(shape_[1]), "no tile of {}x{}: it may be 32x32, 16x32, 32x16 or 16x16",
           shape_[0], shape_[1]);
}

uint32_t Tile::get_tile_size(const DataFormat& format) const {
  const target::TileShape shape = {static_cast<int>(shape_[0]), static_cast<int>(shape_[1])};
  return static_cast<uint32_t>(target::tile_bytes(host::existing_format(format), shape));
}

}  // namespace tt_metal
}  // namespace tt
