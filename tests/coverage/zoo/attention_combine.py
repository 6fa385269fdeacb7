# Puts the parts of a split decoding together by their logarithms of sums.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(lse_handle: T.handle, Partial_handle: T.handle, Out_handle: T.handle):
        lse = T.match_buffer(lse_handle, (4, 64), strides=(64, 1))
        Partial = T.match_buffer(Partial_handle, (4, 64, 64), strides=(4096, 64, 1))
        Out = T.match_buffer(Out_handle, (64, 64), "float16", strides=(64, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            lse_k = T.alloc_buffer((32,), scope="local.fragment")
            lse_max = T.alloc_buffer((32,), scope="local.fragment")
            total = T.alloc_buffer((32,), scope="local.fragment")
            part = T.alloc_buffer((32, 64), scope="shared.dyn")
            acc = T.alloc_buffer((32, 64), scope="local.fragment")
            out_s = T.alloc_buffer((32, 64), "float16", scope="shared.dyn")
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), lse_max.data, 0, 32, 2), T.float32("-inf"))
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), total.data, 0, 32, 2), 0)
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), acc.data, 0, 2048, 2), 0)
            for k in range(4):
                T.copy(T.region(lse[k, bx * 32], 1, 1, 32), T.region(lse_k[0], 2, 32), -1, T.bool(False), 0)
                for i in T.parallel(32):
                    lse_max[i] = T.max(lse_max[i], lse_k[i])
            for k in range(4):
                T.copy(T.region(lse[k, bx * 32], 1, 1, 32), T.region(lse_k[0], 2, 32), -1, T.bool(False), 0)
                T.copy(T.region(Partial[k, bx * 32, 0], 1, 1, 32, 64), T.region(part[0, 0], 2, 32, 64), -1, T.bool(False), 0)
                for i in T.parallel(32):
                    lse_k[i] = T.exp2(lse_k[i] - lse_max[i])
                for i in T.parallel(32):
                    total[i] = total[i] + lse_k[i]
                for i in T.parallel(32):
                    for j in T.parallel(64):
                        acc[i, j] = acc[i, j] + part[i, j] * lse_k[i]
            for i in T.parallel(32):
                for j in T.parallel(64):
                    acc[i, j] = acc[i, j] / total[i]
            T.copy(T.region(acc[0, 0], 1, 32, 64), T.region(out_s[0, 0], 2, 32, 64), -1, T.bool(False), 0)
            T.copy(T.region(out_s[0, 0], 1, 32, 64), T.region(Out[bx * 32, 0], 2, 32, 64), -1, T.bool(False), 0)
