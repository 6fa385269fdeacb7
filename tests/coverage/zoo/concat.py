# Two tensors side by side.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
        A = T.match_buffer(A_handle, (64, 32), "bfloat16", strides=(32, 1))
        B = T.match_buffer(B_handle, (64, 64), "bfloat16", strides=(64, 1))
        C = T.match_buffer(C_handle, (64, 96), "bfloat16", strides=(96, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            a = T.alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
            b = T.alloc_buffer((32, 64), "bfloat16", scope="shared.dyn")
            T.copy(T.region(A[bx * 32, 0], 1, 32, 32), T.region(a[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(a[0, 0], 1, 32, 32), T.region(C[bx * 32, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(B[bx * 32, 0], 1, 32, 64), T.region(b[0, 0], 2, 32, 64), -1, T.bool(False), 0)
            T.copy(T.region(b[0, 0], 1, 32, 64), T.region(C[bx * 32, 32], 2, 32, 64), -1, T.bool(False), 0)
