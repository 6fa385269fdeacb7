# T0603: files that are not there, folders, no .npy files, and files that end too early.
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

printf "no array" >text.npy
printf "\223NUMPY\1\0v\0%s\n" "{\"descr\": \"<f4\", \"fortran_order\": False, \"shape\": (32, 64), }" >short.npy
for file in absent.npy . text.npy short.npy; do
  code=0
  "$TIR2TT" run k.py --in A="$file" 2>err || code=$?
  [ "$code" -eq 1 ]
  grep -F "\`A\` from $file cannot be read" err | grep -F "[T0603]"
done
