# Depthwise convolution of 3 by 3: each channel has its own taps.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(data_handle: T.handle, kernel_handle: T.handle, out_handle: T.handle):
        data = T.match_buffer(data_handle, (1, 8, 8, 32), strides=(2048, 256, 32, 1))
        kernel = T.match_buffer(kernel_handle, (3, 3, 32), strides=(96, 32, 1))
        out = T.match_buffer(out_handle, (64, 32), strides=(32, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            acc = T.alloc_buffer((32, 32), scope="local.fragment")
            d = T.alloc_buffer((32, 32), scope="local.fragment")
            w = T.alloc_buffer((32,), scope="local.fragment")
            T.fill(T.tvm_access_ptr(T.type_annotation("float32"), acc.data, 0, 1024, 2), 0)
            for kh in range(3):
                for kw in range(3):
                    T.copy(T.region(kernel[kh, kw, 0], 1, 1, 1, 32), T.region(w[0], 2, 32), -1, T.bool(False), 0)
                    for i in T.parallel(32):
                        for j in T.parallel(32):
                            d[i, j] = T.if_then_else((bx * 32 + i) // 8 + kh - 1 >= 0 and (bx * 32 + i) // 8 + kh - 1 < 8 and i % 8 + kw - 1 >= 0 and i % 8 + kw - 1 < 8, data[0, (bx * 32 + i) // 8 + kh - 1, i % 8 + kw - 1, j], T.float32(0.0))
                    for i in T.parallel(32):
                        for j in T.parallel(32):
                            acc[i, j] = acc[i, j] + d[i, j] * w[j]
            T.copy(T.region(acc[0, 0], 1, 32, 32), T.region(out[bx * 32, 0], 2, 32, 32), -1, T.bool(False), 0)
