# T0604: both shapes are named.
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
sed "s/(32, 64)/(64, 64)/g" k.py >larger.py
code=0
"$TIR2TT" run larger.py --in A=a.npy 2>err || code=$?
[ "$code" -eq 1 ]
grep -F "\`A\` from a.npy has the shape (32, 64); the kernel's tensor has (64, 64) [T0604]" err
