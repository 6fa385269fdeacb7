// TileSlice in every processor and format, and what a kernel knows of its configuration.
#include "device/kit.h"

namespace tir2tt::device {
namespace {

using ::testing::ElementsAre;
using ::testing::IsSupersetOf;

constexpr const char* kDataMovement = R"(
#include "api/debug/dprint.h"
void kernel_main() {
  const uint32_t bytes = get_tile_size(0);
  cb_reserve_back(0, 2);
  noc_async_read(get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(0)), get_write_ptr(0) + bytes, bytes);
  noc_async_read_barrier();
  DPRINT << TileSlice(0, 1, SliceRange::hw0_32_16(), TSLICE_INPUT_CB, TSLICE_WR_PTR, true, true) << ENDL();
  DPRINT("{} {}\n", 7, TileSlice(0, 1, SliceRange{.h0 = 1, .h1 = 3, .hs = 1, .w0 = 14, .w1 = 18, .ws = 1}, TSLICE_INPUT_CB, TSLICE_WR_PTR, false, true));
  DPRINT << TSLICE(0, 1, SliceRange{0, 1, 1, 15, 18, 1}, TSLICE_INPUT_CB, TSLICE_WR_PTR, true, false) << "end" << ENDL();
  cb_push_back(0, 2);
  cb_wait_front(0, 1);
  DPRINT << TileSlice<128>(0, 1, SliceRange::h0_32_w1(), TSLICE_INPUT_CB, TSLICE_RD_PTR, false) << ENDL();
}
)";

/// The lines without who printed them.
std::vector<std::string> printed(const Program& program) {
  const RunResult result = run(program, options(Policy::InOrder));
  EXPECT_TRUE(result.ok()) << findings_text(result);
  std::vector<std::string> lines = result.prints;
  for (std::string& line : lines) line.erase(0, line.find(": ") + 2);
  return lines;
}

std::vector<std::string> printed_by_reader(DataFormat format, const std::vector<float>& values) {
  Program p;
  p.chip = &wormhole();
  const uint32_t address = add_tensor(p, tiles("in", format, values, 32, 32));
  p.circular_buffers = {cb(0, 2, format)};
  p.kernels = {with_arguments(reader(kDataMovement), {address})};
  return printed(p);
}

/// One value in a row, then down column 1.
std::string column_text(int sign) {
  std::string text;
  for (int row = 0; row < 32; row++) text += (row == 0 ? "" : " ") + std::to_string(sign * (row % 4 * 2 + 1));
  return text;
}

/// 2 * (row % 4) + (column % 2) below column 16, 4 more there: what every format can store.
std::vector<float> small_numbers(int sign) {
  std::vector<float> values(1024);
  for (size_t i = 0; i < 1024; i++) {
    const size_t row = i / 32, column = i % 32;
    values[i] = static_cast<float>(sign * static_cast<int>(row % 4 * 2 + column % 2 + column / 16 * 4));
  }
  return values;
}

TEST(TileSlice, EveryFormat) {
  for (const DataFormat f :
       {DataFormat::Float32, DataFormat::Float16, DataFormat::Float16_b, DataFormat::Bfp8_b, DataFormat::Int32,
        DataFormat::UInt32, DataFormat::UInt16, DataFormat::Int8, DataFormat::UInt8}) {
    EXPECT_THAT(printed_by_reader(f, small_numbers(1)),
                ElementsAre("0 4", "0 4", "7 2 3 6 7 4 5 8 9", "1 2 3", "end", column_text(1)))
        << format_name(f);
  }
  for (const DataFormat f : {DataFormat::Float16, DataFormat::Bfp8_b, DataFormat::Int32, DataFormat::Int8}) {
    EXPECT_EQ(printed_by_reader(f, small_numbers(-1)).back(), column_text(-1)) << format_name(f);
  }
}

TEST(TileSlice, BlockFloatsOfFourBits) {
  const std::vector<std::string> lines = printed_by_reader(DataFormat::Bfp4_b, std::vector<float>(1024, -1.75f));
  ASSERT_GE(lines.size(), 4u);
  EXPECT_EQ(lines[0], "-1.75 -1.75");
  EXPECT_EQ(lines[3], "-1.75 -1.75 -1.75");
}

TEST(TileSlice, AFormatThatIsNotPrinted) {
  const std::vector<std::string> lines = printed_by_reader(DataFormat::Bfp2_b, std::vector<float>(1024, 1));
  ASSERT_FALSE(lines.empty());
  EXPECT_THAT(lines[0], testing::HasSubstr("format 15"));
}

constexpr const char* kCompute = R"(
#include "api/compute/eltwise_unary/eltwise_unary.h"
#include "api/compute/tile_move_copy.h"
#include "api/debug/dprint.h"
static_assert(DST_ACCUM_MODE && APPROX && DST_SYNC_MODE == DstSync::SyncFull);
static_assert(MATH_FIDELITY == ckernel::MathFidelity::LoFi);
void kernel_main() {
  unary_op_init_common(0, 16);
  cb_wait_front(0, 1);
  UNPACK((DPRINT << TileSlice(0, 0, SliceRange::h0_w0_32(), true, false) << ENDL()));
  MATH((DPRINT << TileSlice(0, 0, SliceRange::hw041()) << ENDL()));
  tile_regs_acquire();
  copy_tile(0, 0, 0);
  tile_regs_commit();
  cb_pop_front(0, 1);
  cb_reserve_back(16, 1);
  tile_regs_wait();
  pack_tile(0, 16);
  PACK((DPRINT << TileSlice(16, 0, SliceRange{0, 8, 4, 0, 4, 2}) << ENDL()));
  tile_regs_release();
  cb_push_back(16, 1);
}
)";

TEST(TileSlice, InAComputeKernelWithItsConfiguration) {
  Kernel k = compute(kCompute);
  k.fp32_dest_acc = k.dst_full_sync = k.math_approx = true;
  k.fidelity = Fidelity::LoFi;
  std::vector<float> values(1024);
  for (size_t i = 0; i < 1024; i++) values[i] = static_cast<float>(i);
  const DataFormat f = DataFormat::Float32;
  const Program p = stream_program({input(0, f, values, 32, 32)}, k, {output(16, f, 1)});
  std::string first_words = "0";  // of the tile as it lies there: two rows of the left face
  for (int i = 1; i < 32; i++) first_words += " " + std::to_string(i / 16 * 32 + i % 16);
  EXPECT_THAT(printed(p), IsSupersetOf({first_words, std::string("(math sees no circular buffer, so no TileSlice)"),
                                        std::string("0 2"), std::string("128 130")}));
}

}  // namespace
}  // namespace tir2tt::device
