# T0007: one byte more than is read, in a file that takes no room.
# shellcheck shell=sh
truncate -s 1073741825 large.py
code=0
"$TIR2TT" opt large.py 2>err || code=$?
[ "$code" -eq 1 ]
grep -F '[T0007]' err
