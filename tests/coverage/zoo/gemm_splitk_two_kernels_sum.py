# Adds up what a split depth left.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(Parts_handle: T.handle, C_handle: T.handle):
        Parts = T.match_buffer(Parts_handle, (4, 64, 64), strides=(4096, 64, 1))
        C = T.match_buffer(C_handle, (64, 64), "float16", strides=(64, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        by = T.launch_thread("blockIdx.y", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            p = T.alloc_buffer((32, 32), scope="shared.dyn")
            acc = T.alloc_buffer((32, 32), scope="local.fragment")
            c = T.alloc_buffer((32, 32), "float16", scope="shared.dyn")
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), acc.data, 0, 1024, 2), 0)
            for k in range(4):
                T.copy(T.region(Parts[k, by * 32, bx * 32], 1, 1, 32, 32), T.region(p[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                for i in T.parallel(32):
                    for j in T.parallel(32):
                        acc[i, j] = acc[i, j] + p[i, j]
            T.copy(T.region(acc[0, 0], 1, 32, 32), T.region(c[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(c[0, 0], 1, 32, 32), T.region(C[by * 32, bx * 32], 2, 32, 32), -1, T.bool(False), 0)
