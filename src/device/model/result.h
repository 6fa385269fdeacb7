// What a run yields, as plain values. Tested by tests/device/result_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "device/model/program.h"

namespace tir2tt::device {

enum class Severity : uint8_t { Error, Warning };
enum class FindingKind : uint16_t {
#define FINDING(name, id, severity, what) name,
#include "device/model/findings.def"
#undef FINDING
};
struct FindingInfo {
  FindingKind kind;
  std::string_view name;  // "CbStraddle"
  std::string_view id;    // "D0107"
  Severity severity;
  std::string_view what;
};
const FindingInfo& finding_info(FindingKind kind);
/// All kinds, in the order of the table.
const std::vector<FindingInfo>& finding_kinds();

/// A place in a kernel's source. Line 0: no place.
struct KernelPlace {
  std::string file;
  uint32_t line = 0;
  friend auto operator<=>(const KernelPlace&, const KernelPlace&) = default;  // NOLINT(modernize-use-nullptr)
};

/// One thing that is wrong, on all cores where it is: equal but for the core means one finding.
struct Finding {
  FindingKind kind = FindingKind::Deadlock;
  std::string message;  // one line with the numbers
  std::string role;     // "brisc", "ncrisc", "unpack", "math", "pack", "math, unpack"; empty: of no processor
  KernelPlace place;
  std::vector<CoreCoord> cores;    // ascending by (y, x); empty: of the program
  int64_t circular_buffer = -1;    // index, where one is concerned
  std::vector<int> full_buffers;   // deadlock: circular buffers in whose space an actor of the cycle waits
  int64_t count = 1;               // how often it happened, all cores together
  std::vector<std::string> notes;  // lines below the message: the cycle of a deadlock, the way out
  friend bool operator==(const Finding&, const Finding&) = default;
};

/// What happened at one index of circular buffers, over all cores that have it.
struct CircularBufferStatistics {
  uint8_t index = 0;
  uint32_t pages = 0;      // capacity
  uint32_t most_used = 0;  // pages that were in it at once, at most
  uint64_t pushed = 0, popped = 0;
  uint64_t reserve_waits = 0, wait_waits = 0;  // calls that had to wait
};
/// Traffic with one tensor, by NoC.
struct TensorStatistics {
  std::string name;
  uint64_t bytes_read = 0, bytes_written = 0;
};
struct Statistics {
  uint64_t switches = 0;  // from one actor to another
  uint64_t noc_transfers = 0;
  uint64_t tile_operations = 0;                            // of math
  std::vector<CircularBufferStatistics> circular_buffers;  // ascending
  std::vector<TensorStatistics> tensors;                   // as in the program
  double compile_seconds = 0, run_seconds = 0;             // measured; everything else is the same on every run
  int kernels_compiled = 0, kernels_from_cache = 0;
};

struct RunResult {
  std::vector<Finding> findings;  // errors first, then by place
  std::vector<std::vector<std::byte>>
      tensors;                      // contents after the run, as in the program; empty when it did not run to its end
  std::vector<std::string> prints;  // what kernels printed: "0,0 brisc: text"
  Statistics statistics;
  bool completed = false;  // every kernel returned
  bool ok() const;         // completed, and no finding is an error
};

/// As the tool prints it: "error[D0107]: … (compute.cpp:31, unpack, cores (0,0)-(7,7))" and its notes, one line each.
std::string finding_text(const Finding& finding);

}  // namespace tir2tt::device
