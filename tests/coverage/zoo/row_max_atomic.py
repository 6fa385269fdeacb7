# The largest of each row, over blocks of columns atomically.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, y_handle: T.handle):
        X = T.match_buffer(X_handle, (128, 128), strides=(128, 1))
        y = T.match_buffer(y_handle, (128,), strides=(1,))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 4)
        by = T.launch_thread("blockIdx.y", 4)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 32), scope="shared.dyn")
            s = T.alloc_buffer((32,), scope="local.fragment")
            T.copy(T.region(X[by * 32, bx * 32], 1, 32, 32), T.region(x[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), x.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), s.data, 0, 32, 2), "max", 1, T.bool(True))
            for i in T.parallel(32):
                T.call_extern("handle", "AtomicMax", y[by * 32 + i], s[i])
