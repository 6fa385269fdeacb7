// Frames, lines and definitions of the script printer, and its three entry points.
#include "tvm/script_printer_impl.h"

namespace tir2tt::tvm {

using namespace tir;

void ScriptPrinter::open_frame(const void* node, uint32_t more_indent) {
  const uint32_t indent = frames_.empty() ? 0 : frame().indent + more_indent;
  if (node) open_.try_emplace(node, frames_.size());
  frames_.push_back({node, indent, text_.size(), {}, {}});
}

void ScriptPrinter::close_frame() {
  const Frame& f = frame();
  for (const void* object : f.defined) {
    const auto it = definitions_.find(object);
    if (it->second.form == Definition::Form::Name) names_.release(it->second.name);
    definitions_.erase(it);
  }
  for (const VarNode* v : f.loops) loops_.erase(v);
  const auto it = open_.find(f.node);
  if (it != open_.end() && it->second == top()) open_.erase(it);
  frames_.pop_back();
}

void ScriptPrinter::begin_line() {
  frame().line_start = text_.size();
  text_.put_indent(frame().indent);
}

void ScriptPrinter::begin_line(const void* node, uint32_t slot) {
  print_declarations(node, slot);
  begin_line();
}

void ScriptPrinter::print_declarations(const void* node, uint32_t slot) {
  if (info_.declarations.empty()) return;
  const auto it = info_.declarations.find(Anchor{node, slot});
  if (it == info_.declarations.end()) return;
  for (const Declaration& d : it->second) print_declaration(d);
}

void ScriptPrinter::print_declaration(const Declaration& d) {
  if (d.kind == Declaration::Kind::Buffer) {
    if (!d.buffer || find(d.buffer.get())) return;
    begin_line();
    place_line(d.buffer->span);
    define_buffer(*d.buffer, top());
    buffer(*d.buffer);
    text_.put(" = T.Buffer(");
    buffer_arguments(*d.buffer, DataPointer::Inline, top());
    return end_line();
  }
  std::vector<const VarNode*> fresh;
  for (const Var& v : d.vars) {
    if (!v || find(v.get())) continue;
    define_var(*v, top());
    fresh.push_back(v.get());
  }
  if (fresh.empty()) return;
  begin_line();
  if (d.kind == Declaration::Kind::EnvThread) {
    var(*fresh[0]);
    text_.put(" = T.env_thread(");
    text_.put_string(d.thread_tag);
    text_.put(')');
  } else {
    vars_declaration(fresh);
  }
  end_line();
}

const ScriptPrinter::Definition* ScriptPrinter::find(const void* object) const {
  const auto it = definitions_.find(object);
  return it == definitions_.end() ? nullptr : &it->second;
}

void ScriptPrinter::define(const void* object, size_t in_frame, std::string_view own_name) {
  const auto [it, fresh] = definitions_.try_emplace(object);
  if (!fresh) return;  // defined a second time: the same object under the same name
  frames_[in_frame].defined.push_back(object);
  const size_t at = frames_[in_frame].line_start;
  const size_t since = in_frame == top() ? SIZE_MAX : at;  // a late line stands in front of inner scopes
  std::string& name = it->second.name;
  if (!info_.names.empty()) {
    const auto kept = info_.names.find(object);
    if (kept != info_.names.end() && names_.take_exact(kept->second, at, since)) {
      name = kept->second;
      return;
    }
  }
  name = names_.take(own_name, at, since);
}

void ScriptPrinter::define_inline(const void* object, size_t in_frame, Definition d) {
  const auto [at, fresh] = definitions_.try_emplace(object);
  if (!fresh) return;
  at->second = std::move(d);
  frames_[in_frame].defined.push_back(object);
}

void ScriptPrinter::define_var(const VarNode& v, size_t in_frame) {
  define(&v, in_frame, v.name.empty() ? std::string_view("v") : v.name);
}

void ScriptPrinter::define_buffer(const BufferNode& b, size_t in_frame) {
  define(&b, in_frame, b.name.empty() ? std::string_view("buffer") : b.name);
}

void ScriptPrinter::put_definition(const Definition& d) {
  if (d.form == Definition::Form::Name) return text_.put(d.name);
  const Definition::Form form = d.form;
  const uint32_t index = d.index;
  buffer(*d.owner);  // may define, so that `d` is not to be used any more
  if (form == Definition::Form::Data) return text_.put(".data");
  if (form == Definition::Form::Offset) return text_.put(".elem_offset");
  text_.put(".strides[");
  text_.put_int(index);
  text_.put(']');
}

size_t ScriptPrinter::frame_of_free(const void* object) {
  const void* node = uses_ ? uses_->innermost(object, [this](const void* n) { return open_.count(n) > 0; }) : nullptr;
  if (node) return open_.at(node);
  size_t i = top();  // nowhere in the function's tree: the innermost scope that can hold a line
  while (i > 0 && open_.count(frames_[i].node) == 0) --i;
  return i;
}

namespace {

void end_text(std::string& text, bool final_newline) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  if (final_newline) text += '\n';
}

void shift(Places& places, size_t by) {
  for (Place& p : places) {
    p.text.begin += static_cast<uint32_t>(by);
    p.text.end += static_cast<uint32_t>(by);
  }
}

}  // namespace

ScriptInfo default_script_info(const IRModule& module, bool lone_function) {
  ScriptInfo info;
  info.lone_function = lone_function;
  info.number_metadata = true;
  if (!lone_function) info.header = "# from tvm.script import ir as I\n";
  info.header += "# from tvm.script import ";
  info.header += module.dialect == Dialect::Tirx ? "tirx" : "tir";
  info.header += " as T\n\n";
  return info;
}

std::string print_script(const IRModule& module, const ScriptInfo& info, Places* places) {
  ScriptPrinter printer(info);
  if (places) printer.keep_places();
  const std::string printed = printer.module(module);
  if (places) *places = printer.take_places(printed), shift(*places, info.header.size());
  std::string text = info.header;
  text += printed;
  text += info.trailer;
  if (info.number_metadata && printer.printed_metadata()) {
    text += "\n# Metadata omitted. Use show_meta=True in script() method to show it.";
  }
  end_text(text, info.final_newline);
  return text;
}

std::string print_script(const IRModule& module, Places* places) {
  // TVM prints the functions by name, `main` last.
  IRModule sorted = module;
  std::stable_sort(sorted.functions.begin(), sorted.functions.end(), [](const auto& a, const auto& b) {
    const bool a_main = a.first == "main", b_main = b.first == "main";
    return a_main != b_main ? b_main : a.first < b.first;
  });
  return print_script(sorted, default_script_info(module), places);
}

std::string print_expr(const Expr& e) {
  const ScriptInfo info;
  return ScriptPrinter(info).fragment(e);
}

std::string ScriptPrinter::fragment(const Expr& e) {
  open_frame(nullptr, 0);
  expr(e);
  return text_.finish_without_late_lines();
}

}  // namespace tir2tt::tvm
