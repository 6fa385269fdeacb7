# RMS normalisation of blocks of 8 rows with 200 columns.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, Y_handle: T.handle):
        X = T.match_buffer(X_handle, (40, 200), strides=(200, 1))
        Y = T.match_buffer(Y_handle, (40, 200), strides=(200, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 5)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((8, 200), scope="local.fragment")
            sq = T.alloc_buffer((8, 200), scope="local.fragment")
            s = T.alloc_buffer((8,), scope="local.fragment")
            T.copy(T.region(X[bx * 8, 0], 1, 8, 200), T.region(x[0, 0], 2, 8, 200), -1, T.bool(False), 0)
            for i in T.parallel(8):
                for j in T.parallel(200):
                    sq[i, j] = x[i, j] * x[i, j]
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), sq.data, 0, 1600, 1), T.tvm_access_ptr(T.type_annotation("float32"), s.data, 0, 8, 2), "sum", 1, T.bool(True))
            for i in T.parallel(8):
                s[i] = T.rsqrt(s[i] / T.float32(200.0) + T.float32(1e-06))
            for i in T.parallel(8):
                for j in T.parallel(200):
                    x[i, j] = x[i, j] * s[i]
            T.copy(T.region(x[0, 0], 1, 8, 200), T.region(Y[bx * 8, 0], 2, 8, 200), -1, T.bool(False), 0)
