#include "coverage/zoo.h"

#include <algorithm>

namespace tir2tt::coverage {
namespace {

/// One kernel: what its tables of indices and lengths hold, and the diagnostic that refuses it.
struct Row {
  const char* name;
  const char* family;
  const char* values = "";
  const char* refusal = "";
};

// clang-format off
constexpr Row kRows[] = {
    // attention
    {"attention_gqa", "attention"},
    {"attention_causal_32_64", "attention"},
    {"attention_sliding_window", "attention"},
    {"attention_bias", "attention"},
    {"attention_alibi", "attention"},
    {"attention_sink", "attention"},
    {"attention_mla_decode", "attention"},
    {"attention_varlen", "attention", "cu_seqlens=0,40,96"},
    {"attention_paged_decode", "attention", "block_table=5,0,7,2,6,1"},
    {"attention_paged_lengths", "attention", "block_table=5,0,3,2,1,4; seqlens=64,100,33"},
    {"attention_blocksparse", "attention", "BlockMask=1,0,0,1,1,1,0,0,0,1,1,0"},
    {"attention_lse", "attention"},
    {"attention_cross_100", "attention"},
    {"attention_bwd_delta", "attention"},
    {"attention_bwd_dq", "attention"},
    {"attention_combine", "attention"},
    {"attention_gqa_decode_groups_of_4", "attention"},
    {"linear_attention_chunk", "attention"},
    {"retention", "attention"},
    {"retention_decay_tensor", "attention"},
    {"mamba2_chunk_state", "attention"},
    {"mamba2_chunk_scan", "attention"},
    // norm
    {"layer_norm", "norm"},
    {"layer_norm_f16", "norm"},
    {"layer_norm_16_rows", "norm"},
    {"group_norm", "norm"},
    {"l2_norm", "norm"},
    {"rms_norm_weight", "norm"},
    {"add_rms_norm", "norm"},
    {"rms_norm_8_rows", "norm"},
    {"rms_norm_by_chunks", "norm"},
    {"batch_norm", "norm"},
    {"rms_norm_backward", "norm"},
    // softmax
    {"log_softmax", "softmax"},
    {"softmax_temperature", "softmax"},
    {"softmax_masked", "softmax"},
    {"softmax_bool_mask", "softmax"},
    {"softmax_causal", "softmax"},
    {"softmax_50_columns", "softmax"},
    {"softmax_padded_row", "softmax"},
    {"softmax_online_blocks", "softmax"},
    {"softmax_backward", "softmax"},
    {"logsumexp", "softmax"},
    {"cross_entropy", "softmax", "target=3,95,17,60,0,44,8,31,72"},
    {"cross_entropy_gather", "softmax", "target=3,95,17,60,0,44,8,31,72"},
    // gemm
    {"gemm_bias", "gemm"},
    {"gemm_bias_gelu", "gemm"},
    {"gemm_bias_from_dram", "gemm"},
    {"gemm_residual", "gemm"},
    {"gemm_scales", "gemm"},
    {"gemm_alpha", "gemm"},
    {"gemm_tt", "gemm"},
    {"gemm_f32", "gemm"},
    {"gemm_f16_accumulator", "gemm"},
    {"gemm_odd_blocks", "gemm"},
    {"gemm_edges", "gemm"},
    {"gemm_blocks_of_16", "gemm"},
    // quantised
    {"gemm_i8", "quantised"},
    {"gemm_u8_i32", "quantised"},
    {"gemm_i8_scaled", "quantised"},
    {"gemm_fp8", "quantised"},
    // gemm
    {"gemm_batched", "gemm"},
    {"gemm_grouped", "gemm", "expert=2,0,1,2"},
    {"gemm_grouped_offsets", "gemm", "offsets=0,16,80,112"},
    {"moe_gather_gemm", "gemm", "rows=5,63,17,0,33,33,8"},
    {"gemm_splitk", "gemm"},
    {"gemm_splitk_tile_atomic", "gemm"},
    {"gemm_splitk_two_kernels_sum", "gemm"},
    {"gemm_persistent_two_waves", "gemm"},
    {"gemm_streamk_like", "gemm", "", "T0403"},
    {"gemm_blocksparse", "gemm"},
    {"gemm_blocksparse_indices", "gemm", "counts=3,1; cols=0,2,3,0,1,0,0,0"},
    // mlp
    {"swiglu_gemm", "mlp"},
    {"silu_and_mul", "mlp"},
    {"gelu_tanh", "mlp"},
    {"two_layer_mlp", "mlp"},
    // dequantise
    {"dequant_int4", "dequantise"},
    {"dequant_int4_from_dram", "dequantise", "B=255,18,136,7,240,99,1,128,64"},
    {"dequant_int4_groups", "dequantise", "B=255,18,136,7,240,99,1,128,64"},
    {"dequant_int2", "dequantise", "B=255,18,136,7,240,99,1,128,64"},
    {"dequant_int8_column_scale", "dequantise"},
    {"dequant_fp8", "dequantise"},
    {"dequant_to_tensor", "dequantise", "B=255,18,136,7,240,99,1,128,64"},
    {"lookup_table", "dequantise", "codes=0,15,3,9,12,7,1"},
    // quantised
    {"quantise_int8_rows", "quantised", "", "T0504"},
    {"quantise_int8_rounded", "quantised", "", "T0504"},
    {"cast_fp8_rows", "quantised"},
    {"cast_fp8_bf16", "quantised"},
    // gemm
    {"gemm_staged", "gemm"},
    // convolution
    {"conv_3x3", "convolution"},
    {"conv_3x3_stride_2", "convolution"},
    {"conv_5x5", "convolution"},
    {"conv_1x1", "convolution"},
    {"conv_7_by_7_image", "convolution"},
    {"conv_1x1_copy", "convolution"},
    {"conv_im2col", "convolution"},
    {"conv_depthwise", "convolution"},
    {"conv_1d_causal", "convolution"},
    {"max_pool", "convolution"},
    // data movement
    {"nchw_to_nhwc", "data movement"},
    // gemv
    {"gemv_rows", "gemv"},
    {"gemv_threads", "gemv"},
    {"gemv_transposed", "gemv"},
    {"gemv_splitk_atomic", "gemv"},
    // data movement
    {"embedding", "data movement", "idx=3,49,17,0,0,44,8,31"},
    {"scatter_rows", "data movement", "idx=39,3,17,0,22,38,1,2,4,5,6,7,8,9,10,11,12,13,14,15,16,18,19,20,21,23,24,25,26,27,28,29"},
    {"transpose", "data movement"},
    {"concat", "data movement"},
    {"kv_cache_append", "data movement", "pos=0,39,17,5"},
    {"rotary_halves", "data movement"},
    {"rotary_interleaved", "data movement"},
    // reduction
    {"row_sum_and_max", "reduction"},
    {"column_sum", "reduction"},
    {"column_max_min", "reduction"},
    {"absmax_rows_30", "reduction"},
    {"column_sum_odd", "reduction"},
    {"mean_all", "reduction"},
    {"variance_rows", "reduction"},
    {"cumsum_rows", "reduction"},
    {"cumsum_by_product", "reduction"},
    // top k
    {"topk_2", "top k"},
    {"topk_8", "top k"},
    {"topk_rows_20", "top k"},
    {"argmax", "top k"},
    {"top1_softmax", "top k"},
    // element-wise
    {"vector_add_1000", "element-wise"},
    {"vector_add_from_dram", "element-wise"},
    {"add_all_in_dram", "element-wise"},
    {"add_blocks_20_50", "element-wise"},
    {"dropout", "element-wise", "mask=1,0,1,1,0"},
    {"broadcast_chain", "element-wise"},
    {"leaky_relu", "element-wise"},
    {"hardswish", "element-wise"},
    {"complex_product", "element-wise"},
    {"adam_step", "element-wise"},
    {"relu_backward", "element-wise"},
    {"distances", "element-wise"},
    {"lower_triangle", "element-wise"},
    {"iota_ramp", "element-wise"},
    {"int32_add", "element-wise", "", "T0504"},
    {"compare_to_bool", "element-wise"},
    {"saxpy_alpha", "element-wise"},
    // reduction
    {"column_sum_atomic", "reduction"},
    {"row_max_atomic", "reduction"},
    // element-wise
    {"in_place", "element-wise"},
    // data movement
    {"scatter_add", "data movement", "idx=3,5,3,0,15,7,7,7", "T0403"},
    // element-wise
    {"index_numbers_updated", "element-wise"},
};
// clang-format on

Kernel kernel_of(const Row& row) {
  Kernel kernel;
  kernel.name = row.name;
  kernel.family = row.family;
  kernel.file = std::filesystem::path(TIR2TT_COVERAGE_ZOO) / (kernel.name + ".py");
  kernel.values = parse_values(row.values);
  kernel.refusal = row.refusal;
  return kernel;
}

}  // namespace

const std::vector<Kernel>& zoo() {
  static const std::vector<Kernel> kernels = [] {
    std::vector<Kernel> all;
    std::transform(std::begin(kRows), std::end(kRows), std::back_inserter(all), kernel_of);
    return all;
  }();
  return kernels;
}

}  // namespace tir2tt::coverage
