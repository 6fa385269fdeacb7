# Retention whose mask of decays is a tensor.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(Q_handle: T.handle, K_handle: T.handle, V_handle: T.handle, mask_handle: T.handle, O_handle: T.handle):
        Q = T.match_buffer(Q_handle, (2, 64, 32), "float16", strides=(2048, 32, 1))
        K = T.match_buffer(K_handle, (2, 64, 32), "float16", strides=(2048, 32, 1))
        V = T.match_buffer(V_handle, (2, 64, 32), "float16", strides=(2048, 32, 1))
        mask = T.match_buffer(mask_handle, (2, 64, 64), strides=(4096, 64, 1))
        O = T.match_buffer(O_handle, (2, 64, 32), "float16", strides=(2048, 32, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        by = T.launch_thread("blockIdx.y", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            Q_s = T.alloc_buffer((32, 32), "float16", scope="shared.dyn")
            K_s = T.alloc_buffer((32, 32), "float16", scope="shared.dyn")
            V_s = T.alloc_buffer((32, 32), "float16", scope="shared.dyn")
            mask_l = T.alloc_buffer((32, 32), scope="local.fragment")
            acc_s = T.alloc_buffer((32, 32), scope="local.fragment")
            acc_c = T.alloc_buffer((32, 32), "float16", scope="local.fragment")
            acc_o = T.alloc_buffer((32, 32), scope="local.fragment")
            r_abs = T.alloc_buffer((32,), scope="local.fragment")
            T.copy(T.region(Q[by, bx * 32, 0], 1, 1, 32, 32), T.region(Q_s[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), acc_o.data, 0, 1024, 2), 0)
            for k in T.serial(2, annotations={"num_stages": 2}):
                T.copy(T.region(K[by, k * 32, 0], 1, 1, 32, 32), T.region(K_s[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.copy(T.region(V[by, k * 32, 0], 1, 1, 32, 32), T.region(V_s[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.copy(T.region(mask[by, bx * 32, k * 32], 1, 1, 32, 32), T.region(mask_l[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.gemm(T.tvm_access_ptr(T.type_annotation("float16"), Q_s.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float16"), K_s.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), acc_s.data, 0, 1024, 3), T.bool(False), T.bool(True), 32, 32, 32, 0, T.bool(True), 32, 32, 0, 0, 1, 0, T.uint32(0), 0, 0)
                for i in T.parallel(32):
                    for j in T.parallel(32):
                        acc_s[i, j] = acc_s[i, j] * mask_l[i, j]
                T.reduce(T.tvm_access_ptr(T.type_annotation("float32"), acc_s.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), r_abs.data, 0, 32, 2), "abssum", 1, T.bool(True))
                for i in T.parallel(32):
                    for j in T.parallel(32):
                        acc_s[i, j] = acc_s[i, j] / T.max(r_abs[i], T.float32(1.0))
                T.copy(T.region(acc_s[0, 0], 1, 32, 32), T.region(acc_c[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.gemm(T.tvm_access_ptr(T.type_annotation("float16"), acc_c.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float16"), V_s.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), acc_o.data, 0, 1024, 3), T.bool(False), T.bool(False), 32, 32, 32, 0, T.bool(False), 32, 32, 0, 0, 1, 0, T.uint32(0), 0, 0)
            T.copy(T.region(acc_o[0, 0], 1, 32, 32), T.region(O[by, bx * 32, 0], 2, 1, 32, 32), -1, T.bool(False), 0)
