# Layer normalisation of blocks that are no tiles: 16 rows of 100.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, gamma_handle: T.handle, beta_handle: T.handle, Y_handle: T.handle):
        X = T.match_buffer(X_handle, (64, 100), strides=(100, 1))
        gamma = T.match_buffer(gamma_handle, (100,), strides=(1,))
        beta = T.match_buffer(beta_handle, (100,), strides=(1,))
        Y = T.match_buffer(Y_handle, (64, 100), strides=(100, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 4)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((16, 100), scope="shared.dyn")
            x_l = T.alloc_buffer((16, 100), scope="local.fragment")
            sq = T.alloc_buffer((16, 100), scope="local.fragment")
            g = T.alloc_buffer((100,), scope="shared.dyn")
            b = T.alloc_buffer((100,), scope="shared.dyn")
            mean = T.alloc_buffer((16,), scope="local.fragment")
            var = T.alloc_buffer((16,), scope="local.fragment")
            y = T.alloc_buffer((16, 100), scope="local.fragment")
            T.copy(T.region(X[bx * 16, 0], 1, 16, 100), T.region(x[0, 0], 2, 16, 100), -1, T.bool(False), 0)
            T.copy(T.region(gamma[0], 1, 100), T.region(g[0], 2, 100), -1, T.bool(False), 0)
            T.copy(T.region(beta[0], 1, 100), T.region(b[0], 2, 100), -1, T.bool(False), 0)
            T.copy(T.region(x[0, 0], 1, 16, 100), T.region(x_l[0, 0], 2, 16, 100), -1, T.bool(False), 0)
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), x_l.data, 0, 1600, 1), T.tvm_access_ptr(T.type_annotation("float32"), mean.data, 0, 16, 2), "sum", 1, T.bool(True))
            for i in T.parallel(16):
                mean[i] = mean[i] / T.float32(100.0)
            for i in T.parallel(16):
                for j in T.parallel(100):
                    x_l[i, j] = x_l[i, j] - mean[i]
            for i in T.parallel(16):
                for j in T.parallel(100):
                    sq[i, j] = x_l[i, j] * x_l[i, j]
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), sq.data, 0, 1600, 1), T.tvm_access_ptr(T.type_annotation("float32"), var.data, 0, 16, 2), "sum", 1, T.bool(True))
            for i in T.parallel(16):
                var[i] = T.rsqrt(var[i] / T.float32(100.0) + T.float32(1e-05))
            for i in T.parallel(16):
                for j in T.parallel(100):
                    y[i, j] = (x_l[i, j] * var[i] * (g[j]) + (b[j]))
            T.copy(T.region(y[0, 0], 1, 16, 100), T.region(Y[bx * 16, 0], 2, 16, 100), -1, T.bool(False), 0)
