// For tests of what a single data movement kernel may do to its process.
#pragma once

#include <string>

#include "device/wrong.h"

namespace tir2tt::device {

#ifdef __SANITIZE_ADDRESS__
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

inline Program one_kernel(const std::string& body) {
  return program_of({cb(0, 2)}, {reader("\n[[maybe_unused]] static int hidden(int x) { return x; }\n"
                                        "void kernel_main() {\n" +
                                        body + "}\n")});
}

inline RunOptions quick() {
  RunOptions o;
  o.loop_seconds = 0.2;
  o.seconds = 30;
  return o;
}

/// Another program runs as ever: what happened has no consequences.
inline void expect_still_well() {
  const RunResult r = run(one_kernel("  get_write_ptr(0);\n"));
  EXPECT_TRUE(r.ok()) << findings_text(r);
}

}  // namespace tir2tt::device
