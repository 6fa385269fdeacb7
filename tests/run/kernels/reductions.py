# KIND along both axes of blocks; of each a second one that goes on with what the first left.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def reductions(
    A: T.Tensor((128, 192), dtype),
    B: T.Tensor((128, 192), dtype),
    R0: T.Tensor((256,), dtype),
    C0: T.Tensor((384,), dtype),
    R1: T.Tensor((256,), dtype),
    C1: T.Tensor((384,), dtype),
):
    with T.Kernel(2, 2, threads=128) as (bx, by):
        a = T.alloc_shared((64, 96), dtype)
        b = T.alloc_shared((64, 96), dtype)
        r = T.alloc_fragment((64,), dtype)
        c = T.alloc_fragment((96,), dtype)
        T.copy(A[by * 64, bx * 96], a)
        T.copy(B[by * 64, bx * 96], b)
        T.reduce_KIND(a, r, dim=1)
        T.copy(r, R0[(by * 2 + bx) * 64])
        T.reduce_KIND(b, r, dim=1, clear=False)
        T.copy(r, R1[(by * 2 + bx) * 64])
        T.reduce_KIND(a, c, dim=0)
        T.copy(c, C0[(by * 2 + bx) * 96])
        T.reduce_KIND(b, c, dim=0, clear=False)
        T.copy(c, C1[(by * 2 + bx) * 96])
