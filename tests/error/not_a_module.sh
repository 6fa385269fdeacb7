# T0118: JSON, but no module: without nodes, without a root, with a root that is something else.
# shellcheck shell=sh
echo '{"kernel": "gemm", "tiles": [1, 2]}' >config.json
echo '{"nodes": [{"type_key": ""}]}' >no_root.json
echo '{"root": 1, "nodes": [{"type_key": ""}, {"type_key": "ffi.Map"}]}' >map.json
echo '{"root_index": 7, "nodes": [{"type": "None"}]}' >outside.json
for path in config.json no_root.json map.json outside.json; do
  code=0
  "$TIR2TT" plan "$path" 2>err || code=$?
  [ "$code" -eq 1 ]
  grep -F '[T0118]' err
done
