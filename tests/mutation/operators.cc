#include "mutation/operators.h"

#include <algorithm>
#include <set>

#include "mutation/kernel_text.h"

namespace tir2tt::mutation {
namespace {

using Kind = Line::Kind;
using Texts = std::vector<std::string>;

class KernelMutants {
 public:
  KernelMutants(const codegen::KernelSpec& spec, int kernel) : spec_(spec), kernel_(kernel) {
    kernel_text_ = parse_kernel(spec.text);
    for (const Line& line : kernel_text_.lines) original_.push_back(line.text);
    seen_.insert(spec.text);
  }

  std::vector<Mutant> make() {
    exchange_constants();
    for (at_ = 0; at_ < kernel_text_.lines.size(); ++at_) {
      drop(), cbs(), counts(), indices(), barriers(), waits();
    }
    return std::move(mutants_);
  }

 private:
  const Line& line() const { return kernel_text_.lines[at_]; }

  /// A mutant with `texts` in place of the original's lines.
  void add(Operator op, std::string what, const Texts& texts) {
    Mutant m;
    for (const std::string& t : texts) m.text += t + "\n";
    if (!seen_.insert(m.text).second) return;
    m.op = op, m.what = std::move(what), m.kernel = kernel_, m.file = spec_.file;
    describe(texts, &m);
    mutants_.push_back(std::move(m));
  }

  /// The first and last lines that differ decide what is shown.
  void describe(const Texts& texts, Mutant* m) const {
    size_t head = 0, tail = 0;
    const size_t most = std::min(texts.size(), original_.size());
    while (head < most && texts[head] == original_[head]) ++head;
    while (tail < most - head && texts[texts.size() - 1 - tail] == original_[original_.size() - 1 - tail]) ++tail;
    m->line = head + 1;
    for (size_t i = head; i < original_.size() - tail; ++i) m->before += original_[i] + "\n";
    for (size_t i = head; i < texts.size() - tail; ++i) m->after += texts[i] + "\n";
  }

  void replace(Operator op, std::string what, size_t column, size_t length, const std::string& by) {
    Texts texts = original_;
    texts[at_].replace(column, length, by);
    add(op, std::move(what), texts);
  }

  /// The lines [begin, end] behind `target`, which lies behind them.
  void move_down(Operator op, std::string what, size_t begin, size_t end, size_t target) {
    Texts texts = original_;
    const auto at = [&](size_t i) { return texts.begin() + static_cast<std::ptrdiff_t>(i); };
    std::rotate(at(begin), at(end + 1), at(target + 1));
    add(op, std::move(what), texts);
  }

  void remove(Operator op) {
    Texts texts = original_;
    texts.erase(texts.begin() + static_cast<std::ptrdiff_t>(at_));
    add(op, kDrop, texts);
  }

  bool is_barrier() const { return line().kind == Kind::Call && line().callee.ends_with("_barrier"); }
  bool is_cb_call() const { return line().kind == Kind::Call && line().callee.starts_with("cb_"); }

  void drop() {
    if ((line().kind == Kind::Call && !is_barrier()) || line().kind == Kind::Step) remove(Operator::Drop);
  }

  // ---- circular buffers ---------------------------------------------------------------------------------------------
  bool is_cb(const std::string& name) const {
    return std::find(kernel_text_.cbs.begin(), kernel_text_.cbs.end(), name) != kernel_text_.cbs.end();
  }

  void cbs() {
    if (line().indent == 0 || line().kind == Kind::Other) return;
    for (const std::string& cb : kernel_text_.cbs) {
      for (const size_t column : find_word(line().text, cb)) {
        for (const std::string& other : kernel_text_.cbs) replace(Operator::Cb, other, column, cb.size(), other);
      }
    }
    exchange_arguments();
  }

