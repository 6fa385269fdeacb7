// What kernels print: DPRINT << … << ENDL(), and the later DPRINT("x = {:#x}\n", x), which is also DEVICE_PRINT. The
// device gets it line by line, the last one when the kernel ends. DPRINT_DATA0, DPRINT_DATA1, DPRINT_UNPACK,
// DPRINT_MATH and DPRINT_PACK (of a statement) each act on one processor. HEX, SETPRECISION and the like hold until the
// statement's end, SETW for one value. Sources: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/debug/{dprint,device_print}.h, docs/source/tt-metalium/tools/kernel_print.rst. Tested by
// tests/device/headers_test.cc.
#pragma once

#include <cstdint>

#include "api/debug/dprint_tile.h"
#include "tir2tt/kernel.h"

struct ENDL {};
struct HEX {};
struct DEC {};
struct OCT {};
struct FIXED {};
struct DEFAULTFLOAT {};
struct SETW {
  int width;
  SETW(int w) : width(w) {}
};
struct SETPRECISION {
  int digits;
  SETPRECISION(int d) : digits(d) {}
};
struct BF16 {
  uint16_t bits;
  BF16(uint16_t b) : bits(b) {}
};
struct F32 {
  float value;
  F32(float v) : value(v) {}
};
struct U32 {
  uint32_t value;
  U32(uint32_t v) : value(v) {}
};

extern "C" int snprintf(char*, __SIZE_TYPE__, const char*, ...);

/// The line that this processor is writing. A kernel's globals are of one processor of one core.
inline __attribute__((section("tir2tt_lines"))) Tir2ttLine tir2tt_line = {0, {0}};

/// One statement's text.
class Tir2ttPrinter {
 public:
  explicit Tir2ttPrinter(Where where) : where_(where) {}
  Tir2ttPrinter(const Tir2ttPrinter&) = delete;

  /// Behind a TileSlice that has ended its last row it does nothing.
  Tir2ttPrinter& operator<<(ENDL) {
    if (!row_ended_) return end_line();
    row_ended_ = false;
    return *this;
  }
  Tir2ttPrinter& operator<<(HEX) { return set_base('x'); }
  Tir2ttPrinter& operator<<(OCT) { return set_base('o'); }
  Tir2ttPrinter& operator<<(DEC) { return set_base('u'); }
  Tir2ttPrinter& operator<<(FIXED) { return set_float('f'); }
  Tir2ttPrinter& operator<<(DEFAULTFLOAT) { return set_float('g'); }
  Tir2ttPrinter& operator<<(SETW w) {
    width_ = w.width;
    return *this;
  }
  Tir2ttPrinter& operator<<(SETPRECISION p) {
    precision_ = p.digits;
    return *this;
  }
  Tir2ttPrinter& operator<<(const char* text) {
    for (; width_ > static_cast<int>(__builtin_strlen(text)); --width_) put(fill_);
    width_ = 0;
    for (; *text != 0; ++text) put(*text);
    return *this;
  }
  Tir2ttPrinter& operator<<(char c) {
    const char text[2] = {c, 0};
    return *this << text;
  }
  Tir2ttPrinter& operator<<(bool b) { return *this << static_cast<uint32_t>(b); }
  Tir2ttPrinter& operator<<(signed char v) { return integer(v, v & 0xFF); }
  Tir2ttPrinter& operator<<(unsigned char v) { return integer(v, v); }
  Tir2ttPrinter& operator<<(short v) { return integer(v, static_cast<unsigned short>(v)); }
  Tir2ttPrinter& operator<<(unsigned short v) { return integer(v, v); }
  Tir2ttPrinter& operator<<(int v) { return integer(v, static_cast<unsigned>(v)); }
  Tir2ttPrinter& operator<<(unsigned v) { return integer(v, v); }
  Tir2ttPrinter& operator<<(long v) { return integer(v, static_cast<unsigned long>(v)); }
  Tir2ttPrinter& operator<<(unsigned long v) { return natural(v); }
  Tir2ttPrinter& operator<<(long long v) { return integer(v, static_cast<unsigned long long>(v)); }
  Tir2ttPrinter& operator<<(unsigned long long v) { return natural(v); }
  Tir2ttPrinter& operator<<(double v) {
    char text[64];
    snprintf(text, sizeof(text), float_ == 'f' ? "%.*f" : "%.*g", precision_, v);
    return *this << text;
  }
  Tir2ttPrinter& operator<<(F32 v) { return *this << static_cast<double>(v.value); }
  Tir2ttPrinter& operator<<(U32 v) { return *this << v.value; }
  Tir2ttPrinter& operator<<(BF16 v) { return *this << F32(__builtin_bit_cast(float, uint32_t{v.bits} << 16)); }
  Tir2ttPrinter& operator<<(const volatile void* p) { return natural(reinterpret_cast<uintptr_t>(p)); }

