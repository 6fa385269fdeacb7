# KIND along axis DIM of blocks; the second call goes on with what the first left (CLEAR).
import tilelang.language as T

dtype = "float32"
LENGTH = 64


@T.prim_func
def reductions(A: T.Tensor((128, 128), dtype), B: T.Tensor((128, 128), dtype), C: T.Tensor((128 // LENGTH * 128,), dtype)):
    with T.Kernel(2, 2, threads=128) as (bx, by):
        a = T.alloc_shared((64, 64), dtype)
        b = T.alloc_shared((64, 64), dtype)
        c = T.alloc_fragment((LENGTH,), dtype)
        T.copy(A[by * 64, bx * 64], a)
        T.copy(B[by * 64, bx * 64], b)
        T.reduce_KIND(a, c, dim=DIM)
        T.reduce_KIND(b, c, dim=DIM, clear=CLEAR)
        T.copy(c, C[(by * 2 + bx) * 64])
