# Convolution of 1 by 1.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(data_handle: T.handle, kernel_handle: T.handle, out_handle: T.handle):
        data = T.match_buffer(data_handle, (2, 4, 8, 64), "float16", strides=(2048, 512, 64, 1))
        kernel = T.match_buffer(kernel_handle, (1, 1, 64, 32), "float16", strides=(2048, 2048, 32, 1))
        out = T.match_buffer(out_handle, (2, 4, 8, 32), "float16", strides=(1024, 256, 32, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 1)
        by = T.launch_thread("blockIdx.y", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            kernel_flat = T.Buffer((64, 32), "float16", data=kernel.data, strides=(32, 1))
            out_flat = T.Buffer((64, 32), "float16", data=out.data, strides=(32, 1))
            T.reads()
            T.writes()
            data_s = T.alloc_buffer((32, 32), "float16", scope="shared.dyn")
            kernel_s = T.alloc_buffer((32, 32), "float16", scope="shared.dyn")
            out_l = T.alloc_buffer((32, 32), scope="local.fragment")
            out_s = T.alloc_buffer((32, 32), "float16", scope="shared.dyn")
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), out_l.data, 0, 1024, 2), 0)
            for k_iter in T.serial(2, annotations={"num_stages": 2}):
                for i in T.parallel(32):
                    for j in T.parallel(32):
                        k: T.int32 = k_iter * 32 + j
                        m: T.int32 = by * 32 + i
                        access_h: T.int32 = m % 32 // 8 * 1 + k // 64 - 0
                        access_w: T.int32 = m % 8 * 1 + k // 64 % 1 - 0
                        in_bound: T.bool = access_h >= 0 and access_w >= 0 and access_h < 4 and access_w < 8
                        data_s[i, j] = T.if_then_else(in_bound, data[m // 32, access_h, access_w, k % 64], T.float16(0.0))
                T.copy(T.region(kernel_flat[k_iter * 32, bx * 32], 1, 32, 32), T.region(kernel_s[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.gemm(T.tvm_access_ptr(T.type_annotation("float16"), data_s.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float16"), kernel_s.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), out_l.data, 0, 1024, 3), T.bool(False), T.bool(False), 32, 32, 32, 0, T.bool(False), 32, 32, 0, 0, 1, 0, T.uint32(0), 0, 0)
            T.copy(T.region(out_l[0, 0], 1, 32, 32), T.region(out_s[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(out_s[0, 0], 1, 32, 32), T.region(out_flat[by * 32, bx * 32], 2, 32, 32), -1, T.bool(False), 0)
