#include "mutation/kernel_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tir2tt::mutation {
namespace {

using testing::ElementsAre;
using Kind = Line::Kind;

constexpr const char* kText = R"(constexpr uint32_t cb_A = 0;
constexpr uint32_t cb_A_tile_bytes = 2048;

void kernel_main() {
    constexpr auto A_args = TensorAccessorArgs<B_args.next()>();
    const auto A = TensorAccessor(A_args, A_address);
    for (uint32_t k = 0; k < 3; ++k) {
        // T.copy
        cb_reserve_back(cb_A, 4);
        uint32_t A_to = get_write_ptr(cb_A);
        for (uint32_t row = 0; row < (k + 1); ++row) {
            noc_async_read_tile((k * 4 + row) * 3, A, A_to);
            A_to += cb_A_tile_bytes;
        }
        reduce_tile<PoolType::SUM, ReduceDim::REDUCE_ROW>(cb_A, cb_A, t, 0, 0);
    }
}
)";

std::vector<std::string> texts(const std::vector<Piece>& pieces) {
  std::vector<std::string> out;
  for (const Piece& p : pieces) out.push_back(p.text);
  return out;
}

TEST(KernelText, LinesHaveAMeaning) {
  const KernelText k = parse_kernel(kText);
  std::vector<Kind> kinds;
  for (const Line& l : k.lines) kinds.push_back(l.kind);
  EXPECT_THAT(kinds, ElementsAre(Kind::Definition, Kind::Definition, Kind::Other, Kind::Open, Kind::Definition,
                                 Kind::Definition, Kind::Loop, Kind::Other, Kind::Call, Kind::Definition, Kind::Loop,
                                 Kind::Call, Kind::Step, Kind::Close, Kind::Call, Kind::Close, Kind::Close));
  EXPECT_THAT(k.cbs, ElementsAre("cb_A"));
  EXPECT_THAT(k.pointers, ElementsAre("A_to"));
  EXPECT_THAT(k.accessors, ElementsAre("A"));
}

TEST(KernelText, CallsHaveArgumentsAtTheirColumns) {
  const KernelText k = parse_kernel(kText);
  EXPECT_EQ(k.lines[4].callee, "TensorAccessorArgs");
  EXPECT_EQ(k.lines[4].template_text, "<B_args.next()>");
  EXPECT_EQ(k.lines[9].callee, "get_write_ptr");
  const Line& read = k.lines[11];
  EXPECT_THAT(texts(read.arguments), ElementsAre("(k * 4 + row) * 3", "A", "A_to"));
  for (const Piece& p : read.arguments) EXPECT_EQ(read.text.substr(p.at, p.text.size()), p.text);
  EXPECT_EQ(k.lines[14].template_text, "<PoolType::SUM, ReduceDim::REDUCE_ROW>");
  EXPECT_EQ(k.lines[14].arguments.size(), 5u);
  const Line& loop = k.lines[10];
  EXPECT_EQ(loop.text.substr(loop.first.at, 1), "0");
  EXPECT_EQ(loop.value.text, "(k + 1)");
  EXPECT_EQ(loop.text.substr(loop.value.at, loop.value.text.size()), loop.value.text);
}

TEST(KernelText, ItemsHaveNeighboursInTheirBlock) {
  const KernelText k = parse_kernel(kText);
  EXPECT_EQ(k.end_of_item(6), 15u);
  EXPECT_EQ(k.end_of_item(8), 8u);
  EXPECT_EQ(k.item_after(8), 9u);
  EXPECT_EQ(k.item_after(10), 14u);
  EXPECT_EQ(k.item_after(14), npos);
  EXPECT_EQ(k.item_before(14), 10u);
  EXPECT_EQ(k.item_before(8), npos);
}

TEST(KernelText, AWordIsAWholeIdentifier) {
  EXPECT_THAT(find_word("cb_A, cb_A_out, (cb_A)", "cb_A"), ElementsAre(0u, 17u));
}

TEST(KernelText, ConfigurationAndWaits) {
  const auto line = [](const std::string& text) { return parse_kernel("    " + text + "\n").lines.at(0); };
  for (const char* call : {"mm_init(a, b, c, 0);", "copy_tile_to_dst_init_short(a);", "reduce_uninit();",
                           "pack_reconfig_data_format(a);", "compute_kernel_hw_startup(a, b);"})
    EXPECT_TRUE(is_configuration(line(call))) << call;
  for (const char* call : {"copy_tile(a, 0, 0);", "unary_bcast<X>(a, 0, 0);", "cb_wait_front(a, 1);"})
    EXPECT_FALSE(is_configuration(line(call))) << call;
  EXPECT_TRUE(is_waiting(line("tile_regs_acquire();")));
  EXPECT_FALSE(is_waiting(line("tile_regs_commit();")));
}

}  // namespace
}  // namespace tir2tt::mutation
