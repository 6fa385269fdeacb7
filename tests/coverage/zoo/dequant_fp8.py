# Weights of float8 that become bfloat16 before the product.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
        A = T.match_buffer(A_handle, (32, 64), "bfloat16", strides=(64, 1))
        B = T.match_buffer(B_handle, (64, 64), "float8_e4m3", strides=(64, 1))
        C = T.match_buffer(C_handle, (32, 64), strides=(64, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            A_s = T.alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
            B_s = T.alloc_buffer((32, 32), "float8_e4m3", scope="shared.dyn")
            W = T.alloc_buffer((32, 32), "bfloat16", scope="local.fragment")
            C_l = T.alloc_buffer((32, 32), scope="local.fragment")
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), C_l.data, 0, 1024, 2), 0)
            for k in T.serial(2, annotations={"num_stages": 2}):
                T.copy(T.region(A[0, k * 32], 1, 32, 32), T.region(A_s[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.copy(T.region(B[k * 32, bx * 32], 1, 32, 32), T.region(B_s[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.copy(T.region(B_s[0, 0], 1, 32, 32), T.region(W[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.gemm(T.tvm_access_ptr(T.type_annotation("bfloat16"), A_s.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("bfloat16"), W.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), C_l.data, 0, 1024, 3), T.bool(False), T.bool(False), 32, 32, 32, 0, T.bool(False), 32, 32, 0, 0, 1, 0, T.uint32(0), 0, 0)
            T.copy(T.region(C_l[0, 0], 1, 32, 32), T.region(C[0, bx * 32], 2, 32, 32), -1, T.bool(False), 0)
