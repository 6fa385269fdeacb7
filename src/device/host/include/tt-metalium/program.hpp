// A program: kernels, circular buffers and semaphores on the cores of a device. Source: tt-metal's program.hpp of
// 2026-03-12. Tested by tests/device/host_test.cc.
#pragma once

#include <cstddef>
#include <memory>
#include <tt-metalium/program_descriptors.hpp>

namespace tir2tt::device::host {
class ProgramState;
}

namespace tt::tt_metal {

class Program {
 public:
  Program();
  /// TT_FATAL for what the calls of host_api.hpp refuse.
  explicit Program(const ProgramDescriptor& descriptor);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  Program(Program&& other) noexcept;
  Program& operator=(Program&& other) noexcept;

  std::size_t num_kernels() const;
  std::size_t num_semaphores() const;
  /// What the implementation keeps. TT_FATAL when the program was moved from.
  tir2tt::device::host::ProgramState& state() const;

 private:
  std::unique_ptr<tir2tt::device::host::ProgramState> state_;
};

}  // namespace tt::tt_metal
