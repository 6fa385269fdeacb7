// A function as TVM prints it after scheduling and lowering: symbolic int64 shapes, blocks with a predicate and an
// init, vector dtypes, thread bindings, a cross-thread reduction whose attribute node is a reducer. It must come back
// byte for byte.
#include <gtest/gtest.h>

#include "tir/equal.h"
#include "tvm/script.h"

namespace tir2tt::tvm {
namespace {

constexpr const char* kLowered = R"py(# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(var_A: T.handle, B: T.Buffer((T.int64(128), T.int64(128)), "float32"), n: T.int64):
        T.func_attr({"op_pattern": 8, "target": T.target({"arch": "sm_90", "keys": ["cuda", "gpu"], "kind": "cuda", "tag": ""}), "tir.is_scheduled": 1, "tir.noalias": T.bool(True)})
        A = T.match_buffer(var_A, (n, T.int64(128)), strides=("s0", T.int64(1)), offset_factor=1)
        # with T.block("root"):
        C = T.alloc_buffer((n, T.int64(128)), "int8x4", scope="shared")
        for i_0, j in T.grid((n + T.int64(31)) // T.int64(32), T.int64(128)):
            for k in T.unroll(T.int64(4), annotations={"pragma_unroll_explicit": T.bool(False)}):
                with T.block("C"):
                    vi = T.axis.spatial(n, i_0 * T.int64(32) + k)
                    vj, vk = T.axis.remap("SR", [j, k])
                    T.where(i_0 * T.int64(32) + k < n)
                    T.reads(A[vi, vj], B[T.int64(0):T.int64(4), vj])
                    T.writes(C[vi, vj])
                    T.block_attr({"schedule_rule": "None", "warp_execution": T.bool(True)})
                    with T.init():
                        C[vi, vj] = T.Broadcast(T.int8(0), 4)
                    C[vi, vj] = T.Cast("int8x4", T.Broadcast(A[vi, vj] + B[vk, vj], 4))
        assert n > T.int64(0), "n must be positive"
        for t in T.thread_binding(T.int64(32), thread="threadIdx.x"):
            cse_var_1: T.int64 = t * T.int64(4)
            red = T.allocate([1], "float32", "local")
            with T.attr(T.comm_reducer(lambda x, y: x + y, [T.float32(0.0)]), "reduce_scope", T.reinterpret("handle", T.uint64(0))):
                red_1 = T.Buffer((1,), data=red, scope="local")
                T.tvm_thread_allreduce(T.uint32(1), B[t, cse_var_1], T.bool(True), red_1[0], t)
            red_1 = T.Buffer((1,), data=red, scope="local")
            B[t, T.int64(0)] = T.Select(red_1[0] > T.float32(0.0), red_1[0], T.float32(0.0)) + T.call_extern("float32", "foo", T.int64(3))
)py";

TEST(LoweredRoundTrip, PrintsBackWhatItRead) {
  const SourceFile file("lowered.py", kLowered);
  Diagnostics diags;
  const Script script = read_script(file, {}, diags);
  ASSERT_FALSE(diags.has_errors()) << render(diags, &file, false);
  EXPECT_EQ(print_script(script.module, script.info), kLowered);
  const std::string without = print_script(script.module);
  Diagnostics again_diags;
  const Script again = read_script({"again.py", without}, {}, again_diags);
  ASSERT_FALSE(again_diags.has_errors()) << without;
  EXPECT_EQ(tir::first_difference(script.module, again.module), "") << without;
}

}  // namespace
}  // namespace tir2tt::tvm
