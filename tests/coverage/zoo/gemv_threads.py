# A matrix times a vector, an element of the result per thread.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
        A = T.match_buffer(A_handle, (64,), "float16", strides=(1,))
        B = T.match_buffer(B_handle, (64, 64), "float16", strides=(64, 1))
        C = T.match_buffer(C_handle, (64,), "float16", strides=(1,))
        # with T.block("root"):
        bn = T.launch_thread("blockIdx.x", 2)
        tn = T.launch_thread("threadIdx.x", 32)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            A_s = T.alloc_buffer((32,), "float16", scope="shared.dyn")
            B_s = T.alloc_buffer((32, 32), "float16", scope="shared.dyn")
            C_reg = T.alloc_buffer((1,), scope="local")
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), C_reg.data, 0, 1, 2), 0)
            for bk in range(2):
                for tk in range(32):
                    A_s[tk] = A[bk * 32 + tk]
                    B_s[tn, tk] = B[bn * 32 + tn, bk * 32 + tk]
                for tk in range(32):
                    C_reg[0] = C_reg[0] + T.Cast("float32", A_s[tk]) * T.Cast("float32", B_s[tn, tk])
            C[bn * 32 + tn] = T.Cast("float16", C_reg[0])
