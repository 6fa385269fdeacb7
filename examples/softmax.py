# Softmax of rows with TileLang: the largest element of a row is subtracted first, so that nothing overflows.
import tilelang.language as T


@T.prim_func
def softmax(X: T.Tensor((2048, 512), "float32"), Y: T.Tensor((2048, 512), "float32")):
    with T.Kernel(2048 // 32, threads=128) as bx:
        x = T.alloc_shared((32, 512), "float32")
        y = T.alloc_fragment((32, 512), "float32")
        largest = T.alloc_fragment((32,), "float32")
        total = T.alloc_fragment((32,), "float32")
        T.copy(X[bx * 32, 0], x)
        T.reduce_max(x, largest, dim=1)
        for i, j in T.Parallel(32, 512):
            y[i, j] = T.exp(x[i, j] - largest[i])
        T.reduce_sum(y, total, dim=1)
        for i, j in T.Parallel(32, 512):
            y[i, j] = y[i, j] / total[i]
        T.copy(y, Y[bx * 32, 0])
