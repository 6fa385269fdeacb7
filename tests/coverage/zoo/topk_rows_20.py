# The three largest of rows of 40, in blocks of 20 rows.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, V_handle: T.handle, I_handle: T.handle):
        X = T.match_buffer(X_handle, (40, 40), strides=(40, 1))
        V = T.match_buffer(V_handle, (40, 3), strides=(3, 1))
        I = T.match_buffer(I_handle, (40, 3), "int32", strides=(3, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            x = T.alloc_buffer((20, 40), scope="local.fragment")
            mv = T.alloc_buffer((20,), scope="local.fragment")
            e = T.alloc_buffer((20, 40), "int32", scope="local.fragment")
            mi = T.alloc_buffer((20,), "int32", scope="local.fragment")
            T.copy(T.region(X[bx * 20, 0], 1, 20, 40), T.region(x[0, 0], 2, 20, 40), -1, T.bool(False), 0)
            for k in range(3):
                T.fill(T.tvm_access_ptr(T.type_annotation("int32"), e.data, 0, 800, 2), -1)
                T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), x.data, 0, 800, 1), T.tvm_access_ptr(T.type_annotation("float32"), mv.data, 0, 20, 2), "max", 1, T.bool(True))
                for i in T.parallel(20):
                    for j in T.parallel(40):
                        e[i, j] = T.if_then_else(mv[i] == x[i, j], j, e[i, j])
                T.reduce(T.tvm_access_ptr(T.type_annotation("int32"), e.data, 0, 800, 1), T.tvm_access_ptr(T.type_annotation("int32"), mi.data, 0, 20, 2), "max", 1, T.bool(True))
                for i in T.parallel(20):
                    for j in T.parallel(40):
                        x[i, j] = T.if_then_else(mv[i] == x[i, j], T.float32(-10000.0), x[i, j])
                for i in T.parallel(20):
                    V[bx * 20 + i, k] = mv[i]
                    I[bx * 20 + i, k] = mi[i]
