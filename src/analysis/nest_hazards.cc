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
