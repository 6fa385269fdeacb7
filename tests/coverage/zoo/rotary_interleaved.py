# Rotary embedding of neighbours, read from DRAM by the nest.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, cos_handle: T.handle, sin_handle: T.handle, Y_handle: T.handle):
        X = T.match_buffer(X_handle, (64, 64), strides=(64, 1))
        cos = T.match_buffer(cos_handle, (64, 32), strides=(32, 1))
        sin = T.match_buffer(sin_handle, (64, 32), strides=(32, 1))
        Y = T.match_buffer(Y_handle, (64, 64), strides=(64, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            a = T.alloc_buffer((32, 64), scope="local.fragment")
            b = T.alloc_buffer((32, 64), scope="local.fragment")
            c = T.alloc_buffer((32, 64), scope="local.fragment")
            s = T.alloc_buffer((32, 64), scope="local.fragment")
            for i in T.parallel(32):
                for j in T.parallel(64):
                    a[i, j] = X[bx * 32 + i, j]
                    b[i, j] = T.if_then_else(j % 2 == 0, T.float32(0.0) - X[bx * 32 + i, j + 1], X[bx * 32 + i, j - 1])
                    c[i, j] = cos[bx * 32 + i, j // 2]
                    s[i, j] = sin[bx * 32 + i, j // 2]
            for i in T.parallel(32):
                for j in T.parallel(64):
                    a[i, j] = a[i, j] * c[i, j] + b[i, j] * s[i, j]
            T.copy(T.region(a[0, 0], 1, 32, 64), T.region(Y[bx * 32, 0], 2, 32, 64), -1, T.bool(False), 0)
