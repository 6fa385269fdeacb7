// MemorySpaceLowerTT: the seed's example in every way of writing it, the metadata contract, roles of small kernels,
// what is refused. The kernels of the corpus: tests/corpus/plans_test.cc.
#include "transform/tt/memory_space_lower_tt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "tvm/script.h"

namespace tir2tt::transform {
namespace {

using testing::HasSubstr;

std::string replace_all(std::string text, const std::map<std::string, std::string>& with) {
  for (const auto& [from, to] : with) {
    for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
      text.replace(at, from.size(), to);
  }
  return text;
}

struct Result {
  tvm::Script script;
  tir::IRModule module;
  Diagnostics diags;
  std::string messages;
};

PassOptions options_of(CbRule rule, const char* arch = "wormhole_b0") {
  PassOptions o;
  o.chip = target::find_chip(arch);
  o.cb_rule = rule;
  return o;
}

Result lower(const std::string& text, CbRule rule = CbRule::Dataflow, const char* arch = "wormhole_b0") {
  const SourceFile file("kernel.py", text);
  Result r;
  r.script = tvm::read_script(file, {}, r.diags);
  if (!r.diags.has_errors()) r.module = memory_space_lower_tt(r.script.module, options_of(rule, arch), r.diags);
  r.messages = render(r.diags, &file, false);
  return r;
}

int64_t integer(const tir::AttrDict& d, const char* key) {
  int64_t v = -1;
  const tir::Attr* a = d.find(key);
  EXPECT_TRUE(a && a->get_if<tir::IntValue>()) << key << " is no IntImm";
  if (a) (void)a->as_integer(&v);
  return v;
}

/// "A_tile 2x2048 #0, B_tile 2x2048 #1" of the first function.
std::string contract(const Result& r) {
  if (r.module.functions.empty()) return r.messages;
  const tir::AttrDict& attrs = r.module.functions[0].second->attrs;
  const tir::Attr* list = attrs.find("tt_circular_buffers");
  if (!list) return r.messages;
  std::string out;
  for (const tir::Attr& entry : *list->as_array()) {
    const tir::AttrDict& d = *entry.as_dict();
    EXPECT_EQ(d.size(), 4u);
    out += (out.empty() ? "" : ", ") + *d.find("name")->as_string() + " " + std::to_string(integer(d, "num_pages")) +
           "x" + std::to_string(integer(d, "tile_size")) + " #" + std::to_string(integer(d, "cb_id"));
  }
  EXPECT_EQ(integer(attrs, "tt_num_cbs"), static_cast<int64_t>(list->as_array()->size()));
  return out;
}

std::string role_of(const Result& r, const std::string& buffer) {
  const tir::Attr* plan = r.module.functions.at(0).second->attrs.find("tt_cb_plan");
  if (!plan) return r.messages;
  for (const tir::Attr& entry : *plan->as_dict()->find("buffers")->as_array()) {
    const tir::AttrDict& d = *entry.as_dict();
    if (*d.find("name")->as_string() != buffer) continue;
    const tir::Attr* role = d.find("role");
    return *d.find("placement")->as_string() + (role ? " " + *role->as_string() : "");
  }
  return "absent";
}

// ---- the seed's example -----------------------------------------------------------------------------------------

constexpr const char* kSeedKernel = R"(@I.ir_module
class Module:
    @T.prim_func
    def main(A: T.Buffer((256, 256), "float16"), B: T.Buffer((256, 256), "float16"), C: T.Buffer((256, 256), "float16")):
        T.func_attr({"tt_schedule_policy": "contiguous"})
        bx = T.launch_thread("blockIdx.x", 8)
        by = T.launch_thread("blockIdx.y", 8)
DECLARATIONS
BODY)";

constexpr const char* kAllocBuffer = R"(        A_t = T.alloc_buffer((32, 32), "float16", scope="shared")
        B_t = T.alloc_buffer((32, 32), "float16", scope="shared")
        C_t = T.alloc_buffer((32, 32), "float16", scope="shared"))";
