// D04xx: formats and operations that a compute kernel has not configured, or that do not go together.
#include "device/grid/compute.h"
#include "device/wrong.h"

namespace tir2tt::device {
namespace {

using target::DataFormat;

const char* const kInit = R"(
#include "api/compute/tile_move_copy.h"
#include "api/compute/eltwise_binary.h"
#include "api/compute/matmul.h"
#include "api/compute/pack.h"
#include "api/compute/reconfig_data_format.h"
#include "api/compute/eltwise_unary/eltwise_unary.h"
#include "api/compute/eltwise_unary/exp.h"
#include "api/compute/eltwise_unary/recip.h"
)";

/// One tile each in CB 0 and 1, of zeros; whatever comes out of CB 16 is popped. `body` is the compute kernel.
Program format_program(const std::string& body, DataFormat a, DataFormat b, DataFormat out, uint32_t packed) {
  Kernel feed = reader(R"(
void kernel_main() {
  for (uint32_t cb = 0; cb < 2; ++cb) {
    cb_reserve_back(cb, 1);
    volatile uint32_t* word = (volatile uint32_t*)get_write_ptr(cb);
    for (uint32_t i = 0; i < get_arg_val<uint32_t>(0) / 4; ++i) word[i] = 0;
    cb_push_back(cb, 1);
  }
}
)");
  const auto smaller = std::min(target::tile_bytes(a, {}), target::tile_bytes(b, {}));
  Kernel drain = writer(R"(
void kernel_main() {
  for (uint32_t i = 0; i < get_arg_val<uint32_t>(0); ++i) {
    cb_wait_front(16, 1);
    cb_pop_front(16, 1);
  }
}
)");
  Kernel c = compute(kInit + std::string(R"(void kernel_main() {
  cb_wait_front(0, 1);
  cb_wait_front(1, 1);
)") + body + R"(  cb_pop_front(0, 1);
  cb_pop_front(1, 1);
}
)");
  return program_of({cb(0, 1, a), cb(1, 1, b), cb(16, 1, out)},
                    {with_arguments(feed, {static_cast<uint32_t>(smaller)}), with_arguments(drain, {packed}), c});
}
Program bfloat_program(const std::string& body, uint32_t packed) {
  return format_program(body, DataFormat::Float16_b, DataFormat::Float16_b, DataFormat::Float16_b, packed);
}

/// Around the operations of one DST section.
std::string section(const std::string& operations) {
  return "  tile_regs_acquire();\n" + operations + R"(  tile_regs_commit();
  tile_regs_wait();
  cb_reserve_back(16, 1);
  pack_tile(0, 16);  // <- pack
  cb_push_back(16, 1);
  tile_regs_release();
)";
}

TEST(FormatsCheck, NeverConfigured) {
  const Program p = bfloat_program("  copy_tile_init(0);\n" + section("  copy_tile(0, 0, 0);  // <- copy\n"), 1);
  expect_everywhere(p, R"(error[D0401]: SrcA was never configured; CB 0 is Float16_b
  at: compute.cpp:<copy>, unpack, core (0,0)
  note: begin the kernel with the init of its first operation (mm_init, binary_op_init_common, unary_op_init_common, compute_kernel_hw_startup)
error[D0401]: the packer was never configured; CB 16 is Float16_b
  at: compute.cpp:<pack>, pack, core (0,0)
  note: begin the kernel with the init of its first operation (mm_init, binary_op_init_common, unary_op_init_common, compute_kernel_hw_startup)
)",
                    2);
}

TEST(FormatsCheck, NoInitAtAll) {
  const Program p = bfloat_program(section("  copy_tile(0, 0, 0);  // <- copy\n"), 1);
  expect_everywhere(p, R"(error[D0401]: SrcA was never configured; CB 0 is Float16_b
  at: compute.cpp:<copy>, unpack, core (0,0)
  note: begin the kernel with the init of its first operation (mm_init, binary_op_init_common, unary_op_init_common, compute_kernel_hw_startup)
error[D0404]: copy_tile while the core is configured for nothing
  at: compute.cpp:<copy>, math, unpack, core (0,0)
  note: call the init of copy_tile first
error[D0401]: the packer was never configured; CB 16 is Float16_b
  at: compute.cpp:<pack>, pack, core (0,0)
  note: begin the kernel with the init of its first operation (mm_init, binary_op_init_common, unary_op_init_common, compute_kernel_hw_startup)
)",
                    2);
}

TEST(FormatsCheck, SourceNotReconfigured) {
  const Program p = format_program("  unary_op_init_common(0, 16);\n  copy_tile_init(0);\n" +
                                       section("  copy_tile(0, 0, 0);\n  copy_tile(1, 0, 1);  // <- copy\n"),
                                   DataFormat::Float16_b, DataFormat::Float32, DataFormat::Float16_b, 1);
  expect_everywhere(p, R"(error[D0402]: SrcA is configured for Float16_b (CB 0), but CB 1 is Float32
  at: compute.cpp:<copy>, unpack, core (0,0)
  note: call reconfig_data_format_srca(1) before the operation
)",
                    2);
}

