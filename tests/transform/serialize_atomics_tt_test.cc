#include "transform/tt/serialize_atomics_tt.h"

#include <gmock/gmock.h>

#include "transform/pass_text.h"

namespace tir2tt::transform::test {
namespace {

using ::testing::HasSubstr;

/// C, D and P over a grid of x, y, z; lines of `body` are indented by 8.
std::string kernel(const std::string& grid, const std::string& names, const std::string& body) {
  return "import tilelang.language as T\n@T.prim_func\ndef f(C: T.Tensor((256, 256), \"float32\"), D: T.Tensor((256,), "
         "\"float32\"), P: T.Tensor((8,), \"int32\")):\n    with T.Kernel(" +
         grid + ", threads=128) as (" + names +
         "):\n        x = T.alloc_shared((32, 64), \"float32\")\n        T.fill(x, 1.0)\n" + body;
}
PassResult serialized(const std::string& text) { return run_on_text(serialize_atomics_tt, text); }

constexpr const char* kAdd = R"(        for i, j in T.Parallel(32, 64):
            T.call_extern("handle", "AtomicAdd", C[by * 32 + i, bx * 64 + j], x[i, j])
)";

TEST(SerializeAtomicsTT, AnAxisThatTheTargetDoesNotDependOnBecomesALoop) {
  const PassResult r = serialized(kernel("4, 8, 3", "bx, by, bz", kAdd));
  EXPECT_EQ(r.text, R"(x = T.alloc_buffer((32, 64), scope="shared.dyn")
C_sum = T.alloc_buffer((32, 64), scope="local.fragment")
for i in T.parallel(32):
    for j in T.parallel(64):
        C_sum[i, j] = C[by * 32 + i, bx * 64 + j]
for bz in range(3):
    T.fill(T.tvm_access_ptr(T.type_annotation("float32"), x.data, 0, 2048, 2), T.float32(1.0))
    for i in T.parallel(32):
        for j in T.parallel(64):
            C_sum[i, j] = C_sum[i, j] + x[i, j]
for i in T.parallel(32):
    for j in T.parallel(64):
        C[by * 32 + i, bx * 64 + j] = C_sum[i, j]
)") << r.messages;
  EXPECT_EQ(text(r.after.functions[0].second, "tt_serial_axes"), "['bz']");
}

TEST(SerializeAtomicsTT, ATargetThatOneOfTheLoopsMovesIsLoadedAndStoredInThem) {
  const PassResult r =
      serialized(kernel("4, 8, 2", "bx, by, bz", std::string(kAdd) + R"(        for i in T.Parallel(16):
            T.call_extern("handle", "AtomicAdd", D[by * 32 + bz * 16 + i], x[i, 0])
)"));
  EXPECT_THAT(r.messages, HasSubstr("different values of `bz`")) << "between which other blocks add";
  const PassResult alone =
      serialized(kernel("1, 8, 2", "bx, by, bz", std::string(kAdd) + R"(        for i in T.Parallel(16):
            T.call_extern("handle", "AtomicAdd", D[by * 32 + bz * 16 + i], x[i, 0])
)"));
  EXPECT_THAT(alone.text, HasSubstr(R"(for bz in range(2):
    for i in T.parallel(16):
        D_sum[i] = D[by * 32 + bz * 16 + i]
)")) << alone.messages;
}

TEST(SerializeAtomicsTT, ABlockOfItsOwnNeedsNoLoop) {
  const PassResult r = serialized(kernel("4, 8", "bx, by", kAdd));
  EXPECT_THAT(r.text, HasSubstr("C_sum[i, j] = C_sum[i, j] + x[i, j]")) << r.messages;
  EXPECT_EQ(text(r.after.functions[0].second, "tt_serial_axes"), "absent");
}

TEST(SerializeAtomicsTT, AVectorMaximaAndBoxes) {
  const PassResult r = serialized(kernel("8, 4", "bx, by", R"(        for i, j in T.Parallel(32, 64):
            T.call_extern("handle", "AtomicMax", D[bx * 32 + i], x[i, j])
)"));
  EXPECT_THAT(r.text, HasSubstr("D_max[i] = T.max(D_max[i], x[i, j])")) << r.messages;
  EXPECT_THAT(r.text, HasSubstr("for by in range(4):"));
  const PassResult box =
      serialized(kernel("4, 8, 3", "bx, by, bz",
                        R"(        T.atomicadd(T.region(x[0, 0], 1, 32, 64), T.region(C[by * 32, bx * 64], 2, 32, 64))
)"));
  EXPECT_THAT(box.text, HasSubstr("C_sum[i0, i1] = C_sum[i0, i1] + x[i0, i1]")) << box.messages;
}

TEST(SerializeAtomicsTT, ATargetThatMovesInALoopIsLoadedAndStoredThere) {
  const PassResult r = serialized(kernel("4", "bx", R"(        for k in range(8):
            T.fill(x, 2.0)
            for i, j in T.Parallel(32, 64):
                T.call_extern("handle", "AtomicAdd", C[k * 32 + i, bx * 64 + j], x[i, j])
)"));
  EXPECT_THAT(r.text, HasSubstr(R"(for k in range(8):
    for i in T.parallel(32):
        for j in T.parallel(64):
            C_sum[i, j] = C[k * 32 + i, bx * 64 + j]
)")) << r.messages;
}

TEST(SerializeAtomicsTT, SeveralElementsAtOnce) {
  const PassResult r = serialized(kernel("4, 8, 3", "bx, by, bz", R"(        for i, j in T.Parallel(32, 32):
            T.call_extern("handle", "AtomicAddx2", T.address_of(C[by * 32 + i, bx * 64 + j * 2]), T.address_of(x[i, j * 2]))
)"));
  EXPECT_THAT(r.text, HasSubstr(R"(            for lane in T.parallel(2):
                C_sum[i, j * 2 + lane] = C_sum[i, j * 2 + lane] + x[i, j * 2 + lane]
)")) << r.messages;
  EXPECT_THAT(r.text, HasSubstr("C_sum[i, i1] = C[by * 32 + i, bx * 64 + i1]"));
}

TEST(SerializeAtomicsTT, MemoryOnTheChipIsUpdatedAsItIs) {
  const PassResult r = serialized(kernel("4, 8, 3", "bx, by, bz", R"(        for i, j in T.Parallel(32, 64):
            T.call_extern("handle", "AtomicAdd", x[i, 0], x[i, j])
        T.atomicadd(T.region(x[0, 0], 1, 8, 64), T.region(x[8, 0], 2, 8, 64))
)"));
  EXPECT_THAT(r.text, HasSubstr("x[i, 0] = x[i, 0] + x[i, j]")) << r.messages;
  EXPECT_THAT(r.text, HasSubstr("x[8 + i0, i1] = x[8 + i0, i1] + x[i0, i1]"));
  EXPECT_EQ(text(r.after.functions[0].second, "tt_serial_axes"), "absent");
}

TEST(SerializeAtomicsTT, LetsAreLookedThrough) {
  const PassResult r = serialized(kernel("4, 8, 3", "bx, by, bz", R"(        row = by * 32
        for i, j in T.Parallel(32, 64):
            T.call_extern("handle", "AtomicAdd", C[row + i, bx * 64 + j], x[i, j])
)"));
  EXPECT_THAT(r.text, HasSubstr("C_sum[i, j] = C[by * 32 + i, bx * 64 + j]")) << r.messages;
}

void expect_refused(const std::string& text, const std::string& why) {
  const PassResult r = serialized(text);
  EXPECT_THAT(r.messages, HasSubstr("T0403"));
  EXPECT_THAT(r.messages, HasSubstr(why));
  EXPECT_THAT(r.messages, HasSubstr("hint:"));
  EXPECT_EQ(r.after.functions[0].second, r.before.functions[0].second);
}

TEST(SerializeAtomicsTT, WhatCannotBeProvenIsRefused) {
  // Blocks overlap: 32 rows each, but 16 apart.
  expect_refused(kernel("4, 8", "bx, by", R"(        for i, j in T.Parallel(32, 64):
            T.call_extern("handle", "AtomicAdd", C[by * 16 + i, bx * 64 + j], x[i, j])
)"),
                 "different values of `by`");
  // Two blocks share a box.
  expect_refused(kernel("4, 8", "bx, by", R"(        for i, j in T.Parallel(32, 64):
            T.call_extern("handle", "AtomicAdd", C[by // 2 * 32 + i, bx * 64 + j], x[i, j])
)"),
                 "different values of `by`");
  // Where is up to data.
  expect_refused(kernel("4, 8", "bx, by", R"(        for i, j in T.Parallel(32, 64):
            T.call_extern("handle", "AtomicAdd", C[P[by] * 32 + i, bx * 64 + j], x[i, j])
)"),
                 "different values of `by`");
  // Every bz comes back to every k.
  expect_refused(kernel("4, 1, 3", "bx, by, bz", R"(        for k in range(8):
            T.fill(x, 2.0)
            for i, j in T.Parallel(32, 64):
                T.call_extern("handle", "AtomicAdd", C[k * 32 + i, bx * 64 + j], x[i, j])
)"),
                 "different values of `bz`");
  // A diagonal, a stride, and a function that nobody knows.
  expect_refused(kernel("4, 8", "bx, by", R"(        for i in T.Parallel(32):
            T.call_extern("handle", "AtomicAdd", C[i, i], x[i, 0])
)"),
                 "its target is no box of it");
  expect_refused(kernel("4, 8", "bx, by", R"(        for i in T.Parallel(32):
            T.call_extern("handle", "AtomicSwap", C[i, 0], x[i, 0])
)"),
                 "what it does there is not known");
  // Also read otherwise.
  expect_refused(kernel("4, 8", "bx, by", "        T.copy(C[0, 0], x)\n" + std::string(kAdd)), "in other ways, too");
}

TEST(SerializeAtomicsTT, WithoutAtomicsAndUnderTheSeedsRuleNothingChanges) {
  const PassResult none = serialized(kernel("4, 8", "bx, by", "        T.copy(x, C[by * 32, bx * 64])\n"));
  EXPECT_EQ(none.after.functions[0].second, none.before.functions[0].second);
  PassOptions seed = options_for();
  seed.cb_rule = CbRule::Seed;
  const PassResult r = run_on_text(serialize_atomics_tt, kernel("4, 8, 3", "bx, by, bz", kAdd), seed);
  EXPECT_EQ(r.after.functions[0].second, r.before.functions[0].second);
}

TEST(SerializeAtomicsTT, APersistentFunctionIsTooLate) {
  const PassResult once = serialized(kernel("4, 8, 3", "bx, by, bz", kAdd));
  tir::IRModule m = once.before;
  tir::AttrDict attrs = m.functions[0].second->attrs;
  attrs.set("tt_persistent_loop", Attr::boolean(true));
  m.functions[0].second = tir::with_attrs(m.functions[0].second, attrs);
  Diagnostics diags;
  EXPECT_EQ(serialize_atomics_tt(m, options_for(), diags).functions[0].second, m.functions[0].second);
  EXPECT_TRUE(diags.has_errors());
}

}  // namespace
}  // namespace tir2tt::transform::test
