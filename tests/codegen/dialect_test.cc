#include "codegen/tt/dialect.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

namespace tir2tt::codegen {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using transform::DstOp;
using transform::DstStep;
using Strings = std::vector<std::string>;

const Dialect& classic = classic_dialect();
const Dialect& late = late_2026_dialect();

TEST(Dialect, CallsAreSpelledFromTheTable) {
  EXPECT_EQ(call(classic, Api::CbReserveBack, {"cb_A", "4"}), "cb_reserve_back(cb_A, 4)");
  EXPECT_EQ(call(classic, Api::PackTileAt, {"i", "cb_C", "i + 4"}), "pack_tile<true>(i, cb_C, i + 4)");
  EXPECT_EQ(call(classic, Api::ReduceTile, {"MAX", "REDUCE_ROW", "cb_x", "cb_ones", "i", "0", "0"}),
            "reduce_tile<PoolType::MAX, ReduceDim::REDUCE_ROW>(cb_x, cb_ones, i, 0, 0)");
  EXPECT_THAT(statements(classic, Api::MatmulStartup, {"a", "b", "c", "0"}), ElementsAre("mm_init(a, b, c, 0);"));
  EXPECT_THAT(statements(classic, Api::ReadBarrier), ElementsAre("noc_async_read_barrier();"));
  EXPECT_EQ(dimension_name(1), "REDUCE_ROW");
  EXPECT_EQ(dimension_name(0), "REDUCE_COL");
  EXPECT_EQ(dimension_name(2), "REDUCE_SCALAR");
  EXPECT_EQ(pool_name(true), "MAX");
  EXPECT_EQ(pool_name(false), "SUM");
}

TEST(Dialect, WrongArgumentsAreOurFault) {
  EXPECT_THROW(call(classic, Api::CbReserveBack, {"cb_A"}), InternalError);
  EXPECT_THROW(call(classic, Api::ReadBarrier, {"1"}), InternalError);
  EXPECT_THROW(call(late, Api::MatmulStartup, {"a", "b", "c", "0"}), InternalError);
  EXPECT_THROW(dst_call(classic, {.op = DstOp::MulScalar, .parameters = {}}, {.out = "0"}), InternalError);
  EXPECT_THROW(dimension_name(3), InternalError);
}

TEST(Dialect, HeadersAreThoseOfTheKernel) {
  EXPECT_EQ(header(classic, Api::CbPushBack, Role::Reader), "api/dataflow/dataflow_api.h");
  EXPECT_EQ(header(classic, Api::CbPushBack, Role::Compute), "api/compute/common.h");
  EXPECT_EQ(header(classic, Api::ReadTile, Role::Compute), "");
  EXPECT_EQ(header(classic, Api::MatmulTiles, Role::Compute), "api/compute/matmul.h");
  EXPECT_EQ(header(classic, Api::MatmulTiles, Role::Writer), "");
  EXPECT_EQ(header(late, Api::CbPushBack, Role::Writer), "api/dataflow/dataflow_buffer.h");
  EXPECT_EQ(dst_header(classic, DstOp::Where), "api/compute/eltwise_unary/where.h");
}

TEST(Dialect, LateNames) {
  EXPECT_THAT(statements(late, Api::MatmulStartup, {"a", "b", "c", "1"}),
              ElementsAre("compute_kernel_hw_startup<SrcOrder::Reverse>(a, b, c);", "matmul_init(a, b, 1);"));
  EXPECT_EQ(call(late, Api::MatmulInit, {"a", "b", "0"}), "matmul_init(a, b, 0)");
  EXPECT_THAT(statements(late, Api::UnaryStartup, {"x", "y"}),
              ElementsAre("compute_kernel_hw_startup(x, y);", "copy_init(x);"));
  EXPECT_EQ(call(late, Api::TransposeInit, {"x"}), "transpose_init(x)");
  EXPECT_EQ(call(late, Api::TransposeTile, {"x", "1", "0"}), "transpose_tile(x, 1, 0)");
  EXPECT_EQ(call(late, Api::MulTilesInit, {"x", "y"}), "mul_init(x, y)");
  EXPECT_EQ(call(late, Api::CbWaitFront, {"cb_A", "2"}), "DataflowBuffer(cb_A).wait_front(2)");
  EXPECT_EQ(call(late, Api::GetTileSize, {"cb_A"}), "DataflowBuffer(cb_A).get_entry_size()");
  EXPECT_EQ(dst_init(late, {.op = DstOp::Copy, .parameters = {}}, {.cb = "x"}), "copy_init(x)");
  EXPECT_EQ(call(late, Api::TileRegsAcquire), "tile_regs_acquire()");
}

TEST(Dialect, FoundByName) {
  EXPECT_EQ(find_dialect("classic"), &classic);
  EXPECT_EQ(find_dialect("late-2026"), &late);
  EXPECT_EQ(find_dialect("later"), nullptr);
}

TEST(Dialect, StepsInDst) {
  const DstArguments slots = {.out = "0", .a = "1", .b = "2", .c = "3"};
  EXPECT_EQ(dst_call(classic, {.op = DstOp::MulScalar, .parameters = {2}}, slots),
            "mul_unary_tile(0, 0x40000000u /* 2 */)");
  EXPECT_EQ(dst_init(classic, {.op = DstOp::MulScalar, .parameters = {2}}, slots), "binop_with_scalar_tile_init()");
  EXPECT_EQ(dst_call(classic, {.op = DstOp::Sub, .parameters = {}}, slots), "sub_binary_tile(1, 2, 0)");
  EXPECT_EQ(dst_call(classic, {.op = DstOp::Where, .parameters = {}}, slots),
            "where_tile<DataFormat::Float16_b>(1, 2, 3, 0)");
  DstArguments load = {.out = "2", .cb = "cb_m", .tile = "i", .pack = "cb_C", .fp32_dest_acc = true};
  const DstStep column = {.op = DstOp::BroadcastColumn, .parameters = {}};
  EXPECT_EQ(dst_init(classic, column, load),
            "reconfigure_unary_bcast<BroadcastType::NONE, BroadcastType::COL>(cb_m, cb_m, cb_C, cb_C)");
  EXPECT_EQ(dst_call(classic, column, load), "unary_bcast<BroadcastType::COL>(cb_m, i, 2)");
  EXPECT_EQ(dst_uninit(classic, column, load), "unary_bcast_uninit<BroadcastType::COL>(cb_m)");
  EXPECT_EQ(dst_uninit(classic, {.op = DstOp::Copy, .parameters = {}}, load), "");
  EXPECT_EQ(dst_call(classic, {.op = DstOp::ToFloat16, .parameters = {}}, load),
            "typecast_tile<(uint32_t)DataFormat::Float32, (uint32_t)DataFormat::Float16>(2)");
}

TEST(Dialect, FloatsAreBitsWithTheValueWhereItIsShort) {
  EXPECT_EQ(float_bits(2), "0x40000000u /* 2 */");
  EXPECT_EQ(float_bits(0.12751743f), "0x3E0293EEu /* 0.12751743 */");
  EXPECT_EQ(float_bits(-1.17549435e-38f), "0x80800000u");
  EXPECT_EQ(float_bits(-HUGE_VALF), "0xFF800000u /* -inf */");
}

// --- Every row, compiled as a kernel against the embedded device's headers.

struct Kernel {
  std::set<std::string> headers;
  Strings lines;
  void add(const std::string& line, std::string_view header_name) {
    lines.push_back(line);
    if (!header_name.empty()) headers.insert(std::string(header_name));
  }
};

/// Arguments by how many the row has in the classic dialect.
Strings arguments_of(Api api) {
  if (api == Api::ReadTile || api == Api::WriteTile) return {"0", "tensor", "0"};
  if (api == Api::PageAddress) return {"tensor", "0", "0"};
  Strings arguments;
  while (arguments.size() < 9) {
    try {
      call(classic, api, arguments);
      return arguments;
    } catch (const InternalError&) {
      arguments.push_back("0");
    }
  }
  throw InternalError("no number of arguments fits");
}

void add_api(const Dialect& dialect, Api api, Role role, Kernel& kernel) {
  const std::string_view from = header(dialect, api, role);
  if (from.empty()) return;
  if (api != Api::ReduceInit && api != Api::ReduceTile) {
    for (const std::string& s : statements(dialect, api, arguments_of(api))) kernel.add(s, from);
    return;
  }
  for (bool maximum : {false, true}) {
    for (int axis : {0, 1, 2}) {
      Strings arguments = arguments_of(api);
      arguments[0] = pool_name(maximum), arguments[1] = dimension_name(axis);
      for (const std::string& s : statements(dialect, api, arguments)) kernel.add(s, from);
    }
  }
}

void add_dst_op(DstOp op, bool wide, Kernel& kernel) {
  const DstArguments arguments = {"0", "1", "2", "3", "0", "0", "16", wide};
  const DstStep step = {.op = op, .parameters = {1.5f}};
  for (const std::string& s :
       {dst_init(classic, step, arguments), dst_call(classic, step, arguments), dst_uninit(classic, step, arguments)}) {
    if (!s.empty()) kernel.add(s + ";", dst_header(classic, op));
  }
}

constexpr DstOp kDstOps[] = {
#define DST_OP(name, arity) DstOp::name,
#include "transform/tt/dst_ops.def"
#undef DST_OP
};

/// `role`: a device_abi::Role. The flags are those of device/compile/compile_command.cc.
void write_kernel(const fs::path& path, int role, const Kernel& kernel, const std::string& first_line) {
  std::ofstream out(path);
  out << "#define TIR2TT_ROLE " << role << "\n#include \"tir2tt/kernel.h\"\n";
  for (const std::string& h : kernel.headers) out << "#include \"" << h << "\"\n";
  out << "void kernel_main() {\n" << first_line;
  for (const std::string& line : kernel.lines) out << "  " << line << "\n";
  out << "}\n";
}

/// What the compiler says; empty: nothing.
std::string compile(const std::vector<fs::path>& files) {
  std::string command =
      "g++ -std=c++20 -fsyntax-only -w -DTIR2TT_ARCH_WORMHOLE_B0 -DTIR2TT_DRAM_BANKS=12 -DTIR2TT_DRAM_ALIGNMENT=32 "
      "-DTIR2TT_NOC=0 -DTIR2TT_FP32_DEST_ACC=0 -DTIR2TT_DST_FULL_SYNC=0 -DTIR2TT_MATH_APPROX=0 "
      "-DTIR2TT_MATH_FIDELITY=4 "
      "-DKERNEL_COMPILE_TIME_ARGS=2,2048 -I " TIR2TT_SOURCE_DIR "/src/device/include";
  for (const fs::path& file : files) command += " " + file.string();
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return "popen failed";
  std::string output;
  std::array<char, 4096> chunk;
  while (const size_t n = fread(chunk.data(), 1, chunk.size(), pipe)) output.append(chunk.data(), n);
  const int status = pclose(pipe);
  return status == 0 ? output : fmt::format("status {}\n{}", status, output);
}

TEST(Dialect, EveryRowCompiles) {
  const fs::path folder = fs::temp_directory_path() / fmt::format("tir2tt_dialect_test_{}", getpid());
  fs::create_directories(folder);
  Kernel movement, compute;
  for (Api api : all_apis()) {
    add_api(classic, api, Role::Reader, movement);
    add_api(classic, api, Role::Compute, compute);
  }
  for (DstOp op : kDstOps) {
    add_dst_op(op, false, compute);
    add_dst_op(op, true, compute);
  }
  for (Api api : {Api::CbReserveBack, Api::CbPushBack, Api::CbWaitFront, Api::CbPopFront, Api::GetWritePtr,
                  Api::GetReadPtr, Api::GetTileSize}) {
    add_api(late, api, Role::Writer, movement);  // of the late names the device has these
  }
  EXPECT_GE(movement.lines.size(), 18u);
  EXPECT_GE(compute.lines.size(), all_apis().size() + 2 * 2 * std::size(kDstOps));
  write_kernel(
      folder / "movement.cpp", 0, movement,
      "  constexpr auto args = TensorAccessorArgs<0>();\n  const auto tensor = TensorAccessor(args, 0, 2048);\n");
  write_kernel(folder / "compute.cpp", 3, compute, "");
  EXPECT_EQ(compile({folder / "movement.cpp", folder / "compute.cpp"}), "");
  fs::remove_all(folder);
}

}  // namespace
}  // namespace tir2tt::codegen
