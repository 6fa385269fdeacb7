# Softmax of rows of 50, in a block of 16 rows.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, Y_handle: T.handle):
        X = T.match_buffer(X_handle, (48, 50), strides=(50, 1))
        Y = T.match_buffer(Y_handle, (48, 50), strides=(50, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 3)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((16, 50), scope="shared.dyn")
            y = T.alloc_buffer((16, 50), scope="local.fragment")
            mx = T.alloc_buffer((16,), scope="local.fragment")
            sm = T.alloc_buffer((16,), scope="local.fragment")
            T.copy(T.region(X[bx * 16, 0], 1, 16, 50), T.region(x[0, 0], 2, 16, 50), -1, T.bool(False), 0)
            T.copy(T.region(x[0, 0], 1, 16, 50), T.region(y[0, 0], 2, 16, 50), -1, T.bool(False), 0)
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), y.data, 0, 800, 1), T.tvm_access_ptr(T.type_annotation("float32"), mx.data, 0, 16, 2), "max", 1, T.bool(True))
            for i in T.parallel(16):
                for j in T.parallel(50):
                    y[i, j] = T.exp2((y[i, j] - mx[i]) * T.float32(1.44269504))
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), y.data, 0, 800, 1), T.tvm_access_ptr(T.type_annotation("float32"), sm.data, 0, 16, 2), "sum", 1, T.bool(True))
            for i in T.parallel(16):
                for j in T.parallel(50):
                    y[i, j] = y[i, j] / sm[i]
            T.copy(T.region(y[0, 0], 1, 16, 50), T.region(Y[bx * 16, 0], 2, 16, 50), -1, T.bool(False), 0)
