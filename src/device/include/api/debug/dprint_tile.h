// TileSlice: elements of a tile in a circular buffer, for DPRINT. Tile 0 is that at the read pointer in the unpacker,
// at the write pointer in the packer; data movement chooses. To be printed between wait and pop, or between reserve and
// push. Unlike on the chip nothing is cut off after 64 bytes. Math has no circular buffers and prints that. Sources:
// tt-metal of 2026-03-12, tt_metal/hw/inc/api/debug/dprint_tile.h, hostdevcommon/dprint_common.h. Tested by
// tests/device/tile_slice_test.cc.
#pragma once

#include <cstdint>

#include "tir2tt/kernel.h"

/// Rows h0, h0 + hs … below h1, and columns likewise.
struct SliceRange {
  uint8_t h0, h1, hs, w0, w1, ws;
  static SliceRange hw0_32_16() { return {0, 32, 16, 0, 32, 16}; }
  static SliceRange hw0_32_8() { return {0, 32, 8, 0, 32, 8}; }
  static SliceRange hw0_32_4() { return {0, 32, 4, 0, 32, 4}; }
  static SliceRange h0_w0_32() { return {0, 1, 1, 0, 32, 1}; }
  static SliceRange h0_32_w0() { return {0, 32, 1, 0, 1, 1}; }
  static SliceRange h0_32_w1() { return {0, 32, 1, 1, 2, 1}; }
  static SliceRange hw041() { return {0, 4, 1, 0, 4, 1}; }
};

using dprint_tslice_cb_t = bool;
using dprint_tslice_ptr_t = bool;
#define TSLICE_INPUT_CB true
#define TSLICE_OUTPUT_CB false
#define TSLICE_RD_PTR true
#define TSLICE_WR_PTR false

/// A tile, and which of its elements to print.
struct Tir2ttTileSlice {
  const uint8_t* tile;  // null in math
  Tir2ttCb cb;
  SliceRange range;
  bool endl_rows;
  bool print_untilized;

  Tir2ttTileSlice(uint32_t index, int tile_number, const SliceRange& slice, bool at_read_pointer, bool ends_rows,
                  bool untilized, Where where)
      : tile(nullptr), cb(tir2tt_cb(index)), range(slice), endl_rows(ends_rows), print_untilized(untilized) {
    if (kTir2ttMath) return;
    using tir2tt::device_abi::CbQuery;
    const uintptr_t at =
        TIR2TT_RT.cb_query(at_read_pointer ? CbQuery::ReadPointer : CbQuery::WritePointer, index, where);
    tile = reinterpret_cast<const uint8_t*>(at) + tile_number * get_tile_size(index);
  }

  DataFormat format() const { return static_cast<DataFormat>(cb.format); }
  bool is_known() const {
    switch (format()) {
      case DataFormat::Float32:
      case DataFormat::Float16:
      case DataFormat::Float16_b:
      case DataFormat::Bfp8_b:
      case DataFormat::Bfp4_b: return true;
      default: return is_integer();
    }
  }
  bool is_integer() const {
    switch (format()) {
      case DataFormat::Int32:
      case DataFormat::UInt32:
      case DataFormat::UInt16:
      case DataFormat::Int8:
      case DataFormat::UInt8: return true;
      default: return false;
    }
  }
  /// Elements lie face by face; `print_untilized` false: as if they lay row by row.
  uint32_t place(uint32_t h, uint32_t w) const {
    if (!print_untilized) return h * cb.columns + w;
    const uint32_t face_rows = cb.rows < 16 ? cb.rows : 16, faces_across = (cb.columns + 15u) / 16;
    return (h / face_rows * faces_across + w / 16) * face_rows * 16 + h % face_rows * 16 + w % 16;
  }
  template <class T>
  T element(uint32_t i) const {
    T value;
    __builtin_memcpy(&value, tile + i * sizeof(T), sizeof(T));
    return value;
  }
  long long whole(uint32_t i) const {
    switch (format()) {
      case DataFormat::Int32: return element<int32_t>(i);
      case DataFormat::UInt32: return element<uint32_t>(i);
      case DataFormat::UInt16: return element<uint16_t>(i);
      case DataFormat::Int8: return element<int8_t>(i);
      default: return element<uint8_t>(i);
    }
  }
  double real(uint32_t i) const {
    switch (format()) {
      case DataFormat::Float32: return element<float>(i);
      case DataFormat::Float16_b: return __builtin_bit_cast(float, uint32_t{element<uint16_t>(i)} << 16);
      case DataFormat::Float16: return half(element<uint16_t>(i));
      default: return block_float(i);
    }
  }
  static double scaled(double mantissa, int exponent) { return __builtin_ldexp(mantissa, exponent); }
  /// As the chip reads it: no infinities, exponent 0 is zero.
  static double half(uint16_t bits) {
    const int exponent = bits >> 10 & 31;
    const double magnitude = exponent == 0 ? 0 : scaled(1024 + (bits & 1023), exponent - 25);
    return bits & 0x8000 ? -magnitude : magnitude;
  }
  /// Sign and magnitude, behind one exponent for each 16 elements.
  double block_float(uint32_t i) const {
    const uint32_t elements = uint32_t{cb.rows} * cb.columns, exponents = (elements / 16 + 15) / 16 * 16;
    const bool narrow = format() == DataFormat::Bfp4_b;
    const uint32_t byte = tile[exponents + (narrow ? i / 2 : i)], bits = narrow ? byte >> i % 2 * 4 & 15 : byte;
    const uint32_t sign = narrow ? 8 : 128;
    const double magnitude = scaled(bits & (sign - 1), tile[i / 16] - 127 - (narrow ? 2 : 6));
    return bits & sign ? -magnitude : magnitude;
  }
};

/// `MAX_BYTES` is how much the chip prints at most.
template <int MAX_BYTES = 64>
struct TileSlice : Tir2ttTileSlice {
#ifdef TIR2TT_DATA_MOVEMENT
  TileSlice(uint8_t cb, int tile_idx, const SliceRange& slice_range, dprint_tslice_cb_t,
            dprint_tslice_ptr_t ptr_type = TIR2TT_ROLE == 0 ? TSLICE_RD_PTR : TSLICE_WR_PTR, bool endl_rows = true,
            bool print_untilized = true, Where where = Where::here())
      : Tir2ttTileSlice(cb, tile_idx, slice_range, ptr_type == TSLICE_RD_PTR, endl_rows, print_untilized, where) {}
#else
  TileSlice(uint8_t cb, int tile_idx, const SliceRange& slice_range, bool endl_rows = true, bool print_untilized = true,
            Where where = Where::here())
      : Tir2ttTileSlice(cb, tile_idx, slice_range, kTir2ttUnpack, endl_rows, print_untilized, where) {}
#endif
};
using TSLICE = TileSlice<64>;
