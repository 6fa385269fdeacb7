#include <algorithm>
#include <tt-logger/tt-logger.hpp>
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/mesh_buffer.hpp>
#include <tt-metalium/mesh_command_queue.hpp>
#include <tt_stl/assert.hpp>

#include "device/host/execute.h"

namespace tt::tt_metal::distributed {
namespace {

DeviceAddr bytes_of(const MeshBufferConfig& config) {
  if (const auto* replicated = std::get_if<ReplicatedBufferConfig>(&config)) return replicated->size;
  const auto& sharded = std::get<ShardedBufferConfig>(config);
  TT_FATAL(sharded.shard_shape == sharded.global_buffer_shape,
           "a shard of {}x{} of a mesh buffer of {}x{}: there is one device", sharded.shard_shape.height(),
           sharded.shard_shape.width(), sharded.global_buffer_shape.height(), sharded.global_buffer_shape.width());
  return sharded.global_size;
}

/// The part of `buffer` that a transfer is about.
ttsl::Span<std::byte> part_of(MeshBuffer& mesh_buffer, const MeshCommandQueue::ShardDataTransfer& transfer) {
  Buffer& buffer = *mesh_buffer.get_device_buffer(transfer.shard_coord);
  TT_FATAL(buffer.is_allocated(), "transfer with a buffer that is deallocated");
  const BufferRegion region = transfer.region.value_or(BufferRegion(0, buffer.size()));
  TT_FATAL(region.offset <= buffer.size() && region.size <= buffer.size() - region.offset,
           "bytes {} to {} of a buffer of {} B", region.offset, region.offset + region.size, buffer.size());
  return ttsl::Span<std::byte>(buffer.contents()).subspan(region.offset, region.size);
}

}  // namespace

std::shared_ptr<MeshBuffer> MeshBuffer::create(const MeshBufferConfig& mesh_buffer_config,
                                               const DeviceLocalBufferConfig& device_local_config,
                                               MeshDevice* mesh_device, std::optional<DeviceAddr> address) {
  const DeviceLocalBufferConfig& local = device_local_config;
  const DeviceAddr size = bytes_of(mesh_buffer_config);
  std::shared_ptr<Buffer> buffer = address ? Buffer::create(mesh_device, *address, size, local.page_size,
                                                            local.buffer_type, local.sharding_args, local.bottom_up)
                                           : Buffer::create(mesh_device, size, local.page_size, local.buffer_type,
                                                            local.sharding_args, local.bottom_up);
  return std::shared_ptr<MeshBuffer>(
      new MeshBuffer(mesh_buffer_config, local, mesh_device->weak_from_this(), std::move(buffer)));
}

MeshDevice* MeshBuffer::device() const {
  const std::shared_ptr<MeshDevice> mesh = device_.lock();
  TT_FATAL(mesh != nullptr, "the device of a mesh buffer is gone");
  return mesh.get();
}

MeshBufferLayout MeshBuffer::global_layout() const {
  return std::holds_alternative<ReplicatedBufferConfig>(config_) ? MeshBufferLayout::REPLICATED
                                                                 : MeshBufferLayout::SHARDED;
}

Buffer* MeshBuffer::get_device_buffer(const MeshCoordinate& place) const {
  TT_FATAL(MeshCoordinateRange(MeshShape(1, 1)).contains(place), "there is one device in the mesh, at (0, 0)");
  return buffer_.get();
}

std::size_t bytes_to_write(const MeshBuffer& buffer, std::size_t host_bytes) {
  if (host_bytes < buffer.size()) {
    log_warning("a host vector of {} B is written to a buffer of {} B: tt-metal would read beyond its end", host_bytes,
                buffer.size());
  }
  return std::min<std::size_t>(host_bytes, buffer.size());
}

void MeshCommandQueue::enqueue_write_shards(const std::shared_ptr<MeshBuffer>& buffer,
                                            const std::vector<ShardDataTransfer>& transfers, bool) {
  for (const ShardDataTransfer& transfer : transfers) {
    const ttsl::Span<std::byte> part = part_of(*buffer, transfer);
    std::copy_n(static_cast<const std::byte*>(transfer.host_data), part.size(), part.data());
  }
}

void MeshCommandQueue::enqueue_read_shards(const std::vector<ShardDataTransfer>& transfers,
                                           const std::shared_ptr<MeshBuffer>& buffer, bool) {
  for (const ShardDataTransfer& transfer : transfers) {
    std::ranges::copy(part_of(*buffer, transfer), static_cast<std::byte*>(transfer.host_data));
  }
}

void MeshCommandQueue::enqueue_write_mesh_buffer(const std::shared_ptr<MeshBuffer>& buffer, const void* host_data,
                                                 bool blocking) {
  enqueue_write_shards(buffer, {{MeshCoordinate(0, 0), const_cast<void*>(host_data), std::nullopt}}, blocking);
}

void MeshCommandQueue::enqueue_read_mesh_buffer(void* host_data, const std::shared_ptr<MeshBuffer>& buffer,
                                                bool blocking) {
  enqueue_read_shards({{MeshCoordinate(0, 0), host_data, std::nullopt}}, buffer, blocking);
}

void MeshCommandQueue::enqueue_mesh_workload(MeshWorkload& mesh_workload, bool) {
  for (auto& [range, program] : mesh_workload.get_programs()) {
    TT_FATAL(range.contains(MeshCoordinate(0, 0)), "a program for devices of which there is none");
    tir2tt::device::host::execute(*device_->state(), program.state());
  }
}

void MeshCommandQueue::finish(ttsl::Span<const SubDeviceId>) {}

void MeshWorkload::add_program(const MeshCoordinateRange& device_range, Program&& program) {
  TT_FATAL(!programs_.contains(device_range), "the workload has a program for these devices already");
  programs_.emplace(device_range, std::move(program));
}

void AddProgramToMeshWorkload(MeshWorkload& mesh_workload, Program&& program, const MeshCoordinateRange& device_range) {
  mesh_workload.add_program(device_range, std::move(program));
}

void EnqueueMeshWorkload(MeshCommandQueue& mesh_cq, MeshWorkload& mesh_workload, bool blocking) {
  mesh_cq.enqueue_mesh_workload(mesh_workload, blocking);
}

MeshEvent EnqueueRecordEvent(MeshCommandQueue& mesh_cq, ttsl::Span<const SubDeviceId>,
                             const std::optional<MeshCoordinateRange>&) {
  return MeshEvent(0, mesh_cq.device(), mesh_cq.id());
}
MeshEvent EnqueueRecordEventToHost(MeshCommandQueue& mesh_cq, ttsl::Span<const SubDeviceId> sub_device_ids,
                                   const std::optional<MeshCoordinateRange>& device_range) {
  return EnqueueRecordEvent(mesh_cq, sub_device_ids, device_range);
}

void Finish(MeshCommandQueue& mesh_cq, ttsl::Span<const SubDeviceId> sub_device_ids) { mesh_cq.finish(sub_device_ids); }
void Synchronize(MeshDevice* device, std::optional<uint8_t> cq_id, ttsl::Span<const SubDeviceId> sub_device_ids) {
  device->mesh_command_queue(cq_id).finish(sub_device_ids);
}

}  // namespace tt::tt_metal::distributed
