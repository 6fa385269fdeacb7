# T0004: a text never has a NUL byte; a device that gives nothing else is left at once.
# shellcheck shell=sh
printf 'ab\000cd' >binary.py
for path in binary.py /dev/zero; do
  code=0
  "$TIR2TT" opt "$path" 2>err || code=$?
  [ "$code" -eq 1 ]
  grep -F '[T0004]' err
done
