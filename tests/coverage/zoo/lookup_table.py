# Codes of four bits that a table in DRAM turns into numbers.
# from tvm.script import ir as I
# from tvm.script import tir as T

@I.ir_module
class Module:
    @T.prim_func
    def main(codes_handle: T.handle, table_handle: T.handle, W_handle: T.handle):
        codes = T.match_buffer(codes_handle, (64, 32), "uint8", strides=(32, 1))
        table = T.match_buffer(table_handle, (16,), strides=(1,))
        W = T.match_buffer(W_handle, (64, 32), strides=(32, 1))
        # with T.block("root"):
        bx = T.launch_thread("blockIdx.x", 2)
        tx = T.launch_thread("threadIdx.x", 128)
        ty = T.launch_thread("threadIdx.y", 1)
        tz = T.launch_thread("threadIdx.z", 1)
        with T.block("tilelang_root"):
            T.reads()
            T.writes()
            w = T.alloc_buffer((32, 32), scope="local.fragment")
            for i in T.parallel(32):
                for j in T.parallel(32):
                    w[i, j] = table[codes[bx * 32 + i, j]]
            T.copy(T.region(w[0, 0], 1, 32, 32), T.region(W[bx * 32, 0], 2, 32, 32), -1, T.bool(False), 0)
