# Rotary embedding: the two halves of a head turn together.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, cos_handle: T.handle, sin_handle: T.handle, Y_handle: T.handle):
        X = T.match_buffer(X_handle, (64, 2, 64), "bfloat16", strides=(128, 64, 1))
        cos = T.match_buffer(cos_handle, (64, 32), strides=(32, 1))
        sin = T.match_buffer(sin_handle, (64, 32), strides=(32, 1))
        Y = T.match_buffer(Y_handle, (64, 2, 64), "bfloat16", strides=(128, 64, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        by = T.launch_thread("blockIdx.y", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            a = T.alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
            b = T.alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
            c = T.alloc_buffer((32, 32), scope="shared.dyn")
            s = T.alloc_buffer((32, 32), scope="shared.dyn")
            y0 = T.alloc_buffer((32, 32), scope="local.fragment")
            y1 = T.alloc_buffer((32, 32), scope="local.fragment")
            T.copy(T.region(X[bx * 32, by, 0], 1, 32, 1, 32), T.region(a[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(X[bx * 32, by, 32], 1, 32, 1, 32), T.region(b[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(cos[bx * 32, 0], 1, 32, 32), T.region(c[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(sin[bx * 32, 0], 1, 32, 32), T.region(s[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            for i in T.parallel(32):
                for j in T.parallel(32):
                    y0[i, j] = T.Cast("float32", a[i, j]) * c[i, j] - T.Cast("float32", b[i, j]) * s[i, j]
                    y1[i, j] = T.Cast("float32", b[i, j]) * c[i, j] + T.Cast("float32", a[i, j]) * s[i, j]
            T.copy(T.region(y0[0, 0], 1, 32, 32), T.region(Y[bx * 32, by, 0], 2, 32, 1, 32), -1, T.bool(False), 0)
            T.copy(T.region(y1[0, 0], 1, 32, 32), T.region(Y[bx * 32, by, 32], 2, 32, 1, 32), -1, T.bool(False), 0)
