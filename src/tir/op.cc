#include "tir/op.h"

#include <algorithm>
#include <array>

namespace tir2tt::tir {
namespace {

constexpr OpInfo kOps[] = {
#define OP(id, name, print_name, rule, print) {OpId::id, name, print_name, DtypeRule::rule, DtypePrint::print},
#include "tir/ops.def"
};
constexpr size_t kCount = std::size(kOps);
using Index = std::array<uint16_t, kCount>;

/// Row numbers sorted by one column, rows of equal text in the order of the table.
constexpr Index sorted_by(std::string_view OpInfo::*column) {
  Index order{};
  for (size_t i = 0; i < kCount; ++i) order[i] = static_cast<uint16_t>(i);
  std::sort(order.begin(), order.end(), [column](uint16_t a, uint16_t b) {
    const int c = (kOps[a].*column).compare(kOps[b].*column);
    return c != 0 ? c < 0 : a < b;
  });
  return order;
}
constexpr Index kByName = sorted_by(&OpInfo::name);
constexpr Index kByPrintName = sorted_by(&OpInfo::print_name);

constexpr bool names_are_unique() {
  for (size_t i = 1; i < kCount; ++i)
    if (kOps[kByName[i - 1]].name == kOps[kByName[i]].name) return false;
  return true;
}
static_assert(names_are_unique(), "two rows of ops.def have the same TVM name");

const OpInfo* find(const Index& index, std::string_view OpInfo::*column, std::string_view text) {
  const auto it = std::lower_bound(index.begin(), index.end(), text,
                                   [column](uint16_t row, std::string_view t) { return kOps[row].*column < t; });
  return it != index.end() && kOps[*it].*column == text ? &kOps[*it] : nullptr;
}

}  // namespace

Op::Op(OpId id) : info_(id == OpId::Unknown ? nullptr : &kOps[static_cast<size_t>(id)]) {}

Op Op::named(std::string_view name) {
  Op op;
  op.info_ = find(kByName, &OpInfo::name, name);
  if (!op.info_) op.other_ = std::make_shared<const std::string>(name);
  return op;
}

const OpInfo* find_op_by_print_name(std::string_view print_name) {
  return find(kByPrintName, &OpInfo::print_name, print_name);
}

std::span<const OpInfo> all_ops() { return kOps; }

}  // namespace tir2tt::tir
