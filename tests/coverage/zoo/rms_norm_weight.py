# RMS normalisation with a weight per column, float16.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, W_handle: T.handle, Y_handle: T.handle):
        X = T.match_buffer(X_handle, (64, 128), "float16", strides=(128, 1))
        W = T.match_buffer(W_handle, (128,), "float16", strides=(1,))
        Y = T.match_buffer(Y_handle, (64, 128), "float16", strides=(128, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 128), "float16", scope="shared.dyn")
            w = T.alloc_buffer((128,), "float16", scope="shared.dyn")
            x_l = T.alloc_buffer((32, 128), scope="local.fragment")
            sq = T.alloc_buffer((32, 128), scope="local.fragment")
            s = T.alloc_buffer((32,), scope="local.fragment")
            y = T.alloc_buffer((32, 128), "float16", scope="shared.dyn")
            T.copy(T.region(X[bx * 32, 0], 1, 32, 128), T.region(x[0, 0], 2, 32, 128), -1, T.bool(False), 0)
            T.copy(T.region(W[0], 1, 128), T.region(w[0], 2, 128), -1, T.bool(False), 0)
            T.copy(T.region(x[0, 0], 1, 32, 128), T.region(x_l[0, 0], 2, 32, 128), -1, T.bool(False), 0)
            for i in T.parallel(32):
                for j in T.parallel(128):
                    sq[i, j] = x_l[i, j] * x_l[i, j]
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), sq.data, 0, 4096, 1), T.tvm_access_ptr(T.type_annotation("float32"), s.data, 0, 32, 2), "sum", 1, T.bool(True))
            for i in T.parallel(32):
                s[i] = T.rsqrt(s[i] / T.float32(128.0) + T.float32(1e-06))
            for i in T.parallel(32):
                for j in T.parallel(128):
                    y[i, j] = T.Cast("float16", x_l[i, j] * s[i]) * w[j]
            T.copy(T.region(y[0, 0], 1, 32, 128), T.region(Y[bx * 32, 0], 2, 32, 128), -1, T.bool(False), 0)