constexpr const char* kDeclBuffer = R"(        A_t = T.decl_buffer((32, 32), "float16", scope="shared")
        B_t = T.decl_buffer((32, 32), "float16", scope="shared")
        C_t = T.decl_buffer((32, 32), "float16", scope="shared"))";
constexpr const char* kDeclGlobal = R"(        A_t = T.decl_buffer((32, 32), "float16")
        B_t = T.decl_buffer((32, 32), "float16")
        C_t = T.decl_buffer((32, 32), "float16"))";
constexpr const char* kAllocate = R"(        A_t = T.allocate([32, 32], "float16", "shared")
        B_t = T.allocate([32, 32], "float16", "shared")
        C_t = T.allocate([32, 32], "float16", "shared")
        A_t_1 = T.Buffer((32, 32), "float16", data=A_t, scope="shared")
        B_t_1 = T.Buffer((32, 32), "float16", data=B_t, scope="shared")
        C_t_1 = T.Buffer((32, 32), "float16", data=C_t, scope="shared"))";

constexpr const char* kTileOps = R"(        T.fill(T.region(C_u[0, 0], 2, 32, 32), T.float16(0.0))
        for k in range(8):
            T.copy(T.region(A[by * 32, k * 32], 1, 32, 32), T.region(A_u[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(B[k * 32, bx * 32], 1, 32, 32), T.region(B_u[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.gemm(T.region(A_u[0, 0], 1, 32, 32), T.region(B_u[0, 0], 1, 32, 32), T.region(C_u[0, 0], 3, 32, 32), T.bool(False), T.bool(False), 32, 32, 32, 0, T.bool(False), 32, 32, 0, 0, 1, 0, T.uint32(0), 0, 0)
        T.copy(T.region(C_u[0, 0], 1, 32, 32), T.region(C[by * 32, bx * 32], 2, 32, 32), -1, T.bool(False), 0)
)";
constexpr const char* kPlainLoops = R"(        for i, j in T.grid(32, 32):
            C_u[i, j] = T.float16(0.0)
        for k in range(8):
            for i, j in T.grid(32, 32):
                A_u[i, j] = A[by * 32 + i, k * 32 + j]
            for i, j in T.grid(32, 32):
                B_u[i, j] = B[k * 32 + i, bx * 32 + j]
            for i, j, l in T.grid(32, 32, 32):
                C_u[i, j] = C_u[i, j] + A_u[i, l] * B_u[l, j]
        for i, j in T.grid(32, 32):
            C[by * 32 + i, bx * 32 + j] = C_u[i, j]
)";

struct Way {
  const char* declarations;
  const char* body;
  bool views;  // the body uses A_t_1 for A_t
  std::array<const char*, 3> names;
  CbRule rule;
};

std::string seed_kernel(const Way& w) {
  std::string text = replace_all(kSeedKernel, {{"DECLARATIONS", w.declarations}, {"BODY", w.body}});
  text = replace_all(
      text,
      {{"A_u", w.views ? "A_t_1" : "A_t"}, {"B_u", w.views ? "B_t_1" : "B_t"}, {"C_u", w.views ? "C_t_1" : "C_t"}});
  return replace_all(text, {{"A_t", w.names[0]}, {"B_t", w.names[1]}, {"C_t", w.names[2]}});
}

class Seed : public testing::TestWithParam<Way> {};

TEST_P(Seed, IsWhatTheSpecificationSays) {
  const Way& w = GetParam();
  const std::string text = seed_kernel(w);
  const Result r = lower(text, w.rule);
  const std::string expected =
      std::string(w.names[0]) + " 2x2048 #0, " + w.names[1] + " 2x2048 #1, " + w.names[2] + " 1x2048 #2";
  EXPECT_EQ(contract(r), expected) << text << r.messages;
  const Result again = lower(text, w.rule);
  EXPECT_EQ(tvm::print_script(r.module, r.script.info), tvm::print_script(again.module, again.script.info));
}

std::vector<Way> every_way() {
  std::vector<Way> out;
  for (CbRule rule : {CbRule::Dataflow, CbRule::Seed}) {
    for (const char* body : {kTileOps, kPlainLoops}) {
      for (const std::array<const char*, 3>& names :
           {std::array{"A_tile", "B_tile", "C_accum"}, std::array{"X", "Y", "Z"},
            std::array{"C_in", "output_x", "acc"}}) {
        for (const char* decl : {kAllocBuffer, kDeclBuffer, kDeclGlobal})
          out.push_back({decl, body, false, names, rule});
        out.push_back({kAllocate, body, true, names, rule});
      }
    }
  }
  return out;
}
INSTANTIATE_TEST_SUITE_P(EveryWay, Seed, testing::ValuesIn(every_way()));

TEST(MemorySpaceLowerTT, KeepsTheBody) {
  const Result r =
      lower(seed_kernel({kAllocBuffer, kTileOps, false, {"A_tile", "B_tile", "C_accum"}, CbRule::Dataflow}));
  EXPECT_EQ(r.module.functions[0].second->body, r.script.module.functions[0].second->body);
  EXPECT_EQ(r.module.functions[0].second->buffer_map, r.script.module.functions[0].second->buffer_map);
}

// ---- the contract -----------------------------------------------------------------------------------------------

std::string unused(const std::string& declarations) {
  return "@T.prim_func\ndef main(A: T.Buffer((256, 256), \"float16\")):\n"
         "    T.func_attr({\"tt_schedule_policy\": \"contiguous\"})\n" +
         declarations + "    T.evaluate(0)\n";
}

TEST(MemorySpaceLowerTT, SizesOfUnusedBuffers) {
  EXPECT_EQ(
      contract(lower(unused(
          "    a = T.decl_buffer((16, 16))\n    b = T.decl_buffer((32, 32))\n    c = T.decl_buffer((64, 64))\n"))),
      "a 2x1024 #0, b 2x4096 #1, c 2x16384 #2");
  EXPECT_EQ(contract(lower(unused("    a = T.decl_buffer((20, 20))\n    b = T.decl_buffer((16, 48))\n    c = "
                                  "T.decl_buffer((8, 128), scope=\"shared\")\n"))),
            "a 2x4096 #0, b 2x3072 #1, c 2x8192 #2");
}

TEST(MemorySpaceLowerTT, LanesAndPackedTypesCount) {
  EXPECT_EQ(contract(lower(
                unused("    a = T.decl_buffer((32, 32), \"float16x4\")\n    b = T.decl_buffer((32, 32), \"int4\")\n"))),
            "a 2x8192 #0, b 2x512 #1");
}

TEST(MemorySpaceLowerTT, WhatIsNoTileIsListedWithAReason) {
  const Result r =
      lower(unused("    big = T.decl_buffer((1024, 1024), \"float16\")\n    one = T.decl_buffer((1,), \"float16\")\n"));
  EXPECT_EQ(contract(r), "");
  EXPECT_EQ(integer(r.module.functions[0].second->attrs, "tt_num_cbs"), 0);
  EXPECT_EQ(role_of(r, "big"), "not_placed");
  EXPECT_EQ(role_of(r, "one"), "not_placed");
}

TEST(MemorySpaceLowerTT, NamesStandInOnlyWhereNothingUsesTheBuffer) {
  EXPECT_EQ(
      contract(lower(unused(
          "    C_x = T.decl_buffer((32, 32), \"float16\")\n    my_accum = T.decl_buffer((32, 32), \"float16\")\n"
          "    output = T.decl_buffer((32, 32), \"float16\")\n    other = T.decl_buffer((32, 32), \"float16\")\n"))),
      "C_x 1x2048 #0, my_accum 1x2048 #1, output 1x2048 #2, other 2x2048 #3");
}

TEST(MemorySpaceLowerTT, LeavesOtherFunctionsAlone) {
  const std::string text = "@T.prim_func\ndef main(A: T.Buffer((256, 256), \"float16\")):\n    T.evaluate(0)\n";
  const Result r = lower(text);
  EXPECT_EQ(r.module.functions[0].second, r.script.module.functions[0].second);
  EXPECT_THAT(r.messages, HasSubstr("T0400"));
  EXPECT_FALSE(r.diags.has_errors());
}

TEST(MemorySpaceLowerTT, RunningAgainReplaces) {
  Result r = lower(seed_kernel({kAllocBuffer, kTileOps, false, {"A_tile", "B_tile", "C_accum"}, CbRule::Dataflow}));
  const tir::IRModule again = memory_space_lower_tt(r.module, options_of(CbRule::Dataflow), r.diags);
  EXPECT_EQ(tvm::print_script(again, r.script.info), tvm::print_script(r.module, r.script.info));
  const std::optional<std::vector<plan::Violation>> found =
      verify_annotated("main", again.functions[0].second, r.diags);
  ASSERT_TRUE(found.has_value()) << render(r.diags, nullptr, false);
  EXPECT_TRUE(found->empty());
}

TEST(MemorySpaceLowerTT, AnEditedPlanIsRejected) {
  Result r = lower(seed_kernel({kAllocBuffer, kTileOps, false, {"A_tile", "B_tile", "C_accum"}, CbRule::Dataflow}));
  tir::AttrDict attrs = r.module.functions[0].second->attrs;
  tir::AttrArray entries = *attrs.find("tt_circular_buffers")->as_array();
  tir::AttrDict first = *entries[0].as_dict();
  first.set("num_pages", tir::Attr::integer(7));
  entries[0] = tir::Attr::dict(first);
  attrs.set("tt_circular_buffers", tir::Attr::array(entries));
  const auto found = verify_annotated("main", tir::with_attrs(r.module.functions[0].second, attrs), r.diags);
  ASSERT_TRUE(found.has_value());
  EXPECT_FALSE(found->empty());
}

// ---- roles ------------------------------------------------------------------------------------------------------

std::string kernel(const std::string& grid, const std::string& body) {
  return "@T.prim_func\ndef main(A: T.Buffer((256, 256), \"float16\"), B: T.Buffer((256,), \"float16\"), C: "
         "T.Buffer((256, 256), "
         "\"float16\"), M: T.Buffer((8, 8), \"bool\")):\n    T.func_attr({\"tt_schedule_policy\": \"contiguous\"})\n"
         "    with T.block(\"root\"):\n        T.reads()\n        T.writes()\n"
         "        x = T.alloc_buffer((32, 32), \"float16\", scope=\"shared\")\n"
         "        y = T.alloc_buffer((32, 32), \"float16\", scope=\"shared\")\n"
         "        v = T.alloc_buffer((32,), \"float16\", scope=\"local.fragment\")\n" +
         grid + body;
}
const std::string kFewBlocks =
    "        bx = T.launch_thread(\"blockIdx.x\", 8)\n        by = T.launch_thread(\"blockIdx.y\", 8)\n";
const std::string kManyBlocks =
    "        bx = T.launch_thread(\"blockIdx.x\", 80)\n        by = T.launch_thread(\"blockIdx.y\", 80)\n";

TEST(Roles, StreamNeedsNoCompute) {
  const Result r = lower(kernel(kManyBlocks, R"(        for i, j in T.grid(32, 32):
            x[i, j] = A[by * 32 + i, bx * 32 + j]
        for i, j in T.grid(32, 32):
            C[by * 32 + i, bx * 32 + j] = x[i, j]
)"));
  EXPECT_EQ(role_of(r, "x"), "circular_buffer stream") << r.messages;
}

TEST(Roles, InputAndOutputAndTheirPages) {
  const char* body = R"(        for i, j in T.grid(32, 32):
            x[i, j] = A[by * 32 + i, bx * 32 + j]
        for i, j in T.grid(32, 32):
            y[i, j] = T.exp(x[i, j])
        for i, j in T.grid(32, 32):
            C[by * 32 + i, bx * 32 + j] = y[i, j]
)";
  const Result many = lower(kernel(kManyBlocks, body));
  EXPECT_EQ(role_of(many, "x"), "circular_buffer input") << many.messages;
  EXPECT_EQ(role_of(many, "y"), "circular_buffer output");
  EXPECT_THAT(contract(many), HasSubstr("x 2x2048 #0, y 2x2048 #1"));
  EXPECT_THAT(contract(lower(kernel(kFewBlocks, body))), HasSubstr("x 1x2048 #0, y 1x2048 #1"));
}

TEST(Roles, AConstantIsFilledOnce) {
  const Result r = lower(kernel(kManyBlocks, R"(        for i, j in T.grid(32, 32):
            x[i, j] = T.float16(2.0)
        for k in range(4):
            for i, j in T.grid(32, 32):
                C[by * 32 + i, k * 32 + j] = x[i, j] + T.float16(1.0)
)"));
  EXPECT_EQ(role_of(r, "x"), "circular_buffer constant") << r.messages;
  EXPECT_EQ(role_of(r, "C.out"), "circular_buffer output");
}

TEST(Roles, AnInputThatIsAlsoStoredGetsAnOutputCopy) {
  const Result r = lower(kernel(kManyBlocks, R"(        for i, j in T.grid(32, 32):
            x[i, j] = A[by * 32 + i, bx * 32 + j]
        for i, j in T.grid(32, 32):
            y[i, j] = x[i, j] * x[i, j]
        for i, j in T.grid(32, 32):
            C[by * 32 + i, bx * 32 + j] = x[i, j]
        for i, j in T.grid(32, 32):
            A[by * 32 + i, bx * 32 + j] = y[i, j]
)"));
  EXPECT_EQ(role_of(r, "x"), "circular_buffer input") << r.messages;
  EXPECT_EQ(role_of(r, "x.out"), "circular_buffer output");
}

TEST(Roles, RowReductionMakesAColumn) {
  const Result r = lower(kernel(kManyBlocks, R"(        for i, j in T.grid(32, 32):
            x[i, j] = A[by * 32 + i, bx * 32 + j]
        for i in range(32):
            v[i] = T.float16(0.0)
        for i, j in T.grid(32, 32):
            v[i] = v[i] + x[i, j]
        for i, j in T.grid(32, 32):
            y[i, j] = x[i, j] / v[i]
        for i, j in T.grid(32, 32):
            C[by * 32 + i, bx * 32 + j] = y[i, j]
)"));
  EXPECT_EQ(role_of(r, "v"), "circular_buffer intermediate") << r.messages;
  EXPECT_EQ(role_of(r, "reduce.scaler"), "circular_buffer constant");
  EXPECT_THAT(contract(r), HasSubstr("v 1x2048 #2"));
  EXPECT_THAT(tvm::print_script(r.module, r.script.info), HasSubstr("a column of tiles"));
}

TEST(Roles, AConditionFromDramSendsTokens) {
  const Result r = lower(kernel(kManyBlocks, R"(        if M[by, bx]:
            for i, j in T.grid(32, 32):
                x[i, j] = A[by * 32 + i, bx * 32 + j]
            for i, j in T.grid(32, 32):
                C[by * 32 + i, bx * 32 + j] = x[i, j] + T.float16(1.0)
)"));
  EXPECT_EQ(role_of(r, "M.token"), "circular_buffer input") << r.messages;
}

TEST(Roles, AViewIsItsBuffer) {
  const Result r = lower(kernel(kManyBlocks, R"(        flat = T.Buffer((1024,), "float16", data=x.data, scope="shared")
        for i, j in T.grid(32, 32):
            x[i, j] = A[by * 32 + i, bx * 32 + j]
        for i, j in T.grid(32, 32):
            y[i, j] = flat[i * 32 + j] + T.float16(1.0)
        for i, j in T.grid(32, 32):
            C[by * 32 + i, bx * 32 + j] = y[i, j]
)"));
  EXPECT_EQ(role_of(r, "flat"), "absent");
  EXPECT_EQ(role_of(r, "x"), "circular_buffer input") << r.messages;
}

// ---- what is refused --------------------------------------------------------------------------------------------

TEST(Refused, PrefixSumInOneNest) {
  const Result r = lower(kernel(kManyBlocks, R"(        for i in range(1, 32):
            v[i] = v[i - 1] + v[i]
)"));
  EXPECT_THAT(r.messages, HasSubstr("T0413"));
  EXPECT_EQ(r.module.functions[0].second->attrs.find("tt_circular_buffers"), nullptr);
}

TEST(Refused, NothingByTheSeedRule) {
  const Result r = lower(kernel(kManyBlocks, R"(        for i in range(1, 32):
            v[i] = v[i - 1] + v[i]
)"),
                         CbRule::Seed);
  EXPECT_FALSE(r.diags.has_errors()) << r.messages;
  EXPECT_EQ(contract(r), "x 2x2048 #0, y 2x2048 #1");
}

TEST(Refused, LastIterationWins) {
  const Result r = lower(kernel(kManyBlocks, R"(        for i, j in T.grid(32, 32):
            v[i] = A[by * 32 + i, bx * 32 + j]
)"));
  EXPECT_THAT(r.messages, HasSubstr("T0401"));
}

TEST(Refused, ControlThatDependsOnTheChip) {
  const Result r = lower(kernel(kManyBlocks, R"(        for i, j in T.grid(32, 32):
            x[i, j] = A[by * 32 + i, bx * 32 + j]
        if x[0, 0] > T.float16(0.0):
            T.copy(T.region(x[0, 0], 1, 32, 32), T.region(C[by * 32, bx * 32], 2, 32, 32), -1, T.bool(False), 0)
)"));
  EXPECT_THAT(r.messages, HasSubstr("T0411"));
}

std::string big_matmul(int64_t block) {
  return replace_all(R"(@T.prim_func
def main(A: T.Buffer((4096, 4096), "float16"), B: T.Buffer((4096, 4096), "float16"), C: T.Buffer((4096, 4096), "float16")):
    T.func_attr({"tt_schedule_policy": "contiguous"})
    with T.block("root"):
        T.reads()
        T.writes()
        A_s = T.alloc_buffer((BB, BB), "float16", scope="shared.dyn")
        B_s = T.alloc_buffer((BB, BB), "float16", scope="shared.dyn")
        C_l = T.alloc_buffer((BB, BB), scope="local.fragment")
        bx = T.launch_thread("blockIdx.x", 8)
        by = T.launch_thread("blockIdx.y", 8)
        T.fill(T.region(C_l[0, 0], 2, BB, BB), T.float32(0.0))
        for k in T.serial(8, annotations={"num_stages": 3}):
            T.copy(T.region(A[by * BB, k * BB], 1, BB, BB), T.region(A_s[0, 0], 2, BB, BB), -1, T.bool(False), 0)
            T.copy(T.region(B[k * BB, bx * BB], 1, BB, BB), T.region(B_s[0, 0], 2, BB, BB), -1, T.bool(False), 0)
            T.gemm(T.region(A_s[0, 0], 1, BB, BB), T.region(B_s[0, 0], 1, BB, BB), T.region(C_l[0, 0], 3, BB, BB), T.bool(False), T.bool(False), BB, BB, BB, 0, T.bool(False), BB, BB, 0, 0, 1, 0, T.uint32(0), 0, 0)
        T.copy(T.region(C_l[0, 0], 1, BB, BB), T.region(C[by * BB, bx * BB], 2, BB, BB), -1, T.bool(False), 0)
)",
                     {{"BB", std::to_string(block)}});
}

TEST(Fitting, TooLargeIsRefusedWithAWayOut) {
  const Result r = lower(big_matmul(512));
  EXPECT_THAT(r.messages, HasSubstr("T0408"));
  EXPECT_THAT(r.messages, HasSubstr("A_s"));
  EXPECT_THAT(r.messages, HasSubstr("would fit: "));
  EXPECT_EQ(r.module.functions[0].second->attrs.find("tt_num_cbs"), nullptr);
}

TEST(Fitting, GivesUpDoubleBufferingAndSaysSo) {
  const Result r = lower(big_matmul(320));
  ASSERT_FALSE(r.diags.has_errors()) << r.messages;
  const tir::AttrDict& plan = *r.module.functions[0].second->attrs.find("tt_cb_plan")->as_dict();
  EXPECT_FALSE(plan.find("gave_up")->as_array()->empty());
}

}  // namespace
}  // namespace tir2tt::transform
