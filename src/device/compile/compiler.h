// Kernel sources -> shared objects, by the C++ compiler of the machine, each once: the results are kept in a
// content-addressed cache that processes share and that mends itself (device/compile/kernel_cache.h). A kernel is
// compiled with our headers in front (device/compile/embedded_headers.h, `-include tir2tt/kernel.h`), in an environment
// without LD_PRELOAD and with LC_ALL=C. Tested by tests/device/compiler_test.cc.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "device/include/tir2tt/abi.h"
#include "target/format.h"

namespace tir2tt::device {

/// What a kernel may ask at compile time about a circular buffer (get_tile_size and the like are constant expressions).
struct CompileCb {
  uint8_t index = 0;
  target::DataFormat format = target::DataFormat::Float16_b;
  target::TileShape tile;
  friend bool operator==(const CompileCb&, const CompileCb&) = default;
};

/// One compilation: a source for one processor with its compile-time values.
struct CompileJob {
  std::string file;  // path of the source; for a source from a text: the name that messages show
  std::string text;  // the source itself when it does not come from a file, else empty
  device_abi::Role role = device_abi::Role::Brisc;
  std::string arch;                         // "wormhole_b0", "blackhole"
  uint8_t noc = 0;                          // which NoC is the kernel's own (noc_index)
  std::vector<CompileCb> circular_buffers;  // ascending by index
  std::vector<uint32_t> compile_arguments;
  std::vector<std::pair<std::string, uint32_t>> named_arguments;
  std::map<std::string, std::string> defines;
  // Compute kernels only.
  bool fp32_dest_acc = false;
  bool dst_full_sync = false;
  bool math_approx = false;
  uint8_t math_fidelity = 4;                           // tt-metal's MathFidelity: LoFi 0, HiFi2 2, HiFi3 3, HiFi4 4
  std::vector<std::filesystem::path> include_folders;  // besides the folder of `file`; a text has no folder of its own
  friend bool operator==(const CompileJob&, const CompileJob&) = default;
};

struct CompilerOptions {
  std::string compiler;  // a program, or one with arguments; empty: $CXX, else g++, c++, clang++ from $PATH
  /// Empty or unusable: $XDG_CACHE_HOME/tir2tt, else ~/.cache/tir2tt, else tir2tt-<uid> below $TMPDIR or /tmp.
  std::filesystem::path cache_folder;
  int jobs = 0;                          // compilers at once; 0: as many as the machine has cores
  std::vector<std::string> extra_flags;  // after ours
};

/// A shared object in the cache.
struct CompiledKernel {
  std::filesystem::path object;
  bool from_cache = false;
};
/// What went wrong, for a person. `file` and `line` are those of the first error in the kernel's own text, where the
/// compiler named one.
struct CompileFailure {
  enum class Kind : uint8_t { NoCompiler, NoCacheFolder, CannotRead, Rejected };
  Kind kind = Kind::Rejected;
  std::string message;  // one line: the first error
  std::string log;      // all that the compiler said; kernels from a text are named as `file`
  std::string file;
  uint32_t line = 0;
};
using CompileResult = std::variant<CompiledKernel, CompileFailure>;

/// One result per job, in order; equal jobs are compiled once. A compiler that takes more than 60 s is ended. Does not
/// throw for anything that a user can cause.
std::vector<CompileResult> compile_kernels(std::span<const CompileJob> jobs, const CompilerOptions& options);

/// file and line of an instruction in a compiled kernel (its offset in the object), from its debugging information: the
/// innermost place that is not in the device's own headers. Line 0: unknown (no addr2line, no information).
device_abi::Where place_of_instruction(const std::filesystem::path& object, uint64_t offset, std::string& file_storage);

}  // namespace tir2tt::device
