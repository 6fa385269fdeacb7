#include "mutation/kernel_text.h"

#include <algorithm>
#include <cctype>
#include <regex>
#include <sstream>

namespace tir2tt::mutation {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// "a, f(b, c)" at column `at` of its line -> its parts.
std::vector<Piece> split_arguments(const std::string& text, size_t at) {
  std::vector<Piece> out;
  int depth = 0;
  size_t begin = 0;
  for (size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ',';
    depth += c == '(' || c == '<' ? 1 : c == ')' || c == '>' ? -1 : 0;
    if (c != ',' || (depth != 0 && i < text.size())) continue;
    while (begin < i && text[begin] == ' ') ++begin;
    if (i > begin) out.push_back({at + begin, text.substr(begin, i - begin)});
    begin = i + 1;
  }
  return out;
}

/// The column behind the bracket that closes the one at `open`; npos: none does.
size_t behind_bracket(const std::string& text, size_t open, char left, char right) {
  int depth = 0;
  for (size_t i = open; i < text.size(); ++i) {
    depth += text[i] == left ? 1 : text[i] == right ? -1 : 0;
    if (depth == 0) return i + 1;
  }
  return npos;
}

/// `text` at column `at`: one call and nothing else.
void parse_call(const std::string& text, size_t at, Line* line) {
  size_t i = 0;
  while (i < text.size() && is_word(text[i])) ++i;
  const size_t name = i;
  if (i < text.size() && text[i] == '<') i = behind_bracket(text, i, '<', '>');
  if (name == 0 || i >= text.size() || text[i] != '(') return;
  if (behind_bracket(text, i, '(', ')') != text.size()) return;
  line->callee = text.substr(0, name);
  line->template_text = text.substr(name, i - name);
  line->arguments = split_arguments(text.substr(i + 1, text.size() - i - 2), at + i + 1);
}

Piece piece(const std::smatch& m, size_t group) { return {static_cast<size_t>(m.position(group)), m[group]}; }

bool parse_statement(Line* line) {
  static const std::regex kLoop(R"(^ *for \(\w+ (\w+) = (.+); \1 < (.+); \+\+\1\) .*$)");
  static const std::regex kDefinition(R"(^ *(?:inline )?(?:constexpr |const )?\w+ (\w+) = (.*);$)");
  static const std::regex kStep(R"(^ *(\w+) \+= (.*);$)"), kStatement(R"(^ *(.*);$)");
  std::smatch m;
  if (std::regex_match(line->text, m, kLoop)) {
    line->kind = Line::Kind::Loop, line->name = m[1], line->first = piece(m, 2), line->value = piece(m, 3);
  } else if (std::regex_match(line->text, m, kDefinition)) {
    line->kind = Line::Kind::Definition, line->name = m[1], line->value = piece(m, 2);
    parse_call(line->value.text, line->value.at, line);
  } else if (std::regex_match(line->text, m, kStep)) {
    line->kind = Line::Kind::Step, line->name = m[1], line->value = piece(m, 2);
  } else if (std::regex_match(line->text, m, kStatement)) {
    parse_call(m[1], static_cast<size_t>(m.position(1)), line);
    if (!line->callee.empty()) line->kind = Line::Kind::Call;
  }
  return line->kind != Line::Kind::Other;
}

Line parse_line(std::string text) {
  Line line;
  line.text = std::move(text);
  line.indent = std::min(line.text.find_first_not_of(' '), line.text.size());
  const std::string_view rest = std::string_view(line.text).substr(line.indent);
  if (rest.empty() || rest.starts_with("//") || rest.starts_with("#")) return line;
  if (rest.starts_with("}")) {
    line.kind = Line::Kind::Close;
  } else if (!parse_statement(&line) && rest.ends_with("{")) {
    line.kind = Line::Kind::Open;
  }
  return line;
}

void take_names(const Line& line, KernelText* kernel) {
  if (line.kind != Line::Kind::Definition) return;
  if (line.indent == 0 && line.name.starts_with("cb_") && !line.name.ends_with("_tile_bytes"))
    kernel->cbs.push_back(line.name);
  if (line.callee == "get_write_ptr" || line.callee == "get_read_ptr") kernel->pointers.insert(line.name);
  if (line.callee == "TensorAccessor") kernel->accessors.insert(line.name);
}

}  // namespace

KernelText parse_kernel(std::string_view text) {
  KernelText kernel;
  std::istringstream in{std::string(text)};
  for (std::string line; std::getline(in, line);) {
    kernel.lines.push_back(parse_line(std::move(line)));
    take_names(kernel.lines.back(), &kernel);
  }
  return kernel;
}

size_t KernelText::end_of_item(size_t line) const {
  if (!lines[line].text.ends_with("{")) return line;
  size_t end = line + 1;
  while (end < lines.size() && !(lines[end].kind == Line::Kind::Close && lines[end].indent <= lines[line].indent))
    ++end;
  return end;
}

size_t KernelText::item_before(size_t line) const {
  for (size_t at = line; at-- > 0;) {
    const Line& l = lines[at];
    if (l.kind == Line::Kind::Other) continue;
    if (l.indent < lines[line].indent) return npos;  // the head of the block
    if (l.indent == lines[line].indent && l.is_item()) return at;
  }
  return npos;
}

size_t KernelText::item_after(size_t line) const {
  for (size_t at = end_of_item(line) + 1; at < lines.size(); ++at) {
    if (lines[at].kind == Line::Kind::Close) return npos;
    if (lines[at].is_item()) return at;
  }
  return npos;
}

std::vector<size_t> find_word(const std::string& text, const std::string& word) {
  std::vector<size_t> out;
  for (size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const size_t end = at + word.size();
    if ((at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]))) out.push_back(at);
  }
  return out;
}

bool is_configuration(const Line& line) {
  if (line.kind != Line::Kind::Call) return false;
  for (const char* part : {"_init", "_uninit", "_startup", "reconfig"}) {
    if (line.callee.find(part) != std::string::npos) return true;
  }
  return false;
}

bool is_waiting(const Line& line) {
  static const std::set<std::string> kNames = {"cb_wait_front", "cb_reserve_back", "tile_regs_wait",
                                               "tile_regs_acquire"};
  return line.kind == Line::Kind::Call && kNames.count(line.callee) != 0;
}

}  // namespace tir2tt::mutation
