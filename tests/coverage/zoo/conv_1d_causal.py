# Causal convolution along the sequence, four taps, then SiLU.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, W_handle: T.handle, Y_handle: T.handle):
        X = T.match_buffer(X_handle, (96, 32), strides=(32, 1))
        W = T.match_buffer(W_handle, (4, 32), strides=(32, 1))
        Y = T.match_buffer(Y_handle, (96, 32), strides=(32, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 3)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            acc = T.alloc_buffer((32, 32), scope="local.fragment")
            x = T.alloc_buffer((32, 32), scope="shared.dyn")
            w = T.alloc_buffer((32,), scope="shared.dyn")
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), acc.data, 0, 1024, 2), 0)
            for t in range(4):
                T.copy(T.region(X[bx * 32 + t - 3, 0], 1, 32, 32), T.region(x[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.copy(T.region(W[t, 0], 1, 1, 32), T.region(w[0], 2, 32), -1, T.bool(False), 0)
                for i in T.parallel(32):
                    for j in T.parallel(32):
                        acc[i, j] = acc[i, j] + x[i, j] * w[j]
            for i in T.parallel(32):
                for j in T.parallel(32):
                    acc[i, j] = acc[i, j] * T.sigmoid(acc[i, j])
            T.copy(T.region(acc[0, 0], 1, 32, 32), T.region(Y[bx * 32, 0], 2, 32, 32), -1, T.bool(False), 0)
