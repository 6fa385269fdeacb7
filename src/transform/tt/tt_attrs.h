// The names of the tt_* attributes, and the few things that every pass does with them. docs/metadata.md says what each
// one means, who writes it and who reads it. Tested by tests/transform/.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/diagnostic.h"
#include "tir/module.h"

namespace tir2tt::transform {

namespace key {
inline constexpr std::string_view kPrefix = "tt_";
inline constexpr std::string_view kPolicy = "tt_schedule_policy", kOrder = "tt_schedule_order";
inline constexpr std::string_view kLayoutType = "tt_layout_type";
inline constexpr std::string_view kTileHeight = "tt_tile_height", kTileWidth = "tt_tile_width";
inline constexpr std::string_view kGrid[3] = {"tt_grid_x", "tt_grid_y", "tt_grid_z"};
inline constexpr std::string_view kAuthorGrid[3] = {"tl.grid_x", "tl.grid_y", "tl.grid_z"};
inline constexpr std::string_view kGridExpr = "tt_grid_expr";
inline constexpr std::string_view kNumTiles = "tt_num_tiles", kNumCores = "tt_num_cores";
inline constexpr std::string_view kTilesPerCore = "tt_tiles_per_core", kSchedule = "tt_schedule";
inline constexpr std::string_view kShard = "tt_shard", kBufferPrefix = "tt_buffer_";
inline constexpr std::string_view kPersistentLoop = "tt_persistent_loop";
inline constexpr std::string_view kIterationNdims = "tt_persistent_iteration_ndims";
inline constexpr std::string_view kSerialAxes = "tt_serial_axes";
inline constexpr std::string_view kRuntimeArgs = "tt_runtime_args";
inline constexpr std::string_view kCoreRanges = "tt_core_ranges", kCoreRuntimeArgs = "tt_core_runtime_args";
inline constexpr std::string_view kCircularBuffers = "tt_circular_buffers", kNumCbs = "tt_num_cbs";
inline constexpr std::string_view kPaddingInfo = "tt_padding_info";
inline constexpr std::string_view kValidated = "tt_ir_validated";
inline constexpr std::string_view kErrorCount = "tt_validation_error_count";
inline constexpr std::string_view kWarningCount = "tt_validation_warning_count";
inline constexpr std::string_view kStartTile = "tt_start_tile", kTileCount = "tt_tile_count";  // the two parameters
}  // namespace key

/// Whether a pass concerns itself with `f`: it carries `tt_schedule_policy`.
bool is_tt_function(const tir::PrimFuncNode& f);
/// A note that `pass` leaves the function alone, and how to change that.
void note_left_alone(std::string_view pass, const std::string& name, const tir::PrimFuncNode& f, Diagnostics& diags);

/// The integer, the truth value or the string of that name; nullopt when it is absent or something else.
std::optional<int64_t> integer_attr(const tir::AttrDict& attrs, std::string_view name);
bool true_attr(const tir::AttrDict& attrs, std::string_view name);
std::optional<std::string> string_attr(const tir::AttrDict& attrs, std::string_view name);
void set_attr(tir::AttrDict& attrs, std::string_view name, tir::Attr value);
/// [1, 2, 3] as an attribute; and back, nullopt when it is not a list of integers.
tir::Attr integers(std::initializer_list<int64_t> values);
std::optional<std::vector<int64_t>> integer_list(const tir::Attr* attr);

/// The value of an expression that holds constants only; nullopt when it has a variable or leaves 64 bits.
std::optional<int64_t> constant_value(const tir::Expr& e);

/// The keys under which tt_shard and tt_buffer_* hold the tensors of f.buffer_map, in its order: the buffers' own
/// names; a second buffer of a name gets a number.
std::vector<std::string> tensor_names(const tir::PrimFuncNode& f);

/// The hardware tile that the function asks for (`tt_tile_height`, `tt_tile_width`), 32 x 32 unless it says.
struct TileSize {
  int64_t height = 32, width = 32;
};
TileSize tile_size(const tir::AttrDict& attrs);

/// `f` applied to every function that carries `tt_schedule_policy`; a note for every other one.
template <class F>
tir::IRModule map_tt_functions(const tir::IRModule& module, std::string_view pass, Diagnostics& diags, F&& f) {
  tir::IRModule out = module;
  for (auto& [name, func] : out.functions) {
    if (is_tt_function(*func)) {
      func = f(name, func);
    } else {
      note_left_alone(pass, name, *func, diags);
    }
  }
  return out;
}

}  // namespace tir2tt::transform
