# Both transposed, and a product that clears what was there.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def gemm_tt(A: T.Tensor((64, 128), dtype), B: T.Tensor((96, 64), dtype), C: T.Tensor((128, 96), dtype)):
    with T.Kernel(2, threads=128) as by:
        a = T.alloc_shared((64, 64), dtype)
        b = T.alloc_shared((96, 64), dtype)
        c = T.alloc_fragment((64, 96), "float32")
        T.fill(c, 7)
        T.copy(A[0, by * 64], a)
        T.copy(B[0, 0], b)
        T.gemm(a, b, c, transpose_A=True, transpose_B=True, clear_accum=True)
        T.copy(c, C[by * 64, 0])
