# An element-wise sum, as written with TileLang: each block of the grid adds one 128x128 tile.
import tilelang.language as T


@T.prim_func
def add(
    A: T.Tensor((2048, 2048), "bfloat16"),
    B: T.Tensor((2048, 2048), "bfloat16"),
    C: T.Tensor((2048, 2048), "bfloat16"),
):
    with T.Kernel(2048 // 128, 2048 // 128, threads=128) as (bx, by):
        A_shared = T.alloc_shared((128, 128), "bfloat16")
        B_shared = T.alloc_shared((128, 128), "bfloat16")
        C_local = T.alloc_fragment((128, 128), "bfloat16")
        T.copy(A[by * 128, bx * 128], A_shared)
        T.copy(B[by * 128, bx * 128], B_shared)
        for i, j in T.Parallel(128, 128):
            C_local[i, j] = A_shared[i, j] + B_shared[i, j]
        T.copy(C_local, C[by * 128, bx * 128])
