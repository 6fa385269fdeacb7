# Causal linear attention by chunks, with a state that goes from chunk to chunk.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(Q_handle: T.handle, K_handle: T.handle, V_handle: T.handle, O_handle: T.handle):
        Q = T.match_buffer(Q_handle, (1, 128, 2, 32), "bfloat16", strides=(8192, 64, 32, 1))
        K = T.match_buffer(K_handle, (1, 128, 2, 32), "bfloat16", strides=(8192, 64, 32, 1))
        V = T.match_buffer(V_handle, (1, 128, 2, 64), "bfloat16", strides=(16384, 128, 64, 1))
        O = T.match_buffer(O_handle, (1, 128, 2, 64), strides=(16384, 128, 64, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        by = T.launch_thread("blockIdx.y", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            q = T.alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
            k_s = T.alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
            v = T.alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
            s = T.alloc_buffer((32, 32), scope="local.fragment")
            s_c = T.alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
            h = T.alloc_buffer((32, 32), scope="local.fragment")
            h_s = T.alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
            o = T.alloc_buffer((32, 32), scope="local.fragment")
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), h.data, 0, 1024, 2), 0)
            for i in T.serial(4, annotations={"num_stages": 2}):
                T.copy(T.region(Q[0, i * 32, by, 0], 1, 1, 32, 1, 32), T.region(q[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.copy(T.region(K[0, i * 32, by, 0], 1, 1, 32, 1, 32), T.region(k_s[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.copy(T.region(V[0, i * 32, by, bx * 32], 1, 1, 32, 1, 32), T.region(v[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.gemm(T.tvm_access_ptr(T.type_annotation("bfloat16"), q.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("bfloat16"), k_s.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), s.data, 0, 1024, 3), T.bool(False), T.bool(True), 32, 32, 32, 0, T.bool(True), 32, 32, 0, 0, 1, 0, T.uint32(0), 0, 0)
                for r in T.parallel(32):
                    for c in T.parallel(32):
                        s_c[r, c] = T.Cast("bfloat16", T.if_then_else(r >= c, s[r, c], T.float32(0.0)))
                T.gemm(T.tvm_access_ptr(T.type_annotation("bfloat16"), s_c.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("bfloat16"), v.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), o.data, 0, 1024, 3), T.bool(False), T.bool(False), 32, 32, 32, 0, T.bool(True), 32, 32, 0, 0, 1, 0, T.uint32(0), 0, 0)
                T.copy(T.region(h[0, 0], 1, 32, 32), T.region(h_s[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.gemm(T.tvm_access_ptr(T.type_annotation("bfloat16"), k_s.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("bfloat16"), v.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), h.data, 0, 1024, 3), T.bool(True), T.bool(False), 32, 32, 32, 0, T.bool(False), 32, 32, 0, 0, 1, 0, T.uint32(0), 0, 0)
                T.gemm(T.tvm_access_ptr(T.type_annotation("bfloat16"), q.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("bfloat16"), h_s.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), o.data, 0, 1024, 3), T.bool(False), T.bool(False), 32, 32, 32, 0, T.bool(False), 32, 32, 0, 0, 1, 0, T.uint32(0), 0, 0)
                T.copy(T.region(o[0, 0], 1, 32, 32), T.region(O[0, i * 32, by, bx * 32], 2, 1, 32, 1, 32), -1, T.bool(False), 0)
