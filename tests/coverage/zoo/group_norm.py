# Group normalisation: mean and variance over all of a block.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, Y_handle: T.handle):
        X = T.match_buffer(X_handle, (2, 4, 32, 64), strides=(8192, 2048, 64, 1))
        Y = T.match_buffer(Y_handle, (2, 4, 32, 64), strides=(8192, 2048, 64, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 4)
        by = T.launch_thread("blockIdx.y", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 64), scope="local.fragment")
            d = T.alloc_buffer((32, 64), scope="local.fragment")
            rows = T.alloc_buffer((32,), scope="local.fragment")
            mean = T.alloc_buffer((1,), scope="local.fragment")
            rows2 = T.alloc_buffer((32,), scope="local.fragment")
            var = T.alloc_buffer((1,), scope="local.fragment")
            T.copy(T.region(X[by, bx, 0, 0], 1, 1, 1, 32, 64), T.region(x[0, 0], 2, 32, 64), -1, T.bool(False), 0)
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), x.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float32"), rows.data, 0, 32, 2), "sum", 1, T.bool(True))
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), rows.data, 0, 32, 1), T.tvm_access_ptr(T.type_annotation("float32"), mean.data, 0, 1, 2), "sum", 0, T.bool(True))
            for i in T.parallel(1):
                mean[i] = mean[i] / T.float32(2048.0)
            for i in T.parallel(32):
                for j in T.parallel(64):
                    d[i, j] = (x[i, j] - mean[0]) * (x[i, j] - mean[0])
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), d.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float32"), rows2.data, 0, 32, 2), "sum", 1, T.bool(True))
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), rows2.data, 0, 32, 1), T.tvm_access_ptr(T.type_annotation("float32"), var.data, 0, 1, 2), "sum", 0, T.bool(True))
            for i in T.parallel(1):
                var[i] = T.rsqrt(var[i] / T.float32(2048.0) + T.float32(1e-05))
            for i in T.parallel(32):
                for j in T.parallel(64):
                    x[i, j] = (x[i, j] - mean[0]) * var[0]
            T.copy(T.region(x[0, 0], 1, 32, 64), T.region(Y[by, bx, 0, 0], 2, 1, 1, 32, 64), -1, T.bool(False), 0)
