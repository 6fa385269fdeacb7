# Blocks that add to the same elements, in every way: along an axis of the grid, in a loop, to a vector.
import tilelang.language as T

dtype = "float32"


@T.prim_func
def split_k(A: T.Tensor((128, 128), dtype), B: T.Tensor((128, 64), dtype), C: T.Tensor((128, 64), "float32")):
    with T.Kernel(2, 2, 2, threads=128) as (bx, by, bz):
        a = T.alloc_shared((64, 32), dtype)
        b = T.alloc_shared((32, 32), dtype)
        c = T.alloc_fragment((64, 32), "float32")
        T.clear(c)
        for k in T.Pipelined(2, num_stages=2):
            T.copy(A[by * 64, bz * 64 + k * 32], a)
            T.copy(B[bz * 64 + k * 32, bx * 32], b)
            T.gemm(a, b, c)
        for i, j in T.Parallel(64, 32):
            T.call_extern("handle", "AtomicAdd", C[by * 64 + i, bx * 32 + j], c[i, j])


@T.prim_func
def in_a_loop(A: T.Tensor((128, 64), dtype), C: T.Tensor((128, 64), "float32")):
    with T.Kernel(2, threads=128) as bx:
        a = T.alloc_shared((32, 32), dtype)
        for k in range(4):
            T.copy(A[k * 32, bx * 32], a)
            for i, j in T.Parallel(32, 32):
                T.call_extern("handle", "AtomicAdd", C[k * 32 + i, bx * 32 + j], a[i, j] * 0.5)


@T.prim_func
def row_maxima(A: T.Tensor((128, 96), dtype), M: T.Tensor((128,), "float32")):
    with T.Kernel(3, 4, threads=128) as (bx, by):
        a = T.alloc_shared((32, 32), dtype)
        m = T.alloc_fragment((32,), "float32")
        T.copy(A[by * 32, bx * 32], a)
        T.reduce_max(a, m, dim=1)
        for i in T.Parallel(32):
            T.call_extern("handle", "AtomicMax", M[by * 32 + i], m[i])
