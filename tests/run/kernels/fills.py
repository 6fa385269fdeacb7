# Constants: zero, one, a negative one, one that is not exact, and one that depends on the block.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def fills(C: T.Tensor((5, 64, 128), dtype)):
    with T.Kernel(2, threads=128) as bx:
        c = T.alloc_fragment((64, 64), dtype)
        T.clear(c)
        T.copy(c, C[0, 0, bx * 64])
        T.fill(c, 1)
        T.copy(c, C[1, 0, bx * 64])
        T.fill(c, -2.5)
        T.copy(c, C[2, 0, bx * 64])
        for i, j in T.Parallel(64, 64):
            c[i, j] = 0.1
        T.copy(c, C[3, 0, bx * 64])
        if bx == 0:
            T.fill(c, 3)
        else:
            T.fill(c, 4)
        T.copy(c, C[4, 0, bx * 64])
