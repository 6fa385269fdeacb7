# Outputs of a chunk of Mamba 2 from the state before it and from within.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(CB_handle: T.handle, X_handle: T.handle, dt_handle: T.handle, dA_handle: T.handle, C_handle: T.handle, prev_handle: T.handle, O_handle: T.handle):
        CB = T.match_buffer(CB_handle, (64, 64), "float16", strides=(64, 1))
        X = T.match_buffer(X_handle, (64, 32), "float16", strides=(32, 1))
        dt = T.match_buffer(dt_handle, (64,), strides=(1,))
        dA = T.match_buffer(dA_handle, (64,), strides=(1,))
        C = T.match_buffer(C_handle, (64, 32), "float16", strides=(32, 1))
        prev = T.match_buffer(prev_handle, (32, 32), "float16", strides=(32, 1))
        O = T.match_buffer(O_handle, (64, 32), strides=(32, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            c_s = T.alloc_buffer((32, 32), "float16", scope="shared.dyn")
            p_s = T.alloc_buffer((32, 32), "float16", scope="shared.dyn")
            cb_s = T.alloc_buffer((32, 32), "float16", scope="shared.dyn")
            cb_l = T.alloc_buffer((32, 32), scope="local.fragment")
            cb_c = T.alloc_buffer((32, 32), "float16", scope="local.fragment")
            x_s = T.alloc_buffer((32, 32), "float16", scope="shared.dyn")
            dA_m = T.alloc_buffer((32,), scope="local.fragment")
            dA_k = T.alloc_buffer((32,), scope="local.fragment")
            dt_k = T.alloc_buffer((32,), scope="local.fragment")
            acc = T.alloc_buffer((32, 32), scope="local.fragment")
            T.copy(T.region(dA[bx * 32], 1, 32), T.region(dA_m[0], 2, 32), -1, T.bool(False), 0)
            T.copy(T.region(C[bx * 32, 0], 1, 32, 32), T.region(c_s[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(prev[0, 0], 1, 32, 32), T.region(p_s[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), acc.data, 0, 1024, 2), 0)
            T.gemm(T.tvm_access_ptr(T.type_annotation("float16"), c_s.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float16"), p_s.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), acc.data, 0, 1024, 3), T.bool(False), T.bool(False), 32, 32, 32, 0, T.bool(False), 32, 32, 0, 0, 1, 0, T.uint32(0), 0, 0)
            for i in T.parallel(32):
                for j in T.parallel(32):
                    acc[i, j] = acc[i, j] * T.exp2(dA_m[i] * T.float32(1.44269504))
            for k in T.serial(bx + 1, annotations={"num_stages": 1}):
                T.copy(T.region(CB[bx * 32, k * 32], 1, 32, 32), T.region(cb_s[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.copy(T.region(cb_s[0, 0], 1, 32, 32), T.region(cb_l[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.copy(T.region(dA[k * 32], 1, 32), T.region(dA_k[0], 2, 32), -1, T.bool(False), 0)
                T.copy(T.region(dt[k * 32], 1, 32), T.region(dt_k[0], 2, 32), -1, T.bool(False), 0)
                for i in T.parallel(32):
                    for j in T.parallel(32):
                        cb_l[i, j] = cb_l[i, j] * T.exp2((dA_m[i] - dA_k[j]) * T.float32(1.44269504)) * dt_k[j]
                for i in T.parallel(32):
                    for j in T.parallel(32):
                        cb_l[i, j] = T.if_then_else(bx * 32 + i >= k * 32 + j, cb_l[i, j], T.float32(0.0))
                T.copy(T.region(cb_l[0, 0], 1, 32, 32), T.region(cb_c[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.copy(T.region(X[k * 32, 0], 1, 32, 32), T.region(x_s[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.gemm(T.tvm_access_ptr(T.type_annotation("float16"), cb_c.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float16"), x_s.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), acc.data, 0, 1024, 3), T.bool(False), T.bool(False), 32, 32, 32, 0, T.bool(False), 32, 32, 0, 0, 1, 0, T.uint32(0), 0, 0)
            T.copy(T.region(acc[0, 0], 1, 32, 32), T.region(O[bx * 32, 0], 2, 32, 32), -1, T.bool(False), 0)
