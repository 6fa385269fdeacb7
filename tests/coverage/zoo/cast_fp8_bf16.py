# float8 of bfloat16, blocks of 16 rows.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, Q_handle: T.handle, S_handle: T.handle):
        X = T.match_buffer(X_handle, (48, 64), "bfloat16", strides=(64, 1))
        Q = T.match_buffer(Q_handle, (48, 64), "float8_e4m3", strides=(64, 1))
        S = T.match_buffer(S_handle, (48, 2), strides=(2, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 3)
        by = T.launch_thread("blockIdx.y", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            y = T.alloc_buffer((16, 32), scope="local.fragment")
            amax = T.alloc_buffer((16,), scope="local.fragment")
            s = T.alloc_buffer((16,), scope="local.fragment")
            q = T.alloc_buffer((16, 32), scope="local.fragment")
            q8 = T.alloc_buffer((16, 32), "float8_e4m3", scope="local.fragment")
            x = T.alloc_buffer((16, 32), "bfloat16", scope="shared.dyn")
            T.copy(T.region(X[bx * 16, by * 32], 1, 16, 32), T.region(x[0, 0], 2, 16, 32), -1, T.bool(False), 0)
            T.copy(T.region(x[0, 0], 1, 16, 32), T.region(y[0, 0], 2, 16, 32), -1, T.bool(False), 0)
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), y.data, 0, 512, 1), T.tvm_access_ptr(T.type_annotation("float32"), amax.data, 0, 16, 2), "absmax", 1, T.bool(True))
            for i in T.parallel(16):
                amax[i] = T.max(amax[i], T.float32(0.0001))
                s[i] = amax[i] / T.float32(448.0)
            for i in T.parallel(16):
                for j in T.parallel(32):
                    q[i, j] = T.min(T.max(y[i, j] / s[i], T.float32(-448.0)), T.float32(448.0))
            T.copy(T.region(q[0, 0], 1, 16, 32), T.region(q8[0, 0], 2, 16, 32), -1, T.bool(False), 0)
            for i in T.parallel(16):
                S[bx * 16 + i, by] = s[i]
            T.copy(T.region(q8[0, 0], 1, 16, 32), T.region(Q[bx * 16, by * 32], 2, 16, 32), -1, T.bool(False), 0)
