# Largest and smallest elements of columns.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, Hi_handle: T.handle, Lo_handle: T.handle):
        X = T.match_buffer(X_handle, (64, 64), strides=(64, 1))
        Hi = T.match_buffer(Hi_handle, (64,), strides=(1,))
        Lo = T.match_buffer(Lo_handle, (64,), strides=(1,))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((64, 32), scope="shared.dyn")
            hi = T.alloc_buffer((32,), scope="local.fragment")
            lo = T.alloc_buffer((32,), scope="local.fragment")
            T.copy(T.region(X[0, bx * 32], 1, 64, 32), T.region(x[0, 0], 2, 64, 32), -1, T.bool(False), 0)
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), x.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float32"), hi.data, 0, 32, 2), "max", 0, T.bool(True))
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), x.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float32"), lo.data, 0, 32, 2), "min", 0, T.bool(True))
            T.copy(T.region(hi[0], 1, 32), T.region(Hi[bx * 32], 2, 32), -1, T.bool(False), 0)
            T.copy(T.region(lo[0], 1, 32), T.region(Lo[bx * 32], 2, 32), -1, T.bool(False), 0)
