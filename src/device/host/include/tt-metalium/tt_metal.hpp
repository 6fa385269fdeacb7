// The classic flow without a command queue: writing and reading buffers, running a program.
// Source: tt-metal's tt_metal.hpp of 2026-03-12. Tested by tests/device/host_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <tt-metalium/buffer.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/program.hpp>
#include <tt_stl/span.hpp>
#include <vector>

namespace tt::tt_metal::detail {

/// TT_FATAL when the bytes are more than the buffer has; when they are fewer, its rest stays as it is.
void WriteToBuffer(Buffer& buffer, ttsl::Span<const uint8_t> host_buffer);
void ReadFromBuffer(Buffer& buffer, uint8_t* host_buffer);

template <typename T>
void WriteToBuffer(Buffer& buffer, const std::vector<T>& host_buffer) {
  WriteToBuffer(buffer, ttsl::Span<const uint8_t>(reinterpret_cast<const uint8_t*>(host_buffer.data()),
                                                  host_buffer.size() * sizeof(T)));
}
template <typename T>
void WriteToBuffer(const std::shared_ptr<Buffer>& buffer, const std::vector<T>& host_buffer) {
  WriteToBuffer(*buffer, host_buffer);
}
template <typename T>
void ReadFromBuffer(Buffer& buffer, std::vector<T>& host_buffer) {
  host_buffer.resize(buffer.size() / sizeof(T));
  ReadFromBuffer(buffer, reinterpret_cast<uint8_t*>(host_buffer.data()));
}
template <typename T>
void ReadFromBuffer(const std::shared_ptr<Buffer>& buffer, std::vector<T>& host_buffer) {
  ReadFromBuffer(*buffer, host_buffer);
}

/// Runs `program` as EnqueueMeshWorkload() does.
void LaunchProgram(IDevice* device, Program& program, bool wait_until_cores_done = true,
                   bool force_slow_dispatch = false);

}  // namespace tt::tt_metal::detail
