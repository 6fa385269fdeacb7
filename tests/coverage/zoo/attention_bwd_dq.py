# The gradient of the queries from probabilities that are computed again.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(Q_handle: T.handle, K_handle: T.handle, V_handle: T.handle, dO_handle: T.handle, lse_handle: T.handle, Delta_handle: T.handle, dQ_handle: T.handle):
        Q = T.match_buffer(Q_handle, (64, 64), "float16", strides=(64, 1))
        K = T.match_buffer(K_handle, (128, 64), "float16", strides=(64, 1))
        V = T.match_buffer(V_handle, (128, 64), "float16", strides=(64, 1))
        dO = T.match_buffer(dO_handle, (64, 64), "float16", strides=(64, 1))
        lse = T.match_buffer(lse_handle, (64,), strides=(1,))
        Delta = T.match_buffer(Delta_handle, (64,), strides=(1,))
        dQ = T.match_buffer(dQ_handle, (64, 64), strides=(64, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            Q_s = T.alloc_buffer((32, 64), "float16", scope="shared.dyn")
            K_s = T.alloc_buffer((64, 64), "float16", scope="shared.dyn")
            V_s = T.alloc_buffer((64, 64), "float16", scope="shared.dyn")
            dO_s = T.alloc_buffer((32, 64), "float16", scope="shared.dyn")
            lse_s = T.alloc_buffer((32,), scope="shared.dyn")
            delta_s = T.alloc_buffer((32,), scope="shared.dyn")
            qk = T.alloc_buffer((32, 64), scope="local.fragment")
            dp = T.alloc_buffer((32, 64), scope="local.fragment")
            ds = T.alloc_buffer((32, 64), "float16", scope="local.fragment")
            dq = T.alloc_buffer((32, 64), scope="local.fragment")
            T.copy(T.region(Q[bx * 32, 0], 1, 32, 64), T.region(Q_s[0, 0], 2, 32, 64), -1, T.bool(False), 0)
            T.copy(T.region(dO[bx * 32, 0], 1, 32, 64), T.region(dO_s[0, 0], 2, 32, 64), -1, T.bool(False), 0)
            T.copy(T.region(lse[bx * 32], 1, 32), T.region(lse_s[0], 2, 32), -1, T.bool(False), 0)
            T.copy(T.region(Delta[bx * 32], 1, 32), T.region(delta_s[0], 2, 32), -1, T.bool(False), 0)
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), dq.data, 0, 2048, 2), 0)
            for k in T.serial(2, annotations={"num_stages": 2}):
                T.copy(T.region(K[k * 64, 0], 1, 64, 64), T.region(K_s[0, 0], 2, 64, 64), -1, T.bool(False), 0)
                T.copy(T.region(V[k * 64, 0], 1, 64, 64), T.region(V_s[0, 0], 2, 64, 64), -1, T.bool(False), 0)
                T.fill(T.tvm_access_ptr(T.type_annotation("float32"), qk.data, 0, 2048, 2), 0)
                T.gemm(T.tvm_access_ptr(T.type_annotation("float16"), Q_s.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float16"), K_s.data, 0, 4096, 1), T.tvm_access_ptr(T.type_annotation("float32"), qk.data, 0, 2048, 3), T.bool(False), T.bool(True), 32, 64, 64, 0, T.bool(False), 64, 64, 0, 0, 1, 0, T.uint32(0), 0, 0)
                T.fill(T.tvm_access_ptr(T.type_annotation("float32"), dp.data, 0, 2048, 2), 0)
                T.gemm(T.tvm_access_ptr(T.type_annotation("float16"), dO_s.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float16"), V_s.data, 0, 4096, 1), T.tvm_access_ptr(T.type_annotation("float32"), dp.data, 0, 2048, 3), T.bool(False), T.bool(True), 32, 64, 64, 0, T.bool(False), 64, 64, 0, 0, 1, 0, T.uint32(0), 0, 0)
                for i in T.parallel(32):
                    for j in T.parallel(64):
                        qk[i, j] = T.exp2(qk[i, j] * T.float32(0.1803) - lse_s[i])
                for i in T.parallel(32):
                    for j in T.parallel(64):
                        ds[i, j] = T.Cast("float16", qk[i, j] * (dp[i, j] - delta_s[i]) * T.float32(0.125))
                T.gemm(T.tvm_access_ptr(T.type_annotation("float16"), ds.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float16"), K_s.data, 0, 4096, 1), T.tvm_access_ptr(T.type_annotation("float32"), dq.data, 0, 2048, 3), T.bool(False), T.bool(False), 32, 64, 64, 0, T.bool(False), 64, 64, 0, 0, 1, 0, T.uint32(0), 0, 0)
            T.copy(T.region(dq[0, 0], 1, 32, 64), T.region(dQ[bx * 32, 0], 2, 32, 64), -1, T.bool(False), 0)
