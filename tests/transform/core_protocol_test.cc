// Random kernels: whatever order their statements come in, the program of a core keeps the protocol of circular
// buffers and DST on every path, and the planner's own checks accept its trace.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <random>

#include "transform/core_runner.h"
#include "transform/tt/core_builder.h"

namespace tir2tt::transform::test {
namespace {

/// A body over a few buffers of matching shapes, all of them filled first.
class RandomKernel {
 public:
  explicit RandomKernel(uint64_t seed) : engine_(seed) {}

  std::string text() {
    const int rows = any({32, 64, 96}), cols = any({32, 64});
    for (const char* m : {"x", "y", "z"}) declare(m, fmt::format("({}, {})", rows, cols));
    declare("down", fmt::format("({},)", rows));
    declare("across", fmt::format("({},)", cols));
    declare("left", fmt::format("({}, 32)", rows));
    declare("right", fmt::format("(32, {})", cols));
    block(2, 3 + below(5));
    line(2, fmt::format("T.copy({}, C[by * {}, bx * {}])", matrix(), rows, cols));
    std::string out;
    for (const std::string& l : lines_) out += l + "\n";
    // The extents of element loops are known only here.
    for (const auto& [from, to] : {std::pair<std::string, int>("ROWS", rows), {"COLS", cols}}) {
      for (size_t at = 0; (at = out.find(from, at)) != std::string::npos;) out.replace(at, 4, std::to_string(to));
    }
    return kernel_text(4, 4, "\n" + out);
  }

 private:
  int below(int n) { return static_cast<int>(engine_() % static_cast<uint64_t>(n)); }
  template <class T>
  T any(std::initializer_list<T> of) {
    return of.begin()[below(static_cast<int>(of.size()))];
  }
  void line(int depth, const std::string& text) {
    lines_.push_back(std::string(static_cast<size_t>(depth) * 4, ' ') + text);
  }
  void declare(const std::string& name, const std::string& shape) {
    const char* where = any({"shared", "fragment"});
    line(2, fmt::format("{} = T.alloc_{}({}, \"{}\")", name, where, shape, any({"bfloat16", "float32"})));
    lines_.push_back(fmt::format("        T.fill({}, {})", name, below(2)));
  }
  std::string matrix() { return any({"x", "y", "z"}); }

  void block(int depth, int statements) {
    for (int i = 0; i < statements; ++i) statement(depth);
  }
  void statement(int depth) {
    switch (below(depth < 5 ? 12 : 9)) {
      case 0: return line(depth, fmt::format("T.copy(A[by * ROWS, {} * COLS], {})", index(), matrix()));
      case 1: return line(depth, load_vector());
      case 2: return line(depth, fmt::format("T.copy({}, D[{} * ROWS, bx * COLS])", matrix(), index()));
      case 3: return line(depth, reduction());
      case 4: return line(depth, below(2) ? "T.copy(A[by * ROWS, 0], left)" : "T.copy(B[0, bx * COLS], right)");
      case 5:
        return line(depth, fmt::format("T.gemm(left, right, {}, clear_accum={})", matrix(), any({"True", "False"})));
      case 6: return line(depth, below(2) ? fmt::format("T.clear({})", matrix()) : copy());
      case 9: return loop(depth);
      case 10: return condition(depth);
      default: return elements(depth);
    }
  }
  std::string index() { return loops_ > 0 && below(2) ? fmt::format("k{}", loops_ - 1) : "bx"; }
  std::string copy() {
    const int from = below(3), to = (from + 1 + below(2)) % 3;
    return fmt::format("T.copy({}, {})", "xyz"[from], "xyz"[to]);
  }
  std::string load_vector() { return below(2) ? "T.copy(v[by * ROWS], down)" : "T.copy(v[bx * COLS], across)"; }
  std::string reduction() {
    const bool rows = below(2);
    return fmt::format("T.reduce_{}({}, {}, dim={}, clear={})", any({"sum", "max", "min", "absmax"}), matrix(),
                       rows ? "down" : "across", rows ? 1 : 0, any({"True", "False"}));
  }
  std::string term() {
    switch (below(8)) {
      case 0: return "down[i]";
      case 1: return "across[j]";
      case 2: return "B[by * ROWS + i, bx * COLS + j]";
      case 3: return "2";
      case 4: return fmt::format("T.if_then_else(i < j, {}[i, j], 1)", matrix());
      default: return matrix() + "[i, j]";
    }
  }
  void elements(int depth) {
    line(depth, "for i, j in T.Parallel(ROWS, COLS):");
    const std::string a = term(), b = term(), c = term();
    line(depth + 1, fmt::format("{}[i, j] = T.max({} + {}, {} * {}[i, j])", matrix(), a, b, c, matrix()));
  }
  void loop(int depth) {
    line(depth, fmt::format("for k{} in T.{}({}):", loops_, any({"serial", "Pipelined"}), 1 + below(4)));
    ++loops_;
    block(depth + 1, 1 + below(4));
    --loops_;
  }
  void condition(int depth) {
    line(depth, fmt::format("if {} < {}:", index(), below(4)));
    block(depth + 1, 1 + below(2));
    if (below(2)) return;
    line(depth, "else:");
    block(depth + 1, 1 + below(2));
  }

