# Sums and largest elements of rows.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, S_handle: T.handle, M_handle: T.handle):
        X = T.match_buffer(X_handle, (64, 96), strides=(96, 1))
        S = T.match_buffer(S_handle, (64,), strides=(1,))
        M = T.match_buffer(M_handle, (64,), strides=(1,))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 96), scope="shared.dyn")
            s = T.alloc_buffer((32,), scope="local.fragment")
            m = T.alloc_buffer((32,), scope="local.fragment")
            T.copy(T.region(X[bx * 32, 0], 1, 32, 96), T.region(x[0, 0], 2, 32, 96), -1, T.bool(False), 0)
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), x.data, 0, 3072, 1), T.tvm_access_ptr(T.type_annotation("float32"), s.data, 0, 32, 2), "sum", 1, T.bool(True))
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), x.data, 0, 3072, 1), T.tvm_access_ptr(T.type_annotation("float32"), m.data, 0, 32, 2), "max", 1, T.bool(True))
            T.copy(T.region(s[0], 1, 32), T.region(S[bx * 32], 2, 32), -1, T.bool(False), 0)
            T.copy(T.region(m[0], 1, 32), T.region(M[bx * 32], 2, 32), -1, T.bool(False), 0)
