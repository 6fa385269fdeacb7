# exports_test.sh LIBRARY HEADER: the shared library shows the functions of the header and needs the C library only.
# shellcheck shell=sh
set -eu
library=$1 header=$2

shown=$(nm -D --defined-only "$library" | awk '$2 != "A" { print $3 }' | sort)
declared=$(sed -n 's/^TIR2TT_API .*[ *]\(tir2tt_[a-z_]*\)(.*/\1@@TIR2TT_1/p' "$header" | sort)
if [ -z "$declared" ] || [ "$shown" != "$declared" ]; then
  printf 'exported:\n%s\ndeclared:\n%s\n' "$shown" "$declared"
  exit 1
fi

needed=$(readelf -d "$library" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
for name in $needed; do
  case $name in
    libc.so.6 | libm.so.6 | ld-linux*) ;;
    *) printf 'needs %s\n' "$name"; exit 1 ;;
  esac
done
readelf -d "$library" | grep -q 'SONAME.*\[libtir2tt\.so\.1\]'
echo "exports $(echo "$shown" | wc -l) functions; needs: $(echo $needed)"
