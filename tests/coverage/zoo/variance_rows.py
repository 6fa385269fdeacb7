# Mean and variance of rows from sums and sums of squares.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, Mean_handle: T.handle, Var_handle: T.handle):
        X = T.match_buffer(X_handle, (64, 64), strides=(64, 1))
        Mean = T.match_buffer(Mean_handle, (64,), strides=(1,))
        Var = T.match_buffer(Var_handle, (64,), strides=(1,))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 64), scope="shared.dyn")
            q = T.alloc_buffer((32, 64), scope="local.fragment")
            s = T.alloc_buffer((32,), scope="local.fragment")
            v = T.alloc_buffer((32,), scope="local.fragment")
            T.copy(T.region(X[bx * 32, 0], 1, 32, 64), T.region(x[0, 0], 2, 32, 64), -1, T.bool(False), 0)
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), x.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float32"), s.data, 0, 32, 2), "sum", 1, T.bool(True))
            for i in T.parallel(32):
                for j in T.parallel(64):
                    q[i, j] = x[i, j] * x[i, j]
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), q.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float32"), v.data, 0, 32, 2), "sum", 1, T.bool(True))
            for i in T.parallel(32):
                s[i] = s[i] / T.float32(64.0)
                v[i] = v[i] / T.float32(64.0) - s[i] * s[i]
            T.copy(T.region(s[0], 1, 32), T.region(Mean[bx * 32], 2, 32), -1, T.bool(False), 0)
            T.copy(T.region(v[0], 1, 32), T.region(Var[bx * 32], 2, 32), -1, T.bool(False), 0)
