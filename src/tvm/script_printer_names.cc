#include "tvm/script_printer_names.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace tir2tt::tvm {
namespace {

constexpr std::array<std::string_view, 35> kPythonKeywords = {
    "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
    "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
    "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
    "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_digit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

std::string to_identifier(std::string_view hint) {
  std::string name(hint);
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !is_word(c); }, '_');
  if (name.empty() || is_digit(name[0])) name.insert(0, 1, '_');
  if (std::find(kPythonKeywords.begin(), kPythonKeywords.end(), name) != kPythonKeywords.end()) name += '_';
  return name;
}

bool NameTable::take_exact(const std::string& name, size_t at, size_t since) {
  const auto [it, fresh] = names_.try_emplace(name);
  if (!fresh && (it->second.taken || it->second.last_defined >= since)) return false;
  it->second = {true, at};
  return true;
}

std::string NameTable::take(std::string_view hint, size_t at, size_t since) {
  std::string base = to_identifier(hint);
  if (take_exact(base, at, since)) return base;
  uint64_t& next = next_suffix_.try_emplace(base, 1).first->second;
  for (uint64_t suffix = next;; ++suffix) {
    std::string name = base + '_' + std::to_string(suffix);
    if (!take_exact(name, at, since)) continue;
    if (since == SIZE_MAX) next = suffix + 1;  // else lower ones may be free to others
    return name;
  }
}

void NameTable::release(const std::string& name) {
  names_[name].taken = false;
  const size_t bar = name.rfind('_');
  if (bar == std::string::npos || bar + 1 == name.size() || next_suffix_.empty()) return;
  const auto base = next_suffix_.find(name.substr(0, bar));
  if (base == next_suffix_.end()) return;
  uint64_t suffix = 0;
  const char* end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data() + bar + 1, end, suffix);
  if (error == std::errc() && stop == end && suffix > 0) base->second = std::min(base->second, suffix);
}

}  // namespace tir2tt::tvm
