# The probability of the largest logit and its index, for routing.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, P_handle: T.handle, I_handle: T.handle):
        X = T.match_buffer(X_handle, (64, 32), strides=(32, 1))
        P = T.match_buffer(P_handle, (64,), strides=(1,))
        I = T.match_buffer(I_handle, (64,), "int32", strides=(1,))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 32), scope="local.fragment")
            d = T.alloc_buffer((32, 32), scope="local.fragment")
            mv = T.alloc_buffer((32,), scope="local.fragment")
            s = T.alloc_buffer((32,), scope="local.fragment")
            e = T.alloc_buffer((32, 32), "int32", scope="local.fragment")
            mi = T.alloc_buffer((32,), "int32", scope="local.fragment")
            T.copy(T.region(X[bx * 32, 0], 1, 32, 32), T.region(x[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), x.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), mv.data, 0, 32, 2), "max", 1, T.bool(True))
            for i in T.parallel(32):
                for j in T.parallel(32):
                    d[i, j] = T.exp(x[i, j] - mv[i])
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), d.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), s.data, 0, 32, 2), "sum", 1, T.bool(True))
            for i in T.parallel(32):
                for j in T.parallel(32):
                    e[i, j] = T.if_then_else(mv[i] == x[i, j], j, -1)
            T.reduce(T.tvm_access_ptr(T.type_annotation("int32"), e.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("int32"), mi.data, 0, 32, 2), "max", 1, T.bool(True))
            for i in T.parallel(32):
                P[bx * 32 + i] = T.float32(1.0) / s[i]
                I[bx * 32 + i] = mi[i]
