#include "transform/tt/threads_to_loops_tt.h"

#include <gmock/gmock.h>

#include "transform/pass_text.h"

namespace tir2tt::transform::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Threads tx (32) and ty (4) of one block; lines of `body` are indented by 12.
std::string kernel(const std::string& body) {
  return "@T.prim_func\ndef f(A: T.Buffer((256, 128), \"float32\"), C: T.Buffer((256,), \"float32\")):\n"
         "    bx = T.launch_thread(\"blockIdx.x\", 8)\n    tx = T.launch_thread(\"threadIdx.x\", 32)\n"
         "    ty = T.launch_thread(\"threadIdx.y\", 4)\n    tz = T.launch_thread(\"threadIdx.z\", 1)\n"
         "    with T.block(\"tilelang_root\"):\n        T.reads()\n        T.writes()\n"
         "        s = T.alloc_buffer((32,), scope=\"shared.dyn\")\n"
         "        r = T.alloc_buffer((1,), scope=\"local\")\n        v = T.alloc_buffer((8,), scope=\"local\")\n" +
         body;
}
PassResult looped(const std::string& body) { return run_on_text(threads_to_loops_tt, kernel(body)); }

TEST(ThreadsToLoopsTT, RegistersGetAnElementPerThread) {
  const PassResult r = looped(R"(        T.fill(T.tvm_access_ptr(T.type_annotation("float32"), r.data, 0, 1, 2), 0)
        for k in range(128):
            r[0] = r[0] + A[bx * 32 + tx, k]
        T.tvm_storage_sync("shared")
        C[bx * 32 + tx] = r[0]
)");
  EXPECT_EQ(r.text, R"(s = T.alloc_buffer((32,), scope="shared.dyn")
r = T.alloc_buffer((32,), scope="local.fragment")
v = T.alloc_buffer((8,), scope="local")
T.fill(T.tvm_access_ptr(T.type_annotation("float32"), r.data, 0, 32, 2), 0)
for k in range(128):
    for tx_1 in T.parallel(32):
        r[tx_1] = r[tx_1] + A[bx * 32 + tx_1, k]
T.tvm_storage_sync("shared")
for tx_1 in T.parallel(32):
    C[bx * 32 + tx_1] = r[tx_1]
)") << r.messages;
}

TEST(ThreadsToLoopsTT, OnlyByTheThreadsThatTheyDependOn) {
  const PassResult r = looped(R"(        for k in range(8):
            v[k] = A[tx, ty * 8 + k]
        r[0] = A[ty, 0]
        s[tx] = v[0] + r[0]
)");
  EXPECT_THAT(r.text, HasSubstr("v = T.alloc_buffer((32, 4, 8), scope=\"local.fragment\")")) << r.messages;
  EXPECT_THAT(r.text, HasSubstr("r = T.alloc_buffer((4,), scope=\"local.fragment\")"));
  EXPECT_THAT(r.text, HasSubstr("v[tx_1, ty_1, k] = A[tx_1, ty_1 * 8 + k]"));
}

TEST(ThreadsToLoopsTT, OneRegisterFollowsAnother) {
  const PassResult r = looped(R"(        r[0] = T.float32(1.0)
        v[0] = r[0]
        r[0] = A[tx, 0]
)");
  EXPECT_THAT(r.text, HasSubstr("v[tx_1, 0] = r[tx_1]")) << r.messages;
}

TEST(ThreadsToLoopsTT, OneThreadAloneNeedsNoLoop) {
  const PassResult r = looped(R"(        r[0] = A[tx, ty]
        if ty == 0:
            s[tx] = r[0]
        if tx < 16:
            s[tx] = T.float32(0.0)
)");
  EXPECT_THAT(r.text, HasSubstr(R"(for tx_1 in T.parallel(32):
    s[tx_1] = r[tx_1, 0]
for tx_1 in T.parallel(32):
    if tx_1 < 16:
        s[tx_1] = T.float32(0.0)
)")) << r.messages;
}

TEST(ThreadsToLoopsTT, AtomicsAreInTheLoop) {
  const PassResult r = looped(R"(        T.call_extern("handle", "AtomicAdd", s[tx], A[tx, ty])
)");
  EXPECT_THAT(r.text, HasSubstr("T.call_extern(\"handle\", \"AtomicAdd\", s[tx_1], A[tx_1, ty_1])")) << r.messages;
}

TEST(ThreadsToLoopsTT, WhatDoesNotTellThreadsApartStays) {
  const PassResult r = looped(R"(        r[0] = T.float32(1.0)
        for i in T.parallel(32):
            s[i] = A[bx, i] + r[0]
)");
  EXPECT_EQ(r.after.functions[0].second, r.before.functions[0].second) << r.messages;
  PassOptions seed = options_for();
  seed.cb_rule = CbRule::Seed;
  const PassResult s = run_on_text(threads_to_loops_tt, kernel("        s[tx] = A[tx, 0]\n"), seed);
  EXPECT_EQ(s.after.functions[0].second, s.before.functions[0].second);
}

void expect_refused(const std::string& body, const std::string& why) {
  const PassResult r = looped(body);
  EXPECT_THAT(r.messages, HasSubstr("T0404")) << body;
  EXPECT_THAT(r.messages, HasSubstr(why));
  EXPECT_EQ(r.after.functions[0].second, r.before.functions[0].second);
}

TEST(ThreadsToLoopsTT, WhatHasNoLoopIsRefused) {
  expect_refused("        for k in range(tx):\n            s[k] = A[k, 0]\n", "different numbers of times");
  expect_refused("        T.copy(T.region(A[tx, 0], 1, 1, 32), T.region(s[0], 2, 32), -1, T.bool(False), 0)\n",
                 "a tile operation for one thread");
  expect_refused(R"(        if tx < 4:
            T.copy(T.region(A[0, 0], 1, 1, 32), T.region(s[0], 2, 32), -1, T.bool(False), 0)
)",
                 "under a condition that tells threads");
}

}  // namespace
}  // namespace tir2tt::transform::test
