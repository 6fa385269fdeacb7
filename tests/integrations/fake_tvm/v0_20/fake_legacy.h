// The declarations of TVM up to 0.20 that the plug-in uses, to check that it compiles against them; nothing of this
// runs. Written from scratch. Tested by tests/integrations/CMakeLists.txt, which compiles it.
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <utility>

namespace tvm {
namespace runtime {

class ObjectRef {
 public:
  bool same_as(const ObjectRef& other) const;
  template <typename T>
  class Maybe {
   public:
    explicit operator bool() const;
    T value() const;
  };
  template <typename T>
  Maybe<T> as() const;
};

class String : public ObjectRef {
 public:
  String(const char* text);      // NOLINT
  String(std::string text);      // NOLINT
  operator std::string() const;  // NOLINT
};

template <typename T>
class Array : public ObjectRef {};

template <typename K, typename V>
class Map : public ObjectRef {
 public:
  struct iterator {
    std::pair<K, V> operator*() const;
    iterator& operator++();
    bool operator==(const iterator& other) const;
    bool operator!=(const iterator& other) const;
  };
  iterator begin() const;
  iterator end() const;
  iterator find(const K& key) const;
  void Set(const K& key, const V& value);
};

class TVMRetValue {
 public:
  operator std::string() const;  // NOLINT
  template <typename T, typename = std::enable_if_t<std::is_base_of_v<ObjectRef, T>>>
  operator T() const;  // NOLINT
};

class PackedFunc {
 public:
  template <typename... Args>
  TVMRetValue operator()(Args&&... args) const;
};

template <typename F>
class TypedPackedFunc;
template <typename R, typename... Args>
class TypedPackedFunc<R(Args...)> {
 public:
  template <typename F, typename = std::enable_if_t<std::is_convertible_v<F, std::function<R(Args...)>>>>
  TypedPackedFunc(F /*function*/) {}  // NOLINT
};

class Registry {
 public:
  static Registry& Register(const std::string& name, bool can_override = false);
  static const PackedFunc* Get(const std::string& name);
  template <typename F>
  Registry& set_body_typed(F /*function*/) {
    return *this;
  }
};

std::ostream& log_stream(const char* severity);
}  // namespace runtime
using runtime::Array;
using runtime::Map;
using runtime::ObjectRef;
using runtime::String;
#define LOG(severity) ::tvm::runtime::log_stream(#severity)
#define ICHECK(condition) \
  if (!(condition)) LOG(FATAL)

struct GlobalVarNode {
  String name_hint;
};
class GlobalVar : public ObjectRef {
 public:
  const GlobalVarNode* operator->() const;
};
class BaseFunc : public ObjectRef {};
namespace tir {
class PrimFunc : public BaseFunc {};
}  // namespace tir

template <typename F>
F WithAttr(F func, const std::string& key, ObjectRef value);
template <typename F>
F WithoutAttr(F func, const std::string& key);

struct IRModuleNode {
  Map<GlobalVar, BaseFunc> functions;
};
class IRModule : public ObjectRef {
 public:
  IRModuleNode* operator->() const;
  IRModuleNode* CopyOnWrite();
};

namespace transform {
class PassContext : public ObjectRef {};
class Pass : public ObjectRef {};
Pass CreateModulePass(const runtime::TypedPackedFunc<IRModule(IRModule, PassContext)>& body, int opt_level, String name,
                      Array<String> required, bool traceable = false);
}  // namespace transform
}  // namespace tvm
