// What a kernel's TensorAccessor must know of a buffer at compile time, as words. Interleaved: configuration, page
// size. Sharded: configuration, page size, rank, banks, shape of the tensor and of a shard in pages, coordinates of the
// banks (two in a word, each x << 8 | y). Source: tt-metal's tensor_accessor_args.cpp of 2026-03-12. Tested by
// tests/device/host_test.cc.
#pragma once

#include <cstdint>
#include <memory>
#include <tt-metalium/buffer.hpp>
#include <vector>

namespace tt::tt_metal::distributed {
class MeshBuffer;
}

namespace tensor_accessor {

/// Which fields are common runtime arguments instead.
enum class ArgConfig : uint8_t {
  None = 0,
  Sharded = 1,
  IsDram = 2,
  RuntimeRank = 4,
  RuntimeNumBanks = 8,
  RuntimeTensorShape = 16,
  RuntimeShardShape = 32,
  RuntimeBankCoords = 64,
  Runtime = RuntimeRank | RuntimeNumBanks | RuntimeTensorShape | RuntimeShardShape | RuntimeBankCoords,
};
constexpr ArgConfig operator|(ArgConfig a, ArgConfig b) { return static_cast<ArgConfig>(uint8_t(a) | uint8_t(b)); }

class ArgsConfig {
 public:
  constexpr ArgsConfig(ArgConfig flags = ArgConfig::None) : flags_(flags) {}
  constexpr bool test(ArgConfig flag) const { return (uint8_t(flags_) & uint8_t(flag)) != 0; }
  constexpr void set(ArgConfig flag) { flags_ = flags_ | flag; }
  constexpr uint8_t raw() const { return uint8_t(flags_); }

 private:
  ArgConfig flags_;
};

}  // namespace tensor_accessor

namespace tt::tt_metal {

class TensorAccessorArgs {
 public:
  explicit TensorAccessorArgs(const Buffer& buffer, tensor_accessor::ArgsConfig args_config = {});
  explicit TensorAccessorArgs(const Buffer* buffer, tensor_accessor::ArgsConfig args_config = {});
  explicit TensorAccessorArgs(const std::shared_ptr<Buffer>& buffer, tensor_accessor::ArgsConfig args_config = {});
  explicit TensorAccessorArgs(const distributed::MeshBuffer& buffer, tensor_accessor::ArgsConfig args_config = {});
  explicit TensorAccessorArgs(const distributed::MeshBuffer* buffer, tensor_accessor::ArgsConfig args_config = {});
  explicit TensorAccessorArgs(const std::shared_ptr<distributed::MeshBuffer>& buffer,
                              tensor_accessor::ArgsConfig args_config = {});

  /// TT_FATAL when some fields are runtime arguments and there is no place for them.
  void append_to(std::vector<uint32_t>& compile_time_args) const;
  void append_to(std::vector<uint32_t>& compile_time_args, std::vector<uint32_t>& common_runtime_args) const;
  std::vector<uint32_t> get_compile_time_args() const { return compile_time_args_; }
  std::vector<uint32_t> get_common_runtime_args() const { return common_runtime_args_; }

 private:
  void add(const Buffer& buffer, tensor_accessor::ArgsConfig config);

  std::vector<uint32_t> compile_time_args_;
  std::vector<uint32_t> common_runtime_args_;
};

}  // namespace tt::tt_metal
