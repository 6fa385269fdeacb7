# An element-wise nest without any buffer on the chip.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
        A = T.match_buffer(A_handle, (60, 70), strides=(70, 1))
        B = T.match_buffer(B_handle, (60, 70), strides=(70, 1))
        C = T.match_buffer(C_handle, (60, 70), strides=(70, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 3)
        by = T.launch_thread("blockIdx.y", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            for i in T.parallel(32):
                for j in T.parallel(32):
                    C[by * 32 + i, bx * 32 + j] = A[by * 32 + i, bx * 32 + j] * T.float32(2.0) + B[by * 32 + i, bx * 32 + j]
