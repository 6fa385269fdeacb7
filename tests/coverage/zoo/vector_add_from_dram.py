# Vectors that the nest reads and stores itself.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
        A = T.match_buffer(A_handle, (500,), "float16", strides=(1,))
        B = T.match_buffer(B_handle, (500,), "float16", strides=(1,))
        C = T.match_buffer(C_handle, (500,), "float16", strides=(1,))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 4)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            c = T.alloc_buffer((128,), "float16", scope="local.fragment")
            for i in T.parallel(128):
                c[i] = A[bx * 128 + i] + B[bx * 128 + i]
            for i in T.parallel(128):
                C[bx * 128 + i] = c[i]
