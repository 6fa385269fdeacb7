// Data types of TIR: a code, a width in bits, a number of lanes; and their TVM spelling ("float16x4").
// Source of the codes: DLPack and tvm/runtime/data_type.h. Tested by tests/tir/dtype_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tir2tt::tir {

enum class TypeCode : uint8_t {
  Int,
  UInt,
  Float,
  BFloat,
  Handle,
  Bool,
  Float8_e3m4,
  Float8_e4m3,
  Float8_e4m3b11fnuz,
  Float8_e4m3fn,
  Float8_e4m3fnuz,
  Float8_e5m2,
  Float8_e5m2fnuz,
  Float8_e8m0fnu,
  Float6_e2m3fn,
  Float6_e3m2fn,
  Float4_e2m1fn,
};

/// `bool` has code Bool and 1 bit whatever era it came from. `handle` is 64 bits; void is handle with 0 bits.
struct DataType {
  TypeCode code = TypeCode::Handle;
  uint8_t bits = 0;
  uint16_t lanes = 1;
  bool scalable = false;  // lanes are multiplied by vscale

  static constexpr DataType Int(uint8_t bits, uint16_t lanes = 1) { return {TypeCode::Int, bits, lanes}; }
  static constexpr DataType UInt(uint8_t bits, uint16_t lanes = 1) { return {TypeCode::UInt, bits, lanes}; }
  static constexpr DataType Float(uint8_t bits, uint16_t lanes = 1) { return {TypeCode::Float, bits, lanes}; }
  static constexpr DataType BFloat16(uint16_t lanes = 1) { return {TypeCode::BFloat, 16, lanes}; }
  static constexpr DataType Bool(uint16_t lanes = 1) { return {TypeCode::Bool, 1, lanes}; }
  static constexpr DataType Handle() { return {TypeCode::Handle, 64, 1}; }
  static constexpr DataType Void() { return {TypeCode::Handle, 0, 0}; }

  bool is_void() const { return code == TypeCode::Handle && bits == 0; }
  bool is_handle() const { return code == TypeCode::Handle && bits != 0; }
  bool is_bool() const { return code == TypeCode::Bool; }
  bool is_int() const { return code == TypeCode::Int; }
  bool is_uint() const { return code == TypeCode::UInt; }
  bool is_integral() const { return is_int() || is_uint(); }
  /// Any floating format, the 8-, 6- and 4-bit ones included.
  bool is_floating() const {
    return code == TypeCode::Float || code == TypeCode::BFloat || code >= TypeCode::Float8_e3m4;
  }
  bool is_scalar() const { return lanes == 1 && !scalable; }
  DataType with_lanes(uint16_t n) const { return {code, bits, n, false}; }
  DataType element() const { return with_lanes(1); }
  /// Bits that one element (all its lanes) takes in memory; bool takes 8.
  int64_t storage_bits() const { return int64_t{is_bool() ? 8 : bits} * lanes; }

  friend bool operator==(const DataType&, const DataType&) = default;
};

/// TVM's spelling: "float32", "int8x4", "bool", "handle", "void", "float8_e4m3", "float32xvscalex4".
std::string to_string(DataType t);
/// The inverse; nullopt when it is not a TVM dtype. "float8_e4m3" and "float8_e4m3fn" are two types, as in TVM.
std::optional<DataType> parse_dtype(std::string_view text);

}  // namespace tir2tt::tir
