# Weights of two bits, four in a byte.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
        A = T.match_buffer(A_handle, (32, 64), "bfloat16", strides=(64, 1))
        B = T.match_buffer(B_handle, (32, 16), "uint8", strides=(16, 1))
        C = T.match_buffer(C_handle, (32, 32), strides=(32, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 1)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            A_s = T.alloc_buffer((32, 64), "bfloat16", scope="shared.dyn")
            B_l = T.alloc_buffer((32, 16), "uint8", scope="shared.dyn")
            W = T.alloc_buffer((32, 64), "bfloat16", scope="local.fragment")
            C_l = T.alloc_buffer((32, 32), scope="local.fragment")
            T.copy(T.region(A[0, 0], 1, 32, 64), T.region(A_s[0, 0], 2, 32, 64), -1, T.bool(False), 0)
            T.copy(T.region(B[0, 0], 1, 32, 16), T.region(B_l[0, 0], 2, 32, 16), -1, T.bool(False), 0)
            for i in T.parallel(32):
                for j in T.parallel(64):
                    W[i, j] = T.Cast("bfloat16", T.Cast("int32", T.bitwise_and(T.shift_right(B_l[i, j // 4], T.Cast("uint8", j % 4 * 2)), T.uint8(3))) - 1)
            T.gemm(T.tvm_access_ptr(T.type_annotation("bfloat16"), A_s.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("bfloat16"), W.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float32"), C_l.data, 0, 1024, 3), T.bool(False), T.bool(True), 32, 32, 64, 0, T.bool(True), 64, 64, 0, 0, 1, 0, T.uint32(0), 0, 0)
            T.copy(T.region(C_l[0, 0], 1, 32, 32), T.region(C[0, 0], 2, 32, 32), -1, T.bool(False), 0)
