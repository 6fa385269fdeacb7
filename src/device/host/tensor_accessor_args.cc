#include <array>
#include <tt-metalium/device.hpp>
#include <tt-metalium/mesh_buffer.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>
#include <tt_stl/assert.hpp>

namespace tt::tt_metal {

using tensor_accessor::ArgConfig;
using tensor_accessor::ArgsConfig;

namespace {

/// x << 8 | y of each bank, two in a word.
std::vector<uint32_t> packed_banks(const Buffer& buffer) {
  const ShardSpecBuffer spec = buffer.shard_spec();
  const std::vector<CoreCoord> banks =
      corerange_to_cores(spec.grid(), std::nullopt, spec.orientation() == ShardOrientation::ROW_MAJOR);
  std::vector<uint32_t> words((banks.size() + 1) / 2);
  for (std::size_t i = 0; i < banks.size(); ++i) {
    const CoreCoord place = buffer.device()->virtual_core_from_logical_core(banks[i], buffer.core_type());
    words[i / 2] |= static_cast<uint32_t>((place.x & 0xFF) << 8 | (place.y & 0xFF)) << (i % 2 * 16);
  }
  return words;
}

template <typename Values>
void append(std::vector<uint32_t>& words, const Values& values) {
  words.insert(words.end(), values.begin(), values.end());
}

void check_config(const ArgsConfig& config) {
  TT_FATAL(!config.test(ArgConfig::RuntimeRank) ||
               (config.test(ArgConfig::RuntimeTensorShape) && config.test(ArgConfig::RuntimeShardShape)),
           "with a rank of run time the shapes must be of run time");
  TT_FATAL(!config.test(ArgConfig::RuntimeNumBanks) || config.test(ArgConfig::RuntimeBankCoords),
           "with a number of banks of run time their coordinates must be of run time");
}

}  // namespace

TensorAccessorArgs::TensorAccessorArgs(const Buffer& buffer, ArgsConfig args_config) { add(buffer, args_config); }
TensorAccessorArgs::TensorAccessorArgs(const Buffer* buffer, ArgsConfig args_config)
    : TensorAccessorArgs(*buffer, args_config) {}
TensorAccessorArgs::TensorAccessorArgs(const std::shared_ptr<Buffer>& buffer, ArgsConfig args_config)
    : TensorAccessorArgs(*buffer, args_config) {}
TensorAccessorArgs::TensorAccessorArgs(const distributed::MeshBuffer& buffer, ArgsConfig args_config)
    : TensorAccessorArgs(*buffer.get_reference_buffer(), args_config) {}
TensorAccessorArgs::TensorAccessorArgs(const distributed::MeshBuffer* buffer, ArgsConfig args_config)
    : TensorAccessorArgs(*buffer, args_config) {}
TensorAccessorArgs::TensorAccessorArgs(const std::shared_ptr<distributed::MeshBuffer>& buffer, ArgsConfig args_config)
    : TensorAccessorArgs(*buffer, args_config) {}

void TensorAccessorArgs::add(const Buffer& buffer, ArgsConfig config) {
  const uint32_t page_size = static_cast<uint32_t>(buffer.aligned_page_size());
  if (!buffer.has_shard_spec()) {
    compile_time_args_ = {buffer.is_dram() ? uint32_t(ArgConfig::IsDram) : 0, page_size};
    return;
  }
  check_config(config);
  config.set(ArgConfig::Sharded);
  if (buffer.is_dram()) config.set(ArgConfig::IsDram);
  compile_time_args_ = {config.raw(), page_size};
  const auto words_for = [&](ArgConfig flag) -> std::vector<uint32_t>& {
    return config.test(flag) ? common_runtime_args_ : compile_time_args_;
  };
  const ShardSpecBuffer spec = buffer.shard_spec();
  words_for(ArgConfig::RuntimeRank).push_back(2);
  words_for(ArgConfig::RuntimeNumBanks).push_back(spec.grid().num_cores());
  append(words_for(ArgConfig::RuntimeTensorShape), spec.tensor2d_shape_in_pages);
  append(words_for(ArgConfig::RuntimeShardShape), spec.shape_in_pages());
  append(words_for(ArgConfig::RuntimeBankCoords), packed_banks(buffer));
}

void TensorAccessorArgs::append_to(std::vector<uint32_t>& compile_time_args) const {
  TT_FATAL(common_runtime_args_.empty(), "{} words are common runtime arguments: give append_to() their list",
           common_runtime_args_.size());
  append(compile_time_args, compile_time_args_);
}

void TensorAccessorArgs::append_to(std::vector<uint32_t>& compile_time_args,
                                   std::vector<uint32_t>& common_runtime_args) const {
  append(compile_time_args, compile_time_args_);
  append(common_runtime_args, common_runtime_args_);
}

}  // namespace tt::tt_metal
