#include "codegen/tt/unit_state.h"

namespace tir2tt::codegen {

using transform::DstArity;
using transform::DstOp;
using transform::MathStep;
using transform::Node;

UnitNeeds needs_of(const MathStep& step) {
  UnitNeeds n;
  switch (step.kind) {
    case MathStep::Kind::Matmul:  // in0 goes to SrcB, in1 to SrcA
      n.engine = UnitNeeds::Engine::Matmul;
      n.srca = step.cb_b, n.srcb = step.cb, n.transpose = step.transpose;
      return n;
    case MathStep::Kind::Transpose:
      n.engine = UnitNeeds::Engine::Transpose;
      n.srca = step.cb;
      return n;
    case MathStep::Kind::Reduce:
      n.engine = UnitNeeds::Engine::Reduce;
      n.srca = step.cb, n.srcb = step.cb_b, n.maximum = step.maximum, n.axis = step.axis;
      return n;
    case MathStep::Kind::Dst: break;
  }
  if (arity(step.dst.op) != DstArity::Load) {
    const bool turns = step.dst.op == DstOp::Transpose;  // the matrix unit's, without the unpacker
    n.engine = turns ? UnitNeeds::Engine::TransposeDst : UnitNeeds::Engine::Vector;
    n.op = step.dst.op;
    return n;
  }
  const bool copy = step.dst.op == DstOp::Copy;
  n.engine = copy ? UnitNeeds::Engine::Copy : UnitNeeds::Engine::Broadcast;
  n.op = step.dst.op;
  n.srca = step.cb;
  if (!copy) n.srcb = step.cb;
  return n;
}

namespace {

void collect(const transform::Nodes& nodes, UnitUse* out) {
  for (const Node& n : nodes) {
    if (n.kind == Node::Kind::Pack) out->pack.insert(n.cb);
    if (n.step) {
      const UnitNeeds needs = needs_of(*n.step);
      (needs.engine == UnitNeeds::Engine::Vector ? out->vector : out->unpack).insert(needs);
    }
    collect(n.body, out);
    collect(n.otherwise, out);
  }
}

}  // namespace

UnitUse use_of(const transform::Nodes& nodes) {
  UnitUse out;
  collect(nodes, &out);
  return out;
}

}  // namespace tir2tt::codegen
