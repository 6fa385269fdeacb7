# Sums of rows and columns over the edges of a tensor, where there is nothing.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def edge_sums(A: T.Tensor((100, 70), dtype), R: T.Tensor((128,), dtype), C: T.Tensor((96,), dtype)):
    with T.Kernel(1, threads=128) as bx:
        a = T.alloc_shared((128, 96), dtype)
        r = T.alloc_fragment((128,), dtype)
        c = T.alloc_fragment((96,), dtype)
        T.copy(A[0, 0], a)
        T.reduce_sum(a, r, dim=1)
        T.reduce_sum(a, c, dim=0)
        T.copy(r, R[0])
        T.copy(c, C[0])
