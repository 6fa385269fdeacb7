# The state of a chunk of Mamba 2: decays and steps weigh the inputs.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(B_handle: T.handle, X_handle: T.handle, dt_handle: T.handle, dA_handle: T.handle, S_handle: T.handle):
        B = T.match_buffer(B_handle, (2, 64, 32), "float16", strides=(2048, 32, 1))
        X = T.match_buffer(X_handle, (2, 64, 64), "float16", strides=(4096, 64, 1))
        dt = T.match_buffer(dt_handle, (2, 64), strides=(64, 1))
        dA = T.match_buffer(dA_handle, (2, 64), strides=(64, 1))
        S = T.match_buffer(S_handle, (2, 64, 32), strides=(2048, 32, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        by = T.launch_thread("blockIdx.y", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x_s = T.alloc_buffer((32, 32), "float16", scope="shared.dyn")
            x_l = T.alloc_buffer((32, 32), scope="local.fragment")
            xt = T.alloc_buffer((32, 32), "float16", scope="local.fragment")
            b_s = T.alloc_buffer((32, 32), "float16", scope="shared.dyn")
            dt_s = T.alloc_buffer((32,), scope="shared.dyn")
            dA_s = T.alloc_buffer((32,), scope="shared.dyn")
            scale = T.alloc_buffer((32,), scope="local.fragment")
            acc = T.alloc_buffer((32, 32), scope="local.fragment")
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), acc.data, 0, 1024, 2), 0)
            for k in T.serial(2, annotations={"num_stages": 2}):
                T.copy(T.region(X[by, k * 32, bx * 32], 1, 1, 32, 32), T.region(x_s[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.copy(T.region(dA[by, k * 32], 1, 1, 32), T.region(dA_s[0], 2, 32), -1, T.bool(False), 0)
                T.copy(T.region(dt[by, k * 32], 1, 1, 32), T.region(dt_s[0], 2, 32), -1, T.bool(False), 0)
                T.copy(T.region(x_s[0, 0], 1, 32, 32), T.region(x_l[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                for i in T.parallel(32):
                    scale[i] = T.exp2((dA[by, 63] - dA_s[i]) * T.float32(1.44269504)) * dt_s[i]
                for i in T.parallel(32):
                    for j in T.parallel(32):
                        xt[i, j] = T.Cast("float16", x_l[i, j] * scale[i])
                T.copy(T.region(B[by, k * 32, 0], 1, 1, 32, 32), T.region(b_s[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.gemm(T.tvm_access_ptr(T.type_annotation("float16"), xt.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float16"), b_s.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), acc.data, 0, 1024, 3), T.bool(True), T.bool(False), 32, 32, 32, 0, T.bool(False), 32, 32, 0, 0, 1, 0, T.uint32(0), 0, 0)
            T.copy(T.region(acc[0, 0], 1, 32, 32), T.region(S[by, bx * 32, 0], 2, 1, 32, 32), -1, T.bool(False), 0)
