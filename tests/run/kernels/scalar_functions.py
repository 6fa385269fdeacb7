# Functions of tiles, each into a matrix of its own, where FUNCTIONS stands. x is in [-1, 1), y is positive.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def scalar_functions(X: T.Tensor((64, 64), dtype), Y: T.Tensor((64, 64), dtype), Z: T.Tensor((6, 64, 64), dtype)):
    with T.Kernel(2, threads=128) as bx:
        x = T.alloc_shared((64, 32), dtype)
        y = T.alloc_shared((64, 32), dtype)
        z = T.alloc_fragment((64, 32), dtype)
        T.copy(X[0, bx * 32], x)
        T.copy(Y[0, bx * 32], y)
        for i, j in T.Parallel(64, 32):
            y[i, j] = T.abs(y[i, j]) + 0.125
FUNCTIONS
