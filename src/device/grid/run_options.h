// How a program is run: which interleaving, with what limits. Tested by tests/device/run_test.cc.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "device/compile/compiler.h"

namespace tir2tt::device {

/// Which of the legal interleavings a run takes. Each is determined by the seed alone.
enum class Policy : uint8_t {
  InOrder,      // one after the other, transfers land at once
  Random,       // any actor next, transfers land at any moment up to their barrier
  Adversarial,  // one actor starves, every transfer lands at the last legal moment
};

struct RunOptions {
  Policy policy = Policy::InOrder;
  uint64_t seed = 0;
  double seconds = 600;                       // of the run, without compiling; then it is stopped
  double loop_seconds = 5;                    // of CPU time of a kernel that polls or loops while nothing else goes on
  uint64_t memory_bytes = uint64_t{8} << 30;  // of the child, beyond L1 and DRAM
  int most_findings = 1000;                   // different ones; then the run stops
  bool explain_deadlocks = true;              // runs again with larger circular buffers to find what would resolve one
  const std::atomic<bool>* stop = nullptr;    // set by another thread or a signal handler: ends the run
  std::vector<std::filesystem::path> include_folders;  // of kernels, besides the folder of each
  CompilerOptions compiler;
};

}  // namespace tir2tt::device
