// What the compute roles refuse: tiles and slots far outside, sizes and modes that are not those of the init, operands
// and halves of DST that nobody takes, indices that share memory.
#include "device/wrong.h"

namespace tir2tt::device {
namespace {

using target::DataFormat;

const char* const kHead = R"(
#include "api/compute/tile_move_copy.h"
#include "api/compute/eltwise_binary.h"
#include "api/compute/eltwise_unary/eltwise_unary.h"
#include "api/compute/eltwise_unary/exp.h"
#include "api/compute/matmul.h"
#include "api/compute/pack.h"
#include "api/compute/pack_untilize.h"
#include "api/compute/reduce.h"
)";

/// Four tiles of zeros each in CB 0 and 1; CB 16 of 4 pages, of which `packed` are popped. `body`: the compute kernel.
Program with_compute(const std::string& body, uint32_t packed, DataFormat format = DataFormat::Float16_b) {
  Kernel feed = with_arguments(reader(R"(
void kernel_main() {
  for (uint32_t cb = 0; cb < 2; ++cb) {
    cb_reserve_back(cb, 4);
    volatile uint32_t* word = (volatile uint32_t*)get_write_ptr(cb);
    for (uint32_t i = 0; i < get_arg_val<uint32_t>(0); ++i) word[i] = 0;
    cb_push_back(cb, 4);
  }
}
)"),
                               {static_cast<uint32_t>(target::tile_bytes(format, {}))});
  Kernel drain = with_arguments(writer(R"(
void kernel_main() {
  for (uint32_t i = 0; i < get_arg_val<uint32_t>(0); ++i) {
    cb_wait_front(16, 1);
    cb_pop_front(16, 1);
  }
}
)"),
                                {packed});
  Kernel c = compute(kHead + std::string("void kernel_main() {\n  cb_wait_front(0, 4);\n  cb_wait_front(1, 4);\n") +
                     body + "  cb_pop_front(0, 4);\n  cb_pop_front(1, 4);\n}\n");
  return program_of({cb(0, 4, format), cb(1, 4, format), cb(16, 4, format)}, {feed, drain, c});
}

/// One DST section; `pack` packs, and as many pages as CB 16 has are pushed.
std::string section(const std::string& math, const std::string& pack) {
  return "  tile_regs_acquire();\n" + math + "  tile_regs_commit();\n  tile_regs_wait();\n  cb_reserve_back(16, 4);\n" +
         pack + "  cb_push_back(16, 4);\n  tile_regs_release();\n";
}
const std::string kCopyInit = "  init_sfpu(0, 16);\n  exp_tile_init();\n";
const std::string kCopy = "  copy_tile(0, 0, 0);\n", kPack = "  pack_tile(0, 16);\n";

TEST(ComputeWrong, TileFarOutside) {
  expect_run(
      with_compute(kCopyInit + section("  copy_tile(0, 0x200000, 0);  // <- here\n", kPack), 4),
      R"(error[D0107]: tile at page 2097152 from the read pointer of CB 0 lies beyond its end: 4 of 4 pages are left before it
  at: compute.cpp:<here>, unpack, core (0,0)
  note: tile indices do not wrap: pop and push numbers that divide the pages of the CB
)");
  expect_run(
      with_compute(kCopyInit + section(kCopy, "  pack_tile<true>(0, 16, 0x200000);  // <- here\n"), 4),
      R"(error[D0107]: tile at page 2097152 from the write pointer of CB 16 lies beyond its end: 4 of 4 pages are left before it
  at: compute.cpp:<here>, pack, core (0,0)
  note: tile indices do not wrap: pop and push numbers that divide the pages of the CB
)");
}

TEST(ComputeWrong, SlotFarOutside) {
  for (const char* slot : {"32", "4000", "4294967295"}) {
    const std::string told = "error[D0302]: DST[" + std::string(slot) +
                             "] is beyond the 8 tiles that a half of DST with 16-bit words holds\n"
                             "  at: compute.cpp:<here>, ";
    const std::string index = std::string("(") + slot + "u";
    expect_run(with_compute(kCopyInit + section(kCopy + "  exp_tile" + index + ");  // <- here\n", kPack), 4),
               told + "math, core (0,0)\n");
    expect_run(with_compute(kCopyInit + section(kCopy, "  pack_tile" + index + ", 16);  // <- here\n"), 4),
               told + "pack, core (0,0)\n");
  }
  const Program p = with_compute("  mm_block_init(0, 1, 16, 0, 65536, 65536, 0);\n" +
                                     section("  matmul_block(0, 1, 0, 0, 0, 0, 65536, 65536, 0);  // <- here\n", kPack),
                                 4);
  EXPECT_THAT(findings_text(run(p)), testing::HasSubstr("error[D0302]: DST[4294967295]"));
}

std::string product(const std::string& init, const std::string& call) {
  return init + section(call + "  // <- here\n", "  for (uint32_t i = 0; i < 1; ++i) pack_tile(i, 16);\n");
}

TEST(ComputeWrong, SizesOfAProductAreThoseOfItsInit) {
  expect_everywhere(with_compute(product("  mm_init(0, 1, 16);\n", "  matmul_block(0, 1, 0, 0, 0, 0, 2, 2, 1);"), 4),
                    R"(error[D0404]: matmul of ct 2, rt 2, kt 1 while the core is configured for ct 1, rt 1, kt 1
  at: compute.cpp:<here>, math, core (0,0)
  note: give mm_block_init the sizes of matmul_block; mm_init is for matmul_tiles
)",
                    2);
  expect_everywhere(
      with_compute(product("  mm_block_init(0, 1, 16, 0, 1, 2, 1);\n", "  matmul_block(0, 1, 0, 0, 0, 0, 1, 2, 2);"),
                   4),
      R"(error[D0404]: matmul of ct 1, rt 2, kt 2 while the core is configured for ct 1, rt 2, kt 1
  at: compute.cpp:<here>, unpack, core (0,0)
  note: give mm_block_init the sizes of matmul_block; mm_init is for matmul_tiles
)",
      2);
}

