// For tests of what is wrong: programs around a kernel that does it, and the exact text that must be said of it.
// A place in a kernel is marked by a comment at the end of its line: `// <- name`; in the text that is expected,
// "reader.cpp:<name>" means that line.
#pragma once

#include <cctype>
#include <sstream>
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

/// Every marked line of the program's kernels: "reader.cpp:<name>" and "reader.cpp:12".
inline std::vector<std::pair<std::string, std::string>> marked_lines(const Program& program) {
  std::vector<std::pair<std::string, std::string>> marks;
  for (const Kernel& kernel : program.kernels) {
    uint32_t line = 0;
    std::istringstream text(kernel.source.text);
    for (std::string l; std::getline(text, l);) {
      ++line;
      const size_t mark = l.find("// <- ");
      if (mark == std::string::npos) continue;
      marks.emplace_back(kernel.source.file + ":<" + l.substr(mark + 6) + ">",
                         kernel.source.file + ":" + std::to_string(line));
    }
  }
  return marks;
}

/// `from` becomes `to` wherever no digit follows.
inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    const size_t end = at + from.size();
    if (end == text.size() || std::isdigit(static_cast<unsigned char>(text[end])) == 0)
      text.replace(at, from.size(), to);
  }
  return text;
}

/// Exactly these findings, as the tool prints them, in this order: nothing else, and no number differs.
inline void expect_findings(const RunResult& result, const Program& program, const std::string& expected) {
  std::string told = findings_text(result), wanted = expected;
  for (const auto& [name, place] : marked_lines(program)) wanted = replaced(wanted, name, place);
  if (told == wanted) return;
  for (const auto& [name, place] : marked_lines(program)) {
    told = replaced(told, place, name);
    wanted = replaced(wanted, place, name);
  }
  ADD_FAILURE() << "told:\n" << told << "wanted:\n" << wanted;
}

/// run(), in order, and these findings.
inline RunResult expect_run(const Program& program, const std::string& expected, RunOptions o = {}) {
  if (o.seconds == RunOptions{}.seconds) o.seconds = 60;
  if (o.loop_seconds == RunOptions{}.loop_seconds) o.loop_seconds = 0.5;
  RunResult result = run(program, o);
  expect_findings(result, program, expected);
  return result;
}

/// The same findings under every policy: what is wrong does not depend on the schedule.
inline void expect_everywhere(const Program& program, const std::string& expected, int seeds = 5) {
  expect_run(program, expected);
  if (testing::Test::HasFailure()) return;
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

/// CB 0 of two pages in a tensor in L1 of core (0,0).
inline Program with_global(std::vector<Kernel> kernels) {
  Program p = program_of({}, std::move(kernels));
  Tensor shard = tile_row("shard", 2);
  shard.memory = Memory::L1;
  shard.shards = {{{0, 0}, 0, {0, 1}}};
  add_tensor(p, shard);
  CircularBuffer global = cb(0, 2);
  global.tensor = 0;
  p.circular_buffers = {global};
  return p;
}

/// A reader with tensors "in" and "out" (two tiles each; their addresses are arguments 0 and 1), CB 0 of 4 pages and a
/// semaphore. `body` stands in kernel_main; `dram(i)` is the NoC address of tensor i in bank 0.
inline Program transfer_program(const std::string& body) {
  Program p = program_of({cb(0, 4)}, {});
  const uint32_t in = add_tensor(p, tile_row("in", 2)), out = add_tensor(p, tile_row("out", 2));
  p.kernels = {with_arguments(reader(R"(
#define dram(i) get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(i))
void kernel_main() {
  [[maybe_unused]] const uint32_t l1 = get_write_ptr(0);
)" + body + "}\n"),
                              {in, out})};
  p.semaphores = {{one_core(), 0}};
  return p;
}

}  // namespace tir2tt::device
