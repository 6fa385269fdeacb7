# Blocks of 24 by 40, a depth of 20: no tiles.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
        A = T.match_buffer(A_handle, (60, 50), "float16", strides=(50, 1))
        B = T.match_buffer(B_handle, (50, 90), "float16", strides=(90, 1))
        C = T.match_buffer(C_handle, (60, 90), "float16", strides=(90, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 3)
        by = T.launch_thread("blockIdx.y", 3)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            A_s = T.alloc_buffer((24, 20), "float16", scope="shared.dyn")
            B_s = T.alloc_buffer((20, 40), "float16", scope="shared.dyn")
            C_local = T.alloc_buffer((24, 40), scope="local.fragment")
            C_s = T.alloc_buffer((24, 40), "float16", scope="shared.dyn")
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), C_local.data, 0, 960, 2), 0)
            for k in T.serial(3, annotations={"num_stages": 2}):
                T.copy(T.region(A[by * 24, k * 20], 1, 24, 20), T.region(A_s[0, 0], 2, 24, 20), -1, T.bool(False), 0)
                T.copy(T.region(B[k * 20, bx * 40], 1, 20, 40), T.region(B_s[0, 0], 2, 20, 40), -1, T.bool(False), 0)
                T.gemm(T.tvm_access_ptr(T.type_annotation("float16"), A_s.data, 0, 480, 1), T.tvm_access_ptr(T.type_annotation("float16"), B_s.data, 0, 800, 1), T.tvm_access_ptr(T.type_annotation("float32"), C_local.data, 0, 960, 3), T.bool(False), T.bool(False), 24, 40, 20, 0, T.bool(False), 20, 40, 0, 0, 1, 0, T.uint32(0), 0, 0)
            T.copy(T.region(C_local[0, 0], 1, 24, 40), T.region(C_s[0, 0], 2, 24, 40), -1, T.bool(False), 0)
            T.copy(T.region(C_s[0, 0], 1, 24, 40), T.region(C[by * 24, bx * 40], 2, 24, 40), -1, T.bool(False), 0)
