# Running sums of rows.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, Y_handle: T.handle):
        X = T.match_buffer(X_handle, (32, 64), strides=(64, 1))
        Y = T.match_buffer(Y_handle, (32, 64), strides=(64, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 1)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 64), scope="shared.dyn")
            T.copy(T.region(X[0, 0], 1, 32, 64), T.region(x[0, 0], 2, 32, 64), -1, T.bool(False), 0)
            T.cumsum(T.tvm_access_ptr(T.type_annotation("float32"), x.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float32"), x.data, 0, 2048, 3), 1, T.bool(False))
            T.copy(T.region(x[0, 0], 1, 32, 64), T.region(Y[0, 0], 2, 32, 64), -1, T.bool(False), 0)
