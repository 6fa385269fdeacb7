# Sums of columns of a block of 20 rows and 50 columns.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, S_handle: T.handle):
        X = T.match_buffer(X_handle, (40, 50), strides=(50, 1))
        S = T.match_buffer(S_handle, (2, 50), strides=(50, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((20, 50), scope="shared.dyn")
            s = T.alloc_buffer((50,), scope="local.fragment")
            T.copy(T.region(X[bx * 20, 0], 1, 20, 50), T.region(x[0, 0], 2, 20, 50), -1, T.bool(False), 0)
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), x.data, 0, 1000, 1), T.tvm_access_ptr(T.type_annotation("float32"), s.data, 0, 50, 2), "sum", 0, T.bool(True))
            T.copy(T.region(s[0], 1, 50), T.region(S[bx, 0], 2, 1, 50), -1, T.bool(False), 0)
