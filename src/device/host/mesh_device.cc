#include <fmt/format.h>

#include <tt-metalium/host_api.hpp>
#include <tt-metalium/mesh_command_queue.hpp>
#include <tt-metalium/mesh_device.hpp>
#include <tt_stl/assert.hpp>

#include "device/host/device_state.h"
#include "device/host/environment.h"

namespace tt::tt_metal {

namespace host = tir2tt::device::host;
namespace device = tir2tt::device;

namespace {

void check_core(const tir2tt::target::Chip& chip, const CoreCoord& core) {
  TT_FATAL(core.x < static_cast<size_t>(chip.grid_x) && core.y < static_cast<size_t>(chip.grid_y),
           "core {} is not in the grid of {}x{} that {} has", core, chip.grid_x, chip.grid_y, chip.name);
}

}  // namespace

namespace distributed {

MeshDevice::MeshDevice(std::size_t l1_small_size)
    : shape_(1, 1),
      state_(std::make_shared<host::DeviceState>(host::chip_of_environment(), l1_small_size)),
      allocator_(std::make_unique<Allocator>(state_->chip())),
      queue_(std::make_unique<MeshCommandQueue>(this, 0)) {}

MeshDevice::~MeshDevice() { close(); }

std::shared_ptr<MeshDevice> MeshDevice::create_unit_mesh(int device_id, std::size_t l1_small_size, std::size_t,
                                                         std::size_t, const DispatchCoreConfig&,
                                                         ttsl::Span<const std::uint32_t>, std::size_t worker_l1_size) {
  TT_FATAL(device_id == 0, "there is no device {}: the embedded device is number 0", device_id);
  TT_FATAL(worker_l1_size == 0, "worker_l1_size is {}: the embedded device has one layout of L1", worker_l1_size);
  const tir2tt::target::Chip& chip = host::chip_of_environment();
  TT_FATAL(l1_small_size <= static_cast<std::size_t>(chip.cb_bytes()) && l1_small_size % chip.cb_alignment == 0,
           "l1_small_size is {}: it may be a multiple of {} up to {} B", l1_small_size, chip.cb_alignment,
           chip.cb_bytes());
  return std::shared_ptr<MeshDevice>(new MeshDevice(l1_small_size));
}

std::shared_ptr<MeshDevice> MeshDevice::create(const MeshDeviceConfig& config, std::size_t l1_small_size,
                                               std::size_t trace_region_size, std::size_t num_command_queues,
                                               const DispatchCoreConfig& dispatch_core_config,
                                               ttsl::Span<const std::uint32_t> l1_bank_remap,
                                               std::size_t worker_l1_size) {
  TT_FATAL(config.mesh_shape().mesh_size() == 1, "a mesh of {} devices: there is one", config.mesh_shape().mesh_size());
  return create_unit_mesh(0, l1_small_size, trace_region_size, num_command_queues, dispatch_core_config, l1_bank_remap,
                          worker_l1_size);
}

tt::ARCH MeshDevice::arch() const {
  return state_->chip().name == "blackhole" ? tt::ARCH::BLACKHOLE : tt::ARCH::WORMHOLE_B0;
}

bool MeshDevice::is_initialized() const { return state_->is_open; }
int MeshDevice::num_dram_channels() const { return state_->chip().dram_banks; }
uint32_t MeshDevice::l1_size_per_core() const { return static_cast<uint32_t>(state_->chip().l1_bytes); }
uint32_t MeshDevice::dram_size_per_channel() const {
  return static_cast<uint32_t>(host::dram_bank_bytes(state_->chip()));
}

CoreCoord MeshDevice::compute_with_storage_grid_size() const {
  return {static_cast<size_t>(state_->chip().grid_x), static_cast<size_t>(state_->chip().grid_y)};
}

CoreCoord MeshDevice::dram_grid_size() const { return {static_cast<size_t>(state_->chip().dram_banks), 1}; }

CoreCoord MeshDevice::worker_core_from_logical_core(const CoreCoord& logical_core) const {
  check_core(state_->chip(), logical_core);
  const device::CoreCoord core = {static_cast<int>(logical_core.x), static_cast<int>(logical_core.y)};
  const device::CoreCoord place = device::noc_coordinates(state_->chip(), core);
  return {static_cast<size_t>(place.x), static_cast<size_t>(place.y)};
}

std::vector<CoreCoord> MeshDevice::worker_cores_from_logical_cores(const std::vector<CoreCoord>& logical_cores) const {
  std::vector<CoreCoord> places;
  places.reserve(logical_cores.size());
  for (const CoreCoord& core : logical_cores) places.push_back(worker_core_from_logical_core(core));
  return places;
}

CoreCoord MeshDevice::virtual_core_from_logical_core(const CoreCoord& logical_core, const CoreType& core_type) const {
  if (core_type == CoreType::WORKER) return worker_core_from_logical_core(logical_core);
  const device::CoreCoord place =
      device::bank_coordinates(static_cast<int>(dram_channel_from_logical_core(logical_core)));
  return {static_cast<size_t>(place.x), static_cast<size_t>(place.y)};
}

CoreCoord MeshDevice::logical_core_from_dram_channel(uint32_t dram_channel) const {
  TT_FATAL(dram_channel < static_cast<uint32_t>(num_dram_channels()), "there is no DRAM bank {}: {} has {}",
           dram_channel, state_->chip().name, num_dram_channels());
  return {dram_channel, 0};
}

uint32_t MeshDevice::dram_channel_from_logical_core(const CoreCoord& logical_core) const {
  TT_FATAL(logical_core.y == 0 && logical_core.x < static_cast<size_t>(num_dram_channels()), "there is no DRAM bank {}",
           logical_core);
  return static_cast<uint32_t>(logical_core.x);
}

std::optional<DeviceAddr> MeshDevice::lowest_occupied_compute_l1_address() const {
  return state_->memory(BufferType::L1).lowest_taken();
}

bool MeshDevice::close() {
  state_->is_open = false;
  return true;
}

MeshCommandQueue& MeshDevice::mesh_command_queue(std::optional<uint8_t> cq_id) const {
  TT_FATAL(cq_id.value_or(0) == 0, "there is no command queue {}: the embedded device has number 0", *cq_id);
  return *queue_;
}

std::vector<IDevice*> MeshDevice::get_devices() const { return {const_cast<MeshDevice*>(this)}; }

bool MeshDevice::is_local(const MeshCoordinate& place) const { return MeshCoordinateRange(shape_).contains(place); }

IDevice* MeshDevice::get_device(const MeshCoordinate& place) const {
  TT_FATAL(is_local(place), "there is one device in the mesh, at (0, 0)");
  return const_cast<MeshDevice*>(this);
}

std::string MeshDevice::to_string() const { return fmt::format("MeshDevice(1x1 embedded {})", state_->chip().name); }

}  // namespace distributed

std::size_t GetNumAvailableDevices() { return 1; }

IDevice* CreateDevice(ChipId device_id, uint8_t, std::size_t l1_small_size, std::size_t trace_region_size,
                      const DispatchCoreConfig& dispatch_core_config, const std::vector<uint32_t>& l1_bank_remap,
                      std::size_t worker_l1_size) {
  const auto mesh = distributed::MeshDevice::create_unit_mesh(device_id, l1_small_size, trace_region_size, 1,
                                                              dispatch_core_config, l1_bank_remap, worker_l1_size);
  mesh->state()->self = mesh;
  return mesh.get();
}

bool CloseDevice(IDevice* device) {
  const bool closed = device->close();
  const std::shared_ptr<host::DeviceState> state = device->state();
  state->self.reset();  // the last to hold it, unless the program holds the mesh
  return closed;
}

}  // namespace tt::tt_metal
