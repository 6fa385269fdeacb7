# A buffer that is loaded in both loops of a nest, and one that is used in both.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def nested_loops(A: T.Tensor((3, 64, 64), dtype), B: T.Tensor((3, 2, 64, 64), dtype), C: T.Tensor((64, 64), dtype)):
    with T.Kernel(2, 2, threads=128) as (bx, by):
        a = T.alloc_shared((32, 32), dtype)
        s = T.alloc_fragment((32, 32), "float32")
        T.clear(s)
        for m in range(3):
            T.copy(A[m, by * 32, bx * 32], a)
            for i, j in T.Parallel(32, 32):
                s[i, j] = s[i, j] * 0.5 + a[i, j]
            for n in range(2):
                T.copy(B[m, n, by * 32, bx * 32], a)
                for i, j in T.Parallel(32, 32):
                    s[i, j] = s[i, j] + a[i, j] * a[i, j]
        T.copy(s, C[by * 32, bx * 32])
