// The prelude of every kernel (the compiler is given `-include tir2tt/kernel.h`): which of the five processors this
// object is for, the words that tt-metal's firmware headers define everywhere, compile-time arguments, and the entry
// points that the device calls. Sources: tt-metal of 2026-03-12, tt_metal/hw/inc (api/compile_time_args.h,
// internal/risc_attribs.h, internal/tt-1xx/*/noc/noc_parameters.h) and the defines of its JIT build
// (jit_build/build.cpp, genfiles.cpp). Tested by tests/device/headers_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>

#include "abi.h"
#include "minmax.h"

// --- Which processor. TIR2TT_ROLE is a device_abi::Role.
#ifndef TIR2TT_ROLE
#error "tir2tt/kernel.h needs -DTIR2TT_ROLE=0..4: the processor that this object is for"
#endif
#if TIR2TT_ROLE == 0
#define COMPILE_FOR_BRISC 1
#define PROCESSOR_INDEX 0
#define TIR2TT_DATA_MOVEMENT 1
#elif TIR2TT_ROLE == 1
#define COMPILE_FOR_NCRISC 1
#define PROCESSOR_INDEX 1
#define TIR2TT_DATA_MOVEMENT 1
#elif TIR2TT_ROLE == 2
#define COMPILE_FOR_TRISC 0
#define PROCESSOR_INDEX 2
#define TRISC_UNPACK 1
#define UCK_CHLKC_UNPACK 1
#define NAMESPACE chlkc_unpack
#define TIR2TT_MAIN unpack_main
#elif TIR2TT_ROLE == 3
#define COMPILE_FOR_TRISC 1
#define PROCESSOR_INDEX 3
#define TRISC_MATH 1
#define UCK_CHLKC_MATH 1
#define NAMESPACE chlkc_math
#define TIR2TT_MAIN math_main
#elif TIR2TT_ROLE == 4
#define COMPILE_FOR_TRISC 2
#define PROCESSOR_INDEX 4
#define TRISC_PACK 1
#define UCK_CHLKC_PACK 1
#define NAMESPACE chlkc_pack
#define TIR2TT_MAIN pack_main
#else
#error "TIR2TT_ROLE is none of 0..4"
#endif
#ifdef TIR2TT_MAIN
#define TIR2TT_COMPUTE 1
#define MAIN TIR2TT_MAIN()  // the older entry point of compute kernels: namespace NAMESPACE { void MAIN { … } }
#endif
#define KERNEL_BUILD 1

// --- How the host configured a compute kernel (TIR2TT_FP32_DEST_ACC and the like are given with TIR2TT_ROLE).
#ifdef TIR2TT_COMPUTE
namespace ckernel {
enum DstSync { SyncHalf = 0, SyncFull = 1 };
enum class MathFidelity : uint8_t { LoFi = 0, HiFi2 = 2, HiFi3 = 3, HiFi4 = 4 };
}  // namespace ckernel
using ckernel::DstSync;
constexpr bool DST_ACCUM_MODE = TIR2TT_FP32_DEST_ACC;
#if TIR2TT_DST_FULL_SYNC
#define DST_SYNC_MODE DstSync::SyncFull
#else
#define DST_SYNC_MODE DstSync::SyncHalf
#endif
constexpr ckernel::MathFidelity MATH_FIDELITY = static_cast<ckernel::MathFidelity>(TIR2TT_MATH_FIDELITY);
constexpr bool APPROX = TIR2TT_MATH_APPROX;
#endif

// --- Which chip.
#if defined(TIR2TT_ARCH_WORMHOLE_B0)
#define ARCH_WORMHOLE 1
#define ARCH_WORMHOLE_B0 1
#define NUM_CIRCULAR_BUFFERS 32
#define NOC_WORD_BYTES 32
#elif defined(TIR2TT_ARCH_BLACKHOLE)
#define ARCH_BLACKHOLE 1
#define NUM_CIRCULAR_BUFFERS 64
#define NOC_WORD_BYTES 64
#else
#error "tir2tt/kernel.h needs -DTIR2TT_ARCH_WORMHOLE_B0 or -DTIR2TT_ARCH_BLACKHOLE"
#endif
#define NOC_MAX_BURST_WORDS 256
#define NOC_MAX_BURST_SIZE (NOC_MAX_BURST_WORDS * NOC_WORD_BYTES)
#define NOC_INDEX TIR2TT_NOC
#define NUM_NOCS 2
#define NUM_DRAM_BANKS TIR2TT_DRAM_BANKS
#define DRAM_ALIGNMENT TIR2TT_DRAM_ALIGNMENT
#define L1_ALIGNMENT 16

