# Whole numbers from indices, as bfloat16, that compute then updates.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(Y_handle: T.handle):
        Y = T.match_buffer(Y_handle, (64, 64), "bfloat16", strides=(64, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        by = T.launch_thread("blockIdx.y", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            y = T.alloc_buffer((32, 32), "bfloat16", scope="local.fragment")
            for i in T.parallel(32):
                for j in T.parallel(32):
                    y[i, j] = T.Cast("bfloat16", (by * 32 + i) % 5 - (bx * 32 + j) % 3)
            for i in T.parallel(32):
                for j in T.parallel(32):
                    y[i, j] = y[i, j] * T.bfloat16(0.5) + T.bfloat16(0.75)
            T.copy(T.region(y[0, 0], 1, 32, 32), T.region(Y[by * 32, bx * 32], 2, 32, 32), -1, T.bool(False), 0)
