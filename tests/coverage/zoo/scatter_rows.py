# Rows stored where indices say.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, idx_handle: T.handle, Y_handle: T.handle):
        X = T.match_buffer(X_handle, (32, 32), strides=(32, 1))
        idx = T.match_buffer(idx_handle, (32,), "int32", strides=(1,))
        Y = T.match_buffer(Y_handle, (40, 32), strides=(32, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 1)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 32), scope="shared.dyn")
            T.copy(T.region(X[0, 0], 1, 32, 32), T.region(x[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            for i in T.parallel(32):
                for j in T.parallel(32):
                    Y[idx[i], j] = x[i, j]
