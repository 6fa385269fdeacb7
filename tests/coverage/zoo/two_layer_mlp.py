# A product, ReLU, and a second product of the same rows.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, W1_handle: T.handle, W2_handle: T.handle, Y_handle: T.handle):
        X = T.match_buffer(X_handle, (64, 32), "bfloat16", strides=(32, 1))
        W1 = T.match_buffer(W1_handle, (32, 64), "bfloat16", strides=(64, 1))
        W2 = T.match_buffer(W2_handle, (64, 32), "bfloat16", strides=(32, 1))
        Y = T.match_buffer(Y_handle, (64, 32), "bfloat16", strides=(32, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
            w1 = T.alloc_buffer((32, 64), "bfloat16", scope="shared.dyn")
            w2 = T.alloc_buffer((64, 32), "bfloat16", scope="shared.dyn")
            h = T.alloc_buffer((32, 64), scope="local.fragment")
            hc = T.alloc_buffer((32, 64), "bfloat16", scope="local.fragment")
            y = T.alloc_buffer((32, 32), scope="local.fragment")
            T.copy(T.region(X[bx * 32, 0], 1, 32, 32), T.region(x[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(W1[0, 0], 1, 32, 64), T.region(w1[0, 0], 2, 32, 64), -1, T.bool(False), 0)
            T.copy(T.region(W2[0, 0], 1, 64, 32), T.region(w2[0, 0], 2, 64, 32), -1, T.bool(False), 0)
            T.gemm(T.tvm_access_ptr(T.type_annotation("bfloat16"), x.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("bfloat16"), w1.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float32"), h.data, 0, 2048, 3), T.bool(False), T.bool(False), 32, 64, 32, 0, T.bool(True), 32, 64, 0, 0, 1, 0, T.uint32(0), 0, 0)
            for i in T.parallel(32):
                for j in T.parallel(64):
                    hc[i, j] = T.Cast("bfloat16", T.max(h[i, j], T.float32(0.0)))
            T.gemm(T.tvm_access_ptr(T.type_annotation("bfloat16"), hc.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("bfloat16"), w2.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float32"), y.data, 0, 1024, 3), T.bool(False), T.bool(False), 32, 32, 64, 0, T.bool(True), 64, 32, 0, 0, 1, 0, T.uint32(0), 0, 0)
            T.copy(T.region(y[0, 0], 1, 32, 32), T.region(Y[bx * 32, 0], 2, 32, 32), -1, T.bool(False), 0)
