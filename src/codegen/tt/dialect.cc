#include "codegen/tt/dialect.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <iterator>
#include <utility>

#include "support/diagnostic.h"

namespace tir2tt::codegen {

namespace {

using transform::DstOp;

constexpr Dialect kDialects[] = {{"classic", 0}, {"late-2026", 1}};

struct Headers {
  std::string_view data_movement, compute;  // empty: not there
};
constexpr Headers kBoth = {"api/dataflow/dataflow_api.h", "api/compute/common.h"};
constexpr Headers kMovement = {"api/dataflow/dataflow_api.h", ""};
constexpr Headers kDataflowBuffer = {"api/dataflow/dataflow_buffer.h", "api/dataflow/dataflow_buffer.h"};
constexpr Headers kCompute = {"", "api/compute/common.h"};
constexpr Headers kCbApi = {"", "api/compute/cb_api.h"};
constexpr Headers kStartup = {"", "api/compute/compute_kernel_hw_startup.h"};
constexpr Headers kUnary = {"", "api/compute/eltwise_unary/eltwise_unary.h"};
constexpr Headers kMatmul = {"", "api/compute/matmul.h"};
constexpr Headers kTranspose = {"", "api/compute/transpose_wh.h"};
constexpr Headers kReduce = {"", "api/compute/reduce.h"};
constexpr Headers kBinary = {"", "api/compute/eltwise_binary.h"};

struct ApiRow {
  Api api;
  std::string_view classic;
  Headers headers;
  std::string_view late = {};  // empty: as before
  Headers late_headers = {};
};

// {n}: argument n. `; ` between statements.
// clang-format off
constexpr ApiRow kApis[] = {
    {Api::CbReserveBack, "cb_reserve_back({0}, {1})", kBoth, "DataflowBuffer({0}).reserve_back({1})", kDataflowBuffer},
    {Api::CbPushBack, "cb_push_back({0}, {1})", kBoth, "DataflowBuffer({0}).push_back({1})", kDataflowBuffer},
    {Api::CbWaitFront, "cb_wait_front({0}, {1})", kBoth, "DataflowBuffer({0}).wait_front({1})", kDataflowBuffer},
    {Api::CbPopFront, "cb_pop_front({0}, {1})", kBoth, "DataflowBuffer({0}).pop_front({1})", kDataflowBuffer},
    {Api::GetWritePtr, "get_write_ptr({0})", kMovement, "DataflowBuffer({0}).get_write_ptr()", kDataflowBuffer},
    {Api::GetReadPtr, "get_read_ptr({0})", kMovement, "DataflowBuffer({0}).get_read_ptr()", kDataflowBuffer},
    {Api::GetTileSize, "get_tile_size({0})", kMovement, "DataflowBuffer({0}).get_entry_size()", kDataflowBuffer},
    {Api::ReadTile, "noc_async_read_tile({0}, {1}, {2})", kMovement},
    {Api::WriteTile, "noc_async_write_tile({0}, {1}, {2})", kMovement},
    {Api::ReadBarrier, "noc_async_read_barrier()", kMovement},
    {Api::WriteBarrier, "noc_async_write_barrier()", kMovement},
    {Api::PageAddress, "{0}.get_noc_addr({1}, {2})", kMovement},
    {Api::ReadBytes, "noc_async_read({0}, {1}, {2})", kMovement},
    {Api::WriteBytes, "noc_async_write({0}, {1}, {2})", kMovement},
    {Api::WritesFlushed, "noc_async_writes_flushed()", kMovement},
    {Api::Startup, "compute_kernel_hw_startup({0}, {1}, {2})", kStartup},
    {Api::UnaryStartup, "unary_op_init_common({0}, {1})", kUnary,
     "compute_kernel_hw_startup({0}, {1}); copy_init({0})", {"", "api/compute/tile_move_copy.h"}},
    {Api::MatmulStartup, "mm_init({0}, {1}, {2}, {3})", kMatmul,
     "compute_kernel_hw_startup<SrcOrder::Reverse>({0}, {1}, {2}); matmul_init({0}, {1}, {3})", kMatmul},
    {Api::TileRegsAcquire, "tile_regs_acquire()", kCompute},
    {Api::TileRegsCommit, "tile_regs_commit()", kCompute},
    {Api::TileRegsWait, "tile_regs_wait()", kCompute},
    {Api::TileRegsRelease, "tile_regs_release()", kCompute},
    {Api::PackTile, "pack_tile({0}, {1})", kCompute},
    {Api::PackTileAt, "pack_tile<true>({0}, {1}, {2})", kCompute},
    {Api::ReadTileValue, "read_tile_value({0}, {1}, {2})", kCbApi},
    {Api::Reconfig, "reconfig_data_format({0}, {1})", kCompute},
    {Api::ReconfigSrcA, "reconfig_data_format_srca({0})", kCompute},
    {Api::ReconfigSrcB, "reconfig_data_format_srcb({0})", kCompute},
    {Api::ReconfigPack, "pack_reconfig_data_format({0})", kCompute},
    {Api::MatmulInit, "mm_init_short({0}, {1}, {2})", kMatmul, "matmul_init({0}, {1}, {2})", kMatmul},
    {Api::MatmulTiles, "matmul_tiles({0}, {1}, {2}, {3}, {4})", kMatmul},
    {Api::TransposeInit, "transpose_wh_init_short({0})", kTranspose, "transpose_init({0})", kTranspose},
    {Api::TransposeTile, "transpose_wh_tile({0}, {1}, {2})", kTranspose, "transpose_tile({0}, {1}, {2})", kTranspose},
    {Api::ReduceInit, "reduce_init<PoolType::{0}, ReduceDim::{1}>({2}, {3}, {4})", kReduce},
    {Api::ReduceTile, "reduce_tile<PoolType::{0}, ReduceDim::{1}>({2}, {3}, {4}, {5}, {6})", kReduce},
    {Api::ReduceUninit, "reduce_uninit()", kReduce},
    {Api::AddTilesInit, "add_tiles_init({0}, {1})", kBinary, "add_init({0}, {1})", kBinary},
    {Api::AddTiles, "add_tiles({0}, {1}, {2}, {3}, {4})", kBinary},
    {Api::SubTilesInit, "sub_tiles_init({0}, {1})", kBinary, "sub_init({0}, {1})", kBinary},
    {Api::SubTiles, "sub_tiles({0}, {1}, {2}, {3}, {4})", kBinary},
    {Api::MulTilesInit, "mul_tiles_init({0}, {1})", kBinary, "mul_init({0}, {1})", kBinary},
    {Api::MulTiles, "mul_tiles({0}, {1}, {2}, {3}, {4})", kBinary},
};

struct DstRow {
  DstOp op;
  std::string_view init, call, uninit, header;
  std::string_view late_init = {};  // empty: as before
};

constexpr std::string_view kComputeApi = "api/compute/compute_kernel_api.h";
constexpr std::string_view kScalar = "api/compute/eltwise_unary/binop_with_scalar.h";
constexpr std::string_view kScalarInit = "binop_with_scalar_tile_init()";
constexpr std::string_view kComp = "api/compute/eltwise_unary/comp.h";
constexpr std::string_view kRounding = "api/compute/eltwise_unary/rounding.h";
constexpr std::string_view kRoundingInit = "rounding_op_tile_init()";
constexpr std::string_view kTypecast = "api/compute/eltwise_unary/typecast.h";
constexpr std::string_view kDstBinary = "api/compute/eltwise_binary_sfpu.h", kMaxMin = "api/compute/binary_max_min.h";
constexpr std::string_view kBcast = "api/compute/bcast.h";

// {out} {a} {b} {c}: slots; {cb} {tile} {pack}: of DstArguments; {p}: bits of the parameter; {fill}: fill_tile with it; {format}: of DST; {wide}: whether that has 32 bits.
// Broadcasts: unary_bcast_init of 2026-03 is a full startup, which also sets the hand-over of DST back, so between other
// operations the set-up comes from reconfigure_unary_bcast with equal buffers; newer versions say it the other way round.
// The exact variants where a function has a fast one as well: recip without legacy_compat, erf without fast_and_approx.
constexpr DstRow kDst[] = {
    {DstOp::Copy, "copy_tile_to_dst_init_short({cb})", "copy_tile({cb}, {tile}, {out})", "",
     "api/compute/tile_move_copy.h", "copy_init({cb})"},
    {DstOp::BroadcastRow, "reconfigure_unary_bcast<BroadcastType::NONE, BroadcastType::ROW>({cb}, {cb}, {pack}, {pack})",
     "unary_bcast<BroadcastType::ROW>({cb}, {tile}, {out})",
     "unary_bcast_uninit<BroadcastType::ROW>({cb})", kBcast, "unary_bcast_init<BroadcastType::ROW>({cb}, {pack})"},
    {DstOp::BroadcastColumn, "reconfigure_unary_bcast<BroadcastType::NONE, BroadcastType::COL>({cb}, {cb}, {pack}, {pack})",
     "unary_bcast<BroadcastType::COL>({cb}, {tile}, {out})",
     "unary_bcast_uninit<BroadcastType::COL>({cb})", kBcast, "unary_bcast_init<BroadcastType::COL>({cb}, {pack})"},
    {DstOp::BroadcastScalar, "reconfigure_unary_bcast<BroadcastType::NONE, BroadcastType::SCALAR>({cb}, {cb}, {pack}, {pack})",
     "unary_bcast<BroadcastType::SCALAR>({cb}, {tile}, {out})",
     "unary_bcast_uninit<BroadcastType::SCALAR>({cb})", kBcast, "unary_bcast_init<BroadcastType::SCALAR>({cb}, {pack})"},
    {DstOp::Fill, "fill_tile_init()", "{fill}", "", "api/compute/eltwise_unary/fill.h"},
    {DstOp::Exp, "exp_tile_init()", "exp_tile({out})", "", "api/compute/eltwise_unary/exp.h"},
    {DstOp::Exp2, "exp2_tile_init()", "exp2_tile({out})", "", kComputeApi},
    {DstOp::Log, "log_tile_init()", "log_tile({out})", "", kComputeApi},
    {DstOp::Sqrt, "sqrt_tile_init()", "sqrt_tile({out})", "", "api/compute/eltwise_unary/sqrt.h"},
    {DstOp::Rsqrt, "rsqrt_tile_init()", "rsqrt_tile({out})", "", "api/compute/eltwise_unary/rsqrt.h"},
    {DstOp::Recip, "recip_tile_init<false>()", "recip_tile<false>({out})", "", "api/compute/eltwise_unary/recip.h"},
    {DstOp::Tanh, "tanh_tile_init()", "tanh_tile({out})", "", kComputeApi},
    {DstOp::Sigmoid, "sigmoid_tile_init()", "sigmoid_tile({out})", "", kComputeApi},
    {DstOp::Erf, "erf_tile_init<false>()", "erf_tile<false>({out})", "", "api/compute/eltwise_unary/erf_erfc.h"},
    {DstOp::Abs, "abs_tile_init()", "abs_tile({out})", "", kComputeApi},
    {DstOp::Negative, "negative_tile_init()", "negative_tile({out})", "", "api/compute/eltwise_unary/negative.h"},
    {DstOp::Square, "square_tile_init()", "square_tile({out})", "", kComputeApi},
    {DstOp::Relu, "relu_tile_init()", "relu_tile({out})", "", "api/compute/eltwise_unary/relu.h"},
    {DstOp::Floor, kRoundingInit, "floor_tile({out})", "", kRounding},
    {DstOp::Ceil, kRoundingInit, "ceil_tile({out})", "", kRounding},
    {DstOp::Trunc, kRoundingInit, "trunc_tile({out})", "", kRounding},
    {DstOp::Power, "power_tile_init()", "power_tile({out}, {p})", "", kComputeApi},
    {DstOp::AddScalar, kScalarInit, "add_unary_tile({out}, {p})", "", kScalar},
    {DstOp::SubScalar, kScalarInit, "sub_unary_tile({out}, {p})", "", kScalar},
    {DstOp::MulScalar, kScalarInit, "mul_unary_tile({out}, {p})", "", kScalar},
    {DstOp::RsubScalar, kScalarInit, "rsub_unary_tile({out}, {p})", "", kScalar},
    {DstOp::RdivScalar, "rdiv_tile_init()", "rdiv_tile({out}, {p})", "", "api/compute/eltwise_unary/rdiv.h"},
    {DstOp::MaxScalar, "unary_max_tile_init()", "unary_max_tile({out}, {p})", "", kComputeApi},
    {DstOp::MinScalar, "unary_min_tile_init()", "unary_min_tile({out}, {p})", "", kComputeApi},
    {DstOp::EqScalar, "unary_eq_tile_init()", "unary_eq_tile({out}, {p})", "", kComp},
    {DstOp::NeScalar, "unary_ne_tile_init()", "unary_ne_tile({out}, {p})", "", kComp},
    {DstOp::LtScalar, "unary_lt_tile_init()", "unary_lt_tile({out}, {p})", "", kComp},
    {DstOp::LeScalar, "unary_le_tile_init()", "unary_le_tile({out}, {p})", "", kComp},
    {DstOp::GtScalar, "unary_gt_tile_init()", "unary_gt_tile({out}, {p})", "", kComp},
    {DstOp::GeScalar, "unary_ge_tile_init()", "unary_ge_tile({out}, {p})", "", kComp},
    {DstOp::Eqz, "eqz_tile_init()", "eqz_tile({out})", "", kComp},
    {DstOp::Nez, "nez_tile_init()", "nez_tile({out})", "", kComp},
    {DstOp::Ltz, "ltz_tile_init()", "ltz_tile({out})", "", kComp},
    {DstOp::Lez, "lez_tile_init()", "lez_tile({out})", "", kComp},
    {DstOp::Gtz, "gtz_tile_init()", "gtz_tile({out})", "", kComp},
    {DstOp::Gez, "gez_tile_init()", "gez_tile({out})", "", kComp},
    {DstOp::ToFloat16, "typecast_tile_init<(uint32_t)DataFormat::{format}, (uint32_t)DataFormat::Float16>()",
     "typecast_tile<(uint32_t)DataFormat::{format}, (uint32_t)DataFormat::Float16>({out})", "", kTypecast},
    {DstOp::ToBfloat16, "typecast_tile_init<(uint32_t)DataFormat::{format}, (uint32_t)DataFormat::Float16_b>()",
     "typecast_tile<(uint32_t)DataFormat::{format}, (uint32_t)DataFormat::Float16_b>({out})", "", kTypecast},
    {DstOp::ColumnSum, "sfpu_reduce_init<PoolType::SUM, DataFormat::{format}>()",
     "sfpu_reduce<PoolType::SUM, DataFormat::{format}>({out})", "", kComputeApi},
    {DstOp::ColumnMax, "sfpu_reduce_init<PoolType::MAX, DataFormat::{format}>()",
     "sfpu_reduce<PoolType::MAX, DataFormat::{format}>({out})", "", kComputeApi},
    {DstOp::ColumnMin, "sfpu_reduce_init<PoolType::MIN, DataFormat::{format}>()",
     "sfpu_reduce<PoolType::MIN, DataFormat::{format}>({out})", "", kComputeApi},
    {DstOp::Transpose, "transpose_wh_dest_init_short<{wide}>()", "transpose_wh_dest<{wide}>({out})", "",
     "api/compute/transpose_wh_dest.h"},
    {DstOp::Add, "add_binary_tile_init()", "add_binary_tile({a}, {b}, {out})", "", kDstBinary},
    {DstOp::Sub, "sub_binary_tile_init()", "sub_binary_tile({a}, {b}, {out})", "", kDstBinary},
    {DstOp::Mul, "mul_binary_tile_init()", "mul_binary_tile({a}, {b}, {out})", "", kDstBinary},
    {DstOp::Div, "div_binary_tile_init()", "div_binary_tile({a}, {b}, {out})", "", kDstBinary},
    {DstOp::Max, "binary_max_tile_init()", "binary_max_tile({a}, {b}, {out})", "", kMaxMin},
    {DstOp::Min, "binary_min_tile_init()", "binary_min_tile({a}, {b}, {out})", "", kMaxMin},
    {DstOp::Pow, "power_binary_tile_init()", "power_binary_tile({a}, {b}, {out})", "", kDstBinary},
    {DstOp::Where, "where_tile_init()", "where_tile<DataFormat::{format}>({a}, {b}, {c}, {out})", "",
     "api/compute/eltwise_unary/where.h"},
};
// clang-format on

/// Row i of a table is about value i of its enumeration.
template <class Table, class Field>
consteval bool in_order(const Table& table, Field field) {
  for (size_t i = 0; i < std::size(table); ++i) {
    if (static_cast<size_t>(table[i].*field) != i) return false;
  }
  return true;
}
static_assert(in_order(kApis, &ApiRow::api) && static_cast<size_t>(Api::MulTiles) + 1 == std::size(kApis));
static_assert(in_order(kDst, &DstRow::op) && static_cast<size_t>(DstOp::Where) + 1 == std::size(kDst));

constexpr auto kAllApis = [] {
  std::array<Api, std::size(kApis)> all{};
  for (size_t i = 0; i < all.size(); ++i) all[i] = kApis[i].api;
  return all;
}();

const ApiRow& row_of(Api api) { return kApis[static_cast<size_t>(api)]; }
const DstRow& row_of(DstOp op) { return kDst[static_cast<size_t>(op)]; }

std::string_view pattern_of(const Dialect& dialect, Api api) {
  const ApiRow& row = row_of(api);
  return dialect.column == 1 && !row.late.empty() ? row.late : row.classic;
}

using Named = std::pair<std::string_view, std::string>;

std::string expand(std::string_view pattern, std::span<const Named> values) {
  std::string out;
  while (true) {
    const size_t open = pattern.find('{');
    out += pattern.substr(0, open);
    if (open == std::string_view::npos) return out;
    const size_t close = pattern.find('}', open);
    const auto value = std::ranges::find(values, pattern.substr(open + 1, close - open - 1), &Named::first);
    TIR2TT_CHECK(value != values.end() && !value->second.empty(), "no argument for a call: " + std::string(pattern));
    out += value->second;
    pattern.remove_prefix(close + 1);
  }
}

std::string expand(const Dialect& dialect, Api api, const std::vector<std::string>& arguments) {
  constexpr std::string_view kNumbers[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  const std::string_view classic = row_of(api).classic;
  const auto expected = static_cast<size_t>(std::ranges::count(classic, '{'));
  TIR2TT_CHECK(arguments.size() == expected, "a call with other arguments: " + std::string(classic));
  std::vector<Named> values;
  for (size_t i = 0; i < arguments.size(); ++i) values.emplace_back(kNumbers[i], arguments[i]);
  return expand(pattern_of(dialect, api), values);
}

/// A float as C++ writes it; what is no number as its bits.
std::string fill_call(const std::string& slot, float value) {
  if (!std::isfinite(value)) return fmt::format("fill_tile_bitcast({}, {})", slot, float_bits(value));
  const std::string digits = fmt::format("{}", value);
  const bool whole = digits.find_first_of(".e") == std::string::npos;
  return fmt::format("fill_tile({}, {}{})", slot, digits, whole ? ".0f" : "f");
}

std::string expand(std::string_view pattern, const transform::DstStep& step, const DstArguments& a) {
  const Named values[] = {{"out", a.out},
                          {"a", a.a},
                          {"b", a.b},
                          {"c", a.c},
                          {"cb", a.cb},
                          {"tile", a.tile},
                          {"pack", a.pack},
                          {"fill", step.parameters.empty() ? "" : fill_call(a.out, step.parameters[0])},
                          {"p", step.parameters.empty() ? "" : float_bits(step.parameters[0])},
                          {"format", a.fp32_dest_acc ? "Float32" : "Float16_b"},
                          {"wide", a.fp32_dest_acc ? "true" : "false"}};
  return expand(pattern, values);
}

}  // namespace

const Dialect& classic_dialect() { return kDialects[0]; }
const Dialect& late_2026_dialect() { return kDialects[1]; }

const Dialect* find_dialect(std::string_view name) {
  const auto at = std::ranges::find(kDialects, name, &Dialect::name);
  return at == std::end(kDialects) ? nullptr : at;
}

std::span<const Api> all_apis() { return kAllApis; }

std::string call(const Dialect& dialect, Api api, const std::vector<std::string>& arguments) {
  TIR2TT_CHECK(pattern_of(dialect, api).find("; ") == std::string_view::npos, "several calls where one is needed");
  return expand(dialect, api, arguments);
}

std::vector<std::string> statements(const Dialect& dialect, Api api, const std::vector<std::string>& arguments) {
  const std::string text = expand(dialect, api, arguments);
  std::vector<std::string> out;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find("; ", at), text.size());
    out.push_back(text.substr(at, end - at) + ";");
    at = end + 2;
  }
  return out;
}

