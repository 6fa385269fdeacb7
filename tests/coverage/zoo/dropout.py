# What a mask of bytes keeps is scaled.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, mask_handle: T.handle, Y_handle: T.handle):
        X = T.match_buffer(X_handle, (64, 64), "float16", strides=(64, 1))
        mask = T.match_buffer(mask_handle, (64, 64), "uint8", strides=(64, 1))
        Y = T.match_buffer(Y_handle, (64, 64), "float16", strides=(64, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        by = T.launch_thread("blockIdx.y", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 32), "float16", scope="shared.dyn")
            m = T.alloc_buffer((32, 32), "uint8", scope="shared.dyn")
            y = T.alloc_buffer((32, 32), "float16", scope="local.fragment")
            T.copy(T.region(X[by * 32, bx * 32], 1, 32, 32), T.region(x[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(mask[by * 32, bx * 32], 1, 32, 32), T.region(m[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            for i in T.parallel(32):
                for j in T.parallel(32):
                    y[i, j] = T.if_then_else(m[i, j] != T.uint8(0), x[i, j] * T.float16(1.25), T.float16(0.0))
            T.copy(T.region(y[0, 0], 1, 32, 32), T.region(Y[by * 32, bx * 32], 2, 32, 32), -1, T.bool(False), 0)