TEST(ComputeIsRight, SizesThatTheInitProgramsAlike) {
  expect_clean(with_compute(product("  mm_init(0, 1, 16);\n", "  matmul_block(0, 1, 0, 0, 0, 0, 2, 1, 2);"), 4), 2);
  expect_clean(
      with_compute(product("  mm_block_init(0, 1, 16, 0, 2, 2, 2);\n", "  matmul_block(0, 1, 0, 0, 0, 0, 2, 2, 2);"),
                   4),
      2);
}

TEST(ComputeWrong, ReductionIsThatOfItsInit) {
  const std::string init =
      "  compute_kernel_hw_startup(0, 1, 16);\n  reduce_init<PoolType::SUM, ReduceDim::REDUCE_ROW>(0, 1, 16);\n";
  expect_everywhere(
      with_compute(
          init + section("  reduce_tile<PoolType::SUM, ReduceDim::REDUCE_COL>(0, 1, 0, 0, 0);  // <- here\n", kPack) +
              "  reduce_uninit();\n",
          4),
      R"(error[D0404]: a reduction SUM, REDUCE_COL while the core is configured for one SUM, REDUCE_ROW
  at: compute.cpp:<here>, math, core (0,0)
  note: give the init the pool type and the dimension of the reduction
)",
      2);
  expect_clean(
      with_compute(init + section("  reduce_tile<PoolType::AVG, ReduceDim::REDUCE_ROW>(0, 1, 0, 0, 0);\n", kPack) +
                       "  reduce_uninit();\n",
                   4),
      2);
}

TEST(ComputeWrong, PackerLeftInItsModeForRows) {
  expect_everywhere(
      with_compute(
          kCopyInit + "  pack_untilize_dest_init<1>(16);\n" + section(kCopy, "  pack_tile(0, 16);  // <- here\n"), 4),
      R"(error[D0404]: pack_tile while the packer is configured for pack_untilize
  at: compute.cpp:<here>, pack, core (0,0)
  note: call pack_untilize_uninit() first
)",
      2);
}

TEST(ComputeWrong, RowsWithoutTheirInit) {
  expect_everywhere(with_compute(kCopyInit + section(kCopy, "  pack_untilize_dest<1>(16);  // <- here\n"), 4),
                    R"(error[D0404]: pack_untilize_dest while the packer is configured for tiles
  at: compute.cpp:<here>, pack, core (0,0)
  note: call the init of pack_untilize_dest first
)",
                    2);
  expect_run(with_compute(kCopyInit + "  pack_untilize_dest_init<1, 2>(16);\n" +
                              section(kCopy, "  pack_untilize_dest<1>(16);  // <- here\n"),
                          4),
             R"(error[D0404]: pack_untilize_dest of 1 of 1 tiles across while the packer is configured for 1 of 2
  at: compute.cpp:<here>, pack, core (0,0)
)");
}

TEST(ComputeWrong, RowsBeyondTheirStrip) {
  const std::string body = R"(  compute_kernel_hw_startup(0, 0, 16);
  pack_untilize_init<2, 2>(0, 16);
  cb_reserve_back(16, 2);
  pack_untilize_block<2, 2>(0, 1, 16, 1);  // <- here
)";
  expect_run(with_compute(body, 0),
             R"(error[D0108]: block 1 of 2 tiles lies beyond the strip of CB 16, which is 2 tiles wide
  at: compute.cpp:<here>, pack, core (0,0)
)");
}

