# Running sums of rows as a product with a triangle of ones.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, Y_handle: T.handle):
        X = T.match_buffer(X_handle, (64, 32), "bfloat16", strides=(32, 1))
        Y = T.match_buffer(Y_handle, (64, 32), strides=(32, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
            t = T.alloc_buffer((32, 32), "bfloat16", scope="local.fragment")
            y = T.alloc_buffer((32, 32), scope="local.fragment")
            T.copy(T.region(X[bx * 32, 0], 1, 32, 32), T.region(x[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            for i in T.parallel(32):
                for j in T.parallel(32):
                    t[i, j] = T.if_then_else(i <= j, T.bfloat16(1.0), T.bfloat16(0.0))
            T.gemm(T.tvm_access_ptr(T.type_annotation("bfloat16"), x.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("bfloat16"), t.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), y.data, 0, 1024, 3), T.bool(False), T.bool(False), 32, 32, 32, 0, T.bool(True), 32, 32, 0, 0, 1, 0, T.uint32(0), 0, 0)
            T.copy(T.region(y[0, 0], 1, 32, 32), T.region(Y[bx * 32, 0], 2, 32, 32), -1, T.bool(False), 0)
