# T0506: a kernel whose text is too long for its memory.
# shellcheck shell=sh
{
  cat <<'END'
import tilelang.language as T


@T.prim_func
def f(A: T.Tensor((32, 32), "float32"), C: T.Tensor((32, 32), "float32")):
    with T.Kernel(1, threads=128) as bx:
        x = T.alloc_shared((32, 32), "float32")
        T.copy(A, x)
END
  for _ in $(seq 400); do
    printf '        for i, j in T.Parallel(32, 32):\n            x[i, j] = T.exp(x[i, j]) * 0.5\n'
  done
  printf '        T.copy(x, C)\n'
} >k.py
"$TIR2TT" compile k.py -o out 2>err
grep 'the program is some .* B of code.*\[T0506\]' err
