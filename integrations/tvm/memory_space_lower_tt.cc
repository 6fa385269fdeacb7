// tir2tt's passes inside TVM or TileLang: add this one file to the sources of the tree, link libtir2tt.so, done
// (CMakeLists.txt beside it; docs/tvm.md). It registers
//
//   tl.transform.MemorySpaceLowerTT()
//       and the other names of kPasses, which are tilelang-tt's
//   tir2tt.Pass(passes, arch, cb_rule, l1_reserve)
//       any list of such passes in one go: "tile-pad-tt,verify-tt-ir"
//
// A pass sends the module's JSON through the C API of tir2tt and puts the attributes that come back on the *original*
// functions: their bodies stay the same objects, and functions without a change are not touched at all.
//
//   IRModule ──to_json──> text ──tir2tt_opt──> {function: {attribute: value or None}}
//       ──WithAttr, WithoutAttr──> IRModule
//
// Errors become TVM errors that hold tir2tt's messages; warnings and notes go to TVM's log.
//
// Written for C++17 and these versions, by reading them (docs/tvm.md has the places); none of them was at hand to run
// it:
//   TVM up to 0.20; 0.21 and 0.22, that is also TileLang of September 2025; TVM and TileLang on tvm-ffi, `tir` or
//   `tirx`.
// What differs between them stands in the two #if below and in make_module_pass. JSON is written and read by the
// functions that every version registers for Python, so that no header of serialization is needed. Tested by
// tests/integrations/plugin_test.cc, against headers that imitate TVM.
#include <tir2tt/tir2tt.h>
#include <tvm/ir/attrs.h>
#include <tvm/ir/function.h>
#include <tvm/ir/module.h>
#include <tvm/ir/transform.h>
#include <tvm/runtime/logging.h>

#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#if __has_include(<tvm/tirx/function.h>)
#include <tvm/tirx/function.h>
namespace tvm::tir2tt_plugin {
using tirx::PrimFunc;
}
#else
#include <tvm/tir/function.h>
namespace tvm::tir2tt_plugin {
using tir::PrimFunc;
}
#endif

#if __has_include(<tvm/ffi/function.h>)
#include <tvm/ffi/container/map.h>
#include <tvm/ffi/error.h>
#include <tvm/ffi/function.h>
#include <tvm/ffi/reflection/registry.h>
#include <tvm/ffi/string.h>
namespace tvm::tir2tt_plugin {
using Value = ffi::Any;  // what an attribute may be

inline bool has_global(const char* name) { return ffi::Function::GetGlobal(name).has_value(); }

template <typename R, typename... Args>
R call_global(const char* name, const Args&... args) {
  return ffi::Function::GetGlobalRequired(name)(args...).template cast<R>();
}

template <typename F>
void register_global(const char* name, F function) {
  ffi::reflection::GlobalDef().def(name, std::move(function));
}

inline void raise_value_error(const std::string& message) { TVM_FFI_THROW(ValueError) << message; }
inline void raise_internal_error(const std::string& message) { TVM_FFI_THROW(InternalError) << message; }
}  // namespace tvm::tir2tt_plugin
#else  // TVM up to 0.20
#include <tvm/runtime/container/map.h>
#include <tvm/runtime/container/string.h>
#include <tvm/runtime/packed_func.h>
#include <tvm/runtime/registry.h>
namespace tvm::tir2tt_plugin {
namespace ffi = tvm::runtime;
using Value = ObjectRef;

inline bool has_global(const char* name) { return runtime::Registry::Get(name) != nullptr; }

template <typename R, typename... Args>
R call_global(const char* name, const Args&... args) {
  const runtime::PackedFunc* function = runtime::Registry::Get(name);
  ICHECK(function != nullptr) << name << " is not registered";
  return (*function)(args...);
}

template <typename F>
void register_global(const char* name, F function) {
  runtime::Registry::Register(name).set_body_typed(std::move(function));
}

// Python makes an exception of the class with which the message begins.
inline void raise_value_error(const std::string& message) { LOG(FATAL) << "ValueError: " << message; }
inline void raise_internal_error(const std::string& message) { LOG(FATAL) << "InternalError: " << message; }
}  // namespace tvm::tir2tt_plugin
#endif

// Under which names the passes appear. Another prefix lets them live beside tilelang-tt's own.
#ifndef TIR2TT_TVM_PREFIX
#define TIR2TT_TVM_PREFIX "tl.transform."
#endif
// For which chip the passes without arguments plan: a name of `tir2tt archs`.
#ifndef TIR2TT_TVM_ARCH
#define TIR2TT_TVM_ARCH "wormhole_b0"
#endif