TEST(ComputeWrong, NarrowRowsWithoutReserve) {
  const std::string body = kCopyInit + R"(  pack_untilize_dest_init<1, 1, true, 32>(16);
  tile_regs_acquire();
  copy_tile(0, 0, 0);
  tile_regs_commit();
  tile_regs_wait();
  pack_untilize_dest<1, 1, false, true, 32>(16);  // <- here
  tile_regs_release();
)";
  expect_run(with_compute(body, 0), R"(error[D0108]: pack to page 0 of CB 16, with 0 pages reserved
  at: compute.cpp:<here>, pack, core (0,0)
  note: cb_reserve_back(16, 1) before it covers it
)");
}

TEST(ComputeWrong, OperandsThatMathNeverTakes) {
  const std::string body = kCopyInit + R"(#ifdef TRISC_UNPACK
  copy_tile(0, 0, 0);  // <- here
#endif
)";
  expect_everywhere(with_compute(body, 0), R"(error[D0408]: math never took the operands of this Copy
  at: compute.cpp:<here>, unpack, core (0,0)
  note: what a branch or a loop depends on must be the same in unpack, math and pack
)",
                    2);
}

TEST(ComputeWrong, CommittedAndNeverPacked) {
  expect_everywhere(
      with_compute(kCopyInit + "  tile_regs_acquire();\n  copy_tile(0, 0, 0);\n  tile_regs_commit();  // <- here\n", 0),
      R"(warning[D0306]: tile_regs_commit without tile_regs_wait: pack never took this half of DST
  at: compute.cpp:<here>, math, core (0,0)
)",
      2);
}

TEST(ComputeWrong, UnpackToDestOnlyForWhatGoesToDst) {
  Program p = with_compute("  mm_init(0, 1, 16);\n" + section("  matmul_tiles(0, 1, 0, 0, 0);  // <- here\n", kPack), 4,
                           DataFormat::Float32);
  p.kernels[2] = wide(p.kernels[2]);
  p.kernels[2].unpack_to_dest_fp32[1] = 0;
  expect_run(p, R"(error[D0410]: matmul on CB 0, whose mode is UnpackToDestFp32: SrcA and SrcB do not take it
  at: compute.cpp:<here>, unpack, core (0,0)
  note: leave unpack_to_dest_mode of this CB at Default
)");
  Program q = with_compute(kCopyInit + section("  copy_tile(0, 0, 0);  // <- here\n", kPack), 4, DataFormat::Float32);
  q.kernels[2] = wide(q.kernels[2]);
  q.kernels[2].fp32_dest_acc = false;
  expect_run(q, R"(error[D0410]: CB 0 is in the mode UnpackToDestFp32, but DST has 16-bit words
  at: compute.cpp:<here>, unpack, core (0,0)
  note: set fp32_dest_acc_en in the compute configuration
)");
}

// tt-metal heeds the mode for Float32 only.
TEST(ComputeIsRight, UnpackToDestMeansNothingForOtherFormats) {
  Program p = with_compute("  mm_init(0, 1, 16);\n" + section("  matmul_tiles(0, 1, 0, 0, 0);\n", kPack), 4);
  p.kernels[2].unpack_to_dest_fp32.assign(64, 1);
  expect_clean(p, 2);
}

/// CB 16 and 24 in one memory of 4 pages. A tile goes into 24; then one into 16, before or after 24 was popped.
Program shared(bool popped) {
  const std::string one = R"(  tile_regs_acquire();
  copy_tile(0, 0, 0);
  tile_regs_commit();
  tile_regs_wait();
)";
  const std::string pop = "  cb_wait_front(24, 4);\n  cb_pop_front(24, 4);\n";
  Program p = with_compute(kCopyInit + one +
                               "  cb_reserve_back(24, 4);\n  pack_tile(0, 24);\n  cb_push_back(24, 4);  // <- push\n" +
                               "  tile_regs_release();\n" + (popped ? pop : "") + one +
                               "  cb_reserve_back(16, 4);\n  pack_tile(0, 16);  // <- here\n  cb_push_back(16, 4);\n"
                               "  tile_regs_release();\n" +
                               (popped ? "" : pop),
                           4);
  CircularBufferIndex other = p.circular_buffers[2].indices[0];
  other.index = 24;
  p.circular_buffers[2].indices.push_back(other);
  return p;
}

TEST(ComputeWrong, OverPagesOfAnIndexInTheSameMemory) {
  expect_run(
      shared(false),
      R"(error[D0118]: write to CB 16 over page 0 of CB 24, which shares its memory: the page was pushed at compute.cpp:<push> or before, and is not popped
  at: compute.cpp:<here>, pack, core (0,0)
)");
  expect_clean(shared(true), 5);
}

}  // namespace
}  // namespace tir2tt::device
