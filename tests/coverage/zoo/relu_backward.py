# The gradient passes where the input was positive.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, dY_handle: T.handle, dX_handle: T.handle):
        X = T.match_buffer(X_handle, (64, 64), "bfloat16", strides=(64, 1))
        dY = T.match_buffer(dY_handle, (64, 64), "bfloat16", strides=(64, 1))
        dX = T.match_buffer(dX_handle, (64, 64), "bfloat16", strides=(64, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        by = T.launch_thread("blockIdx.y", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
            dy = T.alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
            dx = T.alloc_buffer((32, 32), "bfloat16", scope="local.fragment")
            T.copy(T.region(X[by * 32, bx * 32], 1, 32, 32), T.region(x[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(dY[by * 32, bx * 32], 1, 32, 32), T.region(dy[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            for i in T.parallel(32):
                for j in T.parallel(32):
                    dx[i, j] = T.if_then_else(x[i, j] > T.bfloat16(0.0), dy[i, j], T.bfloat16(0.0))
            T.copy(T.region(dx[0, 0], 1, 32, 32), T.region(dX[by * 32, bx * 32], 2, 32, 32), -1, T.bool(False), 0)
