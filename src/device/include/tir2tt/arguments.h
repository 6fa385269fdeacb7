// Compile-time arguments of a kernel and what it knows at compile time of its circular buffers. Both are given to the
// compiler as macros: KERNEL_COMPILE_TIME_ARGS, KERNEL_COMPILE_TIME_ARG_MAP, TIR2TT_CBS. Part of the prelude kernel.h.
// Sources: tt-metal of 2026-03-12, tt_metal/hw/inc/api/compile_time_args.h, api/dataflow/dataflow_api.h; tile sizes:
// tt_metal/impl/data_format/tile.cpp. Tested by tests/device/headers_test.cc.
#pragma once

#include <cstdint>

// --- Compile-time arguments by position.
#ifndef KERNEL_COMPILE_TIME_ARGS
#define KERNEL_COMPILE_TIME_ARGS
#endif

/// A list of words that may be empty, with the part of std::array's interface that kernels use.
template <uint32_t count>
struct Tir2ttWords {
  uint32_t words[count == 0 ? 1 : count];
  constexpr uint32_t operator[](uint32_t i) const { return words[i < count ? i : throw_out_of_range()]; }
  static constexpr uint32_t size() { return count; }
  static uint32_t throw_out_of_range() { return 0; }  // not a constant expression
};
template <class... T>
constexpr Tir2ttWords<sizeof...(T)> tir2tt_words(T... values) {
  return {{static_cast<uint32_t>(values)...}};
}
constexpr auto kernel_compile_time_args = tir2tt_words(KERNEL_COMPILE_TIME_ARGS);

template <uint32_t index>
constexpr uint32_t get_ct_arg() {
  static_assert(index < kernel_compile_time_args.size(),
                "get_compile_time_arg_val: the host gave this kernel fewer compile-time arguments");
  return kernel_compile_time_args.words[index < kernel_compile_time_args.size() ? index : 0];
}
#define get_compile_time_arg_val(arg_idx) get_ct_arg<arg_idx>()

// --- Compile-time arguments by name.
struct Tir2ttNamedArgument {
  const char* name;
  uint32_t value;
};
inline constexpr Tir2ttNamedArgument kTir2ttNamedArguments[] = {
#ifdef KERNEL_COMPILE_TIME_ARG_MAP
    KERNEL_COMPILE_TIME_ARG_MAP,
#endif
    {nullptr, 0}};
uint32_t the_host_gave_no_compile_time_argument_of_this_name();  // nowhere defined: no constant expression calls it

consteval uint32_t get_named_compile_time_arg_val(const char* name) {
  for (const Tir2ttNamedArgument* i = kTir2ttNamedArguments; i->name != nullptr; ++i) {
    if (__builtin_strcmp(i->name, name) == 0) return i->value;
  }
  return the_host_gave_no_compile_time_argument_of_this_name();
}

// --- Circular buffers.
struct Tir2ttCb {
  uint8_t index;
  uint8_t format;
  uint8_t rows;  // of a tile
  uint8_t columns;
};
/// Formats and tile shapes by index; `rows` is 0 where the host configured no circular buffer.
struct Tir2ttCbTable {
  Tir2ttCb at[64];
};
constexpr Tir2ttCbTable tir2tt_cb_table() {
  constexpr Tir2ttCb given[] = {
#ifdef TIR2TT_CBS
      TIR2TT_CBS,
#endif
      {64, 0, 0, 0}};
  Tir2ttCbTable table = {};
  for (const Tir2ttCb& cb : given) {
    if (cb.index < 64) table.at[cb.index] = cb;
  }
  return table;
}
inline constexpr Tir2ttCbTable kTir2ttCbs = tir2tt_cb_table();

inline Tir2ttCb tir2tt_no_such_circular_buffer() { return {64, 0xFF, 0, 0}; }  // not a constant expression

constexpr Tir2ttCb tir2tt_cb(int32_t operand) {
  if (operand < 0 || operand >= 64 || kTir2ttCbs.at[operand].rows == 0) return tir2tt_no_such_circular_buffer();
  return kTir2ttCbs.at[operand];
}

constexpr uint32_t tir2tt_bits_per_element(DataFormat format) {
  switch (format) {
    case DataFormat::Float32:
    case DataFormat::Tf32:
    case DataFormat::Int32:
    case DataFormat::UInt32:
    case DataFormat::RawUInt32: return 32;
    case DataFormat::Float16:
    case DataFormat::Float16_b:
    case DataFormat::UInt16:
    case DataFormat::RawUInt16: return 16;
    case DataFormat::Bfp8:
    case DataFormat::Bfp8_b:
    case DataFormat::Lf8:
    case DataFormat::Fp8_e4m3:
    case DataFormat::Int8:
    case DataFormat::UInt8:
    case DataFormat::RawUInt8: return 8;
    case DataFormat::Bfp4:
    case DataFormat::Bfp4_b: return 4;
    case DataFormat::Bfp2:
    case DataFormat::Bfp2_b: return 2;
    case DataFormat::Invalid: break;
  }
  return 0;
}
constexpr bool tir2tt_is_block_float(DataFormat format) {
  return format == DataFormat::Bfp8 || format == DataFormat::Bfp8_b || format == DataFormat::Bfp4 ||
         format == DataFormat::Bfp4_b || format == DataFormat::Bfp2 || format == DataFormat::Bfp2_b;
}
/// Bytes of a tile of `elements` elements: block floats have one exponent per 16 of them, in a section of whole 16
/// bytes.
constexpr uint32_t tir2tt_tile_bytes(DataFormat format, uint32_t elements) {
  const uint32_t exponents = tir2tt_is_block_float(format) ? (elements / 16 + 15) / 16 * 16 : 0;
  return elements * tir2tt_bits_per_element(format) / 8 + exponents;
}

/// All four are constant expressions where the index is one and the host configured that buffer; for another index they
/// are not, and at run time they yield 0 (DataFormat::Invalid).
constexpr uint32_t get_tile_hw(const int32_t operand) {
  const Tir2ttCb cb = tir2tt_cb(operand);
  return uint32_t{cb.rows} * cb.columns;
}
constexpr uint32_t get_tile_num_faces(const int32_t operand) {
  const Tir2ttCb cb = tir2tt_cb(operand);
  return uint32_t((cb.rows + 15) / 16) * uint32_t((cb.columns + 15) / 16);
}
constexpr DataFormat get_dataformat(const int32_t operand) {
  return static_cast<DataFormat>(tir2tt_cb(operand).format);
}
constexpr int32_t get_tile_size(const int32_t operand) {
  return static_cast<int32_t>(tir2tt_tile_bytes(get_dataformat(operand), get_tile_hw(operand)));
}
