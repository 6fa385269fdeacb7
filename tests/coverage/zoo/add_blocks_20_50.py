# Blocks of 20 by 50 of a tensor of 70 by 120.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
        A = T.match_buffer(A_handle, (70, 120), "float16", strides=(120, 1))
        B = T.match_buffer(B_handle, (70, 120), "float16", strides=(120, 1))
        C = T.match_buffer(C_handle, (70, 120), "float16", strides=(120, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 3)
        by = T.launch_thread("blockIdx.y", 4)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            a = T.alloc_buffer((20, 50), "float16", scope="shared.dyn")
            b = T.alloc_buffer((20, 50), "float16", scope="shared.dyn")
            c = T.alloc_buffer((20, 50), "float16", scope="local.fragment")
            T.copy(T.region(A[by * 20, bx * 50], 1, 20, 50), T.region(a[0, 0], 2, 20, 50), -1, T.bool(False), 0)
            T.copy(T.region(B[by * 20, bx * 50], 1, 20, 50), T.region(b[0, 0], 2, 20, 50), -1, T.bool(False), 0)
            for i in T.parallel(20):
                for j in T.parallel(50):
                    c[i, j] = a[i, j] + b[i, j]
            T.copy(T.region(c[0, 0], 1, 20, 50), T.region(C[by * 20, bx * 50], 2, 20, 50), -1, T.bool(False), 0)