  /// Elements of a row with spaces between them, then the end of the line or (endl_rows false) a space.
  Tir2ttPrinter& operator<<(const Tir2ttTileSlice& slice) {
    if (slice.tile == nullptr) return *this << "(math sees no circular buffer, so no TileSlice)";
    if (!slice.is_known()) return *this << "(TileSlice: elements of format " << slice.cb.format << " are not printed)";
    const SliceRange& range = slice.range;
    for (uint32_t h = range.h0; h < range.h1 && range.hs != 0 && range.ws != 0; h += range.hs) {
      if (h != range.h0 && !slice.endl_rows) put(' ');
      for (uint32_t w = range.w0; w < range.w1; w += range.ws) {
        if (w != range.w0) put(' ');
        const uint32_t i = slice.place(h, w);
        slice.is_integer() ? *this << slice.whole(i) : *this << slice.real(i);
      }
      if (slice.endl_rows) put('\n');
      row_ended_ = slice.endl_rows;
    }
    return *this;
  }

  /// Replacement fields are {} and {:[#][0][width][.precision][d, x, o, f, g]}; {{ and }} are braces.
  template <class... Values>
  void operator()(const char* format, const Values&... values) {
    ((format = text_before_field(format), *this << values), ...);
    reset();
    text_before_field(format);
  }

 private:
  void reset() {
    base_ = 'u';
    float_ = 'g';
    precision_ = 6;
    width_ = 0;
    fill_ = ' ';
  }
  /// Prints `format` up to its next replacement field and takes that one's options; yields what follows it.
  const char* text_before_field(const char* format) {
    for (; *format != 0; ++format) {
      const bool doubled = (*format == '{' || *format == '}') && format[1] == *format;
      if (*format == '{' && !doubled) return take_options(format + 1);
      format += doubled;
      put(*format);
    }
    return format;
  }
  const char* take_options(const char* field) {
    reset();
    for (bool after_point = false; *field != 0 && *field != '}'; ++field) {
      if (*field == '.') {
        after_point = true;
        precision_ = 0;
      } else if (*field == '#') {
        *this << "0x";
      } else if (*field == '0' && width_ == 0 && !after_point) {
        fill_ = '0';
      } else if (*field >= '0' && *field <= '9') {
        int& number = after_point ? precision_ : width_;
        number = number * 10 + (*field - '0');
      } else if (*field == 'x' || *field == 'o') {
        base_ = *field;
      } else if (*field == 'f' || *field == 'g') {
        float_ = *field;
      }
    }
    return *field == 0 ? field : field + 1;
  }

  Tir2ttPrinter& set_base(char base) {
    base_ = base;
    return *this;
  }
  Tir2ttPrinter& set_float(char format) {
    float_ = format;
    return *this;
  }
  /// Hexadecimal and octal show a negative number's bits.
  Tir2ttPrinter& integer(long long value, unsigned long long bits) {
    if (base_ != 'u') return natural(bits);
    char text[24];
    snprintf(text, sizeof(text), "%lld", value);
    return *this << text;
  }
  Tir2ttPrinter& natural(unsigned long long value) {
    char text[24];
    snprintf(text, sizeof(text), base_ == 'x' ? "%llx" : base_ == 'o' ? "%llo" : "%llu", value);
    return *this << text;
  }
  void put(char c) {
    row_ended_ = false;
    if (c == '\n' || tir2tt_line.used == sizeof(tir2tt_line.text)) end_line();
    if (c != '\n') tir2tt_line.text[tir2tt_line.used++] = c;
  }
  Tir2ttPrinter& end_line() {
    tir2tt_print(tir2tt_line, where_);
    return *this;
  }

  Where where_;
  int width_ = 0;
  int precision_ = 6;
  char base_ = 'u';
  char float_ = 'g';
  char fill_ = ' ';
  bool row_ended_ = false;
};

#define DPRINT (Tir2ttPrinter(Where{__FILE__, __LINE__}))
#define DEVICE_PRINT DPRINT

#if TIR2TT_ROLE == 0
#define DPRINT_DATA0(x) x
#else
#define DPRINT_DATA0(x)
#endif
#if TIR2TT_ROLE == 1
#define DPRINT_DATA1(x) x
#else
#define DPRINT_DATA1(x)
#endif
#if TIR2TT_ROLE == 2
#define DPRINT_UNPACK(x) x
#else
#define DPRINT_UNPACK(x)
#endif
#if TIR2TT_ROLE == 3
#define DPRINT_MATH(x) x
#else
#define DPRINT_MATH(x)
#endif
#if TIR2TT_ROLE == 4
#define DPRINT_PACK(x) x
#else
#define DPRINT_PACK(x)
#endif