// --- Words that kernels write everywhere.
#define FORCE_INLINE inline __attribute__((always_inline))
#define ALWI inline __attribute__((always_inline))
#define tt_l1_ptr
#define tt_reg_ptr
using uint = unsigned int;

/// The values are tt::DataFormat's.
enum class DataFormat : uint8_t {
  Float32 = 0,
  Float16 = 1,
  Bfp8 = 2,
  Bfp4 = 3,
  Tf32 = 4,
  Float16_b = 5,
  Bfp8_b = 6,
  Bfp4_b = 7,
  Int32 = 8,
  UInt16 = 9,
  Lf8 = 10,
  Bfp2 = 11,
  Int8 = 14,
  Bfp2_b = 15,
  UInt32 = 24,
  Fp8_e4m3 = 26,
  UInt8 = 30,
  RawUInt8 = 0xF0,
  RawUInt16 = 0xF1,
  RawUInt32 = 0xF2,
  Invalid = 0xFF
};

// --- The device.
using tir2tt::device_abi::Where;
using Tir2ttOp = tir2tt::device_abi::Op;

static const tir2tt::device_abi::Runtime* tir2tt_attached_runtime = nullptr;
ALWI const tir2tt::device_abi::Runtime& tir2tt_rt() { return *tir2tt_attached_runtime; }
#define TIR2TT_RT (tir2tt_rt())

inline constexpr bool kTir2ttDataMovement = TIR2TT_ROLE <= 1;
inline constexpr bool kTir2ttUnpack = TIR2TT_ROLE == 2;
inline constexpr bool kTir2ttMath = TIR2TT_ROLE == 3;
inline constexpr bool kTir2ttPack = TIR2TT_ROLE == 4;
/// This role as a bit of roles_of(op); 0 for data movement.
inline constexpr unsigned kTir2ttRoleBit = (1u << TIR2TT_ROLE) >> 2;

/// Asks the device for a tile operation; nothing at all in a role that takes no part in it. `args` in the order of
/// ops.def.
template <Tir2ttOp op, class... A>
ALWI void tir2tt_tile_op(Where where, A... args) {
  static_assert(!kTir2ttDataMovement || op != op, "a tile operation in a data movement kernel");
  static_assert(sizeof...(A) <= tir2tt::device_abi::kMostArguments);
  if constexpr ((tir2tt::device_abi::roles_of(op) & kTir2ttRoleBit) != 0) {
    const uint32_t words[sizeof...(A) + 1] = {static_cast<uint32_t>(args)...};
    TIR2TT_RT.tile_op(op, words, where);
  }
}

#include "arguments.h"

// --- What DPRINT has written and not ended. Only a kernel that prints has such a line (api/debug/dprint.h): it stands
// in a section of its own, of which the linker knows the beginning, or that there is none.
struct Tir2ttLine {
  uint32_t used;
  char text[508];
};
extern Tir2ttLine __start_tir2tt_lines[] __attribute__((weak, visibility("hidden")));

inline void tir2tt_print(Tir2ttLine& line, Where where) {
  TIR2TT_RT.print(line.text, line.used, where);
  line.used = 0;
}

// --- Entry points. kernel_main (or NAMESPACE::MAIN) is declared weak, so that the one that the kernel defines is
// called.
void kernel_main() __attribute__((weak, visibility("hidden")));
#ifdef TIR2TT_COMPUTE
namespace NAMESPACE {
void MAIN __attribute__((weak, visibility("hidden")));
}
#endif

extern "C" {
extern __attribute__((visibility("default"))) const uint32_t tir2tt_kernel_abi;
const uint32_t tir2tt_kernel_abi = tir2tt::device_abi::kAbiVersion;

__attribute__((visibility("default"))) void tir2tt_kernel_attach(const tir2tt::device_abi::Runtime* runtime) {
  tir2tt_attached_runtime = runtime;
}

__attribute__((visibility("default"))) void tir2tt_kernel_run() {
  if (kernel_main) {
    kernel_main();
#ifdef TIR2TT_COMPUTE
  } else if (NAMESPACE::TIR2TT_MAIN) {
    NAMESPACE::TIR2TT_MAIN();
#endif
  } else {
    TIR2TT_RT.assertion_failed("no kernel_main", Where{__BASE_FILE__, 1});
  }
  Tir2ttLine* line = __start_tir2tt_lines;
  if (line && line->used != 0) tir2tt_print(*line, Where{__BASE_FILE__, 1});
}
}

// A data movement kernel may use the whole of its API without including a header.
#ifdef TIR2TT_DATA_MOVEMENT
#include "api/dataflow/dataflow_api.h"
#endif
