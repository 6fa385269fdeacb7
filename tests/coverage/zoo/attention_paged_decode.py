# Decoding from pages of a cache that a table of blocks names.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(Q_handle: T.handle, K_cache_handle: T.handle, V_cache_handle: T.handle, block_table_handle: T.handle, O_handle: T.handle):
        Q = T.match_buffer(Q_handle, (2, 32, 64), "float16", strides=(2048, 64, 1))
        K_cache = T.match_buffer(K_cache_handle, (256, 1, 64), "float16", strides=(64, 64, 1))
        V_cache = T.match_buffer(V_cache_handle, (256, 1, 64), "float16", strides=(64, 64, 1))
        block_table = T.match_buffer(block_table_handle, (2, 3), "int32", strides=(3, 1))
        O = T.match_buffer(O_handle, (2, 32, 64), "float16", strides=(2048, 64, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            Q_s = T.alloc_buffer((32, 64), "float16", scope="shared.dyn")
            K_s = T.alloc_buffer((32, 64), "float16", scope="shared.dyn")
            V_s = T.alloc_buffer((32, 64), "float16", scope="shared.dyn")
            O_s = T.alloc_buffer((32, 64), "float16", scope="shared.dyn")
            acc_s = T.alloc_buffer((32, 32), scope="local.fragment")
            acc_s_cast = T.alloc_buffer((32, 32), "float16", scope="local.fragment")
            acc_o = T.alloc_buffer((32, 64), scope="local.fragment")
            scores_max = T.alloc_buffer((32,), scope="local.fragment")
            scores_max_prev = T.alloc_buffer((32,), scope="local.fragment")
            scores_scale = T.alloc_buffer((32,), scope="local.fragment")
            scores_sum = T.alloc_buffer((32,), scope="local.fragment")
            logsum = T.alloc_buffer((32,), scope="local.fragment")
            T.copy(T.region(Q[bx, 0, 0], 1, 1, 32, 64), T.region(Q_s[0, 0], 2, 32, 64), -1, T.bool(False), 0)
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), acc_o.data, 0, 2048, 2), 0)
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), logsum.data, 0, 32, 2), 0)
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), scores_max.data, 0, 32, 2), T.float32("-inf"))
            for k in T.serial(3, annotations={"num_stages": 1}):
                T.copy(T.region(K_cache[block_table[bx, k] * 32, 0, 0], 1, 32, 1, 64), T.region(K_s[0, 0], 2, 32, 64), -1, T.bool(False), 0)
                T.fill(T.tvm_access_ptr(T.type_annotation("float32"), acc_s.data, 0, 1024, 2), 0)
                T.gemm(T.tvm_access_ptr(T.type_annotation("float16"), Q_s.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float16"), K_s.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float32"), acc_s.data, 0, 1024, 3), T.bool(False), T.bool(True), 32, 32, 64, 0, T.bool(False), 64, 64, 0, 0, 1, 0, T.uint32(0), 0, 0)
                T.copy(T.region(scores_max[0], 1, 32), T.region(scores_max_prev[0], 2, 32), -1, T.bool(False), 0)
                T.fill(T.tvm_access_ptr(T.type_annotation("float32"), scores_max.data, 0, 32, 2), T.float32("-inf"))
                T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), acc_s.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), scores_max.data, 0, 32, 2), "max", 1, T.bool(False))
                for i in T.parallel(32):
                    scores_scale[i] = T.exp2(scores_max_prev[i] * T.float32(0.18033688011112042) - scores_max[i] * T.float32(0.18033688011112042))
                for i in T.parallel(32):
                    for j in T.parallel(32):
                        acc_s[i, j] = T.exp2(acc_s[i, j] * T.float32(0.18033688011112042) - scores_max[i] * T.float32(0.18033688011112042))
                T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), acc_s.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), scores_sum.data, 0, 32, 2), "sum", 1, T.bool(True))
                for i in T.parallel(32):
                    logsum[i] = logsum[i] * scores_scale[i] + scores_sum[i]
                T.copy(T.region(acc_s[0, 0], 1, 32, 32), T.region(acc_s_cast[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                for i in T.parallel(32):
                    for j in T.parallel(64):
                        acc_o[i, j] = acc_o[i, j] * scores_scale[i]
                T.copy(T.region(V_cache[block_table[bx, k] * 32, 0, 0], 1, 32, 1, 64), T.region(V_s[0, 0], 2, 32, 64), -1, T.bool(False), 0)
                T.gemm(T.tvm_access_ptr(T.type_annotation("float16"), acc_s_cast.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float16"), V_s.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float32"), acc_o.data, 0, 2048, 3), T.bool(False), T.bool(False), 32, 64, 32, 0, T.bool(False), 32, 64, 0, 0, 1, 0, T.uint32(0), 0, 0)
            for i in T.parallel(32):
                for j in T.parallel(64):
                    acc_o[i, j] = acc_o[i, j] / logsum[i]
            T.copy(T.region(acc_o[0, 0], 1, 32, 64), T.region(O_s[0, 0], 2, 32, 64), -1, T.bool(False), 0)
            T.copy(T.region(O_s[0, 0], 1, 32, 64), T.region(O[bx, 0, 0], 2, 1, 32, 64), -1, T.bool(False), 0)
