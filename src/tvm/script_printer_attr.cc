// Attribute values: literals, lists and dictionaries, and the IR objects that attributes may hold.
#include <algorithm>

#include "tvm/constant_fold.h"
#include "tvm/script_printer_impl.h"

namespace tir2tt::tvm {

using namespace tir;

namespace {

constexpr std::string_view kIterTypes[] = {"DataPar",  "ThreadIndex", "CommReduce",   "Ordered",   "Opaque",
                                           "Unrolled", "Vectorized",  "Parallelized", "Tensorized"};

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
Overloaded(Fs...) -> Overloaded<Fs...>;

}  // namespace

void ScriptPrinter::attr(const Attr& a) {
  std::visit(Overloaded{
                 [this](std::monostate) { text_.put("None"); },
                 [this](const BoxedBool& v) { text_.put(v.value ? "True" : "False"); },
                 [this](const BoxedInt& v) { text_.put_int(v.value); },
                 [this](const BoxedFloat& v) { text_.put_float(v.value); },
                 [this](const IntValue& v) { int_imm(v.value, v.dtype); },
                 [this](const FloatValue& v) { float_imm(v.value, v.dtype); },
                 [this](const std::string& v) { text_.put_string(v); },
                 [this](const StringImmValue& v) { text_.put_string(v.value); },
                 [this](const Attr::Array& v) {
                   text_.put('[');
                   join(*v, [this](const Attr& item) { attr(item); });
                   text_.put(']');
                 },
                 [this](const Attr::Dict& v) { dict(*v); },
                 [this](const Attr::Map& v) { map(*v); },
                 [this](const Expr& v) { expr(v); },
                 [this](const Buffer& v) { buffer(*v); },
                 [this](const IterVar& v) { iter_var(*v); },
                 [this](const std::shared_ptr<const BufferRegion>& v) { region(*v); },
                 [this](const std::shared_ptr<const Range>& v) { range(*v); },
                 [this](const std::shared_ptr<const CommReducer>& v) { comm_reducer(*v); },
                 [this](const OpaqueRef& v) { metadata(v.key, v.index); },
                 [this](const TargetValue& v) {
                   text_.put("T.target(");
                   attr(v.config ? *v.config : Attr());
                   text_.put(')');
                 },
                 [this](const DataTypeValue& v) { dtype_string(v.dtype); },
             },
             a.value());
}

void ScriptPrinter::dict(const AttrDict& d, std::string_view left_out) {
  std::vector<const AttrDict::Entry*> sorted;
  sorted.reserve(d.size());
  for (const AttrDict::Entry& entry : d.entries()) {
    if (left_out.empty() || entry.first != left_out) sorted.push_back(&entry);
  }
  std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
  text_.put('{');
  join(sorted, [this](const AttrDict::Entry* entry) {
    text_.put_string(entry->first);
    text_.put(": ");
    attr(entry->second);
  });
  text_.put('}');
}

void ScriptPrinter::map(const AttrMap& m) {
  text_.put('{');
  join(m, [this](const auto& entry) {
    attr(entry.first);
    text_.put(": ");
    attr(entry.second);
  });
  text_.put('}');
}

void ScriptPrinter::iter_var(const IterVarNode& v) {
  text_.put("T.iter_var(");
  var(*v.var);
  text_.put(", ");
  range(v.dom);
  text_.put(", ");
  text_.put_string(kIterTypes[static_cast<size_t>(v.type)]);
  text_.put(", ");
  text_.put_string(v.thread_tag);
  text_.put(')');
}

void ScriptPrinter::range(const Range& r) {
  if (!r.min || !r.extent) return text_.put("None");
  text_.put("T.Range(");
  expr(r.min);
  text_.put(", ");
  expr(fold_add(r.extent, r.min));
  text_.put(')');
}

}  // namespace tir2tt::tvm