  std::mt19937_64 engine_;
  std::vector<std::string> lines_;
  int loops_ = 0;
};

TEST(Protocol, HoldsInRandomKernelsOnEveryPath) {
  int generated = 0, planned = 0;
  for (uint64_t seed = 0; seed < 400; ++seed) {
    const std::string text = RandomKernel(seed).text();
    const Core core = lower_text(text);
    ASSERT_TRUE(core.lowered) << core.messages << text;
    ++planned;
    if (!core.refused.empty()) continue;
    ++generated;
    ASSERT_EQ(faults_of(*core.lowered), "") << "seed " << seed << "\n" << text << core_text(core);
  }
  EXPECT_EQ(planned, 400);
  EXPECT_GT(generated, 300);
}

TEST(Protocol, AnAccumulatorMayBeNeededBehindALoopAroundItsOwn) {
  const Core core = lower_text(kernel_text(8, 8, R"(
        a = T.alloc_shared((32, 32), "bfloat16")
        c = T.alloc_fragment((32, 32), "float32")
        for n in T.serial(2):
            T.clear(c)
            for k in T.serial(4):
                T.copy(A[by * 32, k * 32], a)
                T.gemm(a, a, c)
        T.copy(c, C[by * 32, bx * 32])
)"));
  ASSERT_TRUE(core.lowered) << core.messages;
  EXPECT_EQ(faults_of(*core.lowered), "") << core_text(core);
}

/// Counters of 16 bits and windows that do not wrap: each amount divides the capacity of its buffer.
TEST(Protocol, QuantaAreWhatTheProgramUses) {
  const Core core = lower_text(kernel_text(8, 8, R"(
        a = T.alloc_shared((64, 64), "bfloat16")
        b = T.alloc_shared((64, 96), "bfloat16")
        c = T.alloc_fragment((64, 96), "float32")
        T.clear(c)
        for k in T.serial(4):
            T.copy(A[by * 64, k * 64], a)
            T.copy(B[k * 64, bx * 96], b)
            T.gemm(a, b, c)
        T.copy(c, C[by * 64, bx * 96])
)"));
  ASSERT_TRUE(core.lowered) << core.messages;
  std::string quanta;
  for (const plan::CbRequest& r : core.lowered->plan.problem.cbs) {
    quanta += fmt::format("{}: {} in blocks of {}, {}; ", r.name, r.push_quantum, r.block_tiles, r.pop_quantum);
  }
  EXPECT_EQ(quanta,
            "a: 4 in blocks of 4, 4; b: 6 in blocks of 6, 6; c: 3 in blocks of 6, 3; c.out: 3 in blocks of 3, 3; ");
}

TEST(LargestDivisor, IsAtMostTheLimitAndAtLeastOne) {
  EXPECT_EQ(largest_divisor(6, 4), 3);
  EXPECT_EQ(largest_divisor(16, 8), 8);
  EXPECT_EQ(largest_divisor(7, 4), 1);
  EXPECT_EQ(largest_divisor(7, 8), 7);
  EXPECT_EQ(largest_divisor(12, 0), 1);
  EXPECT_EQ(largest_divisor(1, 8), 1);
}

}  // namespace
}  // namespace tir2tt::transform::test
