# One row per sequence is stored at the position that a tensor holds.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(new_k_handle: T.handle, pos_handle: T.handle, cache_handle: T.handle):
        new_k = T.match_buffer(new_k_handle, (4, 64), "float16", strides=(64, 1))
        pos = T.match_buffer(pos_handle, (4,), "int32", strides=(1,))
        cache = T.match_buffer(cache_handle, (4, 40, 64), "float16", strides=(2560, 64, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 4)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            k_s = T.alloc_buffer((1, 64), "float16", scope="shared.dyn")
            T.copy(T.region(new_k[bx, 0], 1, 1, 64), T.region(k_s[0, 0], 2, 1, 64), -1, T.bool(False), 0)
            for j in T.parallel(64):
                cache[bx, pos[bx], j] = k_s[0, j]
