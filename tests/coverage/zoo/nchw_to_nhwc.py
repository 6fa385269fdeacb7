# Images from NCHW to NHWC.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(X_handle: T.handle, Y_handle: T.handle):
        X = T.match_buffer(X_handle, (1, 32, 4, 16), "float16", strides=(2048, 64, 16, 1))
        Y = T.match_buffer(Y_handle, (1, 4, 16, 32), "float16", strides=(2048, 512, 32, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            y = T.alloc_buffer((32, 32), "float16", scope="local.fragment")
            for i in T.parallel(32):
                for j in T.parallel(32):
                    y[i, j] = X[0, j, (bx * 32 + i) // 16, i % 16]
            for i in T.parallel(32):
                for j in T.parallel(32):
                    Y[0, (bx * 32 + i) // 16, i % 16, j] = y[i, j]
