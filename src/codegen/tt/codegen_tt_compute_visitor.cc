// Setting units up. A loop whose steps all need the same set-up gets it in front; one with several starts with nothing
// known, since its head is reached from two places. Registers are set up by format: circular buffers of one format need
// no change. A reduction masks the packer until it is undone, so it is undone before anything else is packed.
#include "codegen/tt/codegen_tt_compute_visitor.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "codegen/tt/slice.h"
#include "codegen/tt/unit_state.h"
#include "transform/tt/index_math.h"

namespace tir2tt::codegen {
namespace {

using transform::DstOp;
using transform::MathStep;
using transform::Node;
using transform::Nodes;
using Engine = UnitNeeds::Engine;

const MathStep* first_step(const Nodes& nodes) {
  for (const Node& n : nodes) {
    if (n.step && needs_of(*n.step).engine != Engine::Vector) return n.step.get();
    for (const Nodes* below : {&n.body, &n.otherwise}) {
      if (const MathStep* found = first_step(*below)) return found;
    }
  }
  return nullptr;
}
int first_pack(const Nodes& nodes) {
  for (const Node& n : nodes) {
    if (n.kind == Node::Kind::Pack) return n.cb;
    for (const Nodes* below : {&n.body, &n.otherwise}) {
      if (const int found = first_pack(*below); found >= 0) return found;
    }
  }
  return -1;
}

transform::DstStep step_of(DstOp op) {
  transform::DstStep step;
  step.op = op;
  return step;
}

class ComputeWriter : public KernelWriter {
 public:
  ComputeWriter(const KernelContext& context, const Nodes& nodes)
      : KernelWriter(context, Role::Compute), first_(first_step(nodes)), out_(first_pack(nodes)) {}

 protected:
  void prologue() override {
    if (out_ < 0) return;
    const UnitNeeds n = first_ ? needs_of(*first_) : UnitNeeds{Engine::Copy, out_};
    const int srcb = n.srcb >= 0 ? n.srcb : n.srca;
    if (n.engine == Engine::Matmul) {
      call(Api::MatmulStartup, {cb(n.srcb), cb(n.srca), cb(out_), n.transpose ? "1" : "0"});
      state_.unpack = n;
    } else if (n.engine == Engine::Copy) {
      call(Api::UnaryStartup, {cb(n.srca), cb(out_)});
    } else {
      call(Api::Startup, {cb(n.srca), cb(srcb), cb(out_)});
    }
    state_.srca = n.srca, state_.srcb = srcb, state_.pack = out_;
    line("");
  }

  void before_loop(const Node& node) override {
    const UnitUse use = use_of({node});
    if (!use.pack.empty()) out_ = *use.pack.begin();
    const bool conditional = node.kind == Node::Kind::If;
    mixed_.push_back(conditional || use.unpack.size() > 1);
    if (conditional) {
      finish();
      before_branches_.push_back({state_, vector_});
    }
    if (use.unpack.size() == 1 && !conditional) set_up_unpack(*use.unpack.begin());
    if (use.vector.size() == 1 && !conditional) set_up_vector(use.vector.begin()->op);
    if (use.pack.size() == 1 && !conditional) set_up_pack(out_);
    if (use.unpack.size() > 1) forget_unpack();
    if (use.vector.size() > 1) vector_.clear();
    if (use.pack.size() > 1) state_.pack.reset();
  }
  void end_of_body() override {
    if (mixed_.back()) finish();
  }
  void before_else() override { std::tie(state_, vector_) = before_branches_.back(); }
  void after_loop(const Node& node) override {
    mixed_.pop_back();
    if (node.kind != Node::Kind::If) return;
    before_branches_.pop_back();
    state_ = {};  // either branch, or none, has been taken
    vector_.clear();
  }

  void epilogue() override { finish(); }

  void leaf(const Node& node) override {
    switch (node.kind) {
      case Node::Kind::Section: return section(node);
      case Node::Kind::Math: return math(*node.step);
      case Node::Kind::Pack: return call(Api::PackTile, {expr(node.slot), cb(node.cb)});
      default: throw InternalError("a node that is no computation");
    }
  }

 private:
  /// Registers have a format, not a circular buffer; whether it goes straight to DST is part of it.
  bool same_format(const std::optional<int>& a, int b) const {
    if (!a) return false;
    const CbSpec &x = cb_spec(*a), &y = cb_spec(b);
    return x.format == y.format && x.unpack_to_dest_fp32 == y.unpack_to_dest_fp32 && x.tile == y.tile;
  }

  void forget_unpack() {
    finish();
    state_.unpack.reset();
    state_.srca.reset();
    state_.srcb.reset();
  }

  /// Undoes what would be in the way of everything else: the packer's masks of a reduction, the unpacker's broadcast.
  void finish() {
    if (!state_.unpack) return;
    if (state_.unpack->engine == Engine::Broadcast) {
      step_line(state_.unpack->op, dst_uninit(c_.dialect, step_of(state_.unpack->op), of_buffer(state_.unpack->srca)));
    } else if (state_.unpack->engine == Engine::Reduce) {
      call(Api::ReduceUninit, {});
    } else {
      return;
    }
    state_.unpack.reset();
  }

  DstArguments of_buffer(int id) { return {.cb = cb(id), .pack = cb(out_), .fp32_dest_acc = c_.spec.fp32_dest_acc}; }

  void step_line(DstOp op, const std::string& text) {
    use_header(std::string(dst_header(c_.dialect, op)));
    line(text + ";");
  }

