// A toy of TVM's modules, functions and passes, over fake_ffi.h, and of SaveJSON and LoadJSON for the node list of TVM
// 0.21. All nodes but the few that the plug-in touches are one generic type. FAKE_TIR: the namespace and prefix of
// PrimFunc. Tested by tests/integrations/plugin_test.cc, whose tool it is.
#pragma once

#include <iostream>

#include "fake_ffi.h"

namespace tvm {

using ffi::Any;
using ffi::ObjectRef;

// Any node of the JSON: fields that are text, and fields that are references ("null" when there is no object).
struct GenericNode : ffi::Object {
  std::string type_key;
  std::map<std::string, std::string> texts;
  std::map<std::string, Any> links;
};

struct DictAttrsNode : ffi::Object {
  ffi::Map<ffi::String, Any> dict;
};
class DictAttrs : public ObjectRef {
 public:
  using ContainerType = DictAttrsNode;
  explicit DictAttrs(ffi::Map<ffi::String, Any> dict = {}) {
    auto node = std::make_shared<DictAttrsNode>();
    node->dict = std::move(dict);
    data_ = std::move(node);
  }
  explicit DictAttrs(std::shared_ptr<DictAttrsNode> node) : ObjectRef(std::move(node)) {}
  const DictAttrsNode* operator->() const { return static_cast<const DictAttrsNode*>(data_.get()); }
};

struct GlobalVarNode : ffi::Object {
  ffi::String name_hint;
};
class GlobalVar : public ObjectRef {
 public:
  using ContainerType = GlobalVarNode;
  explicit GlobalVar(std::shared_ptr<GlobalVarNode> node) : ObjectRef(std::move(node)) {}
  const GlobalVarNode* operator->() const { return static_cast<const GlobalVarNode*>(data_.get()); }
};

struct BaseFuncNode : GenericNode {
  DictAttrs attrs;
};
class BaseFunc : public ObjectRef {
 public:
  using ContainerType = BaseFuncNode;
  explicit BaseFunc(std::shared_ptr<BaseFuncNode> node) : ObjectRef(std::move(node)) {}
  const BaseFuncNode* operator->() const { return static_cast<const BaseFuncNode*>(data_.get()); }
};

namespace FAKE_TIR {
struct PrimFuncNode : BaseFuncNode {};
class PrimFunc : public BaseFunc {
 public:
  using ContainerType = PrimFuncNode;
  explicit PrimFunc(std::shared_ptr<PrimFuncNode> node) : BaseFunc(std::move(node)) {}
  PrimFuncNode* CopyOnWrite() {
    if (data_.use_count() > 1) data_ = std::make_shared<PrimFuncNode>(static_cast<PrimFuncNode&>(*data_));
    return static_cast<PrimFuncNode*>(data_.get());
  }
};
}  // namespace FAKE_TIR

template <typename F>
F WithAttr(F func, const std::string& key, Any value) {
  auto dict = func->attrs->dict;
  dict.Set(key, value);
  func.CopyOnWrite()->attrs = DictAttrs(dict);
  return func;
}
template <typename F>
F WithoutAttr(F func, const std::string& key) {
  auto dict = func->attrs->dict;
  dict.erase(key);
  func.CopyOnWrite()->attrs = DictAttrs(dict);
  return func;
}

struct IRModuleNode : GenericNode {
  ffi::Map<GlobalVar, BaseFunc> functions;
};
class IRModule : public ObjectRef {
 public:
  using ContainerType = IRModuleNode;
  explicit IRModule(std::shared_ptr<IRModuleNode> node) : ObjectRef(std::move(node)) {}
  IRModuleNode* operator->() const { return static_cast<IRModuleNode*>(data_.get()); }
  IRModuleNode* CopyOnWrite() {
    if (data_.use_count() > 1) data_ = std::make_shared<IRModuleNode>(static_cast<IRModuleNode&>(*data_));
    return static_cast<IRModuleNode*>(data_.get());
  }
};

namespace transform {
class PassContext : public ObjectRef {};
struct PassNode : ffi::Object {
  std::function<IRModule(IRModule, PassContext)> body;
  std::string name;
};
class Pass : public ObjectRef {
 public:
  using ContainerType = PassNode;
  explicit Pass(std::shared_ptr<PassNode> node) : ObjectRef(std::move(node)) {}
  IRModule operator()(IRModule module) const {
    return static_cast<const PassNode&>(*data_).body(std::move(module), PassContext());
  }
};
}  // namespace transform

std::string SaveJSON(const Any& root);
Any LoadJSON(const std::string& text);

// LOG(…): what was logged, for the test.
std::vector<std::string>& log_lines();
class LogLine {
 public:
  explicit LogLine(const char* severity) { stream_ << severity << ": "; }
  ~LogLine() { log_lines().push_back(stream_.str()); }
  std::ostringstream& stream() { return stream_; }

 private:
  std::ostringstream stream_;
};
#define LOG(severity) ::tvm::LogLine(#severity).stream()

}  // namespace tvm
