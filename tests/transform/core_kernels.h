// Kernels as people write them, taken as far as the program of one core, and that program as text.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "transform/kernels.h"
#include "transform/tt/index_math.h"
#include "transform/tt/lower_function.h"
#include "transform/tt/pipeline.h"
#include "tvm/script.h"

namespace tir2tt::transform::test {

/// What became of a kernel that went through the pipeline. `lowered` is empty where a diagnostic says why.
struct Core {
  SourceFile file;
  std::optional<Lowered> lowered;
  std::string messages;  // what keeps it from being planned
  std::string refused;   // what keeps it from being generated
};

inline Core lower_text(const std::string& text, std::string_view arch = "wormhole_b0") {
  Core out{SourceFile("kernel.py", text), std::nullopt, {}, {}};
  Diagnostics diags;
  const tvm::Script script = tvm::read_script(out.file, {}, diags);
  tir::IRModule module;
  if (!diags.has_errors()) module = run_tt_pipeline(script.module, options_for(arch), diags);
  if (!diags.has_errors()) {
    const auto& [name, func] = module.functions.front();
    out.lowered = lower_annotated(name, func, diags);
  }
  out.messages = render(diags, &out.file, false);
  if (out.lowered) out.refused = render(out.lowered->refused, &out.file, false);
  return out;
}

/// f(A, B, C, D: 256 x 256, E: 8 x 64 x 64, v: 256) over a grid of x by y blocks. The text of `body` has lines indented
/// by 8.
inline std::string kernel_text(int x, int y, const std::string& body, const std::string& dtype = "bfloat16") {
  std::string out = "import tilelang.language as T\n@T.prim_func\ndef f(";
  for (const char* t : {"A", "B", "C", "D"}) out += fmt::format("{}: T.Tensor((256, 256), \"{}\"), ", t, dtype);
  out += fmt::format("E: T.Tensor((8, 64, 64), \"{0}\"), v: T.Tensor((256,), \"{0}\")):\n", dtype);
  return out + fmt::format("    with T.Kernel({}, {}, threads=128) as (bx, by):{}", x, y, body);
}

/// The nodes as text. Statements begin on lines of their own; a container goes into the line where it is short.
class CoreText {
 public:
  explicit CoreText(const Lowered& l) : l_(l) {}
  std::string run() const {
    std::string out;
    for (const std::string& line : lines(l_.core.nodes)) out += line + "\n";
    return out;
  }

 private:
  using Lines = std::vector<std::string>;
  static constexpr size_t kWidth = 100;

  Lines lines(const Nodes& nodes) const {
    Lines out;
    bool fresh = true;
    for (const Node& n : nodes) {
      const Lines item = n.kind == Node::Kind::Statement ? lines(n.body) : item_of(n);
      const bool joins = item.size() == 1 && n.kind != Node::Kind::Statement;
      for (size_t i = 0; i < item.size(); ++i) {
        if (joins && !fresh && out.back().size() + item[i].size() < kWidth)
          out.back() += "; " + item[i];
        else
          out.push_back(item[i]);
      }
      fresh = !joins;
    }
    return out;
  }

  static Lines container(const std::string& head, const Lines& body, const std::string& tail = "}") {
    if (body.empty()) return {head + " { " + tail};
    if (body.size() == 1 && head.size() + body[0].size() + tail.size() < kWidth)
      return {head + " { " + body[0] + " " + tail};
    Lines out{head + " {"};
    for (const std::string& line : body) out.push_back("  " + line);
    out.push_back(tail);
    return out;
  }
  static Lines two(const std::string& head, const Lines& body, const std::string& middle, const Lines& otherwise) {
    Lines first = container(head, body);
    if (otherwise.empty()) return first;
    const Lines second = container(first.back() + " " + middle, otherwise);
    first.pop_back();
    first.insert(first.end(), second.begin(), second.end());
    return first;
  }

  Lines item_of(const Node& n) const {
    constexpr const char* kNames[] = {"Loop",  "If",          "Reserve",      "Push", "Wait",   "Pop",  "Read",
                                      "Write", "ReadBarrier", "WriteBarrier", "Make", "Define", "Send", "Receive"};
    switch (n.kind) {
      case Node::Kind::Loop: return container(loop(n), lines(n.body));
      case Node::Kind::If: return two("If " + tvm::print_expr(n.condition), lines(n.body), "else", lines(n.otherwise));
      case Node::Kind::Section:
        return two(fmt::format("Section {}", n.count), lines(n.body), "pack", lines(n.otherwise));
      case Node::Kind::Math: return {math(*n.step)};
      case Node::Kind::Pack: return {fmt::format("Pack {} > {}", text(n.slot), cb(n.cb))};
      default: break;
    }
    std::string out = kNames[static_cast<size_t>(n.kind)];
    if (n.kind == Node::Kind::Define) return {fmt::format("Define {} = {}", n.var->name, tvm::print_expr(n.value))};
    if (n.var) return {fmt::format("{} {} {}", out, n.var->name, cb(n.cb))};
    if (n.transfer) return {out + " " + cb(n.cb) + transfer(*n.transfer)};
    return {n.cb < 0 ? out : out + fmt::format(" {} {}", cb(n.cb), n.count)};
  }

