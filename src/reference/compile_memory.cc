// Buffers: which memory they are views of, and how an access finds its element there.
#include <fmt/format.h>

#include <algorithm>

#include "reference/compiler.h"

namespace tir2tt::reference {

using tir::as;
using tir::Buffer;
using tir::Expr;

namespace {

constexpr int64_t kMostElements = int64_t{1} << 34;

std::vector<int64_t> row_major(const std::vector<int64_t>& extents) {
  std::vector<int64_t> strides(extents.size(), 1);
  for (size_t k = extents.size(); k-- > 1;) strides[k - 1] = strides[k] * extents[k];
  return strides;
}

std::string shape_text(const std::vector<int64_t>& shape) { return fmt::format("({})", fmt::join(shape, ", ")); }

/// One past the last element that a view reaches; -1: too many, or a negative extent.
int64_t reach(const std::vector<int64_t>& extents, const std::vector<int64_t>& strides) {
  int64_t last = 0;
  bool empty = false;
  for (size_t k = 0; k < extents.size(); ++k) {
    int64_t span = 0;
    if (extents[k] < 0 || __builtin_mul_overflow(extents[k] - 1, strides[k], &span)) return -1;
    if (__builtin_add_overflow(last, span, &last) || last > kMostElements) return -1;
    empty = empty || extents[k] == 0;
  }
  return empty ? 0 : last + 1;
}

}  // namespace

Memory& Compiler::new_memory(const tir::VarNode* data, std::string name, tir::DataType dtype) {
  Memory& m = program_.memories.emplace_back();
  m.name = std::move(name);
  m.dtype = dtype;
  m.rounding = rounding_of(dtype);
  memory_[data] = &m;
  return m;
}

bool Compiler::declare_tensors(const std::vector<data::Array>& inputs) {
  if (inputs.size() != func_.buffer_map.size()) {
    fail(DiagId::InputShapeMismatch,
         fmt::format("{} inputs for the {} tensors of the kernel", inputs.size(), func_.buffer_map.size()));
    return false;
  }
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (!bind_shape(func_.buffer_map[i].second, inputs[i])) return false;
  }
  for (size_t i = 0; i < inputs.size() && !failed_; ++i) {
    const Buffer& buffer = func_.buffer_map[i].second;
    for (size_t k = 0; k < buffer->shape.size(); ++k) check_shape(buffer, inputs[i], k);
    bind_strides(buffer, inputs[i]);
    Memory& m = new_memory(buffer->data.get(), buffer->name, buffer->dtype);
    m.tensor = static_cast<int>(i);
    m.fixed = true;
    m.size = inputs[i].elements();
    whole_[buffer->data.get()] = buffer;
  }
  return !failed_;
}

bool Compiler::bind_shape(const Buffer& buffer, const data::Array& input) {
  if (buffer->dtype != input.dtype) {
    fail(DiagId::InputShapeMismatch, fmt::format("the input for `{}` is {}; the tensor holds {}", buffer->name,
                                                 to_string(input.dtype), to_string(buffer->dtype)));
    return false;
  }
  if (buffer->shape.size() != input.shape.size() ||
      std::any_of(input.shape.begin(), input.shape.end(), [](int64_t e) { return e < 0; }) ||
      static_cast<size_t>(input.elements()) != input.values.size()) {
    fail(DiagId::InputShapeMismatch,
         fmt::format("the input for `{}` has the shape {} and {} values; the tensor has "
                     "{} axes",
                     buffer->name, shape_text(input.shape), input.values.size(), buffer->shape.size()));
    return false;
  }
  for (size_t k = 0; k < input.shape.size(); ++k) {
    if (auto* v = as<tir::VarNode>(buffer->shape[k])) {
      bindings_.try_emplace(v, Binding{Binding::What::Constant, input.shape[k], nullptr});
    }
  }
  return true;
}

bool Compiler::check_shape(const Buffer& buffer, const data::Array& input, size_t axis) {
  int64_t extent = 0;
  if (constant(buffer->shape[axis], &extent) && extent == input.shape[axis]) return true;
  fail(DiagId::InputShapeMismatch, fmt::format("the input for `{}` has the shape {}; axis {} of the tensor is {}",
                                               buffer->name, shape_text(input.shape), axis, extent));
  return false;
}

/// A tensor lies row by row; strides that are only names get these values.
bool Compiler::bind_strides(const Buffer& buffer, const data::Array& input) {
  const std::vector<int64_t> strides = row_major(input.shape);
  for (size_t k = 0; k < buffer->strides.size() && k < strides.size(); ++k) {
    if (auto* v = as<tir::VarNode>(buffer->strides[k])) {
      bindings_.try_emplace(v, Binding{Binding::What::Constant, strides[k], nullptr});
    }
    int64_t stride = 0;
    if (input.shape[k] == 1 || (constant(buffer->strides[k], &stride) && stride == strides[k])) continue;
    fail(fmt::format("the tensor `{}` does not lie row by row in memory: stride {} of axis {}", buffer->name, stride,
                     k));
    return false;
  }
  if (auto* v = buffer->elem_offset ? as<tir::VarNode>(buffer->elem_offset) : nullptr) {
    bindings_.try_emplace(v, Binding{Binding::What::Constant, 0, nullptr});
  }
  return true;
}

