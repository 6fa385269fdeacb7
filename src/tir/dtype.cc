#include "tir/dtype.h"

#include <array>
#include <charconv>

namespace tir2tt::tir {
namespace {

/// Spelling of a code. `bits` is 0 where the width is written behind the name ("int" + "32").
struct CodeName {
  TypeCode code;
  std::string_view name;
  uint8_t bits;
  uint8_t default_bits;  // what TVM assumes when the width is left out
};

// In the order of TypeCode: the name of a code is found by its index.
constexpr std::array kCodes = {
    CodeName{TypeCode::Int, "int", 0, 32},
    CodeName{TypeCode::UInt, "uint", 0, 32},
    CodeName{TypeCode::Float, "float", 0, 32},
    CodeName{TypeCode::BFloat, "bfloat", 0, 16},
    CodeName{TypeCode::Handle, "handle", 64, 64},
    CodeName{TypeCode::Bool, "bool", 1, 1},
    CodeName{TypeCode::Float8_e3m4, "float8_e3m4", 8, 8},
    CodeName{TypeCode::Float8_e4m3, "float8_e4m3", 8, 8},
    CodeName{TypeCode::Float8_e4m3b11fnuz, "float8_e4m3b11fnuz", 8, 8},
    CodeName{TypeCode::Float8_e4m3fn, "float8_e4m3fn", 8, 8},
    CodeName{TypeCode::Float8_e4m3fnuz, "float8_e4m3fnuz", 8, 8},
    CodeName{TypeCode::Float8_e5m2, "float8_e5m2", 8, 8},
    CodeName{TypeCode::Float8_e5m2fnuz, "float8_e5m2fnuz", 8, 8},
    CodeName{TypeCode::Float8_e8m0fnu, "float8_e8m0fnu", 8, 8},
    CodeName{TypeCode::Float6_e2m3fn, "float6_e2m3fn", 6, 6},
    CodeName{TypeCode::Float6_e3m2fn, "float6_e3m2fn", 6, 6},
    CodeName{TypeCode::Float4_e2m1fn, "float4_e2m1fn", 4, 4},
};

constexpr bool in_order_of_codes() {
  for (size_t i = 0; i < kCodes.size(); ++i)
    if (static_cast<size_t>(kCodes[i].code) != i) return false;
  return true;
}
static_assert(in_order_of_codes());

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes a decimal number in [1, max] from the front of `text`.
bool take_number(std::string_view& text, unsigned max, unsigned* out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *out);
  if (error != std::errc() || *out == 0 || *out > max) return false;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return true;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// "", "x4" or "xvscalex4".
bool parse_lanes(std::string_view text, DataType* t) {
  if (text.empty()) return true;
  t->scalable = take_prefix(text, "xvscalex");
  unsigned lanes = 0;
  if (!t->scalable && !take_prefix(text, "x")) return false;
  if (!take_number(text, 32767, &lanes) || !text.empty()) return false;
  t->lanes = static_cast<uint16_t>(lanes);
  return true;
}

/// The longest name that `text` starts with: "float8_e4m3fn" before "float8_e4m3" before "float".
const CodeName* longest_name(std::string_view text) {
  const CodeName* best = nullptr;
  for (const CodeName& c : kCodes)
    if (text.starts_with(c.name) && (!best || c.name.size() > best->name.size())) best = &c;
  return best;
}

}  // namespace

std::string to_string(DataType t) {
  if (t.is_void()) return "void";
  const CodeName& c = kCodes[static_cast<size_t>(t.code)];
  std::string out(c.name);
  if (c.bits == 0) out += std::to_string(t.bits);
  if (t.scalable) return out + "xvscalex" + std::to_string(t.lanes);
  if (t.lanes != 1) out += "x" + std::to_string(t.lanes);
  return out;
}

std::optional<DataType> parse_dtype(std::string_view text) {
  if (text == "void" || text.empty()) return DataType::Void();
  const CodeName* c = longest_name(text);
  if (!c) return std::nullopt;
  text.remove_prefix(c->name.size());
  DataType t{c->code, c->default_bits, 1};
  if (c->bits == 0 && !text.empty() && is_digit(text.front())) {
    unsigned bits = 0;
    if (!take_number(text, 255, &bits)) return std::nullopt;
    t.bits = static_cast<uint8_t>(bits);
  }
  // Before TVM had a code for bool, it was an unsigned integer of one bit; vectors of it still print so.
  if (t.code == TypeCode::UInt && t.bits == 1) t.code = TypeCode::Bool;
  if (!parse_lanes(text, &t)) return std::nullopt;
  return t;
}

}  // namespace tir2tt::tir
