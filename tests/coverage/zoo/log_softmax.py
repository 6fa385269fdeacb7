# The logarithm of softmax.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, Y_handle: T.handle):
        X = T.match_buffer(X_handle, (64, 128), strides=(128, 1))
        Y = T.match_buffer(Y_handle, (64, 128), strides=(128, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 128), scope="shared.dyn")
            y = T.alloc_buffer((32, 128), scope="local.fragment")
            mx = T.alloc_buffer((32,), scope="local.fragment")
            sm = T.alloc_buffer((32,), scope="local.fragment")
            e = T.alloc_buffer((32, 128), scope="local.fragment")
            T.copy(T.region(X[bx * 32, 0], 1, 32, 128), T.region(x[0, 0], 2, 32, 128), -1, T.bool(False), 0)
            T.copy(T.region(x[0, 0], 1, 32, 128), T.region(y[0, 0], 2, 32, 128), -1, T.bool(False), 0)
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), y.data, 0, 4096, 1), T.tvm_access_ptr(T.type_annotation("float32"), mx.data, 0, 32, 2), "max", 1, T.bool(True))
            for i in T.parallel(32):
                for j in T.parallel(128):
                    e[i, j] = T.exp(y[i, j] - mx[i])
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), e.data, 0, 4096, 1), T.tvm_access_ptr(T.type_annotation("float32"), sm.data, 0, 32, 2), "sum", 1, T.bool(True))
            for i in T.parallel(32):
                for j in T.parallel(128):
                    y[i, j] = y[i, j] - mx[i] - T.log(sm[i])
            T.copy(T.region(y[0, 0], 1, 32, 128), T.region(Y[bx * 32, 0], 2, 32, 128), -1, T.bool(False), 0)
