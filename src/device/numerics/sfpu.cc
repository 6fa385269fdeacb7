// The one function of the vector unit and the questions about its table. What each operation computes is in the tables
// of sfpu_elementary.cc, sfpu_unary.cc, sfpu_unary_integer.cc, sfpu_binary.cc, sfpu_tile.cc and sfpu_welford.cc.
#include "device/numerics/sfpu.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "device/numerics/formats.h"
#include "device/numerics/sfpu_operation.h"
#include "support/diagnostic.h"

namespace tir2tt::device {
namespace {

using device_abi::Sfpu;

struct Row {
  const char* name;
  SfpuShape shape;
  Sfpu init;
};
constexpr Row kRows[] = {
#define SFPU_OP(name, shape, init) {#name, SfpuShape::shape, Sfpu::init},
#include "device/include/tir2tt/sfpu.def"
#undef SFPU_OP
};
constexpr size_t kCount = std::size(kRows);

size_t index_of(Sfpu op) {
  const auto index = static_cast<size_t>(op);
  TIR2TT_CHECK(index < kCount, "no such operation of the vector unit");
  return index;
}

struct Kernels {
  std::array<const ElementOperation*, kCount> element = {};
  std::array<const TileOperation*, kCount> tile = {};
};

Kernels all_kernels() {
  Kernels kernels;
  for (const auto& table : {sfpu_elementary_operations(), sfpu_activation_operations(), sfpu_arithmetic_operations(),
                            sfpu_question_operations(), sfpu_unary_integer_operations(), sfpu_binary_operations()}) {
    for (const ElementOperation& row : table) kernels.element[index_of(row.op)] = &row;
  }
  for (const TileOperation& row : sfpu_tile_operations()) kernels.tile[index_of(row.op)] = &row;
  return kernels;
}
const Kernels& kernels() {
  static const Kernels all = all_kernels();
  return all;
}

constexpr uint32_t bit(uint32_t slot) { return slot < 32 ? 1u << slot : 0; }

// Shape Tile: what each reads and writes.
SfpuSlots tile_slots(Sfpu op, const SfpuArguments& a) {
  const uint32_t pair = bit(a.dst0) | bit(a.dst0 + 1);
  const uint32_t topk = pair | bit(a.dst0 + 2) | bit(a.dst0 + 3);
  switch (op) {
    case Sfpu::TopkSort:
    case Sfpu::TopkMerge:
    case Sfpu::TopkRebuild: return {topk, topk};
    case Sfpu::AddTopRow: return {bit(a.dst0) | bit(a.dst1), bit(a.dst_out)};
    case Sfpu::AddIntOffset: return {pair, bit(a.dst0)};
    case Sfpu::ReshuffleRows: return {bit(a.dst0) | bit(a.dst_out), bit(a.dst_out)};
    case Sfpu::MaxWithIndices: return {bit(a.dst0) | bit(a.dst1), bit(a.dst0) | bit(a.dst1)};
    case Sfpu::Ema:
      if (a.parameter[0] == 1) return {};
      return {bit(a.dst0), bit(a.dst_out)};
    case Sfpu::WelfordClear: return {};
    case Sfpu::WelfordSave:
    case Sfpu::WelfordToRow:
    case Sfpu::WelfordToFace: return {0, pair};
    case Sfpu::WelfordRestore: return {pair, 0};
    case Sfpu::WelfordRow: return {bit(a.dst0), 0};
    case Sfpu::ReduceTile: {
      const bool extreme = a.parameter[0] >= static_cast<uint32_t>(device_abi::Pool::Max);
      const uint32_t wide = a.parameter[2] & 0xFFFF, high = extreme ? a.parameter[2] >> 16 : 1;
      SfpuSlots slots{bit(a.dst0), bit(a.dst0)};
      for (uint32_t i = 0; i < high && i < 32; i++) slots.read |= bit(a.dst0 + i * wide);
      return slots;
    }
    default: return {bit(a.dst0), bit(a.dst0)};
  }
}

// Faces that a vector mode takes, as bits.
uint32_t faces_of(uint32_t vector_mode) {
  constexpr uint32_t kFaces[] = {0b0001, 0b0011, 0b0101, 0b0001, 0b1111};
  return kFaces[vector_mode < std::size(kFaces) ? vector_mode : 0];
}

bool is_rounded(SfpuResult result, uint32_t format) {
  if (result == SfpuResult::ByFormat) return !tt_range(format).integer;
  return result == SfpuResult::Float;
}

void apply_to_faces(const ElementOperation& operation, SfpuShape shape, const SfpuContext& context) {
  const SfpuArguments& a = context.arguments;
  const uint32_t out = shape == SfpuShape::Unary ? a.dst0 : a.dst_out;
  const uint32_t second = shape == SfpuShape::Unary ? a.dst0 : a.dst1;
  const uint32_t third = shape == SfpuShape::Ternary ? a.dst2 : a.dst0;
  for (int face = 0; face < 4; face++) {
    if (((faces_of(a.vector_mode) >> face) & 1) == 0) continue;
    const int at = face * kFaceElements;
    float* words = context.slots[out].value + at;
    operation.kernel(context, context.slots[a.dst0].value + at, context.slots[second].value + at,
                     context.slots[third].value + at, words, kFaceElements);
    if (is_rounded(operation.result, a.format)) round_to_dst(context.mode, words, kFaceElements);
  }
}

}  // namespace

SfpuShape sfpu_shape(Sfpu op) { return kRows[index_of(op)].shape; }
Sfpu sfpu_init(Sfpu op) { return kRows[index_of(op)].init; }
const char* sfpu_name(Sfpu op) { return kRows[index_of(op)].name; }

bool sfpu_supported(Sfpu op) {
  const size_t index = index_of(op);
  return kernels().element[index] != nullptr || kernels().tile[index] != nullptr;
}

void sfpu_configure(Sfpu op, uint32_t parameter0, uint32_t parameter1, SfpuState& state) {
  state.init_parameter[0] = parameter0;
  state.init_parameter[1] = parameter1;
  const Sfpu init = sfpu_init(op);
  if (init == Sfpu::Dropout || init == Sfpu::Rand) state.random = parameter0;
}

SfpuSlots sfpu_slots(Sfpu op, const SfpuArguments& a) {
  switch (sfpu_shape(op)) {
    case SfpuShape::Unary:
      if (op == Sfpu::Fill || op == Sfpu::FillInt || op == Sfpu::Rand) return {0, bit(a.dst0)};
      return {bit(a.dst0), bit(a.dst0)};
    case SfpuShape::Binary: return {bit(a.dst0) | bit(a.dst1), bit(a.dst_out)};
    case SfpuShape::Ternary: return {bit(a.dst0) | bit(a.dst1) | bit(a.dst2), bit(a.dst_out)};
    case SfpuShape::Tile: break;
  }
  return tile_slots(op, a);
}

void apply_sfpu(Sfpu op, const SfpuArguments& arguments, std::span<Tile> slots, DstMode mode,
                std::span<const std::byte> l1, SfpuState& state) {
  const SfpuContext context{arguments, slots, mode, l1, state};
  const SfpuSlots used = sfpu_slots(op, arguments);
  TIR2TT_CHECK(slots.size() >= 32 || ((used.read | used.written) >> slots.size()) == 0, "a slot beyond DST");
  const size_t index = index_of(op);
  if (state.has_welford && kRows[index].init != Sfpu::Welford) lose_welford(state);
  if (const auto* element = kernels().element[index]) return apply_to_faces(*element, kRows[index].shape, context);
  TIR2TT_CHECK(kernels().tile[index] != nullptr, "an operation that the vector unit does not have");
  kernels().tile[index]->kernel(context);
}

}  // namespace tir2tt::device
