# The largest of each two by two.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, Y_handle: T.handle):
        X = T.match_buffer(X_handle, (1, 16, 16, 32), strides=(8192, 512, 32, 1))
        Y = T.match_buffer(Y_handle, (64, 32), strides=(32, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            a = T.alloc_buffer((32, 32), scope="local.fragment")
            m = T.alloc_buffer((32, 32), scope="local.fragment")
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), m.data, 0, 1024, 2), T.float32(-1e30))
            for t in range(4):
                for i in T.parallel(32):
                    for j in T.parallel(32):
                        a[i, j] = X[0, (bx * 32 + i) // 8 * 2 + t // 2, i % 8 * 2 + t % 2, j]
                for i in T.parallel(32):
                    for j in T.parallel(32):
                        m[i, j] = T.max(m[i, j], a[i, j])
            T.copy(T.region(m[0, 0], 1, 32, 32), T.region(Y[bx * 32, 0], 2, 32, 32), -1, T.bool(False), 0)
