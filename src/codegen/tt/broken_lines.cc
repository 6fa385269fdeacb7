#include "codegen/tt/broken_lines.h"

namespace tir2tt::codegen {
namespace {

/// What stands between the outermost parentheses of a call, by its commas.
std::vector<std::string> arguments_of(const std::string& text, size_t open) {
  std::vector<std::string> out(1);
  int depth = 0;
  for (size_t i = open + 1; i + 2 < text.size(); ++i) {
    depth += text[i] == '(' || text[i] == '[' ? 1 : text[i] == ')' || text[i] == ']' ? -1 : 0;
    if (depth == 0 && text.compare(i, 2, ", ") == 0) {
      out.emplace_back();
      ++i;
    } else {
      out.back() += text[i];
    }
  }
  return out;
}

/// `f(…);` and nothing else.
bool is_call(const std::string& text) {
  const size_t open = text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:<>, ");
  if (open == std::string::npos || open == 0 || text[open] != '(' || !text.ends_with(");")) return false;
  int depth = 0;
  for (size_t i = open; i < text.size(); ++i) {
    depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
    if (depth == 0) return i + 2 == text.size();
  }
  return false;
}

}  // namespace

std::string listed(const std::string& before, const std::vector<std::string>& items, const std::string& after) {
  std::string text = before;
  size_t column = before.size();
  for (size_t i = 0; i < items.size(); ++i) {
    const std::string item = items[i] + (i + 1 == items.size() ? after : ",");
    if (i > 0 && column + 1 + item.size() > kColumns) {
      text += "\n" + std::string(before.size(), ' ');
      column = before.size();
    } else if (i > 0) {
      text += " ";
      ++column;
    }
    text += item;
    column += item.size();
  }
  return text + (items.empty() ? after : "") + "\n";
}

std::string spaced(const std::string& before, const std::vector<std::string>& items, const std::string& margin) {
  std::string text = before;
  size_t column = before.size();
  for (const std::string& item : items) {
    if (column + 1 + item.size() > kColumns) {
      text += "\n" + margin;
      column = margin.size();
    }
    text += " " + item;
    column += 1 + item.size();
  }
  return text + "\n";
}

std::string fitted(const std::string& text, const std::string& margin) {
  if (text.empty()) return "\n";
  if (margin.size() + text.size() <= kColumns) return margin + text + "\n";
  const size_t open = text.find('(');
  if (is_call(text)) return listed(margin + text.substr(0, open + 1), arguments_of(text, open), ");");
  std::string out, rest = margin + text;
  while (rest.size() > kColumns) {
    const size_t blank = rest.rfind(' ', kColumns);
    if (blank == std::string::npos || rest.find_first_not_of(' ') > blank) break;
    out += rest.substr(0, blank) + "\n";
    rest = margin + "    " + rest.substr(blank + 1);
  }
  return out + rest + "\n";
}

}  // namespace tir2tt::codegen
