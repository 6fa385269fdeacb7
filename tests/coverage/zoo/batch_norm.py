# Batch normalisation with known mean and variance per column.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, mean_handle: T.handle, var_handle: T.handle, gamma_handle: T.handle, beta_handle: T.handle, Y_handle: T.handle):
        X = T.match_buffer(X_handle, (64, 96), strides=(96, 1))
        mean = T.match_buffer(mean_handle, (96,), strides=(1,))
        var = T.match_buffer(var_handle, (96,), strides=(1,))
        gamma = T.match_buffer(gamma_handle, (96,), strides=(1,))
        beta = T.match_buffer(beta_handle, (96,), strides=(1,))
        Y = T.match_buffer(Y_handle, (64, 96), strides=(96, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 3)
        by = T.launch_thread("blockIdx.y", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 32), scope="shared.dyn")
            m = T.alloc_buffer((32,), scope="shared.dyn")
            v = T.alloc_buffer((32,), scope="shared.dyn")
            g = T.alloc_buffer((32,), scope="shared.dyn")
            b = T.alloc_buffer((32,), scope="shared.dyn")
            y = T.alloc_buffer((32, 32), scope="local.fragment")
            T.copy(T.region(X[by * 32, bx * 32], 1, 32, 32), T.region(x[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(mean[bx * 32], 1, 32), T.region(m[0], 2, 32), -1, T.bool(False), 0)
            T.copy(T.region(var[bx * 32], 1, 32), T.region(v[0], 2, 32), -1, T.bool(False), 0)
            T.copy(T.region(gamma[bx * 32], 1, 32), T.region(g[0], 2, 32), -1, T.bool(False), 0)
            T.copy(T.region(beta[bx * 32], 1, 32), T.region(b[0], 2, 32), -1, T.bool(False), 0)
            for i in T.parallel(32):
                for j in T.parallel(32):
                    y[i, j] = (x[i, j] - m[j]) * T.rsqrt(T.abs(v[j]) + T.float32(0.1)) * g[j] + b[j]
            T.copy(T.region(y[0, 0], 1, 32, 32), T.region(Y[by * 32, bx * 32], 2, 32, 32), -1, T.bool(False), 0)
