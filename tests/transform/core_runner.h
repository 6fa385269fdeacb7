// A core's program run as the one sequential program that it is, with circular buffers as counters and DST as a set of
// slots that hold something: every fault against the kernels' protocol as a line of text. Which way an `if` goes is
// drawn from a seed.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "plan/plan.h"
#include "transform/core_kernels.h"

namespace tir2tt::transform::test {

class CoreRunner {
 public:
  CoreRunner(const Lowered& l, uint64_t seed) : l_(l), coin_(seed), cbs_(l.plan.problem.cbs.size()) {}

  std::vector<std::string> run() {
    nodes(l_.core.nodes);
    for (size_t i = 0; i < cbs_.size(); ++i) {
      if (cbs_[i].filled != 0)
        fault(fmt::format("{} is left with {} tiles", name(static_cast<int>(i)), cbs_[i].filled));
    }
    return faults_;
  }

 private:
  struct Cb {
    int64_t filled = 0, reserved = 0, waited = 0;
    int64_t written = 0;  // of the reserved window
  };

  void fault(const std::string& text) {
    if (faults_.size() < 5) faults_.push_back(text);
  }
  std::string name(int cb) const { return l_.plan.problem.cbs[static_cast<size_t>(cb)].name; }
  int64_t capacity(int cb) const { return l_.plan.plan.cbs[static_cast<size_t>(cb)].device_pages; }
  Cb& of(int cb) { return cbs_[static_cast<size_t>(cb)]; }

  int64_t value(const Expr& e) {
    if (const int64_t* v = tir::as_int(e)) return *v;
    if (e->kind == ExprKind::Var) return values_.at(static_cast<const tir::VarNode*>(e.get()));
    auto* n = tir::as<tir::BinaryNode>(e);
    const int64_t a = value(n->a), b = value(n->b);
    switch (n->kind) {
      case ExprKind::Add: return a + b;
      case ExprKind::Sub: return a - b;
      case ExprKind::Mul: return a * b;
      case ExprKind::FloorDiv: return a / b;
      case ExprKind::FloorMod: return a % b;
      default: throw InternalError("no expression of tile numbers");
    }
  }

  void nodes(const Nodes& nodes) {
    for (const Node& n : nodes) node(n);
  }
  void node(const Node& n) {
    switch (n.kind) {
      case Node::Kind::Statement: return nodes(n.body);
      case Node::Kind::Loop: return loop(n);
      case Node::Kind::If: return nodes(coin_() % 2 ? n.body : n.otherwise);
      case Node::Kind::Section: return section(n);
      case Node::Kind::Math: return math(*n.step);
      case Node::Kind::Pack: return pack(n);
      case Node::Kind::ReadBarrier: unfinished_reads_ = 0; return;
      case Node::Kind::WriteBarrier: unfinished_writes_ = 0; return;
      case Node::Kind::Define: words_.insert(n.var.get()); return;
      default: return of_cb(n, of(n.cb));
    }
  }

  void loop(const Node& n) {
    const int64_t trips = n.trips < 0 ? 2 : n.trips;
    for (int64_t i = 0; i < trips; ++i) {
      values_[n.var.get()] = tir::as_int(n.min) ? *tir::as_int(n.min) + i : i;
      nodes(n.body);
    }
  }