TEST(FormatsCheck, PackerNotReconfigured) {
  const Program p =
      format_program("  unary_op_init_common(0, 0);\n  copy_tile_init(0);\n" + section("  copy_tile(0, 0, 0);\n"),
                     DataFormat::Float16_b, DataFormat::Float16_b, DataFormat::Bfp8_b, 1);
  expect_everywhere(p, R"(error[D0402]: the packer is configured for Float16_b (CB 0), but CB 16 is Bfp8_b
  at: compute.cpp:<pack>, pack, core (0,0)
  note: call pack_reconfig_data_format(16) before the operation
)",
                    2);
}

TEST(FormatsCheck, Reconfigured) {
  expect_clean(format_program("  unary_op_init_common(0, 16);\n  copy_tile_init(0);\n" +
                                  section("  copy_tile(0, 0, 0);\n  reconfig_data_format_srca(1);\n"
                                          "  copy_tile(1, 0, 1);\n"),
                              DataFormat::Float16_b, DataFormat::Float32, DataFormat::Float16_b, 1),
               2);
}

TEST(FormatsCheck, TwoExponentFamilies) {
  const Program p = format_program("  binary_op_init_common(0, 1, 16);  // <- init\n  add_tiles_init(0, 1);\n" +
                                       section("  add_tiles(0, 1, 0, 0, 0);  // <- add\n"),
                                   DataFormat::Float16_b, DataFormat::Float16, DataFormat::Float16_b, 1);
  expect_run(p, R"(error[D0403]: CB 0 is Float16_b, CB 1 is Float16: one kernel uses formats of one exponent width only
  at: compute.cpp:<init>, unpack, core (0,0)
  note: use Float16 or Float16_b for both, or Float32 for one of them
)");
}

TEST(FormatsCheck, Float32GoesWithBothFamilies) {
  expect_clean(format_program("  binary_op_init_common(0, 1, 16);\n  add_tiles_init(0, 1);\n" +
                                  section("  add_tiles(0, 1, 0, 0, 0);\n"),
                              DataFormat::Float16, DataFormat::Float32, DataFormat::Float16, 1),
               2);
}

TEST(FormatsCheck, OperationNotConfigured) {
  const Program p = bfloat_program("  binary_op_init_common(0, 1, 16);\n  add_tiles_init(0, 1);\n" +
                                       section("  matmul_tiles(0, 1, 0, 0, 0);  // <- here\n"),
                                   1);
  expect_everywhere(p, R"(error[D0404]: matmul while the core is configured for add_tiles
  at: compute.cpp:<here>, math, unpack, core (0,0)
  note: call the init of matmul first
)",
                    2);
}

TEST(FormatsCheck, OtherElementwiseOperationThanConfigured) {
  const Program p = bfloat_program("  binary_op_init_common(0, 1, 16);\n  add_tiles_init(0, 1);\n" +
                                       section("  mul_tiles(0, 1, 0, 0, 0);  // <- here\n"),
                                   1);
  expect_everywhere(p, R"(error[D0404]: mul_tiles while the core is configured for add_tiles
  at: compute.cpp:<here>, math, core (0,0)
  note: call the init of mul_tiles first
)",
                    2);
}

TEST(FormatsCheck, SfpuWithoutInit) {
  const Program p = bfloat_program("  unary_op_init_common(0, 16);\n  copy_tile_init(0);\n" +
                                       section("  copy_tile(0, 0, 0);\n  exp_tile(0);  // <- here\n"),
                                   1);
  expect_everywhere(p, R"(error[D0405]: Exp without an init of the SFPU before it
  at: compute.cpp:<here>, math, core (0,0)
  note: call its _init function first
)",
                    2);
}

TEST(FormatsCheck, SfpuAfterTheInitOfAnotherIsSuspectOnly) {
  const Program p = bfloat_program("  unary_op_init_common(0, 16);\n  copy_tile_init(0);\n  recip_tile_init();\n" +
                                       section("  copy_tile(0, 0, 0);\n  exp_tile(0);  // <- here\n"),
                                   1);
  expect_everywhere(p, R"(warning[D0406]: Exp after the init of Recip: constants of the SFPU may be those of the other
  at: compute.cpp:<here>, math, core (0,0)
)",
                    2);
  EXPECT_TRUE(run(p).ok());
}

TEST(FormatsCheck, IntegersOf32BitsNeedFp32Dest) {
  Program p = format_program(
      "  unary_op_init_common(0, 16);\n  copy_tile_init(0);\n" + section("  copy_tile(0, 0, 0);  // <- here\n"),
      DataFormat::Int32, DataFormat::Int32, DataFormat::Int32, 1);
  expect_everywhere(p, R"(error[D0407]: CB 0 is Int32, but DST has 16-bit words
  at: compute.cpp:<here>, unpack, core (0,0)
  note: set fp32_dest_acc_en in the compute configuration
)",
                    2);
  p.kernels[2].fp32_dest_acc = true;
  expect_clean(p, 2);
}

