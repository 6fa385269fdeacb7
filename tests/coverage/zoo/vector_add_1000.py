# Vectors of 1000 in blocks of 96.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
        A = T.match_buffer(A_handle, (1000,), strides=(1,))
        B = T.match_buffer(B_handle, (1000,), strides=(1,))
        C = T.match_buffer(C_handle, (1000,), strides=(1,))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 11)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            a = T.alloc_buffer((96,), scope="shared.dyn")
            b = T.alloc_buffer((96,), scope="shared.dyn")
            c = T.alloc_buffer((96,), scope="local.fragment")
            T.copy(T.region(A[bx * 96], 1, 96), T.region(a[0], 2, 96), -1, T.bool(False), 0)
            T.copy(T.region(B[bx * 96], 1, 96), T.region(b[0], 2, 96), -1, T.bool(False), 0)
            for i in T.parallel(96):
                c[i] = a[i] + b[i]
            T.copy(T.region(c[0], 1, 96), T.region(C[bx * 96], 2, 96), -1, T.bool(False), 0)
