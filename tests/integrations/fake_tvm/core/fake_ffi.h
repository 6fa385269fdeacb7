// A toy of tvm-ffi's values, containers, functions and errors: exactly what the plug-in calls, with the same names and
// signatures. Written from scratch; nothing here is TVM's. Tested by tests/integrations/plugin_test.cc, whose tool it
// is.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace tvm::ffi {

struct Object {
  virtual ~Object() = default;
};

class ObjectRef {
 public:
  ObjectRef() = default;
  explicit ObjectRef(std::shared_ptr<Object> data) : data_(std::move(data)) {}
  bool defined() const { return data_ != nullptr; }
  bool same_as(const ObjectRef& other) const { return data_ == other.data_; }
  Object* get() const { return data_.get(); }
  const std::shared_ptr<Object>& data() const { return data_; }

  template <typename Ref>
  std::optional<Ref> as() const {
    if (auto node = std::dynamic_pointer_cast<typename Ref::ContainerType>(data_)) return Ref(node);
    return std::nullopt;
  }

 protected:
  std::shared_ptr<Object> data_;
};

class Error : public std::exception {
 public:
  Error(std::string kind, const std::string& message) : kind_(std::move(kind)), what_(kind_ + ": " + message) {}
  const std::string& kind() const { return kind_; }
  const char* what() const noexcept override { return what_.c_str(); }

 private:
  std::string kind_, what_;
};

class ErrorBuilder {
 public:
  explicit ErrorBuilder(std::string kind) : kind_(std::move(kind)) {}
  [[noreturn]] ~ErrorBuilder() noexcept(false) { throw Error(kind_, stream_.str()); }
  std::ostringstream& stream() { return stream_; }

 private:
  std::string kind_;
  std::ostringstream stream_;
};
#define TVM_FFI_THROW(ErrorKind) ::tvm::ffi::ErrorBuilder(#ErrorKind).stream()

class String {
 public:
  String() = default;
  String(const char* text) : text_(text) {}             // NOLINT
  String(std::string text) : text_(std::move(text)) {}  // NOLINT
  operator std::string() const { return text_; }        // NOLINT
  friend bool operator==(const String& a, const String& b) { return a.text_ == b.text_; }

 private:
  std::string text_;
};

class Any {
 public:
  Any() = default;
  Any(std::nullptr_t) {}                                  // NOLINT
  Any(int64_t value) : value_(value) {}                   // NOLINT
  Any(String value) : value_(std::string(value)) {}       // NOLINT
  Any(const char* value) : value_(std::string(value)) {}  // NOLINT
  Any(std::string value) : value_(std::move(value)) {}    // NOLINT
  template <typename Ref, typename = std::enable_if_t<std::is_base_of_v<ObjectRef, Ref>>>
  Any(Ref value) {  // NOLINT
    if (value.defined()) value_ = ObjectRef(value.data());
  }

  template <typename T>
  T cast() const {
    if constexpr (std::is_same_v<T, Any>) {
      return *this;
    } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, String>) {
      return get<std::string>();
    } else if constexpr (std::is_same_v<T, int64_t>) {
      return get<int64_t>();
    } else {
      if (auto ref = get<ObjectRef>().template as<T>()) return *ref;
      TVM_FFI_THROW(TypeError) << "another object";
    }
  }
  bool same_as(const Any& other) const {
    if (value_.index() != other.value_.index()) return false;
    if (const auto* mine = std::get_if<ObjectRef>(&value_)) return mine->same_as(std::get<ObjectRef>(other.value_));
    if (const auto* mine = std::get_if<std::string>(&value_)) return *mine == std::get<std::string>(other.value_);
    return value_.index() == 0 || std::get<int64_t>(value_) == std::get<int64_t>(other.value_);
  }
  bool is_none() const { return value_.index() == 0; }
  const std::string* as_text() const { return std::get_if<std::string>(&value_); }
  const ObjectRef* as_object() const { return std::get_if<ObjectRef>(&value_); }

 private:
  template <typename T>
  const T& get() const {
    if (const auto* value = std::get_if<T>(&value_)) return *value;
    TVM_FFI_THROW(TypeError) << "another kind of value";
  }
  std::variant<std::monostate, int64_t, std::string, ObjectRef> value_;
};