/// T.alloc_local and T.alloc_var: every thread has its own, where threads are told apart at all.
bool Compiler::is_per_thread(std::string_view scope) const {
  return threads_matter_ && !program_.threads.empty() && scope.starts_with("local") && scope != "local.fragment";
}

void Compiler::declare(const Buffer& buffer) {
  const tir::VarNode* data = buffer->data.get();
  whole_.try_emplace(data, buffer);
  if (!memory_.contains(data)) {
    Memory& m = new_memory(data, buffer->name, buffer->dtype);
    m.per_thread = is_per_thread(buffer->scope());
  }
  layout(buffer);
}

void Compiler::allocate(const tir::AllocateNode& s) {
  Memory& m = new_memory(s.var.get(), s.var->name, s.dtype);
  m.per_thread = is_per_thread(s.var->type.scope);
  m.fixed = true;
  m.size = 1;
  for (const Expr& e : s.extents) {
    int64_t extent = 0;
    if (!constant(e, &extent) || extent < 0 || __builtin_mul_overflow(m.size, extent, &m.size) ||
        m.size > kMostElements) {
      return fail("the size of the allocation `" + s.var->name + "` is not known, or too large");
    }
  }
}

const Compiler::Layout* Compiler::layout(const Buffer& buffer) {
  auto it = layouts_.find(buffer.get());
  if (it != layouts_.end()) return &it->second;
  Layout out;
  return make_layout(buffer, &out) ? &(layouts_[buffer.get()] = std::move(out)) : nullptr;
}

bool Compiler::make_layout(const Buffer& buffer, Layout* out) {
  const tir::VarNode* data = buffer->data.get();
  if (!memory_.contains(data)) new_memory(data, buffer->name, buffer->dtype);
  whole_.try_emplace(data, buffer);
  out->memory = memory_[data];
  Memory& m = *out->memory;
  if (m.dtype != buffer->dtype || !m.dtype.is_scalar() || m.dtype.is_handle()) {
    fail(fmt::format("`{}` sees as {} what was declared as {}", buffer->name, to_string(buffer->dtype),
                     to_string(m.dtype)));
    return false;
  }
  for (const Expr& e : buffer->shape) {
    if (!constant(e, &out->extents.emplace_back())) {
      fail("the shape of `" + buffer->name + "` is not known before the kernel starts");
      return false;
    }
  }
  out->strides = row_major(out->extents);
  for (size_t k = 0; k < buffer->strides.size() && k < out->strides.size(); ++k) {
    if (!constant(buffer->strides[k], &out->strides[k])) {
      fail("the strides of `" + buffer->name + "` are not known before the kernel starts");
      return false;
    }
  }
  if (buffer->elem_offset && !tir::is_int(buffer->elem_offset, 0)) out->offset = expr(buffer->elem_offset);
  const int64_t size = reach(out->extents, out->strides);
  if (size < 0 || (m.fixed && size > m.size)) {
    fail(DiagId::OutOfBounds, fmt::format("`{}` has the shape {}; the memory behind it has {} elements", buffer->name,
                                          shape_text(out->extents), m.size));
    return false;
  }
  m.size = std::max(m.size, size);
  return !failed_;
}

/// `buffer[indices]` of a block's match_buffer is an element of the region that it stands for.
void Compiler::resolve_alias(Buffer* buffer, std::vector<const Node*>* indices) {
  for (auto it = aliases_.find(buffer->get()); it != aliases_.end(); it = aliases_.find(buffer->get())) {
    const Alias& alias = it->second;
    if (alias.mins.size() < indices->size()) return fail("`" + (*buffer)->name + "` has more axes than its region");
    const size_t leading = alias.mins.size() - indices->size();
    std::vector<const Node*> out;
    for (size_t k = 0; k < alias.mins.size(); ++k) {
      const Node* min = expr(alias.mins[k]);
      out.push_back(k < leading ? min : sum(min, (*indices)[k - leading]));
    }
    *indices = std::move(out);
    *buffer = alias.source;
  }
}

const Access* Compiler::access(const Buffer& named, const tir::Exprs& indices, uint32_t* threads) {
  Buffer buffer = named;
  std::vector<const Node*> nodes;
  for (const Expr& e : indices) nodes.push_back(expr(e));
  resolve_alias(&buffer, &nodes);
  const Layout* l = failed_ ? nullptr : layout(buffer);
  if (!l) return nullptr;
  if (nodes.size() != l->extents.size()) {
    fail(fmt::format("{} indices for the {} axes of `{}`", nodes.size(), l->extents.size(), buffer->name));
    return nullptr;
  }
  Access a;
  a.memory = l->memory;
  a.name = buffer->name;
  a.offset = l->offset;
  for (size_t k = 0; k < nodes.size(); ++k) {
    a.axes.push_back({nodes[k], l->extents[k], l->strides[k]});
    *threads |= nodes[k]->threads;
  }
  if (l->offset) *threads |= l->offset->threads;
  if (l->memory->per_thread) *threads |= (uint32_t{1} << (program_.threads.size() - 1) << 1) - 1;
  const auto safe = load_padding_.find(buffer->data.get());
  a.padding = data::round_to(buffer->dtype, safe != load_padding_.end() ? safe->second : padding_);
  return &program_.accesses.emplace_back(std::move(a));
}

double Compiler::padding_of_store(const Buffer& buffer) const {
  const auto it = store_padding_.find(buffer->data.get());
  return it == store_padding_.end() ? 0 : it->second;
}

}  // namespace tir2tt::reference
