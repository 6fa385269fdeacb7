# Split depth with an atomic addition of a whole block.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
        A = T.match_buffer(A_handle, (64, 128), "float16", strides=(128, 1))
        B = T.match_buffer(B_handle, (128, 64), "float16", strides=(64, 1))
        C = T.match_buffer(C_handle, (64, 64), strides=(64, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 1)
        by = T.launch_thread("blockIdx.y", 1)
        bz = T.launch_thread("blockIdx.z", 4)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            A_s = T.alloc_buffer((64, 32), "float16", scope="shared.dyn")
            B_s = T.alloc_buffer((32, 64), "float16", scope="shared.dyn")
            C_l = T.alloc_buffer((64, 64), scope="local.fragment")
            T.copy(T.region(A[by * 64, bz * 32], 1, 64, 32), T.region(A_s[0, 0], 2, 64, 32), -1, T.bool(False), 0)
            T.copy(T.region(B[bz * 32, bx * 64], 1, 32, 64), T.region(B_s[0, 0], 2, 32, 64), -1, T.bool(False), 0)
            T.gemm(T.tvm_access_ptr(T.type_annotation("float16"), A_s.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float16"), B_s.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float32"), C_l.data, 0, 4096, 3), T.bool(False), T.bool(False), 64, 64, 32, 0, T.bool(True), 32, 64, 0, 0, 1, 0, T.uint32(0), 0, 0)
            T.atomicadd(T.region(C_l[0, 0], 1, 64, 64), T.region(C[by * 64, bx * 64], 3, 64, 64))
