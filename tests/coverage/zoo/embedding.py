# Rows of a table that indices pick.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(table_handle: T.handle, idx_handle: T.handle, Y_handle: T.handle):
        table = T.match_buffer(table_handle, (50, 64), "float16", strides=(64, 1))
        idx = T.match_buffer(idx_handle, (64,), "int32", strides=(1,))
        Y = T.match_buffer(Y_handle, (64, 64), "float16", strides=(64, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            y = T.alloc_buffer((32, 64), "float16", scope="shared.dyn")
            for i in T.parallel(32):
                for j in T.parallel(64):
                    y[i, j] = table[idx[bx * 32 + i], j]
            T.copy(T.region(y[0, 0], 1, 32, 64), T.region(Y[bx * 32, 0], 2, 32, 64), -1, T.bool(False), 0)
