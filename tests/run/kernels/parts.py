# Parts of a buffer in other places of a tensor: rows from the first one on.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def parts(X: T.Tensor((64, 64), dtype), C: T.Tensor((128, 64), dtype)):
    with T.Kernel(1, threads=128) as bx:
        x = T.alloc_fragment((64, 64), dtype)
        T.copy(X[0, 0], x)
        T.copy(x[0:32, :], C[32, 0])
        T.copy(x[0:48, :], C[72, 0])
