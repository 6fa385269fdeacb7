# Two products side by side, one gates the other with SiLU.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, W1_handle: T.handle, W3_handle: T.handle, Y_handle: T.handle):
        X = T.match_buffer(X_handle, (64, 64), "bfloat16", strides=(64, 1))
        W1 = T.match_buffer(W1_handle, (64, 64), "bfloat16", strides=(64, 1))
        W3 = T.match_buffer(W3_handle, (64, 64), "bfloat16", strides=(64, 1))
        Y = T.match_buffer(Y_handle, (64, 64), "bfloat16", strides=(64, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        by = T.launch_thread("blockIdx.y", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
            w1 = T.alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
            w3 = T.alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
            g = T.alloc_buffer((32, 32), scope="local.fragment")
            u = T.alloc_buffer((32, 32), scope="local.fragment")
            y = T.alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), g.data, 0, 1024, 2), 0)
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), u.data, 0, 1024, 2), 0)
            for k in T.serial(2, annotations={"num_stages": 2}):
                T.copy(T.region(X[by * 32, k * 32], 1, 32, 32), T.region(x[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.copy(T.region(W1[k * 32, bx * 32], 1, 32, 32), T.region(w1[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.copy(T.region(W3[k * 32, bx * 32], 1, 32, 32), T.region(w3[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.gemm(T.tvm_access_ptr(T.type_annotation("bfloat16"), x.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("bfloat16"), w1.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), g.data, 0, 1024, 3), T.bool(False), T.bool(False), 32, 32, 32, 0, T.bool(False), 32, 32, 0, 0, 1, 0, T.uint32(0), 0, 0)
                T.gemm(T.tvm_access_ptr(T.type_annotation("bfloat16"), x.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("bfloat16"), w3.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), u.data, 0, 1024, 3), T.bool(False), T.bool(False), 32, 32, 32, 0, T.bool(False), 32, 32, 0, 0, 1, 0, T.uint32(0), 0, 0)
            for i in T.parallel(32):
                for j in T.parallel(32):
                    u[i, j] = u[i, j] * (g[i, j] * (T.float32(1.0) / (T.float32(1.0) + T.exp2(-g[i, j] * T.float32(1.44269504)))))
            T.copy(T.region(u[0, 0], 1, 32, 32), T.region(y[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(y[0, 0], 1, 32, 32), T.region(Y[by * 32, bx * 32], 2, 32, 32), -1, T.bool(False), 0)
