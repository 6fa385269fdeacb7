# Convolution of 1 by 1 as a product of flattened views.
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
            data_flat = T.Buffer((64, 64), "float16", data=data.data, strides=(64, 1))
            kernel_flat = T.Buffer((64, 32), "float16", data=kernel.data, strides=(32, 1))
            out_flat = T.Buffer((64, 32), "float16", data=out.data, strides=(32, 1))
            T.reads()
            T.writes()
            d = T.alloc_buffer((32, 32), "float16", scope="shared.dyn")
            w = T.alloc_buffer((32, 32), "float16", scope="shared.dyn")
            o = T.alloc_buffer((32, 32), scope="local.fragment")
            o_s = T.alloc_buffer((32, 32), "float16", scope="shared.dyn")
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), o.data, 0, 1024, 2), 0)
            for k in T.serial(2, annotations={"num_stages": 2}):
                T.copy(T.region(data_flat[by * 32, k * 32], 1, 32, 32), T.region(d[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.copy(T.region(kernel_flat[k * 32, bx * 32], 1, 32, 32), T.region(w[0, 0], 2, 32, 32), -1, T.bool(False), 0)
                T.gemm(T.tvm_access_ptr(T.type_annotation("float16"), d.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float16"), w.data, 0, 1024, 1), T.tvm_access_ptr(T.type_annotation("float32"), o.data, 0, 1024, 3), T.bool(False), T.bool(False), 32, 32, 32, 0, T.bool(False), 32, 32, 0, 0, 1, 0, T.uint32(0), 0, 0)
            T.copy(T.region(o[0, 0], 1, 32, 32), T.region(o_s[0, 0], 2, 32, 32), -1, T.bool(False), 0)
            T.copy(T.region(o_s[0, 0], 1, 32, 32), T.region(out_flat[by * 32, bx * 32], 2, 32, 32), -1, T.bool(False), 0)
