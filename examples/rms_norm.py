# RMS normalisation of rows with TileLang: every row is divided by the root of the mean of its squares.
import tilelang.language as T


@T.prim_func
def rms_norm(X: T.Tensor((4096, 1024), "float32"), Y: T.Tensor((4096, 1024), "float32")):
    with T.Kernel(4096 // 32, threads=128) as bx:
        x = T.alloc_shared((32, 1024), "float32")
        squares = T.alloc_fragment((32, 1024), "float32")
        scale = T.alloc_fragment((32,), "float32")
        T.copy(X[bx * 32, 0], x)
        for i, j in T.Parallel(32, 1024):
            squares[i, j] = x[i, j] * x[i, j]
        T.reduce_sum(squares, scale, dim=1)
        for i in T.Parallel(32):
            scale[i] = T.rsqrt(scale[i] / 1024.0 + 1e-6)
        for i, j in T.Parallel(32, 1024):
            squares[i, j] = x[i, j] * scale[i]
        T.copy(squares, Y[bx * 32, 0])
