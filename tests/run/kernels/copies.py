# Blocks that go through every kind of buffer, with a cast on the way in, between and out; the last two in one step.
import tilelang.language as T

dtype = "float32"
other = "float32"


@T.prim_func
def copies(A: T.Tensor((128, 192), dtype), B: T.Tensor((128, 192), other), C: T.Tensor((128, 192), dtype)):
    with T.Kernel(3, 2, threads=128) as (bx, by):
        a = T.alloc_shared((64, 64), dtype)
        b = T.alloc_fragment((64, 64), other)
        c = T.alloc_shared((64, 64), dtype)
        T.copy(A[by * 64, bx * 64], a)
        T.copy(a, b)
        T.copy(b, B[by * 64, bx * 64])
        T.copy(b, c)
        T.copy(c, C[by * 64, bx * 64])
