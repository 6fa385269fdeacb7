// What reader and writer share: tiles between DRAM tensors and the windows of circular buffers.
// Tested by tests/codegen/generate_test.cc.
#pragma once

#include "codegen/tt/kernel_writer.h"

namespace tir2tt::codegen {

class DataMovementWriter : public KernelWriter {
 public:
  DataMovementWriter(const KernelContext& context, Role role)
      : KernelWriter(context, role), reads_(role == Role::Reader) {}

 protected:
  void leaf(const transform::Node& node) override;

 private:
  /// Where a tile of the block is: numbers of the tile in its tensor, and what must hold for it to be inside.
  struct Place {
    tir::Expr page;
    std::string inside;  // empty: it is
  };
  void transfer(const transform::Node& node);
  Place place(const transform::Transfer& t);
  void move(const transform::Node& node, const std::string& address);
  void ones(const transform::Node& node);
  void element_values(const transform::Node& node);
  tir::Expr symbol(const std::string& text);
  std::string part(const tir::Expr& e, const std::string& name);
  void bound(std::string* inside, const std::string& index, const std::string& extent);

  bool reads_;
};

}  // namespace tir2tt::codegen
