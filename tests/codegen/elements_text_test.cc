// Kernels that move elements and follow data in DRAM, as texts: what somebody reads who takes them over. That they are
// right is tested by tests/run/elements_test.cc.
#include <gmock/gmock.h>

#include "codegen/generated.h"

namespace tir2tt::codegen {
namespace {

using testing::HasSubstr;

constexpr const char* kHead = "import tilelang.language as T\n\n@T.prim_func\n";

TEST(ElementsText, ABlockThatIsNoTiles) {
  const Generated g = generate_text(std::string(kHead) + R"(
def copy(A: T.Tensor((100, 60), "float16"), C: T.Tensor((100, 60), "float16")):
    with T.Kernel(3, 5, threads=128) as (bx, by):
        a = T.alloc_shared((20, 20), "float16")
        T.copy(A[by * 20, bx * 20], a)
        T.copy(a, C[by * 20, bx * 20])
)");
  EXPECT_THAT(g.body(Role::Reader), HasSubstr(R"(cb_reserve_back(cb_a, 1);
const uint32_t a_to = get_write_ptr(cb_a);
fill_with_zeros(a_to, cb_a_tile_bytes);
auto* a_tile = reinterpret_cast<volatile tt_l1_ptr uint16_t*>(a_to);
for (int32_t r = 0; r < 20; ++r) {
ElementReader<uint16_t> A_elements(scratch);
for (int32_t c = 0; c < 20; ++c) {
const int32_t A_0 = by * 20 + r;
const int32_t A_1 = bx * 20 + c;
A_elements.read(A, c, A_0, A_1);
}
A_elements.flush(A);
noc_async_read_barrier();
for (int32_t c = 0; c < 20; ++c) {
a_tile[element_offset(r, c)] = A_elements[c];
}
}
cb_push_back(cb_a, 1);
)"));
  EXPECT_THAT(g.body(Role::Writer), HasSubstr(R"(for (int32_t r = 0; r < 20; ++r) {
ElementWriter<uint16_t> C_elements(scratch);
for (int32_t c = 0; c < 20; ++c) {
const int32_t C_0 = by * 20 + r;
const int32_t C_1 = bx * 20 + c;
C_elements.write(C, c, C_0, C_1, a_tile[element_offset(r, c)]);
}
C_elements.flush(C);
noc_async_writes_flushed();
}
noc_async_write_barrier();
cb_pop_front(cb_a, 1);
)"));
}

TEST(ElementsText, WhatStandsInDramSteersAllThreeKernels) {
  const Generated g = generate_text(std::string(kHead) + R"(
def sparse(A: T.Tensor((64, 64), "float16"), mask: T.Tensor((2, 2), "bool"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2, threads=128) as (bx, by):
        a = T.alloc_shared((32, 32), "float16")
        c = T.alloc_fragment((32, 32), "float16")
        if mask[by, bx]:
            T.copy(A[by * 32, bx * 32], a)
            for i, j in T.Parallel(32, 32):
                c[i, j] = a[i, j] * 2.0
            T.copy(c, C[by * 32, bx * 32])
)");
  const std::string reader = g.body(Role::Reader);
  EXPECT_THAT(reader, HasSubstr("const uint32_t scratch = get_read_ptr(cb_reader_scratch);\n"));
  EXPECT_THAT(reader, HasSubstr("const bool condition = read_element<uint8_t>(mask, by, bx, scratch) != 0;\n"));
  EXPECT_THAT(
      reader,
      HasSubstr("*reinterpret_cast<volatile tt_l1_ptr uint32_t*>(get_write_ptr(cb_mask_token)) = condition;\n"));
  EXPECT_THAT(g.body(Role::Compute), HasSubstr("cb_wait_front(cb_mask_token, 1);\n"
                                               "const bool condition = read_tile_value(cb_mask_token, 0, 0) != 0;\n"
                                               "cb_pop_front(cb_mask_token, 1);\n"
                                               "if (condition) {\n"));
  EXPECT_THAT(g.body(Role::Writer), HasSubstr("const bool condition = *reinterpret_cast<volatile tt_l1_ptr "
                                              "uint32_t*>(get_read_ptr(cb_mask_token1)) != 0;\n"))
      << g.body(Role::Writer);
}

}  // namespace
}  // namespace tir2tt::codegen