std::string_view header(const Dialect& dialect, Api api, Role role) {
  const ApiRow& row = row_of(api);
  const Headers& headers = dialect.column == 1 && !row.late.empty() ? row.late_headers : row.headers;
  return role == Role::Compute ? headers.compute : headers.data_movement;
}

std::string_view pool_name(bool maximum) { return maximum ? "MAX" : "SUM"; }

std::string_view dimension_name(int axis) {
  constexpr std::string_view kNames[] = {"REDUCE_COL", "REDUCE_ROW", "REDUCE_SCALAR"};
  TIR2TT_CHECK(axis >= 0 && axis < 3, "an axis of a reduction is 0, 1 or 2");
  return kNames[axis];
}

std::string dst_init(const Dialect& dialect, const transform::DstStep& step, const DstArguments& arguments) {
  const DstRow& row = row_of(step.op);
  return expand(dialect.column == 1 && !row.late_init.empty() ? row.late_init : row.init, step, arguments);
}

std::string dst_call(const Dialect&, const transform::DstStep& step, const DstArguments& arguments) {
  return expand(row_of(step.op).call, step, arguments);
}

std::string dst_uninit(const Dialect&, const transform::DstStep& step, const DstArguments& arguments) {
  return expand(row_of(step.op).uninit, step, arguments);
}

std::string_view dst_header(const Dialect&, transform::DstOp op) { return row_of(op).header; }

std::string float_bits(float value) {
  constexpr size_t kReadable = 10;
  const std::string bits = fmt::format("0x{:08X}u", std::bit_cast<uint32_t>(value));
  const std::string shown = fmt::format("{}", value);
  return shown.size() <= kReadable ? fmt::format("{} /* {} */", bits, shown) : bits;
}

}  // namespace tir2tt::codegen