  void exchange_arguments() {
    std::vector<Piece> named;
    for (const Piece& a : line().arguments) {
      if (is_cb(a.text)) named.push_back(a);
    }
    if (named.size() < 2) return;
    std::string text = line().text;
    text.replace(named[1].at, named[1].text.size(), named[0].text);
    text.replace(named[0].at, named[0].text.size(), named[1].text);
    Texts texts = original_;
    texts[at_] = text;
    add(Operator::Cb, kExchange, texts);
  }

  void exchange_constants() {
    std::vector<size_t> places;
    for (size_t i = 0; i < kernel_text_.lines.size(); ++i) {
      const Line& l = kernel_text_.lines[i];
      if (l.kind == Kind::Definition && l.indent == 0 && is_cb(l.name)) places.push_back(i);
    }
    for (size_t i = 0; i < places.size(); ++i) {
      for (size_t j = i + 1; j < places.size(); ++j) exchange_values(places[i], places[j]);
    }
  }
  void exchange_values(size_t a, size_t b) {
    Texts texts = original_;
    const Piece &x = kernel_text_.lines[a].value, &y = kernel_text_.lines[b].value;
    texts[a].replace(x.at, x.text.size(), y.text);
    texts[b].replace(y.at, y.text.size(), x.text);
    add(Operator::Cb, kExchange, texts);
  }

  // ---- numbers ------------------------------------------------------------------------------------------------------
  static bool is_number(const std::string& text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  }

  void off_by_one(Operator op, const Piece& piece) {
    const bool number = is_number(piece.text);
    for (const int delta : {1, -1}) {
      const std::string sign = delta > 0 ? "+1" : "-1";
      std::string by = "(" + piece.text + ") " + (delta > 0 ? "+ 1" : "- 1");
      if (number) by = std::to_string(std::stoll(piece.text) + delta);
      replace(op, sign, piece.at, piece.text.size(), by);
    }
  }

  void counts() {
    if (is_cb_call() && line().arguments.size() == 2) off_by_one(Operator::Count, line().arguments[1]);
    if (line().kind == Kind::Definition && line().name.ends_with("_tile_bytes"))
      off_by_one(Operator::Count, line().value);
  }

  void indices() {
    if (line().kind == Kind::Loop) {
      off_by_one(Operator::Index, line().first);
      off_by_one(Operator::Index, line().value);
    } else if (line().kind == Kind::Definition && line().indent > 0) {
      index_of_definition();
    } else if (line().kind == Kind::Call && !is_cb_call()) {
      for (const Piece& a : line().arguments) {
        if (is_index(a.text)) off_by_one(Operator::Index, a);
      }
    }
  }

  void index_of_definition() {
    if (line().callee == "get_arg_val") return off_by_one(Operator::Index, line().arguments.at(0));
    if (line().callee.empty()) return off_by_one(Operator::Index, line().value);
    const std::string& brackets = line().template_text;  // of TensorAccessorArgs
    if (brackets.empty()) return;
    off_by_one(Operator::Index, {line().value.at + line().callee.size() + 1, brackets.substr(1, brackets.size() - 2)});
  }

  /// No circular buffer, address, tensor or constant of an operation.
  bool is_index(const std::string& text) const {
    return !is_cb(text) && kernel_text_.pointers.count(text) == 0 && kernel_text_.accessors.count(text) == 0 &&
           !text.starts_with("0x") && !text.starts_with("get_");
  }

  // ---- order --------------------------------------------------------------------------------------------------------
  void barriers() {
    if (!is_barrier()) return;
    remove(Operator::Barrier);
    const size_t next = kernel_text_.item_after(at_), last = kernel_text_.item_before(at_);
    if (next != npos) move_down(Operator::Barrier, "later", at_, at_, kernel_text_.end_of_item(next));
    if (last != npos) move_down(Operator::Barrier, "earlier", last, kernel_text_.end_of_item(last), at_);
  }

