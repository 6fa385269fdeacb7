# Four-bit weights written out as float16.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(B_handle: T.handle, W_handle: T.handle):
        B = T.match_buffer(B_handle, (64, 24), "uint8", strides=(24, 1))
        W = T.match_buffer(W_handle, (64, 48), "float16", strides=(48, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            b = T.alloc_buffer((32, 24), "uint8", scope="shared.dyn")
            w = T.alloc_buffer((32, 48), "float16", scope="local.fragment")
            T.copy(T.region(B[bx * 32, 0], 1, 32, 24), T.region(b[0, 0], 2, 32, 24), -1, T.bool(False), 0)
            for i in T.parallel(32):
                for j in T.parallel(48):
                    w[i, j] = T.Cast("float16", T.bitwise_and(T.shift_right(T.Cast("int32", b[i, j // 2]), j % 2 * 4), 15))
            T.copy(T.region(w[0, 0], 1, 32, 48), T.region(W[bx * 32, 0], 2, 32, 48), -1, T.bool(False), 0)