namespace tvm::tir2tt_plugin {
namespace {

using transform::Pass;
using transform::PassContext;
using Attributes = ffi::Map<ffi::String, Value>;
using Changes = ffi::Map<ffi::String, Attributes>;
using Result = std::unique_ptr<tir2tt_result, decltype(&tir2tt_result_free)>;

// The passes that write attributes only. GridToPersistentTT changes the body and is not here: tir2tt.tvm of the Python
// package has it. ApplyTTDefaults is a function of Python in tilelang-tt; the name is ours.
struct PassName {
  const char* tvm_name;
  const char* tir2tt_name;
};
constexpr PassName kPasses[] = {
    {"ApplyTTDefaults", "apply-tt-defaults"},
    {"InferDefaultTTSchedule", "infer-default-tt-schedule"},
    {"InferDefaultTTShard", "infer-default-tt-shard"},
    {"TTTilesToCoreMap", "tt-tiles-to-core-map"},
    {"MemorySpaceLowerTT", "memory-space-lower-tt"},
    {"TilePadTT", "tile-pad-tt"},
    {"VerifyTTIR", "verify-tt-ir"},
};

struct Request {
  std::string passes;
  std::string arch = TIR2TT_TVM_ARCH;
  std::string cb_rule = "dataflow";
  int64_t l1_reserve = 0;  // bytes
};

std::string to_json(const IRModule& module) {
  if (has_global("node.SaveJSON")) return call_global<std::string>("node.SaveJSON", module);
  return call_global<std::string>("ffi.ToJSONGraphString", module, nullptr);
}

Changes changes_from_json(const std::string& text) {
  const char* load = has_global("node.LoadJSON") ? "node.LoadJSON" : "ffi.FromJSONGraphString";
  return call_global<Changes>(load, ffi::String(text));
}

Result run_tir2tt(const std::string& json, const Request& request) {
  tir2tt_options options{};
  options.struct_size = sizeof options;
  options.file_name = "<IRModule>";
  options.passes = request.passes.c_str();
  options.arch = request.arch.c_str();
  options.cb_rule = request.cb_rule.c_str();
  options.l1_reserve = request.l1_reserve;
  for (tir2tt_part part : {TIR2TT_ATTRIBUTES, TIR2TT_CHANGED_BODIES, TIR2TT_DIAGNOSTICS, TIR2TT_MESSAGES}) {
    options.parts |= 1u << part;
  }
  return Result(tir2tt_opt(json.data(), json.size(), &options), tir2tt_result_free);
}

std::string text_of(const Result& result, tir2tt_part part) {
  size_t size = 0;
  const char* text = tir2tt_result_text(result.get(), part, &size);
  return text ? std::string(text, size) : std::string();
}

// In a string of JSON every quote has a backslash before it: what is found is the member itself.
bool has_warning(const std::string& diagnostics) {
  const std::string key = "\"severity\":";
  for (size_t at = diagnostics.find(key); at != std::string::npos; at = diagnostics.find(key, at + 1)) {
    const size_t value = diagnostics.find_first_not_of(' ', at + key.size());
    if (diagnostics.compare(value, 9, "\"warning\"") == 0) return true;
  }
  return false;
}

void report(const Result& result) {
  const std::string messages = text_of(result, TIR2TT_MESSAGES);
  switch (tir2tt_result_status(result.get())) {
    case TIR2TT_DONE: break;
    case TIR2TT_INTERNAL_ERROR: return raise_internal_error(messages);
    default: return raise_value_error(messages);
  }
  if (messages.empty()) return;
  if (has_warning(text_of(result, TIR2TT_DIAGNOSTICS))) {
    LOG(WARNING) << messages;
  } else {
    LOG(INFO) << messages;
  }
}

PrimFunc with_changes(PrimFunc func, const Attributes& changes) {
  for (const auto& change : changes) {
    const std::string name = change.first;
    if (change.second.same_as(Value())) {
      func = WithoutAttr(std::move(func), name);
    } else {
      func = WithAttr(std::move(func), name, change.second);
    }
  }
  return func;
}

IRModule with_changes(IRModule module, const Changes& changes) {
  std::vector<std::pair<GlobalVar, PrimFunc>> changed;
  for (const auto& function : module->functions) {
    const auto found = changes.find(function.first->name_hint);
    if (found == changes.end()) continue;
    if (auto func = function.second.as<PrimFunc>()) {
      changed.emplace_back(function.first, with_changes(func.value(), (*found).second));
    }
  }
  if (changed.empty()) return module;
  auto* node = module.CopyOnWrite();
  for (const auto& function : changed) node->functions.Set(function.first, function.second);
  return module;
}

IRModule run(IRModule module, const Request& request) {
  if (tir2tt_abi_version() != TIR2TT_ABI_VERSION) {
    raise_internal_error(std::string("libtir2tt.so ") + tir2tt_version() + " has another ABI than tir2tt/tir2tt.h");
  }
  const Result result = run_tir2tt(to_json(module), request);
  report(result);
  if (text_of(result, TIR2TT_CHANGED_BODIES).find('"') != std::string::npos) {  // a name
    raise_value_error("`" + request.passes + "` changes bodies; tir2tt.tvm of the Python package can do that");
  }
  return with_changes(std::move(module), changes_from_json(text_of(result, TIR2TT_ATTRIBUTES)));
}

// The last parameters of CreateModulePass, what the pass requires and whether it is traced, went away in 2026.
template <typename Create, typename Body>
Pass make_module_pass(Create create, Body body, const std::string& name) {
  if constexpr (std::is_invocable_v<Create, Body, int, std::string>) {
    return create(body, 0, name);
  } else {
    return create(body, 0, name, {}, false);
  }
}

Pass make_pass(const Request& request, const std::string& name) {
  const auto body = [request](IRModule module, PassContext) { return run(std::move(module), request); };
  return make_module_pass(&transform::CreateModulePass, body, name);
}

Pass make_pass(const PassName& pass) {
  Request request;
  request.passes = pass.tir2tt_name;
  return make_pass(request, std::string("tl.") + pass.tvm_name);
}

bool register_passes() {
  for (const PassName& pass : kPasses) {
    const std::string name = std::string(TIR2TT_TVM_PREFIX) + pass.tvm_name;
    register_global(name.c_str(), [pass]() -> Pass { return make_pass(pass); });
  }
  register_global("tir2tt.Pass",
                  [](ffi::String passes, ffi::String arch, ffi::String cb_rule, int64_t l1_reserve) -> Pass {
                    return make_pass({passes, arch, cb_rule, l1_reserve}, "tir2tt.Pass");
                  });
  return true;
}

[[maybe_unused]] const bool kRegistered = register_passes();

}  // namespace
}  // namespace tvm::tir2tt_plugin
