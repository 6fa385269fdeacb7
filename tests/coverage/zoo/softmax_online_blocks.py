# Softmax in two passes over blocks of columns.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, Y_handle: T.handle):
        X = T.match_buffer(X_handle, (64, 192), strides=(192, 1))
        Y = T.match_buffer(Y_handle, (64, 192), strides=(192, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 64), scope="local.fragment")
            e = T.alloc_buffer((32, 64), scope="local.fragment")
            mx = T.alloc_buffer((32,), scope="local.fragment")
            prev = T.alloc_buffer((32,), scope="local.fragment")
            s = T.alloc_buffer((32,), scope="local.fragment")
            part = T.alloc_buffer((32,), scope="local.fragment")
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), mx.data, 0, 32, 2), T.float32(-1e30))
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), s.data, 0, 32, 2), 0)
            for k in range(3):
                T.copy(T.region(X[bx * 32, k * 64], 1, 32, 64), T.region(x[0, 0], 2, 32, 64), -1, T.bool(False), 0)
                T.copy(T.region(mx[0], 1, 32), T.region(prev[0], 2, 32), -1, T.bool(False), 0)
                T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), x.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float32"), mx.data, 0, 32, 2), "max", 1, T.bool(False))
                for i in T.parallel(32):
                    for j in T.parallel(64):
                        e[i, j] = T.exp(x[i, j] - mx[i])
                T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), e.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float32"), part.data, 0, 32, 2), "sum", 1, T.bool(True))
                for i in T.parallel(32):
                    s[i] = s[i] * T.exp(prev[i] - mx[i]) + part[i]
            for k in range(3):
                T.copy(T.region(X[bx * 32, k * 64], 1, 32, 64), T.region(x[0, 0], 2, 32, 64), -1, T.bool(False), 0)
                for i in T.parallel(32):
                    for j in T.parallel(64):
                        e[i, j] = T.exp(x[i, j] - mx[i]) / s[i]
                T.copy(T.region(e[0, 0], 1, 32, 64), T.region(Y[bx * 32, k * 64], 2, 32, 64), -1, T.bool(False), 0)
