# The two largest of each row and where they are.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, V_handle: T.handle, I_handle: T.handle):
        X = T.match_buffer(X_handle, (64, 64), strides=(64, 1))
        V = T.match_buffer(V_handle, (64, 2), strides=(2, 1))
        I = T.match_buffer(I_handle, (64, 2), "int32", strides=(2, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((32, 64), scope="local.fragment")
            mv = T.alloc_buffer((32,), scope="local.fragment")
            e = T.alloc_buffer((32, 64), "int32", scope="local.fragment")
            mi = T.alloc_buffer((32,), "int32", scope="local.fragment")
            T.copy(T.region(X[bx * 32, 0], 1, 32, 64), T.region(x[0, 0], 2, 32, 64), -1, T.bool(False), 0)
            for k in range(2):
                T.fill(T.tvm_access_ptr(T.type_annotation("int32"), e.data, 0, 2048, 2), -1)
                T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), x.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float32"), mv.data, 0, 32, 2), "max", 1, T.bool(True))
                for i in T.parallel(32):
                    for j in T.parallel(64):
                        e[i, j] = T.if_then_else(mv[i] == x[i, j], j, e[i, j])
                T.reduce(T.tvm_access_ptr(T.type_annotation("int32"), e.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("int32"), mi.data, 0, 32, 2), "max", 1, T.bool(True))
                for i in T.parallel(32):
                    for j in T.parallel(64):
                        x[i, j] = T.if_then_else(mv[i] == x[i, j], T.float32(-10000.0), x[i, j])
                for i in T.parallel(32):
                    V[bx * 32 + i, k] = mv[i]
                    I[bx * 32 + i, k] = mi[i]
