# T0122: names of two TVMs in one text, and fields of two layouts.
# shellcheck shell=sh
echo '{"root": 1, "nodes": [{"type_key": ""}, {"type_key": "ffi.Map"}, {"type_key": "Array"}]}' >names.json
echo '{"root": 1, "nodes": [{"type_key": ""}, {"type": "ffi.Map", "data": []}]}' >fields.json
echo '{"root_index": 0, "nodes": [{"type": "tir.For", "data": {}}, {"type": "tirx.For", "data": {}}]}' >dialects.json
for path in names.json fields.json dialects.json; do
  code=0
  "$TIR2TT" opt "$path" 2>err || code=$?
  [ "$code" -eq 1 ]
  grep -F '[T0122]' err
done
