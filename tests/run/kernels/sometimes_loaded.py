# A block that is filled, and loaded over where a tensor says so: the writer, too, has to know.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def sometimes_loaded(X: T.Tensor((64, 64), dtype), N: T.Tensor((4,), "int32"), C: T.Tensor((4, 32, 32), dtype)):
    with T.Kernel(4, threads=128) as bx:
        x = T.alloc_fragment((32, 32), dtype)
        T.fill(x, 7)
        if N[bx] > 0:
            T.copy(X[0, 0], x)
        T.copy(x, C[bx, 0, 0])
