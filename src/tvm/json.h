// TVM's JSON (`tvm.ir.save_json`) in and out.
//
// What is read: an IRModule or a lone PrimFunc, of any of the eras below. The text stays: a JsonDocument is the table
// of its nodes, views into it. Writing a module that was read adds nodes at the end and changes one reference per
// function that changed (two where its body did); every other byte stays as it was, so that what is not ours cannot
// change. Node types that TIR has not (relax functions beside TIR, layouts of TileLang, …) stay in the text as they
// are. Sources: apache/tvm src/node/serialization.cc, apache/tvm-ffi src/ffi/extra/serialization.cc, docs/json.md.
// Tested by tests/tvm/json_reader_test.cc, json_writer_test.cc, json_era_test.cc and tests/corpus/json_test.cc.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "support/diagnostic.h"
#include "tir/module.h"
#include "tvm/script.h"

namespace tir2tt::tvm {

/// How a text spells its nodes. Era and dialect (`tir.`, `tirx.`) are independent: TVM 0.22 and 0.23 write tir object
/// graphs.
enum class JsonEra : uint8_t {
  Legacy,       // TVM up to 0.20: `type_key`, attributes as strings, "Map", "IntImm", no reference is "0"
  Prefixed,     // 0.21.dev: the same layout, "ffi.Map", "ir.IntImm", no reference is "null"
  ObjectGraph,  // tvm-ffi: `type` and `data`, numbers bare, no reference is a "None" node
};
std::string_view to_string(JsonEra era);  // "0.20", "0.21", "ffi"

class JsonDocument;  // tvm/json_document.h

struct JsonModule {
  tir::IRModule module;  // spans of its nodes are places of JSON objects
  std::shared_ptr<const JsonDocument> document;
};

/// Does the text begin as JSON does, with a brace?
bool looks_like_json(std::string_view text);

/// Reads a module. Every mistake names the node. Meaningful only if `diags` has no errors; the document keeps a copy of
/// nothing: `file` must outlive it.
JsonModule read_json(const SourceFile& file, const ReadOptions& options, Diagnostics& diags);

/// The text of `as_read`, with the functions of `now`. Equal functions give back the text itself, byte for byte.
std::string write_json(const JsonModule& as_read, const tir::IRModule& now, Diagnostics& diags);

/// A module that did not come from JSON. A diagnostic where it has what only a script can carry (`metadata["…"][0]`).
std::string write_json(const tir::IRModule& module, JsonEra era, Diagnostics& diags);

/// What `now` has on its functions that `as_read` has not, as a JSON text of its own that `tvm.ir.load_json` reads as
/// Map<String function, Map<String attribute, Any>>; None stands for an attribute that is gone. In the era and dialect
/// of `as_read`. Functions without a change are not in it.
std::string write_json_attributes(const JsonModule& as_read, const tir::IRModule& now, Diagnostics& diags);

/// "node 57 (tir.For)", by the offset at which the node's object begins; empty where none does.
std::string describe_node(const JsonDocument& document, uint32_t offset);

}  // namespace tir2tt::tvm
