# The logarithm of the sum of exponentials of every row.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, L_handle: T.handle):
        X = T.match_buffer(X_handle, (96, 128), strides=(128, 1))
        L = T.match_buffer(L_handle, (96,), strides=(1,))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 3)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 128), scope="local.fragment")
            e = T.alloc_buffer((32, 128), scope="local.fragment")
            mx = T.alloc_buffer((32,), scope="local.fragment")
            s = T.alloc_buffer((32,), scope="local.fragment")
            T.copy(T.region(X[bx * 32, 0], 1, 32, 128), T.region(x[0, 0], 2, 32, 128), -1, T.bool(False), 0)
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), x.data, 0, 4096, 1), T.tvm_access_ptr(T.type_annotation("float32"), mx.data, 0, 32, 2), "max", 1, T.bool(True))
            for i in T.parallel(32):
                for j in T.parallel(128):
                    e[i, j] = T.exp(x[i, j] - mx[i])
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), e.data, 0, 4096, 1), T.tvm_access_ptr(T.type_annotation("float32"), s.data, 0, 32, 2), "sum", 1, T.bool(True))
            for i in T.parallel(32):
                s[i] = T.log(s[i]) + mx[i]
            T.copy(T.region(s[0], 1, 32), T.region(L[bx * 32], 2, 32), -1, T.bool(False), 0)