  void of_cb(const Node& n, Cb& cb) {
    if (capacity(n.cb) % n.count != 0) fault(fmt::format("{} tiles do not divide {}", n.count, name(n.cb)));
    const auto need = [&](bool holds, const char* what) {
      if (!holds) fault(fmt::format("{} {}: {} tiles", what, name(n.cb), n.count));
    };
    switch (n.kind) {
      case Node::Kind::Reserve:
        need(cb.filled + n.count <= capacity(n.cb), "no room to reserve in");
        cb.reserved = n.count;
        return;
      case Node::Kind::Push:
        need(n.count <= cb.reserved && (cb.written == 0 || cb.written == n.count), "wrong push to");
        need(unfinished_reads_ == 0, "push before the read barrier to");
        cb.reserved = cb.written = 0;
        cb.filled += n.count;
        return;
      case Node::Kind::Wait:
        need(cb.filled >= n.count, "endless wait for");
        cb.waited = std::max(cb.waited, n.count);
        return;
      case Node::Kind::Pop:
        need(cb.waited >= n.count, "pop without wait from");
        need(unfinished_writes_ == 0, "pop before the write barrier from");
        cb.waited -= n.count;
        cb.filled -= n.count;
        return;
      case Node::Kind::Send:
        need(cb.reserved == 1 && words_.contains(n.var.get()), "a word sent to");
        cb.written = 1;
        return;
      case Node::Kind::Receive: need(cb.waited == 1 && words_.contains(n.var.get()), "a word received from"); return;
      case Node::Kind::Make:
      case Node::Kind::Read:
        need(cb.reserved >= n.count, "read into what is not reserved of");
        cb.written += n.count;
        unfinished_reads_ += n.kind == Node::Kind::Read;
        return;
      default: need(cb.waited >= n.count, "write from what is not waited for of"); ++unfinished_writes_;
    }
    if (n.transfer && n.transfer->rows * n.transfer->cols != n.count) fault("a transfer of another size");
  }

  void section(const Node& n) {
    if (slots_ >= 0) fault("a section of DST within another");
    slots_ = n.count;
    if (n.count <= 0 || n.count > l_.plan.plan.dst_tiles_available) fault(fmt::format("{} tiles of DST", n.count));
    defined_.clear();
    nodes(n.body);
    nodes(n.otherwise);
    slots_ = -1;
  }

  int64_t slot(const MathStep& s, int i) {
    const int64_t at = s.spare >= 0 && i > 0 ? s.spare + i : value(s.slot) + i;
    if (at < 0 || at >= slots_) fault(fmt::format("slot {} of {}", at, slots_));
    return at;
  }
  void operand(int cb, const Expr& tile) {
    if (cb < 0) return;
    const int64_t at = value(tile);
    if (at < 0 || at >= of(cb).waited) fault(fmt::format("tile {} of {} in {}", at, of(cb).waited, name(cb)));
  }
  void math(const MathStep& s) {
    operand(s.cb, s.tile);
    operand(s.cb_b, s.tile_b);
    if (s.kind != MathStep::Kind::Dst) {
      defined_.insert(slot(s, 0));
      return;
    }
    const bool unary = arity(s.dst.op) == DstArity::Unary;
    for (int i : {unary ? s.dst.out : -1, s.dst.a, s.dst.b, s.dst.c}) {
      if (i >= 0 && !defined_.contains(slot(s, i))) fault(fmt::format("{} of nothing", to_string(s.dst.op)));
    }
    defined_.insert(slot(s, s.dst.out));
  }
  void pack(const Node& n) {
    const int64_t at = value(n.slot);
    if (at >= slots_ || !defined_.contains(at)) fault(fmt::format("slot {} is packed, with nothing in it", at));
    if (++of(n.cb).written > of(n.cb).reserved) fault("packed beyond the window of " + name(n.cb));
  }

  const Lowered& l_;
  std::mt19937_64 coin_;
  std::vector<Cb> cbs_;
  std::map<const tir::VarNode*, int64_t> values_;
  std::set<const tir::VarNode*> words_;  // that are defined
  std::vector<std::string> faults_;
  int64_t slots_ = -1;  // of the open section
  std::set<int64_t> defined_;
  int unfinished_reads_ = 0, unfinished_writes_ = 0;
};

/// What the planner, its verifier and a run of the program say about a kernel; empty: nothing.
inline std::string faults_of(const Lowered& l) {
  std::string out;
  for (const plan::Violation& v : plan::check(l.plan.problem)) out += v.rule + " " + v.text + "\n";
  for (const plan::Violation& v : plan::verify(l.plan.problem, l.plan.plan)) out += v.rule + " " + v.text + "\n";
  for (uint64_t seed = 0; seed < 4; ++seed) {
    for (const std::string& fault : CoreRunner(l, seed).run()) out += fault + "\n";
  }
  return out;
}

}  // namespace tir2tt::transform::test
