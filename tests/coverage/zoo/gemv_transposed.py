# A vector times a matrix: sums of columns.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(W_handle: T.handle, x_handle: T.handle, y_handle: T.handle):
        W = T.match_buffer(W_handle, (64, 64), strides=(64, 1))
        x = T.match_buffer(x_handle, (64,), strides=(1,))
        y = T.match_buffer(y_handle, (64,), strides=(1,))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            w = T.alloc_buffer((32, 32), scope="shared.dyn")
            v = T.alloc_buffer((32,), scope="shared.dyn")
            p = T.alloc_buffer((32, 32), scope="local.fragment")
            acc = T.alloc_buffer((32,), scope="local.fragment")
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), acc.data, 0, 32, 2), 0)
            for k in range(2):
                T.copy(T.region(W[k * 32, bx * 32], 1, 32, 32), T.region(w[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.copy(T.region(x[k * 32], 1, 32), T.region(v[0], 2, 32), -1, T.bool(False), 0)
                for i in T.parallel(32):
                    for j in T.parallel(32):
                        p[i, j] = w[i, j] * v[i]
                T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), p.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), acc.data, 0, 32, 2), "sum", 0, T.bool(False))
            T.copy(T.region(acc[0], 1, 32), T.region(y[bx * 32], 2, 32), -1, T.bool(False), 0)
