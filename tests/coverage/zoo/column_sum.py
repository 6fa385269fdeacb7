# Sums of columns over several blocks.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, S_handle: T.handle):
        X = T.match_buffer(X_handle, (96, 64), "bfloat16", strides=(64, 1))
        S = T.match_buffer(S_handle, (64,), strides=(1,))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
            x_l = T.alloc_buffer((32, 32), scope="local.fragment")
            s = T.alloc_buffer((32,), scope="local.fragment")
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), s.data, 0, 32, 2), 0)
            for k in range(3):
                T.copy(T.region(X[k * 32, bx * 32], 1, 32, 32), T.region(x[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.copy(T.region(x[0, 0], 1, 32, 32), T.region(x_l[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), x_l.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), s.data, 0, 32, 2), "sum", 0, T.bool(False))
            T.copy(T.region(s[0], 1, 32), T.region(S[bx * 32], 2, 32), -1, T.bool(False), 0)
