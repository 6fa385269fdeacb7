// A mesh of one embedded device. Which chip it is: environment variable TIR2TT_ARCH, else ARCH_NAME, else wormhole_b0.
// Source: tt-metal's mesh_device.hpp of 2026-03-12. Tested by tests/device/host_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tt-metalium/device.hpp>
#include <tt-metalium/mesh_config.hpp>
#include <tt-metalium/mesh_coord.hpp>
#include <tt_stl/span.hpp>
#include <vector>

namespace tt::tt_metal::distributed {

class MeshCommandQueue;

class MeshDevice : public IDevice, public std::enable_shared_from_this<MeshDevice> {
 public:
  /// TT_FATAL for another device than 0, for an unknown chip, and when `l1_small_size` leaves no L1.
  static std::shared_ptr<MeshDevice> create_unit_mesh(
      int device_id, std::size_t l1_small_size = DEFAULT_L1_SMALL_SIZE,
      std::size_t trace_region_size = DEFAULT_TRACE_REGION_SIZE, std::size_t num_command_queues = 1,
      const DispatchCoreConfig& dispatch_core_config = DispatchCoreConfig{},
      ttsl::Span<const std::uint32_t> l1_bank_remap = {}, std::size_t worker_l1_size = DEFAULT_WORKER_L1_SIZE);
  /// TT_FATAL for another shape than 1x1.
  static std::shared_ptr<MeshDevice> create(const MeshDeviceConfig& config,
                                            std::size_t l1_small_size = DEFAULT_L1_SMALL_SIZE,
                                            std::size_t trace_region_size = DEFAULT_TRACE_REGION_SIZE,
                                            std::size_t num_command_queues = 1,
                                            const DispatchCoreConfig& dispatch_core_config = DispatchCoreConfig{},
                                            ttsl::Span<const std::uint32_t> l1_bank_remap = {},
                                            std::size_t worker_l1_size = DEFAULT_WORKER_L1_SIZE);
  ~MeshDevice() override;
  MeshDevice(const MeshDevice&) = delete;
  MeshDevice& operator=(const MeshDevice&) = delete;

  tt::ARCH arch() const override;
  int id() const override { return 0; }
  uint8_t num_hw_cqs() const override { return 1; }
  bool is_initialized() const override;
  int num_dram_channels() const override;
  uint32_t l1_size_per_core() const override;
  uint32_t dram_size_per_channel() const override;
  CoreCoord compute_with_storage_grid_size() const override;
  CoreCoord logical_grid_size() const override { return compute_with_storage_grid_size(); }
  CoreCoord grid_size() const override { return compute_with_storage_grid_size(); }
  CoreCoord dram_grid_size() const override;
  CoreCoord worker_core_from_logical_core(const CoreCoord& logical_core) const override;
  std::vector<CoreCoord> worker_cores_from_logical_cores(const std::vector<CoreCoord>& logical_cores) const override;
  CoreCoord virtual_core_from_logical_core(const CoreCoord& logical_core, const CoreType& core_type) const override;
  CoreCoord logical_core_from_dram_channel(uint32_t dram_channel) const override;
  uint32_t dram_channel_from_logical_core(const CoreCoord& logical_core) const override;
  const std::unique_ptr<Allocator>& allocator() const override { return allocator_; }
  std::optional<DeviceAddr> lowest_occupied_compute_l1_address() const override;
  bool close() override;
  void enable_program_cache() override {}
  void clear_program_cache() override {}
  void disable_and_clear_program_cache() override {}
  std::shared_ptr<MeshDevice> get_mesh_device() override { return shared_from_this(); }
  const std::shared_ptr<tir2tt::device::host::DeviceState>& state() const override { return state_; }

  MeshCommandQueue& mesh_command_queue(std::optional<uint8_t> cq_id = std::nullopt) const;
  const MeshShape& shape() const { return shape_; }
  std::size_t num_devices() const { return 1; }
  std::size_t num_rows() const { return 1; }
  std::size_t num_cols() const { return 1; }
  std::vector<IDevice*> get_devices() const;
  IDevice* get_device(const MeshCoordinate& place) const;
  std::vector<int> get_device_ids() const { return {0}; }
  bool is_local(const MeshCoordinate& place) const;
  std::string to_string() const;

 private:
  MeshDevice(std::size_t l1_small_size);

  MeshShape shape_;
  std::shared_ptr<tir2tt::device::host::DeviceState> state_;
  std::unique_ptr<Allocator> allocator_;
  std::unique_ptr<MeshCommandQueue> queue_;
};

}  // namespace tt::tt_metal::distributed
