// What a program may ask of a device. Source: tt-metal's device.hpp of 2026-03-12. Tested by tests/device/host_test.cc.
#pragma once

#include <cstdint>
#include <hostdevcommon/common_values.hpp>
#include <memory>
#include <optional>
#include <tt-metalium/allocator.hpp>
#include <tt-metalium/core_coord.hpp>
#include <tt-metalium/dispatch_core_common.hpp>
#include <tt-metalium/hal_types.hpp>
#include <tt-metalium/sub_device_types.hpp>
#include <umd/device/types/arch.hpp>
#include <umd/device/types/core_coordinates.hpp>
#include <vector>

namespace tir2tt::device::host {
class DeviceState;
}

namespace tt {
using ChipId = int;
}

namespace tt::tt_metal {

namespace distributed {
class MeshDevice;
}

class IDevice {
 public:
  virtual ~IDevice() = default;

  virtual tt::ARCH arch() const = 0;
  virtual int id() const = 0;
  virtual uint8_t num_hw_cqs() const = 0;
  virtual bool is_initialized() const = 0;
  virtual int num_dram_channels() const = 0;
  /// Bytes.
  virtual uint32_t l1_size_per_core() const = 0;
  virtual uint32_t dram_size_per_channel() const = 0;

  /// Cores that programs may use.
  virtual CoreCoord compute_with_storage_grid_size() const = 0;
  virtual CoreCoord logical_grid_size() const = 0;
  virtual CoreCoord grid_size() const = 0;
  virtual CoreCoord dram_grid_size() const = 0;
  /// NoC coordinates of a core, as kernels need them. TT_FATAL outside the grid.
  virtual CoreCoord worker_core_from_logical_core(const CoreCoord& logical_core) const = 0;
  virtual std::vector<CoreCoord> worker_cores_from_logical_cores(const std::vector<CoreCoord>& logical_cores) const = 0;
  virtual CoreCoord virtual_core_from_logical_core(const CoreCoord& logical_core, const CoreType& core_type) const = 0;
  virtual CoreCoord logical_core_from_dram_channel(uint32_t dram_channel) const = 0;
  virtual uint32_t dram_channel_from_logical_core(const CoreCoord& logical_core) const = 0;

  virtual const std::unique_ptr<Allocator>& allocator() const = 0;
  /// The lowest address of a buffer in L1; none when there is no such buffer.
  virtual std::optional<DeviceAddr> lowest_occupied_compute_l1_address() const = 0;

  virtual bool close() = 0;
  virtual void enable_program_cache() = 0;
  virtual void clear_program_cache() = 0;
  virtual void disable_and_clear_program_cache() = 0;
  virtual std::shared_ptr<distributed::MeshDevice> get_mesh_device() = 0;

  /// What the implementation keeps.
  virtual const std::shared_ptr<tir2tt::device::host::DeviceState>& state() const = 0;
};

}  // namespace tt::tt_metal
