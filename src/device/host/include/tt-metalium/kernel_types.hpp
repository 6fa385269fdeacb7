// What a kernel is configured with. Source: tt-metal's kernel_types.hpp and kernel_types.cpp of 2026-03-12.
// Tested by tests/device/host_test.cc.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tt-metalium/base_types.hpp>
#include <tt-metalium/data_types.hpp>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tt::tt_metal {

/// Runtime arguments per core, its own and the common ones together.
inline constexpr uint32_t max_runtime_args = 341;

using KernelHandle = std::uint32_t;

/// Accepted; kernels are compiled one way here.
enum class KernelBuildOptLevel : uint8_t { O1, O2, O3, O0, Os, Ofast, Oz };

struct DataMovementConfig {
  DataMovementProcessor processor = DataMovementProcessor::RISCV_0;
  NOC noc = NOC::RISCV_0_default;
  NOC_MODE noc_mode = NOC_MODE::DM_DEDICATED_NOC;
  std::vector<uint32_t> compile_args = {};
  std::map<std::string, std::string> defines = {};
  std::unordered_map<std::string, uint32_t> named_compile_args = {};
  KernelBuildOptLevel opt_level = KernelBuildOptLevel::O2;
};

/// RISCV_1 on NoC 0.
struct ReaderDataMovementConfig : public DataMovementConfig {
  ReaderDataMovementConfig(std::vector<uint32_t> compile_arguments = {}, std::map<std::string, std::string> macros = {},
                           std::unordered_map<std::string, uint32_t> named_arguments = {},
                           KernelBuildOptLevel level = KernelBuildOptLevel::O2)
      : DataMovementConfig{DataMovementProcessor::RISCV_1,
                           NOC::NOC_0,
                           NOC_MODE::DM_DEDICATED_NOC,
                           std::move(compile_arguments),
                           std::move(macros),
                           std::move(named_arguments),
                           level} {}
};
/// RISCV_0 on NoC 1.
struct WriterDataMovementConfig : public DataMovementConfig {
  WriterDataMovementConfig(std::vector<uint32_t> compile_arguments = {}, std::map<std::string, std::string> macros = {},
                           std::unordered_map<std::string, uint32_t> named_arguments = {},
                           KernelBuildOptLevel level = KernelBuildOptLevel::O2)
      : DataMovementConfig{DataMovementProcessor::RISCV_0,
                           NOC::NOC_1,
                           NOC_MODE::DM_DEDICATED_NOC,
                           std::move(compile_arguments),
                           std::move(macros),
                           std::move(named_arguments),
                           level} {}
};

struct ComputeConfig {
  MathFidelity math_fidelity = MathFidelity::HiFi4;
  bool fp32_dest_acc_en = false;
  bool dst_full_sync_en = false;
  std::vector<UnpackToDestMode> unpack_to_dest_mode = {};  // by index of circular buffer
  bool bfp8_pack_precise = false;
  bool math_approx_mode = false;
  std::vector<uint32_t> compile_args = {};
  std::map<std::string, std::string> defines = {};
  std::unordered_map<std::string, uint32_t> named_compile_args = {};
  KernelBuildOptLevel opt_level = KernelBuildOptLevel::O3;
};

}  // namespace tt::tt_metal
