# A product of complex numbers in two pairs of tensors.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(Ar_handle: T.handle, Ai_handle: T.handle, Br_handle: T.handle, Bi_handle: T.handle, Cr_handle: T.handle, Ci__handle: T.handle):
        Ar = T.match_buffer(Ar_handle, (64, 32), strides=(32, 1))
        Ai = T.match_buffer(Ai_handle, (64, 32), strides=(32, 1))
        Br = T.match_buffer(Br_handle, (64, 32), strides=(32, 1))
        Bi = T.match_buffer(Bi_handle, (64, 32), strides=(32, 1))
        Cr = T.match_buffer(Cr_handle, (64, 32), strides=(32, 1))
        Ci_ = T.match_buffer(Ci__handle, (64, 32), strides=(32, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            ar = T.alloc_buffer((32, 32), scope="shared.dyn")
            ai = T.alloc_buffer((32, 32), scope="shared.dyn")
            br = T.alloc_buffer((32, 32), scope="shared.dyn")
            bi = T.alloc_buffer((32, 32), scope="shared.dyn")
            cr = T.alloc_buffer((32, 32), scope="local.fragment")
            ci = T.alloc_buffer((32, 32), scope="local.fragment")
            T.copy(T.region(Ar[bx * 32, 0], 1, 32, 32), T.region(ar[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(Ai[bx * 32, 0], 1, 32, 32), T.region(ai[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(Br[bx * 32, 0], 1, 32, 32), T.region(br[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(Bi[bx * 32, 0], 1, 32, 32), T.region(bi[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            for i in T.parallel(32):
                for j in T.parallel(32):
                    cr[i, j] = ar[i, j] * br[i, j] - ai[i, j] * bi[i, j]
                    ci[i, j] = ar[i, j] * bi[i, j] + ai[i, j] * br[i, j]
            T.copy(T.region(cr[0, 0], 1, 32, 32), T.region(Cr[bx * 32, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(ci[0, 0], 1, 32, 32), T.region(Ci_[bx * 32, 0], 2, 32, 32), -1, T.bool(False), 0)
