# A factor that is the one element of a tensor.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(alpha_handle: T.handle, X_handle: T.handle, Y_handle: T.handle, Z_handle: T.handle):
        alpha = T.match_buffer(alpha_handle, (1,), strides=(1,))
        X = T.match_buffer(X_handle, (64, 64), strides=(64, 1))
        Y = T.match_buffer(Y_handle, (64, 64), strides=(64, 1))
        Z = T.match_buffer(Z_handle, (64, 64), strides=(64, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        by = T.launch_thread("blockIdx.y", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 32), scope="shared.dyn")
            y = T.alloc_buffer((32, 32), scope="shared.dyn")
            z = T.alloc_buffer((32, 32), scope="local.fragment")
            T.copy(T.region(X[by * 32, bx * 32], 1, 32, 32), T.region(x[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(Y[by * 32, bx * 32], 1, 32, 32), T.region(y[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            for i in T.parallel(32):
                for j in T.parallel(32):
                    z[i, j] = alpha[0] * x[i, j] + y[i, j]
            T.copy(T.region(z[0, 0], 1, 32, 32), T.region(Z[by * 32, bx * 32], 2, 32, 32), -1, T.bool(False), 0)
