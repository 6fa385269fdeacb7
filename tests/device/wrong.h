// For tests of what is wrong: programs around a kernel that does it, and the exact text that must be said of it.
// A place in a kernel is marked by a comment at the end of its line: `// <- name`; in the text that is expected,
// "reader.cpp:<name>" means that line.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "device/kit.h"

namespace tir2tt::device {

inline Program program_of(std::vector<CircularBuffer> cbs, std::vector<Kernel> kernels) {
  Program p;
  p.chip = &wormhole();
  p.circular_buffers = std::move(cbs);
  p.kernels = std::move(kernels);
  return p;
}

/// The kernel under another name, for programs with two readers.
inline Kernel named(std::string name, Kernel k) {
  k.source.file = std::move(name);
  return k;
}

/// A tensor "in" or "out" of `n` tiles of bfloat16.
inline Tensor tile_row(const std::string& name, int64_t n) {
  return tiles(name, target::DataFormat::Float16_b, ramp(n * 1024), 32, 32 * n);
}

/// `expected` with "<name>" replaced by the line that is marked so in the kernel of that file.
inline std::string with_lines(std::string expected, const Program& program) {
  for (const Kernel& kernel : program.kernels) {
    uint32_t line = 0;
    std::istringstream text(kernel.source.text);
    for (std::string l; std::getline(text, l);) {
      ++line;
      const size_t mark = l.find("// <- ");
      if (mark == std::string::npos) continue;
      const std::string place = kernel.source.file + ":<" + l.substr(mark + 6) + ">";
      for (size_t at; (at = expected.find(place)) != std::string::npos;)
        expected.replace(at, place.size(), kernel.source.file + ":" + std::to_string(line));
    }
  }
  return expected;
}

/// Exactly these findings, as the tool prints them, in this order: nothing else, and no number differs.
inline void expect_findings(const RunResult& result, const Program& program, const std::string& expected) {
  const std::string told = findings_text(result), wanted = with_lines(expected, program);
  if (told != wanted) ADD_FAILURE() << "told:\n" << told << "wanted:\n" << wanted;
}

/// run(), in order, and these findings.
inline RunResult expect_run(const Program& program, const std::string& expected, RunOptions o = {}) {
  if (o.seconds == RunOptions{}.seconds) o.seconds = 60;
  RunResult result = run(program, o);
  expect_findings(result, program, expected);
  return result;
}

/// The same findings under every policy: what is wrong does not depend on the schedule.
inline void expect_everywhere(const Program& program, const std::string& expected, int seeds = 5) {
  expect_run(program, expected);
  for (const Policy policy : {Policy::Random, Policy::Adversarial}) {
    for (int seed = 0; seed < seeds; ++seed) {
      SCOPED_TRACE(testing::Message() << "policy " << static_cast<int>(policy) << ", seed " << seed);
      expect_run(program, expected, options(policy, static_cast<uint64_t>(seed)));
      if (testing::Test::HasFailure()) return;
    }
  }
}

/// Nothing is wrong, under every policy.
inline void expect_clean(const Program& program, int seeds = 20) { expect_everywhere(program, "", seeds); }

}  // namespace tir2tt::device
