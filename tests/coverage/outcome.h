// Compiles a kernel, runs it on the embedded device under the schedules that are wanted, and compares it with the
// reference. Tested by tests/coverage/zoo_test.cc.
#pragma once

#include <set>
#include <string>

#include "coverage/kernel.h"

namespace tir2tt::coverage {

struct Trials {
  const char* arch = "wormhole_b0";  // blackhole where the kernel has float8
  int adversarial = 1, random = 0;   // schedules beside that in order
  bool two_cores = true;             // and one on two cores, each of which then has several blocks
};

enum class Verdict {
  Right,    // every element of every output within its bound, under every schedule
  Refused,  // with a diagnostic
  Wrong,    // numbers that are wrong, or a rule of the chip that is broken
  Fault,    // an internal error, or a kernel that the reference cannot compute
};
const char* to_string(Verdict v);

struct Outcome {
  Verdict verdict = Verdict::Fault;
  std::string arch;      // of the chip: Trials::arch, or one that has the formats
  std::string id;        // of the diagnostic: "T0502"
  std::string reason;    // of anything but Right
  std::string schedule;  // under which it is wrong
  std::set<std::string> features;
  std::string shapes;  // of its first and its last tensor: "80×1024, 80×1024"
  size_t cbs = 0;
  int64_t l1_bytes = 0;   // of the circular buffers
  double pcc = 1;         // the least of all outputs
  double max_error = 0;   // the largest |difference|
  double share = 0;       // the largest difference beside its bound
  int64_t unbounded = 0;  // elements whose bound is infinite: nobody can tell, they count as right
  int64_t elements = 0;   // of all outputs
  double seconds = 0;     // of all of it
};

/// Of a module of one function.
Outcome outcome_of(const Kernel& kernel, const Trials& trials);

}  // namespace tir2tt::coverage
