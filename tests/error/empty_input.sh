# T0003: nothing, and nothing but blanks.
# shellcheck shell=sh
printf '' >nothing.py
printf ' \n\t\n' >blanks.py
for path in nothing.py blanks.py; do
  code=0
  "$TIR2TT" opt "$path" 2>err || code=$?
  [ "$code" -eq 1 ]
  grep -F '[T0003]' err
done
