# The tensor has another dtype than the buffer that is loaded, and than the buffer that is stored.
import tilelang.language as T

dtype = "float32"
other = "float32"


@T.prim_func
def cast_on_the_way(A: T.Tensor((128, 64), other), B: T.Tensor((128, 64), other)):
    with T.Kernel(2, 2, threads=128) as (bx, by):
        a = T.alloc_shared((64, 32), dtype)
        T.copy(A[by * 64, bx * 32], a)
        T.copy(a, B[by * 64, bx * 32])
