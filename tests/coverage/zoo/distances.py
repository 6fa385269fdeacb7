# Distances of all pairs of points.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(A_handle: T.handle, B_handle: T.handle, D_handle: T.handle):
        A = T.match_buffer(A_handle, (64, 32), strides=(32, 1))
        B = T.match_buffer(B_handle, (64, 32), strides=(32, 1))
        D = T.match_buffer(D_handle, (64, 64), strides=(64, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        by = T.launch_thread("blockIdx.y", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            a = T.alloc_buffer((32, 32), scope="shared.dyn")
            b = T.alloc_buffer((32, 32), scope="shared.dyn")
            a2 = T.alloc_buffer((32, 32), scope="local.fragment")
            b2 = T.alloc_buffer((32, 32), scope="local.fragment")
            na = T.alloc_buffer((32,), scope="local.fragment")
            nb = T.alloc_buffer((32,), scope="local.fragment")
            g = T.alloc_buffer((32, 32), scope="local.fragment")
            T.copy(T.region(A[by * 32, 0], 1, 32, 32), T.region(a[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(B[bx * 32, 0], 1, 32, 32), T.region(b[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            for i in T.parallel(32):
                for j in T.parallel(32):
                    a2[i, j] = a[i, j] * a[i, j]
            for i in T.parallel(32):
                for j in T.parallel(32):
                    b2[i, j] = b[i, j] * b[i, j]
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), a2.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), na.data, 0, 32, 2), "sum", 1, T.bool(True))
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), b2.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), nb.data, 0, 32, 2), "sum", 1, T.bool(True))
            T.gemm(T.tvm_access_ptr(T.type_annotation("float32"), a.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), b.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), g.data, 0, 1024, 3), T.bool(False), T.bool(True), 32, 32, 32, 0, T.bool(True), 32, 32, 0, 0, 1, 0, T.uint32(0), 0, 0)
            for i in T.parallel(32):
                for j in T.parallel(32):
                    g[i, j] = T.sqrt(T.max(na[i] + nb[j] - T.float32(2.0) * g[i, j], T.float32(0.0)) + T.float32(1.0))
            T.copy(T.region(g[0, 0], 1, 32, 32), T.region(D[by * 32, bx * 32], 2, 32, 32), -1, T.bool(False), 0)
