#include <algorithm>
#include <limits>
#include <tt-metalium/buffer.hpp>
#include <tt-metalium/device.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tt_metal.hpp>

#include "device/host/device_state.h"
#include "device/model/program.h"

namespace tt::tt_metal {

namespace host = tir2tt::device::host;

namespace {

/// What memory holds that nobody wrote: NaN in every float format.
constexpr std::byte kPoison{0xFF};

std::string name_of(const std::pair<const char*, int>* names, size_t count, int value) {
  const auto* found = std::find_if(names, names + count, [&](const auto& name) { return name.second == value; });
  return found == names + count ? std::to_string(value) : found->first;
}

/// "TensorMemoryLayout::HEIGHT_SHARDED" is printed without its type.
constexpr std::pair<const char*, int> kLayouts[] = {
    {"INTERLEAVED", 0}, {"HEIGHT_SHARDED", 2}, {"WIDTH_SHARDED", 3}, {"BLOCK_SHARDED", 4}};
constexpr std::pair<const char*, int> kOrientations[] = {{"ROW_MAJOR", 0}, {"COL_MAJOR", 1}};
constexpr std::pair<const char*, int> kTypes[] = {
    {"DRAM", 0}, {"L1", 1}, {"SYSTEM_MEMORY", 2}, {"L1_SMALL", 3}, {"TRACE", 4}};

void check_pages(DeviceAddr size, DeviceAddr page_size) {
  TT_FATAL(page_size > 0 && size % page_size == 0,
           "a buffer of {} B cannot have pages of {} B: the size must be whole pages", size, page_size);
  TT_FATAL(page_size % sizeof(uint32_t) == 0, "pages of {} B: they must be whole words of 4 B", page_size);
  TT_FATAL(page_size <= std::numeric_limits<uint32_t>::max(), "pages of {} B", page_size);
}

DeviceAddr allocate(host::BankAllocator& memory, DeviceAddr bank_bytes, BufferType type, bool bottom_up) {
  const std::optional<uint64_t> address = memory.allocate(bank_bytes, bottom_up);
  TT_FATAL(address.has_value(),
           "out of memory: {} B in each bank of {}, of which {} of {} B are free, {} B in one piece", bank_bytes, type,
           memory.free_bytes(), memory.capacity(), memory.largest_gap());
  return *address;
}

}  // namespace

std::string to_string(TensorMemoryLayout layout) { return name_of(kLayouts, std::size(kLayouts), int(layout)); }
std::string to_string(ShardOrientation orientation) {
  return name_of(kOrientations, std::size(kOrientations), int(orientation));
}
std::string to_string(BufferType type) { return name_of(kTypes, std::size(kTypes), int(type)); }

bool is_sharded(const TensorMemoryLayout& layout) { return layout != TensorMemoryLayout::INTERLEAVED; }

std::array<uint32_t, 2> ShardSpecBuffer::shape_in_pages() const {
  const std::array<uint32_t, 2> shape = tensor_shard_spec.shape;
  TT_FATAL(page_shape[0] > 0 && page_shape[1] > 0 && shape[0] > 0 && shape[1] > 0,
           "a shard of {}x{} with pages of {}x{} elements", shape[0], shape[1], page_shape[0], page_shape[1]);
  TT_FATAL(shape[0] % page_shape[0] == 0 && shape[1] % page_shape[1] == 0,
           "a shard of {}x{} is not whole pages of {}x{} elements", shape[0], shape[1], page_shape[0], page_shape[1]);
  return {shape[0] / page_shape[0], shape[1] / page_shape[1]};
}

Buffer::Buffer(IDevice* device, DeviceAddr size, DeviceAddr page_size, BufferType type,
               const BufferShardingArgs& sharding, std::optional<bool> bottom_up, std::optional<DeviceAddr> address)
    : device_(device),
      state_(device->state()),
      page_size_(page_size),
      type_(type),
      sharding_(sharding),
      bottom_up_(bottom_up.value_or(type == BufferType::DRAM)),
      owns_memory_(!address.has_value()) {
  TT_FATAL(state_->is_open, "a buffer on a device that is closed");
  TT_FATAL(is_sharded(sharding.buffer_layout()) == has_shard_spec(), "a buffer of layout {} {} a shard specification",
           sharding.buffer_layout(), has_shard_spec() ? "with" : "without");
  check_pages(size, page_size);
  host::BankAllocator& memory = state_->memory(type);
  contents_.assign(size, kPoison);
  bank_bytes_ = tir2tt::device::bank_bytes(state_->chip(), host::tensor_of(*this));
  address_ = static_cast<uint32_t>(address ? *address : allocate(memory, bank_bytes_, type, bottom_up_));
  state_->add(this);
}

std::shared_ptr<Buffer> Buffer::create(IDevice* device, DeviceAddr size, DeviceAddr page_size, BufferType buffer_type,
                                       const BufferShardingArgs& sharding_args, std::optional<bool> bottom_up,
                                       std::optional<SubDeviceId>) {
  return std::shared_ptr<Buffer>(
      new Buffer(device, size, page_size, buffer_type, sharding_args, bottom_up, std::nullopt));
}
std::shared_ptr<Buffer> Buffer::create(IDevice* device, DeviceAddr address, DeviceAddr size, DeviceAddr page_size,
                                       BufferType buffer_type, const BufferShardingArgs& sharding_args,
                                       std::optional<bool> bottom_up, std::optional<SubDeviceId>) {
  return std::shared_ptr<Buffer>(new Buffer(device, size, page_size, buffer_type, sharding_args, bottom_up, address));
}

Buffer::~Buffer() { deallocate(); }

void Buffer::deallocate() {
  if (state_ == nullptr) return;
  state_->remove(this);
  if (owns_memory_) state_->memory(type_).release(address_);
  state_.reset();
}

uint32_t Buffer::alignment() const { return device_->allocator()->get_alignment(type_); }

DeviceAddr Buffer::aligned_page_size() const { return (page_size_ + alignment() - 1) / alignment() * alignment(); }

ShardSpecBuffer Buffer::shard_spec() const {
  TT_FATAL(has_shard_spec(), "the shard specification of a buffer that is not sharded");
  return *sharding_.shard_spec();
}

std::optional<uint32_t> Buffer::num_cores() const {
  return has_shard_spec() ? std::optional(sharding_.shard_spec()->tensor_shard_spec.num_cores()) : std::nullopt;
}

std::shared_ptr<Buffer> CreateBuffer(const InterleavedBufferConfig& config) {
  return Buffer::create(config.device, config.size, config.page_size, config.buffer_type);
}
std::shared_ptr<Buffer> CreateBuffer(const InterleavedBufferConfig& config, DeviceAddr address) {
  return Buffer::create(config.device, address, config.size, config.page_size, config.buffer_type);
}
std::shared_ptr<Buffer> CreateBuffer(const ShardedBufferConfig& config) {
  return Buffer::create(config.device, config.size, config.page_size, config.buffer_type,
                        BufferShardingArgs(config.shard_parameters, config.buffer_layout));
}
std::shared_ptr<Buffer> CreateBuffer(const ShardedBufferConfig& config, DeviceAddr address) {
  return Buffer::create(config.device, address, config.size, config.page_size, config.buffer_type,
                        BufferShardingArgs(config.shard_parameters, config.buffer_layout));
}
void DeallocateBuffer(Buffer& buffer) { buffer.deallocate(); }

namespace detail {

void WriteToBuffer(Buffer& buffer, ttsl::Span<const uint8_t> host_buffer) {
  TT_FATAL(buffer.is_allocated(), "write to a buffer that is deallocated");
  TT_FATAL(host_buffer.size() <= buffer.size(), "{} B are written to a buffer of {} B", host_buffer.size(),
           buffer.size());
  std::ranges::copy(std::as_bytes(host_buffer), buffer.contents().begin());
}

void ReadFromBuffer(Buffer& buffer, uint8_t* host_buffer) {
  TT_FATAL(buffer.is_allocated(), "read from a buffer that is deallocated");
  std::ranges::copy(buffer.contents(), reinterpret_cast<std::byte*>(host_buffer));
}

}  // namespace detail
}  // namespace tt::tt_metal
