// The programs of a mesh. Source: tt-metal's mesh_workload.hpp of 2026-03-12. Tested by tests/device/host_test.cc.
#pragma once

#include <tt-metalium/host_api.hpp>
#include <tt-metalium/mesh_buffer.hpp>
#include <tt-metalium/mesh_coord.hpp>
#include <tt-metalium/mesh_device.hpp>
#include <unordered_map>
#include <utility>

namespace tt::tt_metal::distributed {

class MeshWorkload {
 public:
  MeshWorkload() = default;
  /// TT_FATAL when the workload has a program for these devices already.
  void add_program(const MeshCoordinateRange& device_range, Program&& program);
  std::unordered_map<MeshCoordinateRange, Program>& get_programs() { return programs_; }
  const std::unordered_map<MeshCoordinateRange, Program>& get_programs() const { return programs_; }

 private:
  std::unordered_map<MeshCoordinateRange, Program> programs_;
};

}  // namespace tt::tt_metal::distributed
