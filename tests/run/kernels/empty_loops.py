# Loops that some blocks never enter: what they would have added to stays what it was.
import tilelang.language as T
dtype = "float32"

@T.prim_func
def main(A: T.Tensor((128, 128), dtype), B: T.Tensor((128, 128), dtype), C: T.Tensor((128, 128), "float32")):
    with T.Kernel(4, 4, threads=128) as (bx, by):
        a = T.alloc_shared((32, 32), dtype)
        b = T.alloc_shared((32, 32), dtype)
        c = T.alloc_fragment((32, 32), "float32")
        T.clear(c)
        for k in T.serial(by):
            T.copy(A[by * 32, k * 32], a)
            T.copy(B[k * 32, bx * 32], b)
            T.gemm(a, b, c)
        T.copy(c, C[by * 32, bx * 32])
