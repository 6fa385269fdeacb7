# int8 with a scale per row, rounded to the nearest.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, Q_handle: T.handle, S_handle: T.handle):
        X = T.match_buffer(X_handle, (64, 64), strides=(64, 1))
        Q = T.match_buffer(Q_handle, (64, 64), "int8", strides=(64, 1))
        S = T.match_buffer(S_handle, (64,), strides=(1,))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 64), scope="local.fragment")
            amax = T.alloc_buffer((32,), scope="local.fragment")
            q8 = T.alloc_buffer((32, 64), "int8", scope="local.fragment")
            T.copy(T.region(X[bx * 32, 0], 1, 32, 64), T.region(x[0, 0], 2, 32, 64), -1, T.bool(False), 0)
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), x.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float32"), amax.data, 0, 32, 2), "absmax", 1, T.bool(True))
            for i in T.parallel(32):
                amax[i] = T.max(amax[i], T.float32(0.0001)) / T.float32(127.0)
            for i in T.parallel(32):
                for j in T.parallel(64):
                    q8[i, j] = T.Cast("int8", T.round(x[i, j] / amax[i]))
            for i in T.parallel(32):
                S[bx * 32 + i] = amax[i]
            T.copy(T.region(q8[0, 0], 1, 32, 64), T.region(Q[bx * 32, 0], 2, 32, 64), -1, T.bool(False), 0)
