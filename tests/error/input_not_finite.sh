# T0606: how many values, and where the first is. The run goes on.
# shellcheck shell=sh
cat >k.py <<'END'
import tilelang.language as T


@T.prim_func
def f(A: T.Tensor((32, 64), "float32"), C: T.Tensor((32, 64), "float32")):
    with T.Kernel(2, threads=128) as bx:
        x = T.alloc_shared((32, 32), "float32")
        y = T.alloc_fragment((32, 32), "float32")
        T.copy(A[0, bx * 32], x)
        for i, j in T.Parallel(32, 32):
            y[i, j] = x[i, j] * 2.0
        T.copy(y, C[0, bx * 32])
END
"$TIR2TT" run k.py --out A=a.npy
# Element [1, 2]: a NaN among the values, which begin at byte 128.
{ head -c $((128 + 66 * 4)) a.npy; printf "\0\0\300\177"; tail -c $((8192 - 67 * 4)) a.npy; } >nan.npy
"$TIR2TT" run k.py --in A=nan.npy 2>err
grep -F "has 1 value that is NaN or infinite as float32, the first at [1, 2] [T0606]" err