  void set_up_formats(const UnitNeeds& n) {
    const bool a = n.srca >= 0 && !same_format(state_.srca, n.srca),
               b = n.srcb >= 0 && !same_format(state_.srcb, n.srcb);
    if (a && b) call(Api::Reconfig, {cb(n.srca), cb(n.srcb)});
    if (a && !b) call(Api::ReconfigSrcA, {cb(n.srca)});
    if (b && !a) call(Api::ReconfigSrcB, {cb(n.srcb)});
    if (n.srca >= 0) state_.srca = n.srca;
    if (n.srcb >= 0) state_.srcb = n.srcb;
  }

  void set_up_unpack(const UnitNeeds& n) {
    if (state_.unpack == n) return;
    finish();
    set_up_formats(n);
    switch (n.engine) {
      case Engine::Copy:
      case Engine::Broadcast: step_line(n.op, dst_init(c_.dialect, step_of(n.op), of_buffer(n.srca))); break;
      case Engine::Matmul: call(Api::MatmulInit, {cb(n.srcb), cb(n.srca), n.transpose ? "1" : "0"}); break;
      case Engine::Transpose: call(Api::TransposeInit, {cb(n.srca)}); break;
      case Engine::Reduce:
        call(Api::ReduceInit, {pool(n.maximum), dim(n.axis), cb(n.srca), cb(n.srcb), cb(out_)});
        break;
      case Engine::TransposeDst:
        step_line(n.op, dst_init(c_.dialect, step_of(n.op), {.fp32_dest_acc = c_.spec.fp32_dest_acc}));
        break;
      case Engine::Vector: return;
    }
    state_.unpack = n;
  }

  void set_up_vector(DstOp op) {
    const std::string init = dst_init(c_.dialect, step_of(op), {.fp32_dest_acc = c_.spec.fp32_dest_acc});
    if (vector_ == init) return;
    step_line(op, init);
    vector_ = init;
  }

  void set_up_pack(int out) {
    if (!same_format(state_.pack, out)) call(Api::ReconfigPack, {cb(out)});
    state_.pack = out;
  }

  void section(const Node& node) {
    const UnitUse use = use_of({node});
    if (!use.pack.empty()) out_ = *use.pack.begin();
    const bool reduces = std::any_of(use.unpack.begin(), use.unpack.end(),
                                     [](const UnitNeeds& n) { return n.engine == Engine::Reduce; });
    if (!reduces) finish();
    if (use.unpack.size() == 1) set_up_unpack(*use.unpack.begin());
    if (!node.note.empty()) line("// " + node.note);
    call(Api::TileRegsAcquire, {});
    nodes(node.body);
    call(Api::TileRegsCommit, {});
    const auto packs = std::find_if(node.otherwise.begin(), node.otherwise.end(), [](const Node& n) {
      return n.kind == Node::Kind::Pack || n.kind == Node::Kind::Loop;
    });
    nodes(Nodes(node.otherwise.begin(), packs));
    if (!use.pack.empty()) set_up_pack(out_);
    call(Api::TileRegsWait, {});
    nodes(Nodes(packs, node.otherwise.end()));
    call(Api::TileRegsRelease, {});
  }

  void math(const MathStep& s) {
    const UnitNeeds n = needs_of(s);
    n.engine == Engine::Vector ? set_up_vector(n.op) : set_up_unpack(n);
    switch (s.kind) {
      case MathStep::Kind::Matmul:
        return call(Api::MatmulTiles, {cb(s.cb), cb(s.cb_b), expr(s.tile), expr(s.tile_b), expr(s.slot)});
      case MathStep::Kind::Transpose: return call(Api::TransposeTile, {cb(s.cb), expr(s.tile), expr(s.slot)});
      case MathStep::Kind::Reduce:
        return call(Api::ReduceTile,
                    {pool(s.maximum), dim(s.axis), cb(s.cb), cb(s.cb_b), expr(s.tile), expr(s.tile_b), expr(s.slot)});
      case MathStep::Kind::Dst: return dst(s);
    }
  }

  void dst(const MathStep& s) {
    const auto slot = [&](int i) {
      if (i < 0) return std::string();
      return s.spare >= 0 && i > 0 ? std::to_string(s.spare + i) : expr(transform::plus(s.slot, i));
    };
    DstArguments a = s.cb >= 0 ? of_buffer(s.cb) : DstArguments{.fp32_dest_acc = c_.spec.fp32_dest_acc};
    a.out = slot(s.dst.out), a.a = slot(s.dst.a), a.b = slot(s.dst.b), a.c = slot(s.dst.c);
    if (s.tile) a.tile = expr(s.tile);
    step_line(s.dst.op, dst_call(c_.dialect, s.dst, a));
  }

  static std::string pool(bool maximum) { return std::string(pool_name(maximum)); }
  static std::string dim(int axis) { return std::string(dimension_name(axis)); }

  const MathStep* first_;
  int out_;
  UnitState state_;
  std::string vector_;                                              // the set-up of the vector unit; empty: not known
  std::vector<std::pair<UnitState, std::string>> before_branches_;  // per condition around
  std::vector<bool> mixed_;  // per loop or condition around: several set-ups inside
};

}  // namespace

KernelSpec write_compute(const KernelContext& context) {
  const Nodes mine = slice(context.lowered.core.nodes, Role::Compute);
  return ComputeWriter(context, mine).write(mine);
}

}  // namespace tir2tt::codegen
