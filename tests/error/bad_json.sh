# T0117: a text that begins as JSON and is none; the place is shown.
# shellcheck shell=sh
printf '{"root": 1, "nodes": [{"type_key": ""}' >cut_off.json
printf '{"root": 1, "nodes": [{"type_key": ""}]} {}' >more.json
for path in cut_off.json more.json; do
  code=0
  "$TIR2TT" opt "$path" 2>err || code=$?
  [ "$code" -eq 1 ]
  grep -F '[T0117]' err
  grep -F "$path:1:" err
done
