// The calls of the mesh flow: writing and reading buffers, running workloads. Source: tt-metal's distributed.hpp of
// 2026-03-12. Tested by tests/device/host_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <tt-metalium/mesh_buffer.hpp>
#include <tt-metalium/mesh_command_queue.hpp>
#include <tt-metalium/mesh_coord.hpp>
#include <tt-metalium/mesh_device.hpp>
#include <tt-metalium/mesh_event.hpp>
#include <tt-metalium/mesh_workload.hpp>
#include <tt_stl/assert.hpp>
#include <tt_stl/span.hpp>
#include <type_traits>
#include <vector>

namespace tt::tt_metal::distributed {

/// Bytes of a host vector of `host_bytes` that go into `buffer`. Fewer than the buffer has: a line on standard error
/// says so, since tt-metal reads beyond the vector's end then; the rest of the buffer stays as it is.
std::size_t bytes_to_write(const MeshBuffer& buffer, std::size_t host_bytes);

/// The beginning of `src`, as much as the buffer holds.
template <typename T>
void EnqueueWriteMeshBuffer(MeshCommandQueue& mesh_cq, const std::shared_ptr<MeshBuffer>& mesh_buffer,
                            const std::vector<T>& src, bool blocking = false) {
  static_assert(std::is_trivially_copyable_v<T>);
  const BufferRegion region(0, bytes_to_write(*mesh_buffer, src.size() * sizeof(T)));
  mesh_cq.enqueue_write_shards(mesh_buffer, {{MeshCoordinate(0, 0), const_cast<T*>(src.data()), region}}, blocking);
}

/// `dst` becomes as long as the buffer.
template <typename T>
void EnqueueReadMeshBuffer(MeshCommandQueue& mesh_cq, std::vector<T>& dst,
                           const std::shared_ptr<MeshBuffer>& mesh_buffer, bool blocking = true) {
  static_assert(std::is_trivially_copyable_v<T>);
  TT_FATAL(mesh_buffer->size() % sizeof(T) == 0, "a buffer of {} bytes is not whole elements of {} bytes",
           mesh_buffer->size(), sizeof(T));
  dst.resize(mesh_buffer->size() / sizeof(T));
  mesh_cq.enqueue_read_mesh_buffer(dst.data(), mesh_buffer, blocking);
}

template <typename T>
void WriteShard(MeshCommandQueue& mesh_cq, const std::shared_ptr<MeshBuffer>& mesh_buffer, const std::vector<T>& src,
                const MeshCoordinate& coord, bool blocking = false) {
  mesh_buffer->get_device_buffer(coord);  // refuses places without a device
  EnqueueWriteMeshBuffer(mesh_cq, mesh_buffer, src, blocking);
}
template <typename T>
void ReadShard(MeshCommandQueue& mesh_cq, std::vector<T>& dst, const std::shared_ptr<MeshBuffer>& mesh_buffer,
               const MeshCoordinate& coord, bool blocking = true) {
  mesh_buffer->get_device_buffer(coord);
  EnqueueReadMeshBuffer(mesh_cq, dst, mesh_buffer, blocking);
}

inline MeshWorkload CreateMeshWorkload() { return {}; }
void AddProgramToMeshWorkload(MeshWorkload& mesh_workload, Program&& program, const MeshCoordinateRange& device_range);
void EnqueueMeshWorkload(MeshCommandQueue& mesh_cq, MeshWorkload& mesh_workload, bool blocking);

MeshEvent EnqueueRecordEvent(MeshCommandQueue& mesh_cq, ttsl::Span<const SubDeviceId> sub_device_ids = {},
                             const std::optional<MeshCoordinateRange>& device_range = std::nullopt);
MeshEvent EnqueueRecordEventToHost(MeshCommandQueue& mesh_cq, ttsl::Span<const SubDeviceId> sub_device_ids = {},
                                   const std::optional<MeshCoordinateRange>& device_range = std::nullopt);
inline void EnqueueWaitForEvent(MeshCommandQueue&, const MeshEvent&) {}
inline void EventSynchronize(const MeshEvent&) {}
inline bool EventQuery(const MeshEvent&) { return true; }

/// All commands are done already.
void Finish(MeshCommandQueue& mesh_cq, ttsl::Span<const SubDeviceId> sub_device_ids = {});
void Synchronize(MeshDevice* device, std::optional<uint8_t> cq_id = std::nullopt,
                 ttsl::Span<const SubDeviceId> sub_device_ids = {});

}  // namespace tt::tt_metal::distributed
