# Element-wise, with operands that cannot change places. Every block of the grid is computed in two double-buffered strips.
import tilelang.language as T


@T.prim_func
def scaled_add(
    A: T.Tensor((192, 256), "bfloat16"),
    B: T.Tensor((192, 256), "bfloat16"),
    C: T.Tensor((192, 256), "bfloat16"),
):
    with T.Kernel(2, 3, threads=128) as (bx, by):
        A_shared = T.alloc_shared((64, 64), "bfloat16")
        B_shared = T.alloc_shared((64, 64), "bfloat16")
        C_local = T.alloc_fragment((64, 64), "bfloat16")
        for s in T.Pipelined(2, num_stages=2):
            T.copy(A[by * 64, bx * 128 + s * 64], A_shared)
            T.copy(B[by * 64, bx * 128 + s * 64], B_shared)
            for i, j in T.Parallel(64, 64):
                C_local[i, j] = A_shared[i, j] + B_shared[i, j] * 0.5
            T.copy(C_local, C[by * 64, bx * 128 + s * 64])
