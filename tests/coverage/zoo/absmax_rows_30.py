# Largest magnitudes of blocks of 10 rows and 30 columns.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, M_handle: T.handle):
        X = T.match_buffer(X_handle, (40, 30), strides=(30, 1))
        M = T.match_buffer(M_handle, (40,), strides=(1,))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 4)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((10, 30), scope="shared.dyn")
            m = T.alloc_buffer((10,), scope="local.fragment")
            T.copy(T.region(X[bx * 10, 0], 1, 10, 30), T.region(x[0, 0], 2, 10, 30), -1, T.bool(False), 0)
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), x.data, 0, 300, 1), T.tvm_access_ptr(T.type_annotation("float32"), m.data, 0, 10, 2), "absmax", 1, T.bool(True))
            T.copy(T.region(m[0], 1, 10), T.region(M[bx * 10], 2, 10), -1, T.bool(False), 0)
