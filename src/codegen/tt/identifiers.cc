#include "codegen/tt/identifiers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

namespace tir2tt::codegen {
namespace {

// C++20's keywords and alternative tokens, and what a kernel or its headers define under a plain name.
constexpr std::string_view kReserved[] = {"alignas",      "alignof",      "and",           "and_eq",
                                          "asm",          "auto",         "bitand",        "bitor",
                                          "bool",         "break",        "case",          "catch",
                                          "char",         "char8_t",      "char16_t",      "char32_t",
                                          "class",        "compl",        "concept",       "const",
                                          "consteval",    "constexpr",    "constinit",     "const_cast",
                                          "continue",     "co_await",     "co_return",     "co_yield",
                                          "decltype",     "default",      "delete",        "do",
                                          "double",       "dynamic_cast", "else",          "enum",
                                          "explicit",     "export",       "extern",        "false",
                                          "float",        "for",          "friend",        "goto",
                                          "if",           "inline",       "int",           "long",
                                          "main",         "mutable",      "namespace",     "new",
                                          "noexcept",     "not",          "not_eq",        "nullptr",
                                          "operator",     "or",           "or_eq",         "private",
                                          "protected",    "public",       "register",      "reinterpret_cast",
                                          "requires",     "return",       "short",         "signed",
                                          "sizeof",       "static",       "static_assert", "static_cast",
                                          "struct",       "switch",       "template",      "this",
                                          "thread_local", "throw",        "true",          "try",
                                          "typedef",      "typeid",       "typename",      "union",
                                          "unsigned",     "using",        "virtual",       "void",
                                          "volatile",     "wchar_t",      "while",         "xor",
                                          "xor_eq",       "kernel_main",  "std",           "tt",
                                          "ckernel"};

}  // namespace

std::string new_identifier(const std::string& name, std::set<std::string>* taken) {
  std::string base;
  for (char ch : name) base += std::isalnum(static_cast<unsigned char>(ch)) ? ch : '_';
  if (base.empty() || std::isdigit(static_cast<unsigned char>(base[0]))) base.insert(0, "t");
  if (std::find(std::begin(kReserved), std::end(kReserved), base) != std::end(kReserved)) base += '_';
  std::string out = base;
  for (int n = 1; !taken->insert(out).second; ++n) out = fmt::format("{}_{}", base, n);
  return out;
}

}  // namespace tir2tt::codegen
