# Rows divided by their length.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, Y_handle: T.handle):
        X = T.match_buffer(X_handle, (96, 64), "bfloat16", strides=(64, 1))
        Y = T.match_buffer(Y_handle, (96, 64), "bfloat16", strides=(64, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 3)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 64), "bfloat16", scope="shared.dyn")
            x_l = T.alloc_buffer((32, 64), scope="local.fragment")
            sq = T.alloc_buffer((32, 64), scope="local.fragment")
            n = T.alloc_buffer((32,), scope="local.fragment")
            T.copy(T.region(X[bx * 32, 0], 1, 32, 64), T.region(x[0, 0], 2, 32, 64), -1, T.bool(False), 0)
            T.copy(T.region(x[0, 0], 1, 32, 64), T.region(x_l[0, 0], 2, 32, 64), -1, T.bool(False), 0)
            for i in T.parallel(32):
                for j in T.parallel(64):
                    sq[i, j] = x_l[i, j] * x_l[i, j]
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), sq.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float32"), n.data, 0, 32, 2), "sum", 1, T.bool(True))
            for i in T.parallel(32):
                n[i] = T.max(T.sqrt(n[i]), T.float32(1e-12))
            for i in T.parallel(32):
                for j in T.parallel(64):
                    x_l[i, j] = x_l[i, j] / n[i]
            T.copy(T.region(x_l[0, 0], 1, 32, 64), T.region(Y[bx * 32, 0], 2, 32, 64), -1, T.bool(False), 0)
