// Blocks on several threads give what they give one after the other.
#include "reference/blocks.h"

#include "reference/compiler.h"
#include "reference/interpret.h"

namespace tir2tt::reference {
namespace {

/// C = A * 2 in 16 blocks of 8; `at`: where block b stores its element i.
tir::PrimFunc doubled(const std::string& at, const std::string& store = "C[AT] = S[i] * T.float32(2)") {
  std::string line = "        " + store;
  if (const size_t place = line.find("AT"); place != std::string::npos) line.replace(place, 2, at);
  return kernel("A: T.Buffer((128,), \"float32\"), C: T.Buffer((128,), \"float32\")",
                {"b = T.launch_thread(\"blockIdx.x\", 16)",
                 "with T.block(\"root\"):", "    S = T.alloc_buffer((8,), scope=\"shared\")",
                 "    T.copy(T.region(A[b * 8], 1, 8), T.region(S[0], 2, 8), -1, T.bool(False), 0)",
                 "    for i in range(8):", line});
}

std::vector<data::Array> inputs() { return {array("float32", {128}, noise), zeros("float32", {128})}; }

Result with(const tir::PrimFunc& f, size_t threads) {
  Diagnostics diags;
  std::optional<Result> result = run_blocks(f, inputs(), {}, threads, diags);
  EXPECT_TRUE(result) << render(diags, nullptr, false);
  return result ? std::move(*result) : Result{};
}

bool apart(const tir::PrimFunc& f) {
  Program program;
  Diagnostics diags;
  EXPECT_TRUE(compile(f, inputs(), &program, diags));
  return blocks_are_apart(program);
}

void expect_same(const tir::PrimFunc& f) {
  const Result one = with(f, 1);
  for (size_t threads : {2, 3, 5, 40}) {
    const Result many = with(f, threads);
    ASSERT_EQ(many.tensors.size(), 2u);
    for (size_t t = 0; t < 2; ++t) {
      EXPECT_EQ(many.tensors[t].value.values, one.tensors[t].value.values);
      EXPECT_EQ(many.tensors[t].bound, one.tensors[t].bound);
      EXPECT_EQ(many.tensors[t].writer, one.tensors[t].writer);
      EXPECT_EQ(many.tensors[t].written, one.tensors[t].written);
    }
    EXPECT_EQ(many.grid, one.grid);
  }
}

TEST(Blocks, OnSeveralThreads) {
  EXPECT_TRUE(apart(doubled("b * 8 + i")));
  expect_same(doubled("b * 8 + i"));
  expect_same(doubled("(15 - b) * 8 + i"));
}

// Every block stores over what the one before it has stored: the last one's counts.
TEST(Blocks, ThatStoreToTheSameElements) {
  expect_same(doubled("i"));
  EXPECT_THAT(with(doubled("i"), 4).tensors[1].writer, testing::Contains(15).Times(8));
  expect_same(doubled("b // 2 * 8 + i"));
}

TEST(Blocks, ThatNeedWhatOthersHaveStored) {
  for (const char* store : {"C[i] = C[i] + S[i]", "T.call_extern(\"handle\", \"AtomicAdd\", C[i], S[i])",
                            "T.atomicadd(T.region(S[i], 1, 1), T.region(C[i], 3, 1))"}) {
    EXPECT_FALSE(apart(doubled("", store))) << store;
    expect_same(doubled("", store));
  }
}

// Where the device may go another way.
TEST(Blocks, ThatMayStoreElsewhere) {
  expect_same(doubled("T.Cast(\"int32\", T.exp(S[i]))"));
  expect_same(doubled("", "C[b * 8 + T.if_then_else(T.exp(S[i]) * T.exp(-S[i]) > T.float32(1), 1, 0)] = S[i]"));
}

TEST(Blocks, TheFirstFaultCounts) {
  const tir::PrimFunc f =
      kernel("A: T.Buffer((128,), \"float32\"), C: T.Buffer((128,), \"float32\")",
             {"b = T.launch_thread(\"blockIdx.x\", 16)",
              "with T.block(\"root\"):", "    S = T.alloc_buffer((8,), scope=\"shared\")", "    S[b] = A[b]"});
  for (size_t threads : {1, 2, 7, 16}) {
    Diagnostics diags;
    EXPECT_FALSE(run_blocks(f, inputs(), {}, threads, diags));
    EXPECT_THAT(render(diags, nullptr, false), testing::HasSubstr("index 8 of axis 0 of `S`")) << threads;
  }
}

}  // namespace
}  // namespace tir2tt::reference
