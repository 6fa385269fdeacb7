# The upper and the lower half of bytes, beside a value of the kernel's own type: the reader takes the bits apart.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def packed_halves(B: T.Tensor((64, 32), "uint8"), F: T.Tensor((64, 64), dtype), G: T.Tensor((64, 64), dtype)):
    with T.Kernel(2, threads=128) as bx:
        f = T.alloc_fragment((32, 64), dtype)
        T.copy(F[bx * 32, 0], f)
        for i, j in T.Parallel(32, 64):
            f[i, j] = T.Cast(dtype, (B[bx * 32 + i, j // 2] >> T.Cast("uint8", j % 2 * 4)) & T.uint8(15)) + f[i, j]
        T.copy(f, G[bx * 32, 0])