TEST(FormatsCheck, RolesDiverge) {
  const Program p = bfloat_program(R"(  binary_op_init_common(0, 1, 16);
  tile_regs_acquire();
#ifdef TRISC_MATH
  add_tiles_init(0, 1);
  add_tiles(0, 1, 0, 0, 0);  // <- math
#else
  copy_tile_init(0);
  copy_tile(0, 0, 0);
#endif
  tile_regs_commit();
)",
                                   0);
  expect_everywhere(
      p, R"(error[D0408]: math is at Binary, unpack at Copy: the kernel's control flow differs between its roles
  at: compute.cpp:<math>, math, core (0,0)
  note: what a branch or a loop depends on must be the same in unpack, math and pack
)",
      2);
}

TEST(FormatsCheck, OperationThatTheDeviceDoesNotHave) {
  const Program p = bfloat_program("  unary_op_init_common(0, 16);\n  pack_rows_init(65);  // <- here\n", 0);
  expect_run(p, R"(error[D0409]: pack_rows_init(65): a tile has 64 rows of 16
  at: compute.cpp:<here>, pack, core (0,0)
)");
}

TEST(FormatsCheck, IntegersInTheFpu) {
  const Program p = format_program("  binary_op_init_common(0, 1, 16);\n  add_tiles_init(0, 1);\n" +
                                       section("  add_tiles(0, 1, 0, 0, 0);  // <- here\n"),
                                   DataFormat::Int32, DataFormat::Int32, DataFormat::Int32, 1);
  expect_run(p, R"(error[D0410]: an element-wise operation on CB 0 of Int32: the device's FPU takes floats
  at: compute.cpp:<here>, unpack, core (0,0)
  note: integers are computed with the SFPU: copy_tile, then add_int_tile and the like
)");
}

TEST(FormatsCheck, PagesThatAreNoTiles) {
  Program p = bfloat_program(
      "  unary_op_init_common(0, 16);\n  copy_tile_init(0);\n" + section("  copy_tile(0, 0, 0);  // <- copy\n"), 1);
  p.circular_buffers[0].total_bytes = 4096;
  p.circular_buffers[0].indices[0].page_bytes = 4096;
  p.circular_buffers[2].total_bytes = 4096;
  p.circular_buffers[2].indices[0].page_bytes = 4096;
  const RunResult r = expect_run(p, R"(error[D0113]: CB 0 has pages of 4096 bytes, but a Float16_b tile takes 2048
  at: compute.cpp:<copy>, unpack, core (0,0)
error[D0113]: CB 16 has pages of 4096 bytes, but a Float16_b tile takes 2048
  at: compute.cpp:<pack>, pack, core (0,0)
)");
  EXPECT_EQ(r.findings[0].circular_buffer, 0);
  EXPECT_EQ(r.findings[1].circular_buffer, 16);
}

// --- windows and ends of circular buffers, as compute uses them

TEST(FormatsCheck, TileBeyondTheWindow) {
  Program p = bfloat_program(
      "  unary_op_init_common(0, 16);\n  copy_tile_init(0);\n" + section("  copy_tile(0, 1, 0);  // <- copy\n"), 1);
  p.circular_buffers[0] = cb(0, 2);
  expect_run(p, R"(error[D0108]: use of page 1 of CB 0, with 1 page waited for
  at: compute.cpp:<copy>, unpack, core (0,0)
  note: cb_wait_front(0, 2) before it covers it
)");
}

TEST(FormatsCheck, TileBeyondTheEnd) {
  const Program p = bfloat_program(
      "  unary_op_init_common(0, 16);\n  copy_tile_init(0);\n" + section("  copy_tile(0, 1, 0);  // <- copy\n"), 1);
  expect_run(
      p,
      R"(error[D0107]: tile at page 1 from the read pointer of CB 0 lies beyond its end: 1 of 1 page are left before it
  at: compute.cpp:<copy>, unpack, core (0,0)
  note: tile indices do not wrap: pop and push numbers that divide the pages of the CB
)");
}

TEST(FormatsCheck, PackBeyondTheReservedPages) {
  Program p = bfloat_program("  unary_op_init_common(0, 16);\n  copy_tile_init(0);\n" +
                                 section("  copy_tile(0, 0, 0);\n  cb_reserve_back(16, 0);\n") + R"(
  tile_regs_acquire();
  copy_tile(0, 0, 0);
  tile_regs_commit();
  tile_regs_wait();
  cb_reserve_back(16, 1);
  pack_tile(0, 16);
  pack_tile(0, 16);  // <- second
  cb_push_back(16, 1);
  tile_regs_release();
)",
                             2);
  p.circular_buffers[2] = cb(16, 3);
  expect_run(p, R"(error[D0108]: pack to page 1 of CB 16, with 1 page reserved
  at: compute.cpp:<second>, pack, core (0,0)
  note: cb_reserve_back(16, 2) before it covers it
)");
}

}  // namespace
}  // namespace tir2tt::device
