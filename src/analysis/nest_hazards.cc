// What keeps a nest from being split into one operation per store: elements that depend on other iterations, and
// registers that every GPU thread has for itself.
#include <algorithm>

#include "analysis/nest_expressions.h"
#include "analysis/nest_reader.h"

namespace tir2tt::analysis {

using tir::Expr;

bool NestReader::is_register(int memory) const {
  const std::string_view scope = c_.out_.buffers[static_cast<size_t>(memory)].scope;
  return (scope == "local" || scope == "local.var") && c_.out_.buffers[static_cast<size_t>(memory)].shape.size() < 2;
}

bool NestReader::per_thread_register(const tir::BufferStoreNode& s, const ElementAccess& dst,
                                     const std::vector<ElementAccess>& tiles) {
  if (c_.threads_.empty()) return false;
  const ElementAccess* reg = dst.memory.kind == Memory::Kind::Tile && is_register(dst.memory.index) ? &dst : nullptr;
  for (const ElementAccess& t : tiles) {
    if (is_register(t.memory.index)) reg = &t;
  }
  const Scope threads{c_.threads_, c_.lets_};
  bool differs = uses_element_var(s.value, threads);
  for (const Expr& i : s.indices) differs = differs || uses_element_var(i, threads);
  if (!reg || !differs) return false;
  c_.refuse(DiagId::PerThreadRegister, s.span,
            "`" + reg->buffer->name +
                "` is one register per GPU thread, and the statement tells threads apart by "
                "threadIdx (`" +
                c_.threads_.front().var->name + "`); a Tensix core has no such threads",
            "make it a T.alloc_fragment with one element per thread and loop over it with T.Parallel");
  return true;
}

bool NestReader::recurrence(const tir::BufferStoreNode& s, const ElementAccess& dst,
                            const std::vector<ElementAccess>& tiles) {
  std::vector<const tir::VarNode*> vars;
  for (const ElementLoop& loop : std::span(loops_).subspan(c_.threads_.size())) {
    if (loop.extent != 1) vars.push_back(loop.var);
  }
  std::vector<Access> now;
  if (dst.memory.kind == Memory::Kind::Tile) now.push_back({dst.memory.index, true, dst.flat, vars});
  for (const ElementAccess& t : tiles) now.push_back({t.memory.index, false, t.flat, vars});
  for (const Access& a : now) {
    for (const Access& b : earlier_) {
      if (a.memory == b.memory && (a.write || b.write) && !independent(a, b)) return refuse_recurrence(s, a.memory);
    }
    const bool self = !a.write && !now.empty() && now[0].write && now[0].memory == a.memory;
    if (self && !same_index(a.flat, now[0].flat) && ordered(a)) return refuse_recurrence(s, a.memory);
  }
  earlier_.insert(earlier_.end(), now.begin(), now.end());
  return false;
}

bool NestReader::repeats(const tir::BufferStoreNode& s, const ElementAccess& dst,
                         const std::vector<ElementAccess>& reads) {
  const bool adds = std::any_of(reads.begin(), reads.end(), [&](const ElementAccess& a) {
    return a.memory.kind == dst.memory.kind && a.memory.index == dst.memory.index && a.buffer->data == dst.buffer->data;
  });
  for (const ElementLoop& loop : std::span(loops_).subspan(c_.threads_.size())) {
    const Scope one{std::span(&loop, 1), c_.lets_};
    const auto follows = [&](const Expr& e) { return e && uses_element_var(e, one); };
    const bool followed = follows(s.value) || std::any_of(s.indices.begin(), s.indices.end(), follows) ||
                          std::any_of(guards_.begin(), guards_.end(), follows);
    if (followed || loop.extent == 1 || (loop.extent > 0 && !adds)) continue;
    c_.refuse(DiagId::UnsupportedStatement, s.span,
              "nothing in the statement follows the loop over `" + loop.var->name + "`, which runs it " +
                  (loop.extent > 0 ? "several times" : "perhaps not at all"),
              "put the loop around the loops over elements: it then runs in time");
    return true;
  }
  return false;
}

bool NestReader::stale_guard(const tir::BufferStoreNode& s) {
  for (size_t g = 0; g < guards_.size(); ++g) {
    Reads reads(c_.lets_);
    reads.visit_expr(guards_[g]);
    for (const tir::BufferLoadNode* load : reads.loads) {
      const Memory m = c_.memory_of(load->buffer);
      const bool changed = std::any_of(written_.begin() + static_cast<std::ptrdiff_t>(guard_since_[g]), written_.end(),
                                       [&](const Memory& w) { return w.kind == m.kind && w.index == m.index; });
      if (!changed) continue;
      c_.refuse(DiagId::UnsupportedStatement, s.span,
                "the condition around the statement reads `" + load->buffer->name +
                    "`, which a statement under it has changed by then",
                "write one value with T.if_then_else, or keep the condition in a T.alloc_fragment buffer");
      return true;
    }
  }
  return false;
}

bool NestReader::refuse_recurrence(const tir::BufferStoreNode& s, int memory) {
  c_.refuse(DiagId::ElementRecurrence, s.span,
            "an element of `" + c_.out_.buffers[static_cast<size_t>(memory)].name +
                "` depends on another iteration of the same loop nest",
            "split the nest so that every loop nest is one tile operation");
  return true;
}

bool NestReader::ordered(const Access& a) const {
  return std::any_of(loops_.begin(), loops_.end(), [&](const ElementLoop& loop) {
    return loop.ordered && std::find(a.loops.begin(), a.loops.end(), loop.var) != a.loops.end();
  });
}

bool NestReader::independent(const Access& a, const Access& b) {
  if (!a.flat.linear || !b.flat.linear) return false;
  for (const tir::VarNode* v : a.loops) {
    if (std::find(b.loops.begin(), b.loops.end(), v) == b.loops.end()) continue;
    if (a.flat.coefficient(v) == 0 || a.flat.coefficient(v) != b.flat.coefficient(v)) return false;
  }
  return true;
}

}  // namespace tir2tt::analysis