  void waits() {
    if (!is_waiting(line())) return;
    const size_t next = kernel_text_.item_after(at_);
    if (next != npos && is_waiting(kernel_text_.lines[next]))
      move_down(Operator::Wait, kExchange, at_, at_, kernel_text_.end_of_item(next));
    const std::vector<std::string> names = waited_for();
    for (size_t i = next; i != npos; i = kernel_text_.item_after(i)) {
      if (!uses(i, names)) continue;
      move_down(Operator::Wait, kBehindUse, at_, at_, kernel_text_.end_of_item(i));
      return;
    }
  }

  /// What is guarded: the circular buffer and the pointers into it; empty: DST.
  std::vector<std::string> waited_for() const {
    if (!is_cb_call()) return {};
    std::vector<std::string> names{line().arguments.at(0).text};
    for (const Line& l : kernel_text_.lines) {
      if (gets_pointer(l) && l.arguments.at(0).text == names[0]) names.push_back(l.name);
    }
    return names;
  }
  /// Where the window begins does not depend on how much of it is there.
  bool gets_pointer(const Line& l) const { return l.kind == Kind::Definition && kernel_text_.pointers.count(l.name); }

  /// Whether the item at `item` does something with what is guarded.
  bool uses(size_t item, const std::vector<std::string>& names) const {
    for (size_t i = item; i <= kernel_text_.end_of_item(item); ++i) {
      const Line& l = kernel_text_.lines[i];
      if (l.kind == Kind::Other || is_configuration(l) || is_waiting(l) || gets_pointer(l)) continue;
      if (names.empty() && l.kind == Kind::Call && !l.callee.starts_with("cb_")) return true;
      for (const std::string& name : names) {
        if (!find_word(l.text, name).empty()) return true;
      }
    }
    return false;
  }

  const codegen::KernelSpec& spec_;
  const int kernel_;
  KernelText kernel_text_;
  Texts original_;
  size_t at_ = 0;
  std::set<std::string> seen_;
  std::vector<Mutant> mutants_;
};

/// What is pushed to or popped from a circular buffer at once.
std::set<int64_t> amounts(const codegen::ProgramSpec& program, const std::string& cb) {
  std::set<int64_t> out;
  for (const codegen::KernelSpec& kernel : program.kernels) {
    for (const Line& l : parse_kernel(kernel.text).lines) {
      const bool moves = l.kind == Kind::Call && (l.callee == "cb_push_back" || l.callee == "cb_pop_front");
      if (moves && l.arguments.at(0).text == cb) out.insert(std::stoll(l.arguments.at(1).text));
    }
  }
  return out;
}

void shrink(const codegen::ProgramSpec& program, std::vector<Mutant>* out) {
  for (size_t i = 0; i < program.cbs.size(); ++i) {
    const codegen::CbSpec& cb = program.cbs[i];
    std::set<int64_t> less = amounts(program, cb.identifier);
    less.insert(1);
    for (const int64_t n : less) {
      if (n >= cb.pages) continue;
      Mutant m;
      m.op = Operator::Shrink, m.what = "-" + std::to_string(n), m.file = "plan", m.cb = static_cast<int>(i);
      m.pages = cb.pages - n;
      m.before = cb.identifier + ": " + std::to_string(cb.pages) + " pages\n";
      m.after = cb.identifier + ": " + std::to_string(m.pages) + " pages\n";
      out->push_back(std::move(m));
    }
  }
}

}  // namespace

std::vector<Mutant> all_mutants(const codegen::ProgramSpec& program) {
  std::vector<Mutant> out;
  for (size_t i = 0; i < program.kernels.size(); ++i) {
    for (Mutant& m : KernelMutants(program.kernels[i], static_cast<int>(i)).make()) out.push_back(std::move(m));
  }
  shrink(program, &out);
  return out;
}

codegen::ProgramSpec apply(const codegen::ProgramSpec& program, const Mutant& mutant) {
  codegen::ProgramSpec out = program;
  if (mutant.kernel >= 0) out.kernels.at(static_cast<size_t>(mutant.kernel)).text = mutant.text;
  if (mutant.cb >= 0) out.cbs.at(static_cast<size_t>(mutant.cb)).pages = mutant.pages;
  return out;
}

}  // namespace tir2tt::mutation
