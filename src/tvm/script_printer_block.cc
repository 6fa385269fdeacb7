// Blocks: `with T.block("name"):`, its header lines and its body.
#include "tir/equal.h"
#include "tvm/constant_fold.h"
#include "tvm/script_printer_impl.h"

namespace tir2tt::tvm {

using namespace tir;

namespace {

std::string_view axis_kind(IterType t) {
  switch (t) {
    case IterType::DataPar: return "spatial";
    case IterType::CommReduce: return "reduce";
    case IterType::Ordered: return "scan";
    default: return "opaque";
  }
}

bool same(const Expr& a, const Expr& b) { return a == b || (a && b && structural_equal(a, b)); }

}  // namespace

void ScriptPrinter::block_stmt(const BlockRealizeNode& s) {
  const BlockNode& b = *s.block;
  begin_line(s);
  place_line(b.span);
  text_.put(tirx_ ? "with T.sblock(" : "with T.block(");
  text_.put_string(b.name);
  text_.put("):\n");
  open_frame(&b, 1);
  iter_vars(s);
  if (!is_one_or_none(s.predicate)) {
    begin_line(&b, slot::kWhere);
    text_.put("T.where(");
    expr(s.predicate);
    text_.put(")\n");
  }
  print_declarations(&b, slot::kReads);
  access_line("T.reads(", b.reads);
  print_declarations(&b, slot::kWrites);
  access_line("T.writes(", b.writes);
  if (!b.annotations.empty()) {
    begin_line(&b, slot::kBlockAttr);
    text_.put(tirx_ ? "T.sblock_attr(" : "T.block_attr(");
    dict(b.annotations);
    text_.put(")\n");
  }
  alloc_buffers(b);
  for (size_t i = 0; i < b.match_buffers.size(); ++i) match_buffer_line(b, i);
  if (b.init) init(b);
  print_declarations(&b, slot::kBody);
  body(b.body);
  close_frame();
}

/// The variables in order; neighbours that are plain copies of loop variables share one `T.axis.remap`.
void ScriptPrinter::iter_vars(const BlockRealizeNode& s) {
  const std::vector<IterVar>& vars = s.block->iter_vars;
  size_t i = 0;
  while (i < vars.size()) {
    size_t end = i;
    while (end < vars.size() && end < s.iter_values.size() && is_remapped(*vars[end], s.iter_values[end])) ++end;
    if (end - i > 1)
      remap(s, i, end);
    else
      block_iter_var(s, i);
    i = std::max(end, i + 1);
  }
}

bool ScriptPrinter::is_remapped(const IterVarNode& iv, const Expr& value) const {
  if (iv.type != IterType::DataPar && iv.type != IterType::CommReduce) return false;
  const auto* v = as<VarNode>(value);
  const auto loop = v ? loops_.find(v) : loops_.end();
  if (loop == loops_.end()) return false;
  return same(loop->second->min, iv.dom.min) && same(loop->second->extent, iv.dom.extent);
}

void ScriptPrinter::remap(const BlockRealizeNode& s, size_t first, size_t last) {
  const BlockNode& b = *s.block;
  for (size_t i = first; i < last; ++i) print_declarations(&b, slot::kIterVar + static_cast<uint32_t>(i));
  begin_line();
  std::string kinds;
  for (size_t i = first; i < last; ++i) {
    if (i > first) text_.put(", ");
    define_var(*b.iter_vars[i]->var, top());
    var(*b.iter_vars[i]->var);
    kinds += b.iter_vars[i]->type == IterType::DataPar ? 'S' : 'R';
  }
  text_.put(" = T.axis.remap(");
  text_.put_string(kinds);
  text_.put(", [");
  for (size_t i = first; i < last; ++i) {
    if (i > first) text_.put(", ");
    expr(s.iter_values[i]);
  }
  text_.put("])\n");
}

void ScriptPrinter::block_iter_var(const BlockRealizeNode& s, size_t i) {
  const IterVarNode& iv = *s.block->iter_vars[i];
  begin_line(s.block.get(), slot::kIterVar + static_cast<uint32_t>(i));
  const size_t start = text_.size();
  text_.put("T.axis.");
  text_.put(axis_kind(iv.type));
  text_.put('(');
  if (is_int(iv.dom.min, 0) || !iv.dom.min || !iv.dom.extent) {
    expr(iv.dom.extent);
  } else {
    expr_tuple({iv.dom.min, fold_add(iv.dom.min, iv.dom.extent)});
  }
  if (i < s.iter_values.size()) text_.put(", "), expr(s.iter_values[i]);
  text_.put(')');
  const size_t middle = text_.size();
  define_var(*iv.var, top());
  var(*iv.var);
  text_.put(" = ");
  text_.rotate(start, middle);
  end_line();
}

void ScriptPrinter::access_line(std::string_view name, const std::vector<BufferRegion>& regions) {
  begin_line();
  text_.put(name);
  join(regions, [this](const BufferRegion& r) { region(r); });
  text_.put(")\n");
}

void ScriptPrinter::alloc_buffers(const BlockNode& b) {
  for (size_t i = 0; i < b.alloc_buffers.size(); ++i) {
    const BufferNode& buf = *b.alloc_buffers[i];
    begin_line(&b, slot::kAllocBuffer + static_cast<uint32_t>(i));
    place_line(buf.span);
    define_buffer(buf, top());
    buffer(buf);
    text_.put(tirx_ ? " = T.sblock_alloc_buffer(" : " = T.alloc_buffer(");
    buffer_arguments(buf, DataPointer::Inline, top());
    end_line();
  }
}

void ScriptPrinter::match_buffer_line(const BlockNode& b, size_t i) {
  const MatchBufferRegion& m = b.match_buffers[i];
  begin_line(&b, slot::kMatchBuffer + static_cast<uint32_t>(i));
  place_line(m.buffer->span);
  define_buffer(*m.buffer, top());
  buffer(*m.buffer);
  text_.put(" = T.match_buffer(");
  region(m.source);
  text_.put(", ");
  buffer_arguments(*m.buffer, DataPointer::Inline, top());
  end_line();
}

void ScriptPrinter::init(const BlockNode& b) {
  begin_line(&b, slot::kInit);
  text_.put("with T.init():\n");
  branch(b.init);
}

}  // namespace tir2tt::tvm
