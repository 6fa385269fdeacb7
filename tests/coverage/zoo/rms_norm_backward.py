# The gradient of RMS normalisation.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, dY_handle: T.handle, dX_handle: T.handle):
        X = T.match_buffer(X_handle, (64, 64), strides=(64, 1))
        dY = T.match_buffer(dY_handle, (64, 64), strides=(64, 1))
        dX = T.match_buffer(dX_handle, (64, 64), strides=(64, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 64), scope="shared.dyn")
            dy = T.alloc_buffer((32, 64), scope="shared.dyn")
            t = T.alloc_buffer((32, 64), scope="local.fragment")
            ss = T.alloc_buffer((32,), scope="local.fragment")
            dot = T.alloc_buffer((32,), scope="local.fragment")
            dx = T.alloc_buffer((32, 64), scope="local.fragment")
            T.copy(T.region(X[bx * 32, 0], 1, 32, 64), T.region(x[0, 0], 2, 32, 64), -1, T.bool(False), 0)
            T.copy(T.region(dY[bx * 32, 0], 1, 32, 64), T.region(dy[0, 0], 2, 32, 64), -1, T.bool(False), 0)
            for i in T.parallel(32):
                for j in T.parallel(64):
                    t[i, j] = x[i, j] * x[i, j]
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), t.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float32"), ss.data, 0, 32, 2), "sum", 1, T.bool(True))
            for i in T.parallel(32):
                for j in T.parallel(64):
                    t[i, j] = x[i, j] * dy[i, j]
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), t.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float32"), dot.data, 0, 32, 2), "sum", 1, T.bool(True))
            for i in T.parallel(32):
                ss[i] = T.rsqrt(ss[i] / T.float32(64.0) + T.float32(1e-06))
            for i in T.parallel(32):
                for j in T.parallel(64):
                    dx[i, j] = ss[i] * (dy[i, j] - x[i, j] * (ss[i] * ss[i] * dot[i] / T.float32(64.0)))
            T.copy(T.region(dx[0, 0], 1, 32, 64), T.region(dX[bx * 32, 0], 2, 32, 64), -1, T.bool(False), 0)
