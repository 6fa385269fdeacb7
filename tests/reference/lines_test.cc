// Loops that are computed line by line give what they give iteration by iteration: the same kernel with its store under
// a condition that always holds is not done by lines.
#include "reference/lines.h"

#include <bit>

#include "reference/interpret.h"

namespace tir2tt::reference {
namespace {

constexpr const char* kHead =
    "A: T.Buffer((3, 700), \"float32\"), B: T.Buffer((700,), \"float16\"), I: T.Buffer((700,), \"int32\"), "
    "C: T.Buffer((3, 1500), \"float32\"), H: T.Buffer((3, 700), \"float16\")";

/// `store` in loops over r and i; `guarded`: under a condition that always holds.
tir::PrimFunc loops(const std::string& store, bool guarded, const std::string& extent = "700") {
  std::vector<std::string> body = {"for r in range(3):", "    for i in range(" + extent + "):"};
  if (guarded) body.emplace_back("        if i >= 0:");
  body.push_back((guarded ? "            " : "        ") + store);
  return kernel(kHead, body);
}

std::vector<data::Array> inputs() {
  return {array("float32", {3, 700}, noise), array("float16", {700}, [](int64_t i) { return noise(i + 77); }),
          array("int32", {700}, [](int64_t i) { return static_cast<double>(i * 31 % 700); }),
          array("float32", {3, 1500}, [](int64_t i) { return noise(i + 500); }), zeros("float16", {3, 700})};
}

void expect_same(const std::string& store, const std::string& extent = "700") {
  const Result lines = run(loops(store, false, extent), inputs()), single = run(loops(store, true, extent), inputs());
  for (size_t t : {3, 4}) {
    const auto bits = [](double v) { return std::bit_cast<uint64_t>(v); };
    for (size_t i = 0; i < lines.tensors[t].value.values.size(); ++i) {
      ASSERT_EQ(bits(lines.tensors[t].value.values[i]), bits(single.tensors[t].value.values[i])) << store << " " << i;
      ASSERT_EQ(lines.tensors[t].bound[i], single.tensors[t].bound[i]) << store << " " << i;
    }
    EXPECT_EQ(lines.tensors[t].writer, single.tensors[t].writer) << store;
    EXPECT_EQ(lines.tensors[t].written, single.tensors[t].written) << store;
  }
}

TEST(Lines, GiveWhatSingleIterationsGive) {
  expect_same("C[r, i] = A[r, i] + T.float32(0.5)");
  expect_same("H[r, i] = T.Cast(\"float16\", T.exp(A[r, i]) * T.Cast(\"float32\", B[i]) - T.max(A[r, i], C[r, i]))");
  expect_same("C[r, i * 2 + 3] = T.min(A[r, i], T.float32(0)) / (A[2 - r, 699 - i] + T.float32(3))");
  expect_same("C[r, 700 - i] = T.exp2(A[r, i]) + T.sqrt(T.abs(A[r, i])) + T.Cast(\"float32\", i)");
  expect_same("C[r, i] = C[r, i] * A[r, 0]");
  expect_same("C[r, i] = A[r, I[i]]");
  expect_same("C[r, I[i]] = A[r, i]");
}

// Each iteration needs what one before has stored.
TEST(Lines, AreNotForLoopsThatDependOnThemselves) {
  expect_same("C[r, i + 1] = C[r, i] + A[r, i]");
  expect_same("C[r, 7] = C[r, 7] + A[r, i]");
  expect_same("C[r, i] = C[r, 1499 - i]", "1500");
  expect_same("C[r, 5] = A[r, i]");
}

// Outside a tensor a load is 0 and a store is nothing.
TEST(Lines, ReachBeyondTensors) {
  expect_same("C[r, i] = A[r, i - 5] + A[r, i + 3]");
  expect_same("C[r, i + 1000] = A[r, i]");
  expect_same("C[r, i - 300] = A[r, i]");
  expect_same("C[r, i] = A[r, i]", "1500");
}

TEST(Lines, ChooseElementByElement) {
  expect_same("C[r, i] = T.if_then_else(i < 300, A[r, i], T.float32(2))");
  expect_same("C[r, i] = T.if_then_else(r == 1, A[r, i], B[0] * T.float16(3))");
  expect_same("C[r, i] = T.if_then_else(A[r, i] > T.float32(0), A[r, i], C[r, i + 1])");
  expect_same("C[r, i] = T.Select(T.exp(A[r, i]) > T.float32(1), A[r, i], T.float32(0))");
}

TEST(Lines, NameTheFault) {
  const tir::PrimFunc f = kernel(
      kHead, {"with T.block(\"root\"):", "    S = T.alloc_buffer((8,), scope=\"shared\")",
              "    for i in range(8):", "        S[i] = A[0, i]", "    for i in range(9):", "        C[0, i] = S[i]"});
  EXPECT_THAT(refused(f, inputs()).message, testing::HasSubstr("index 8 of axis 0 of `S`"));
}

}  // namespace
}  // namespace tir2tt::reference
