// Tile operations written as calls. Source of their arguments: tilelang src/op/{copy,fill,gemm,reduce,atomic_add,
// operator}.cc. An operand is a region `T.region(B[m…], mask, e…)`, an access pointer (which means the whole buffer
// behind the data variable), or a load (one element, or a slice written with ramps).
#include <algorithm>

#include "reference/compiler.h"
#include "reference/evaluate.h"
#include "tir/visitor.h"

namespace tir2tt::reference {

using tir::as;
using tir::Expr;

namespace {

constexpr std::string_view kOrderOnly[] = {"tvm_storage_sync", "finalize_reducer", "type_annotation", "assume"};

/// Whether memory is named anywhere below.
class MentionsMemory : public tir::Visitor {
 public:
  bool found = false;
  void visit_expr(const Expr& e) override {
    found = found || e->kind == tir::ExprKind::BufferLoad || (e->kind == tir::ExprKind::Var && e->dtype.is_handle());
    visit_children(e);
  }
};

struct ReduceName {
  std::string_view name;
  ReduceKind kind;
};
struct AtomicName {
  std::string_view name;
  AtomicKind kind;
};
constexpr AtomicName kTileAtomics[] = {
    {"atomicadd", AtomicKind::Add}, {"atomicmax", AtomicKind::Max}, {"atomicmin", AtomicKind::Min}};
constexpr AtomicName kElementAtomics[] = {{"atomic_add_elem_op", AtomicKind::Add},
                                          {"atomic_max_elem_op", AtomicKind::Max},
                                          {"atomic_min_elem_op", AtomicKind::Min}};
constexpr AtomicName kExternAtomics[] = {
    {"AtomicAdd", AtomicKind::Add}, {"AtomicMax", AtomicKind::Max}, {"AtomicMin", AtomicKind::Min}};

template <class Table>
const AtomicName* find_atomic(const Table& table, std::string_view name) {
  const auto* row = std::ranges::find(table, name, &AtomicName::name);
  return row == std::end(table) ? nullptr : row;
}

/// Of additions to several elements side by side; 0: it is none.
int lanes_of(std::string_view name) {
  if (name == "AtomicAddx2" || name == "atomic_addx2_elem_op") return 2;
  return name == "AtomicAddx4" || name == "atomic_addx4_elem_op" ? 4 : 0;
}

constexpr ReduceName kReduceNames[] = {{"sum", ReduceKind::Sum},
                                       {"max", ReduceKind::Max},
                                       {"min", ReduceKind::Min},
                                       {"abssum", ReduceKind::AbsSum},
                                       {"absmax", ReduceKind::AbsMax}};

}  // namespace

std::string_view short_name(const tir::Op& op) {
  const std::string_view name = op.name();
  const size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

const Step* Compiler::call_step(const tir::CallNode& call) {
  const std::string_view name = short_name(call.op);
  const size_t n = call.args.size();
  if (name == "copy" && n >= 2) return copy(call);
  if (const auto* tile = find_atomic(kTileAtomics, name); tile && n >= 2) return copy(call, tile->kind);
  if (const auto* one = find_atomic(kElementAtomics, name); one && n >= 2) {
    return atomic(one->kind, call.args[0], call.args[1]);
  }
  if (const int lanes = lanes_of(name); lanes && n >= 2) return atomic_lanes(call.args[0], call.args[1], lanes);
  if ((name == "c2d_im2col" || name == "im2col") && n >= 8) return im2col(call);
  if (name == "fill" && n >= 2) return fill(call);
  if ((name == "gemm" || name == "gemm_py") && n >= 8) return gemm(call);
  if (name == "reduce" && n >= 4) return reduce(call);
  if (name == "cumsum" && n >= 3) return cumsum(call);
  if (name == "call_extern" && n >= 3) return extern_call(call);
  if (name == "loop_break" || name == "break_loop") return add(Jump{true}, span_, 0);
  if (name == "continue_loop") return add(Jump{false}, span_, 0);
  if (std::find(std::begin(kOrderOnly), std::end(kOrderOnly), name) != std::end(kOrderOnly)) return nullptr;
  MentionsMemory probe;
  for (const Expr& a : call.args) probe.visit_expr(a);
  if (probe.found || name == "thread_return" || name == "ret") {
    fail("`" + std::string(name) + "` has no meaning to the reference",
         "known are T.copy, T.fill, T.gemm, T.reduce, T.cumsum, atomic additions, and loops over elements");
  }
  return nullptr;
}

bool Compiler::truth(const tir::CallNode& call, size_t index, bool otherwise) {
  int64_t v = otherwise;
  if (index < call.args.size() && !constant(call.args[index], &v)) fail("a flag of a tile operation is no constant");
  return v != 0;
}

const Node* Compiler::argument(const tir::CallNode& call, size_t index, int64_t otherwise, uint32_t* threads) {
  const Node* n = index < call.args.size() ? expr(call.args[index]) : number(otherwise);
  *threads |= n->threads;
  return n;
}

bool Compiler::region_of_memory(const tir::VarNode* data, const Expr& offset, Region* out, uint32_t* threads) {
  const auto it = data ? whole_.find(data) : whole_.end();
  if (it == whole_.end()) return false;
  const tir::Buffer& buffer = it->second;
  out->start = access(buffer, tir::Exprs(buffer->shape.size(), tir::make_int(0)), threads);
  for (const Expr& e : buffer->shape) out->extents.push_back(expr(e));
  // The offset says where a slice over leading axes starts; the extents are the whole buffer's all the same.
  if (!out->start || !offset || tir::is_int(offset, 0)) return out->start != nullptr;
  Access moved = *out->start;
  const Node* by = expr(offset);
  *threads |= by->threads;
  moved.offset = moved.offset ? sum(moved.offset, by) : by;
  out->start = &program_.accesses.emplace_back(std::move(moved));
  return true;
}

bool Compiler::region_of_load(const tir::BufferLoadNode& load, Region* out, uint32_t* threads) {
  tir::Exprs mins;
  for (const Expr& index : load.indices) {
    auto* ramp = as<tir::RampNode>(index);
    if (ramp && !tir::is_int(ramp->stride, 1)) return false;
    mins.push_back(ramp ? ramp->base : index);
    out->extents.push_back(ramp ? expr(ramp->lanes) : number(1));
  }
  out->start = access(load.buffer, mins, threads);
  return out->start != nullptr;
}

bool Compiler::region(const Expr& e, Region* out, uint32_t* threads) {
  if (!read_region(e, out, threads) || !out->start) return false;
  // A match_buffer has fewer axes than the buffer that it lies in.
  const size_t missing = out->start->axes.size() - out->extents.size();
  out->extents.insert(out->extents.begin(), missing, number(1));
  return true;
}

bool Compiler::read_region(const Expr& e, Region* out, uint32_t* threads) {
  if (auto* load = as<tir::BufferLoadNode>(e)) return region_of_load(*load, out, threads);
  auto* call = as<tir::CallNode>(e);
  if (!call) return false;
  const std::string_view name = short_name(call->op);
  if (name == "tvm_access_ptr" && call->args.size() >= 3) {
    return region_of_memory(as<tir::VarNode>(call->args[1]), call->args[2], out, threads);
  }
  auto* start = name == "region" && call->args.size() >= 2 ? as<tir::BufferLoadNode>(call->args[0]) : nullptr;
  if (!start || call->args.size() != start->indices.size() + 2) return false;
  out->start = access(start->buffer, start->indices, threads);
  if (!out->start) return false;
  for (size_t k = 2; k < call->args.size(); ++k) {
    out->extents.push_back(expr(call->args[k]));
    *threads |= out->extents.back()->threads;
  }
  return true;
}

const Step* Compiler::copy(const tir::CallNode& call, AtomicKind kind) {
  Copy out;
  uint32_t threads = 0;
  out.accumulate = short_name(call.op) != "copy";
  out.kind = kind;
  bool known = region(call.args[1], &out.target, &threads);
  if (known) {
    const Memory* target = out.target.start->memory;
    for (const auto& [data, padding] : store_padding_) {
      const auto it = memory_.find(data);
      if (it != memory_.end() && it->second == target) padding_ = padding;
    }
  }
  known = known && region(call.args[0], &out.source, &threads);
  padding_ = 0;
  if (!known) fail("an operand of T.copy is neither a region nor an element of a buffer");
  return failed_ ? nullptr : add(std::move(out), span_, threads);
}

const Step* Compiler::im2col(const tir::CallNode& call) {
  Im2Col out;
  uint32_t threads = 0;
  int64_t* const numbers[] = {&out.kernel, &out.stride, &out.dilation, &out.pad};
  bool known = region(call.args[0], &out.image, &threads) && region(call.args[1], &out.columns, &threads);
  for (size_t i = 0; i < std::size(numbers) && known; ++i) known = constant(call.args[4 + i], numbers[i]);
  known = known && out.image.extents.size() == 4 && out.columns.extents.size() == 2 && out.stride > 0 && out.kernel > 0;
  if (!known) fail("T.c2d_im2col wants an NHWC image, a matrix, and constants for kernel, stride, dilation and pad");
  if (failed_) return nullptr;
  out.row_step = argument(call, 2, 0, &threads);
  out.col_step = argument(call, 3, 0, &threads);
  return failed_ ? nullptr : add(std::move(out), span_, threads);
}

const Step* Compiler::fill(const tir::CallNode& call) {
  Fill out;
  uint32_t threads = 0;
  if (!region(call.args[0], &out.target, &threads)) fail("the operand of T.fill is no buffer");
  out.value = argument(call, 1, 0, &threads);
  return failed_ ? nullptr : add(std::move(out), span_, threads);
}

const Step* Compiler::gemm(const tir::CallNode& call) {
  Gemm out;
  uint32_t threads = 0;
  if (!region(call.args[0], &out.a.region, &threads) || !region(call.args[1], &out.b.region, &threads) ||
      !region(call.args[2], &out.c.region, &threads)) {
    fail("an operand of T.gemm is no buffer");
    return nullptr;
  }
  out.a.transposed = truth(call, 3, false);
  out.b.transposed = truth(call, 4, false);
  out.m = argument(call, 5, 0, &threads);
  out.n = argument(call, 6, 0, &threads);
  out.k = argument(call, 7, 0, &threads);
  out.clear = argument(call, 9, 0, &threads);
  const auto last = [](const Region& r) { return r.start->axes.empty() ? 1 : r.start->axes.back().extent; };
  out.a.pitch = argument(call, 10, last(out.a.region), &threads);
  out.b.pitch = argument(call, 11, last(out.b.region), &threads);
  out.a.offset = argument(call, 12, 0, &threads);
  out.b.offset = argument(call, 13, 0, &threads);
  const std::vector<Axis>& c = out.c.region.start->axes;
  out.c.pitch = number(c.size() < 2 ? last(out.c.region) : c[c.size() - 2].stride);
  out.c.offset = number(0);
  out.c.starts_on_last_axis = true;
  out.a.starts_on_last_axis = out.b.starts_on_last_axis = call.args.size() <= 13;
  return failed_ ? nullptr : add(std::move(out), span_, threads);
}

const Step* Compiler::reduce(const tir::CallNode& call) {
  Reduce out;
  uint32_t threads = 0;
  auto* name = as<tir::StringImmNode>(call.args[2]);
  const auto* row = std::find_if(std::begin(kReduceNames), std::end(kReduceNames),
                                 [&](const ReduceName& r) { return name && r.name == name->value; });
  int64_t axis = 0;
  if (row == std::end(kReduceNames)) {
    fail("a reduction of unknown kind");
  } else if (!region(call.args[0], &out.source, &threads) || !region(call.args[1], &out.target, &threads)) {
    fail("an operand of T.reduce is no buffer");
  } else if (!constant(call.args[3], &axis) || axis < 0 || static_cast<size_t>(axis) >= out.source.extents.size()) {
    fail("the axis of T.reduce is not one of its operand");
  }
  if (failed_) return nullptr;
  out.kind = row->kind;
  out.axis = static_cast<size_t>(axis);
  out.clear = argument(call, 4, 1, &threads);
  return failed_ ? nullptr : add(std::move(out), span_, threads);
}

const Step* Compiler::cumsum(const tir::CallNode& call) {
  CumSum out;
  uint32_t threads = 0;
  int64_t axis = 0;
  if (!region(call.args[0], &out.source, &threads) || !region(call.args[1], &out.target, &threads)) {
    fail("an operand of T.cumsum is no buffer");
  } else if (!constant(call.args[2], &axis) || axis < 0 || static_cast<size_t>(axis) >= out.source.extents.size()) {
    fail("the axis of T.cumsum is not one of its operand");
  }
  if (failed_) return nullptr;
  out.axis = static_cast<size_t>(axis);
  out.reverse = truth(call, 3, false);
  return failed_ ? nullptr : add(std::move(out), span_, threads);
}

/// `call_extern("handle", "AtomicAdd", C[i, j], v)`: the load is an address.
const Step* Compiler::extern_call(const tir::CallNode& call) {
  auto* called = as<tir::StringImmNode>(call.args[0]);
  const std::string_view name = called ? std::string_view(called->value) : "";
  if (const AtomicName* n = find_atomic(kExternAtomics, name)) return atomic(n->kind, call.args[1], call.args[2]);
  if (const int lanes = lanes_of(name)) return atomic_lanes(call.args[1], call.args[2], lanes);
  fail("the function `" + (called ? called->value : std::string("?")) + "` is not known to the reference");
  return nullptr;
}

namespace {

/// The element that an address is of; null: none.
const tir::BufferLoadNode* element_at(const Expr& address) {
  auto* inner = as<tir::CallNode>(address);
  const bool addressed = inner && inner->op.id() == tir::OpId::address_of && inner->args.size() == 1;
  return as<tir::BufferLoadNode>(addressed ? inner->args[0] : address);
}

/// The element `lane` behind it on the last axis.
Expr neighbour(const tir::BufferLoadNode& load, int lane) {
  auto out = std::make_shared<tir::BufferLoadNode>(load);
  Expr& last = out->indices.back();
  last = tir::make_binary(tir::ExprKind::Add, last, tir::make_int(lane, last->dtype));
  return out;
}

}  // namespace

/// `AtomicAddx2(address, address)`: elements side by side, one after the other.
const Step* Compiler::atomic_lanes(const Expr& to, const Expr& from, int lanes) {
  const tir::BufferLoadNode *target = element_at(to), *value = element_at(from);
  if (!target || !value || target->indices.empty() || value->indices.empty()) {
    fail("an operand of an atomic addition is no element of a buffer");
    return nullptr;
  }
  Steps steps;
  for (int lane = 0; lane < lanes && !failed_; ++lane) {
    steps.push_back(atomic(AtomicKind::Add, neighbour(*target, lane), neighbour(*value, lane)));
  }
  return failed_ ? nullptr : add(std::move(steps), span_, 0);
}

const Step* Compiler::atomic(AtomicKind kind, const Expr& target, const Expr& value) {
  const tir::BufferLoadNode* element = element_at(target);
  if (!element) {
    fail("the target of an atomic operation is no element of a buffer");
    return nullptr;
  }
  Atomic out;
  uint32_t threads = 0;
  out.kind = kind;
  out.target = access(element->buffer, element->indices, &threads);
  out.value = expr(value);
  if (failed_) return nullptr;
  if (const Node* unit = summed(value, out.value, element->indices, threads)) out.value = unit;
  threads |= out.value->threads;
  return add(out, span_, threads);
}

}  // namespace tir2tt::reference
