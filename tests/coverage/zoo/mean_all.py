# The mean of a block, as one element.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, Y_handle: T.handle):
        X = T.match_buffer(X_handle, (4, 32, 64), strides=(2048, 64, 1))
        Y = T.match_buffer(Y_handle, (4,), strides=(1,))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 4)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 64), scope="shared.dyn")
            r = T.alloc_buffer((32,), scope="local.fragment")
            m = T.alloc_buffer((1,), scope="local.fragment")
            T.copy(T.region(X[bx, 0, 0], 1, 1, 32, 64), T.region(x[0, 0], 2, 32, 64), -1, T.bool(False), 0)
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), x.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float32"), r.data, 0, 32, 2), "sum", 1, T.bool(True))
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), r.data, 0, 32, 1), T.tvm_access_ptr(T.type_annotation("float32"), m.data, 0, 1, 2), "sum", 0, T.bool(True))
            for i in T.parallel(1):
                Y[bx + i] = m[i] / T.float32(2048.0)
