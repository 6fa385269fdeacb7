// ReLU of a tile in DST and its relatives, in place; limits and slopes are bits of floats, or integers. Source:
// tt-metal of 2026-03-12, tt_metal/hw/inc/api/compute/eltwise_unary/relu.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void relu_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Relu, where); }
ALWI void relu_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Relu, idst, where); }
ALWI void relu_tile_int32(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::ReluInt, idst, where);
}

ALWI void relu_max_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::ReluMax, where); }
ALWI void relu_max_tile(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::ReluMax, idst, where, param0);
}
ALWI void relu_max_tile_int32(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::ReluMaxInt, idst, where, param0);
}

ALWI void relu_min_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::ReluMin, where); }
ALWI void relu_min_tile(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::ReluMin, idst, where, param0);
}
ALWI void relu_min_tile_int32(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::ReluMinInt, idst, where, param0);
}

ALWI void leaky_relu_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::LeakyRelu, where); }
ALWI void leaky_relu_tile(uint32_t idst, uint32_t slope = 0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::LeakyRelu, idst, where, slope);
}

}  // namespace ckernel
