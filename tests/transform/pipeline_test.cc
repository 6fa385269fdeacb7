#include "transform/tt/pipeline.h"

#include <gmock/gmock.h>

#include "transform/kernels.h"
#include "tvm/script.h"

namespace tir2tt::transform::test {
namespace {

constexpr const char* kScale = R"(
@T.prim_func
def scale(X: T.Buffer((100, 64), "float16"), Y: T.Buffer((100, 64), "float16")):
    bx = T.launch_thread("blockIdx.x", 4)
    by = T.launch_thread("blockIdx.y", 2)
    with T.block("tilelang_root"):
        T.reads()
        T.writes()
        x = T.alloc_buffer((32, 32), "float16", scope="local.fragment")
        y = T.alloc_buffer((32, 32), "float16", scope="local.fragment")
        T.copy(T.region(X[bx * 32, by * 32], 1, 32, 32), T.region(x[0, 0], 2, 32, 32), -1, T.bool(False), 0)
        for i, j in T.grid(32, 32):
            y[i, j] = x[i, j] * T.float16(2.0)
        T.copy(T.region(y[0, 0], 1, 32, 32), T.region(Y[bx * 32, by * 32], 2, 32, 32), -1, T.bool(False), 0)
)";

tir::IRModule read(const char* script) {
  Diagnostics diags;
  const SourceFile file("kernel.py", script);
  tir::IRModule m = tvm::read_script(file, {}, diags).module;
  EXPECT_FALSE(diags.has_errors()) << render(diags, &file, false);
  return m;
}

TEST(Pipeline, AKernelGetsCompleteMetadata) {
  Diagnostics diags;
  const tir::IRModule m = run_tt_pipeline(read(kScale), options_for(), diags);
  ASSERT_FALSE(diags.has_errors()) << render(diags, nullptr, false);
  const PrimFunc f = m.functions[0].second;
  EXPECT_EQ(text(f, "tt_num_tiles"), "8");
  EXPECT_EQ(text(f, "tt_persistent_loop"), "true");
  EXPECT_EQ(text(f, "tt_num_cbs"), "2");
  EXPECT_THAT(text(f, "tt_padding_info"), testing::HasSubstr("padding_amount: [28, 0]"));
  EXPECT_EQ(text(f, "tt_ir_validated"), "true");
  EXPECT_EQ(text(f, "tt_validation_error_count"), "0");
  EXPECT_TRUE(tir::as<tir::ForNode>(f->body));
}

TEST(Pipeline, RunAgainItChangesNothing) {
  Diagnostics diags;
  const tir::IRModule once = run_tt_pipeline(read(kScale), options_for(), diags);
  const tir::IRModule twice = run_tt_pipeline(once, options_for(), diags);
  ASSERT_FALSE(diags.has_errors()) << render(diags, nullptr, false);
  EXPECT_EQ(text(once.functions[0].second->attrs), text(twice.functions[0].second->attrs));
  EXPECT_EQ(once.functions[0].second->body, twice.functions[0].second->body);
}

TEST(Pipeline, StopsAfterTheFirstError) {
  Diagnostics diags;
  AttrDict attrs = tt_attrs();
  attrs.set("tl.grid_x", Attr::integer(3));
  const tir::IRModule m = run_tt_pipeline(module_of(GridKernel().func(2, 1, 1, attrs)), options_for(), diags);
  EXPECT_EQ(diags.error_count(), 1u);
  EXPECT_EQ(diags.all()[0].id, DiagId::GridMismatch);
  EXPECT_EQ(text(m.functions[0].second, "tt_shard"), "absent");
}

TEST(Pipeline, ErrorsFromBeforeDoNotStopIt) {
  Diagnostics diags;
  diags.add(DiagId::BadToken, {}, "something else");
  const tir::IRModule m = run_tt_pipeline(read(kScale), options_for(), diags);
  EXPECT_EQ(text(m.functions[0].second, "tt_ir_validated"), "true");
}

}  // namespace
}  // namespace tir2tt::transform::test
