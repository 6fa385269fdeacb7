# Sums of columns, every element of a block added atomically.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, C_handle: T.handle):
        X = T.match_buffer(X_handle, (4, 128, 64), strides=(8192, 64, 1))
        C = T.match_buffer(C_handle, (1, 64), strides=(64, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        by = T.launch_thread("blockIdx.y", 4)
        bz = T.launch_thread("blockIdx.z", 1)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 32), scope="shared.dyn")
            T.copy(T.region(X[bz, by * 32, bx * 32], 1, 1, 32, 32), T.region(x[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            for i in T.parallel(32):
                for j in T.parallel(32):
                    T.call_extern("handle", "AtomicAdd", C[0, bx * 32 + j], x[i, j])
