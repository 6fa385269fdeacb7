// TVMScript in and out. The text holds more than TIR does: names with suffixes, where a free-standing
// declaration stands, comment lines, opaque metadata. That side information lives in ScriptInfo, beside the IR,
// keyed by node address, so that the IR stays TIR: a pass that shares a node keeps what belongs to it, and for
// nodes that did not come from text the printer works it out as TVM does.
// Tested by tests/tvm/.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "support/diagnostic.h"
#include "tir/module.h"

namespace tir2tt::tvm {

/// A definition that the text gives by itself, in front of the line that needs it: `x = T.int32()`,
/// `S = T.handle("float16", "shared")`, `V = T.Buffer((4096,), …, data=B.data)`, `bx = T.env_thread("blockIdx.x")`.
/// Consecutive T.int32() variables of one line (`m, k = T.int32(), T.int32()`) stand in one Declaration.
struct Declaration {
  enum class Kind : uint8_t { Vars, Buffer, EnvThread };
  Kind kind = Kind::Vars;
  std::vector<tir::Var> vars;  // Vars (pointers included), EnvThread: one
  tir::Buffer buffer;          // Buffer
  std::string thread_tag;      // EnvThread
};

/// The printed line in front of which a declaration stands: a statement (slot 0), or a line of a block's header
/// or of a function's head.
struct Anchor {
  const void* node = nullptr;  // StmtNode, BlockNode or PrimFuncNode
  uint32_t slot = 0;
  friend bool operator==(const Anchor&, const Anchor&) = default;
};
// Slots of a block header, in the order of printing. Lists take one slot per element: base + i.
namespace slot {
constexpr uint32_t kStmt = 0, kWhere = 1, kReads = 2, kWrites = 3, kBlockAttr = 4, kInit = 5, kBody = 6, kFuncAttr = 7;
constexpr uint32_t kIterVar = 0x01000000, kAllocBuffer = 0x02000000, kMatchBuffer = 0x03000000, kBufferMap = 0x04000000;
}  // namespace slot
struct AnchorHash {
  size_t operator()(const Anchor& a) const { return std::hash<const void*>()(a.node) * 31 + a.slot; }
};

struct ScriptInfo {
  // The form of the whole text.
  bool lone_function = false;  // a PrimFunc without a class around it
  std::string class_name = "Module";
  std::string header;   // the lines in front of the class, verbatim, with their ends of line
  std::string trailer;  // what follows the class (`\n# Metadata omitted. …`), verbatim
  bool final_newline = true;
  /// Opaque metadata is numbered as it is printed, from 0 for each key, and a comment at the end says that it is left
  /// out: for modules whose indices mean something else. False: the indices stand as they are.
  bool number_metadata = false;

  /// The name the text shows, where it is not the object's own (Var, Buffer addresses).
  std::unordered_map<const void*, std::string> names;
  std::unordered_map<Anchor, std::vector<Declaration>, AnchorHash> declarations;
};

struct Script {
  tir::IRModule module;
  ScriptInfo info;
};

struct ReadOptions {
  /// Deepest nesting of brackets and of IR statements that is read; deeper input is a diagnostic, not a crash.
  uint32_t max_nesting = 1000;
};

/// Reads TVMScript: what TVM and TileLang print, and what people write (see docs/tvmscript.md). Goes on after a
/// mistake to find the next one; the module is meaningful only if `diags` has no errors.
Script read_script(const SourceFile& file, const ReadOptions& options, Diagnostics& diags);

/// Where an object came from, and where it stands in the text that was printed of it.
struct Place {
  SourceSpan node;  // the object's own span
  SourceSpan text;  // of a statement, block, function or buffer its line, without indentation; of an expression itself
};
/// Sorted by where the node begins, one for each beginning: the first in the text.
using Places = std::vector<Place>;

/// Prints as TVM's `script()` does, byte for byte. Never fails: any module has a text. With `places`, these become the
/// places of all statements, blocks, buffers, functions and expressions whose span is known.
std::string print_script(const tir::IRModule& module, const ScriptInfo& info, Places* places = nullptr);
/// With the side information worked out by TVM's rules: functions by name, `main` last.
std::string print_script(const tir::IRModule& module, Places* places = nullptr);
/// That side information. `lone_function`: of a PrimFunc by itself, the module's only one.
ScriptInfo default_script_info(const tir::IRModule& module, bool lone_function = false);
/// One expression, one statement head: for messages.
std::string print_expr(const tir::Expr& e);

}  // namespace tir2tt::tvm