  std::string cb(int i) const { return l_.plan.problem.cbs[static_cast<size_t>(i)].name; }
  static std::string loop(const Node& n) {
    const std::string first = tir::is_int(n.min, 0) ? "" : text(n.min) + "+";
    return fmt::format("Loop {} {}{}{}", n.var->name, first, text(n.extent), n.blocks ? " blocks" : "");
  }
  static std::string transfer(const Transfer& t) {
    std::string where;
    if (t.elements) return elements(t);
    for (size_t k = 0; k < t.starts.size(); ++k) {
      const int axis = static_cast<int>(k);
      where += (k ? ", " : "") + text(t.starts[k]);
      if (axis == t.row_axis) where += t.rows == 1 && tir::is_int(t.row, 0) ? "" : " + " + text(t.row);
      if (axis == t.col_axis) where += t.cols == 1 && tir::is_int(t.col, 0) ? "" : " + " + text(t.col);
    }
    std::string out = fmt::format(" {}[{}] {}x{}", t.tensor->name, where, t.rows, t.cols);
    if (t.dense) out += " dense";
    if (t.check_rows) out += " check rows";
    if (t.check_cols) out += " check cols";
    for (int axis : t.checked_axes) out += fmt::format(" check {}", axis);
    return out;
  }

  static std::string elements(const Transfer& t) {
    std::string out = fmt::format(" {}x{} of {}x{} (i = {}, j = {}): ", t.rows, t.cols, t.element_rows, t.element_cols,
                                  t.row_index->name, t.col_index->name);
    if (t.dense) out = " dense" + out;
    if (t.elements->value) return out + tvm::print_expr(t.elements->value);
    std::string where;
    for (const Expr& e : t.elements->target) where += (where.empty() ? "" : ", ") + tvm::print_expr(e);
    if (t.elements->guard) where += "] if [" + tvm::print_expr(t.elements->guard);
    return out + t.tensor->name + "[" + where + "]";
  }

  static std::string slot(const MathStep& s, int i) {
    return s.spare >= 0 && i > 0 ? std::to_string(s.spare + i) : text(plus(s.slot, i));
  }
  std::string math(const MathStep& s) const {
    const auto at = [&](int id, const Expr& tile) { return fmt::format("{}[{}]", cb(id), text(tile)); };
    switch (s.kind) {
      case MathStep::Kind::Matmul:
        return fmt::format("Matmul {} {}{} > {}", at(s.cb, s.tile), at(s.cb_b, s.tile_b), s.transpose ? "^T" : "",
                           text(s.slot));
      case MathStep::Kind::Transpose: return fmt::format("Transpose {} > {}", at(s.cb, s.tile), text(s.slot));
      case MathStep::Kind::Reduce:
        return fmt::format("Reduce{}{} {} {} > {}", s.maximum ? "Max" : "Sum", s.axis, at(s.cb, s.tile),
                           at(s.cb_b, s.tile_b), text(s.slot));
      case MathStep::Kind::Dst: break;
    }
    std::string out(to_string(s.dst.op));
    if (s.cb >= 0) out += " " + at(s.cb, s.tile);
    for (int i : {s.dst.a, s.dst.b, s.dst.c}) out += i < 0 ? "" : " " + slot(s, i);
    for (float p : s.dst.parameters) out += fmt::format(" {}", p);
    return out + " > " + slot(s, s.dst.out);
  }

  const Lowered& l_;
};

/// The program of a kernel as text, on a grid of 8 x 8 with `bx` and `by` as people write them; what is wrong with it
/// where there is none.
inline std::string core_text(const Core& core) {
  if (!core.lowered || !core.refused.empty()) return core.messages + core.refused;
  std::string out = CoreText(*core.lowered).run();
  for (const auto& [from, to] : {std::pair("((tt_tile_id // 8) % 8)", "by"),
                                 {"(tt_tile_id % 8)", "bx"},
                                 {"tt_tile_id // 8 % 8", "by"},
                                 {"tt_tile_id % 8", "bx"}}) {
    for (size_t at = 0; (at = out.find(from, at)) != std::string::npos;) out.replace(at, std::string(from).size(), to);
  }
  return out;
}

}  // namespace tir2tt::transform::test