struct ArrayObj : Object {
  std::vector<Any> items;
};

struct MapObj : Object {
  std::vector<std::pair<Any, Any>> items;  // in the order of insertion
};

template <typename K, typename V>
class Map : public ObjectRef {
 public:
  using ContainerType = MapObj;
  Map() : ObjectRef(std::make_shared<MapObj>()) {}
  explicit Map(std::shared_ptr<MapObj> data) : ObjectRef(std::move(data)) {}

  class iterator {
   public:
    explicit iterator(const std::pair<Any, Any>* at) : at_(at) {}
    std::pair<K, V> operator*() const { return {at_->first.template cast<K>(), at_->second.template cast<V>()}; }
    iterator& operator++() { return ++at_, *this; }
    bool operator==(const iterator& other) const { return at_ == other.at_; }
    bool operator!=(const iterator& other) const { return at_ != other.at_; }

   private:
    const std::pair<Any, Any>* at_;
  };
  iterator begin() const { return iterator(items().data()); }
  iterator end() const { return iterator(items().data() + items().size()); }
  size_t size() const { return items().size(); }
  iterator find(const K& key) const {
    const auto* at = items().data();
    for (const auto* last = at + items().size(); at != last && !at->first.same_as(key);) ++at;
    return iterator(at);
  }
  void Set(const K& key, const V& value) {
    copy_on_write();
    for (auto& item : mutable_items()) {
      if (item.first.same_as(key)) return void(item.second = value);
    }
    mutable_items().emplace_back(key, value);
  }
  void erase(const K& key) {
    copy_on_write();
    auto& all = mutable_items();
    for (auto at = all.begin(); at != all.end(); ++at) {
      if (at->first.same_as(key)) return void(all.erase(at));
    }
  }

 private:
  void copy_on_write() {
    if (data_.use_count() > 1) data_ = std::make_shared<MapObj>(static_cast<MapObj&>(*data_));
  }
  std::vector<std::pair<Any, Any>>& mutable_items() { return static_cast<MapObj&>(*data_).items; }
  const std::vector<std::pair<Any, Any>>& items() const { return static_cast<MapObj&>(*data_).items; }
};

class Function {
 public:
  using Packed = std::function<Any(const std::vector<Any>&)>;
  static std::map<std::string, Packed>& registry() {
    static std::map<std::string, Packed> functions;
    return functions;
  }
  static std::optional<Function> GetGlobal(const std::string& name) {
    const auto at = registry().find(name);
    return at == registry().end() ? std::nullopt : std::optional<Function>(Function(at->second));
  }
  static Function GetGlobalRequired(const std::string& name) { return GetGlobal(name).value(); }

  template <typename... Args>
  Any operator()(const Args&... args) const {
    return packed_({Any(args)...});
  }

 private:
  explicit Function(Packed packed) : packed_(std::move(packed)) {}
  Packed packed_;
};

namespace reflection {
class GlobalDef {
 public:
  template <typename F>
  GlobalDef& def(const char* name, F function) {
    return add(name, function, &F::operator());
  }

 private:
  template <typename F, typename R, typename... Args>
  GlobalDef& add(const char* name, F function, R (F::*)(Args...) const) {
    Function::registry()[name] = [function](const std::vector<Any>& args) {
      if (args.size() != sizeof...(Args)) TVM_FFI_THROW(TypeError) << args.size() << " arguments";
      return unpack<R, Args...>(function, args, std::index_sequence_for<Args...>());
    };
    return *this;
  }
  template <typename R, typename... Args, typename F, size_t... I>
  static Any unpack(const F& function, [[maybe_unused]] const std::vector<Any>& args, std::index_sequence<I...>) {
    return Any(R(function(args[I].template cast<std::decay_t<Args>>()...)));
  }
};
}  // namespace reflection
}  // namespace tvm::ffi
