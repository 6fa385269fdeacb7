# What the backward pass of attention computes first: the sums of O * dO.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(O_handle: T.handle, dO_handle: T.handle, Delta_handle: T.handle):
        O = T.match_buffer(O_handle, (1, 64, 2, 64), "float16", strides=(8192, 128, 64, 1))
        dO = T.match_buffer(dO_handle, (1, 64, 2, 64), "float16", strides=(8192, 128, 64, 1))
        Delta = T.match_buffer(Delta_handle, (1, 2, 64), strides=(128, 64, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        by = T.launch_thread("blockIdx.y", 2)
        bz = T.launch_thread("blockIdx.z", 1)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            o = T.alloc_buffer((32, 32), "float16", scope="local.fragment")
            do_ = T.alloc_buffer((32, 32), "float16", scope="local.fragment")
            acc = T.alloc_buffer((32, 32), scope="local.fragment")
            delta = T.alloc_buffer((32,), scope="local.fragment")
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), acc.data, 0, 1024, 2), 0)
            for k in range(2):
                T.copy(T.region(O[bz, bx * 32, by, k * 32], 1, 1, 32, 1, 32), T.region(o[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.copy(T.region(dO[bz, bx * 32, by, k * 32], 1, 1, 32, 1, 32), T.region(do_[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                for i in T.parallel(32):
                    for j in T.parallel(32):
                        acc[i, j] = acc[i, j] + T.Cast("float32", o[i, j] * do_[i, j])
            T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), acc.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), delta.data, 0, 32, 2), "sum", 1, T.bool(True))
            T.copy(T.region(delta[0], 1, 32), T.region(Delta[bz, by, bx * 32], 2, 1, 1, 32), -1, T.bool(False), 0)
