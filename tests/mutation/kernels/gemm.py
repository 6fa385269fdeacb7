# Three steps of K and an accumulator larger than DST: it is spilled into a circular buffer. 2x3 blocks of 128x128.
import tilelang.language as T


@T.prim_func
def gemm(
    A: T.Tensor((256, 96), "float16"),
    B: T.Tensor((96, 384), "float16"),
    C: T.Tensor((256, 384), "float16"),
):
    with T.Kernel(T.ceildiv(384, 128), T.ceildiv(256, 128), threads=128) as (bx, by):
        A_shared = T.alloc_shared((128, 32), "float16")
        B_shared = T.alloc_shared((32, 128), "float16")
        C_local = T.alloc_fragment((128, 128), "float32")
        T.clear(C_local)
        for k in T.Pipelined(T.ceildiv(96, 32), num_stages=2):
            T.copy(A[by * 128, k * 32], A_shared)
            T.copy(B[k * 32, bx * 128], B_shared)
            T.gemm(A_shared, B_shared, C_local)
        T.copy(C_local, C[by * 128, bx * 128])
