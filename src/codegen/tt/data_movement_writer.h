// What reader and writer share: tiles between DRAM tensors and the windows of circular buffers, and elements between
// row-major tensors and tiles. data_movement_writer.cc moves tiles, data_movement_elements.cc elements.
// Tested by tests/codegen/generate_test.cc, tests/run/elements_test.cc.
#pragma once

#include <functional>

#include "codegen/tt/element_expression.h"
#include "codegen/tt/kernel_writer.h"

namespace tir2tt::codegen {

class DataMovementWriter : public KernelWriter, private ElementLeaves {
 public:
  DataMovementWriter(const KernelContext& context, Role role)
      : KernelWriter(context, role), reads_(role == Role::Reader) {}

 protected:
  void leaf(const transform::Node& node) override;
  void after_wait(const transform::Node& node) override;

 private:
  // data_movement_writer.cc: tiles.
  /// Where a tile of the block is: numbers of the tile in its tensor, and what must hold for it to be inside.
  struct Place {
    tir::Expr page;
    std::string inside;  // empty: it is
  };
  void transfer(const transform::Node& node);
  Place place(const transform::Transfer& t);
  void move(const transform::Node& node, const std::string& address);
  void ones(const transform::Node& node);
  void send(const transform::Node& node);
  tir::Expr symbol(const std::string& text);
  std::string part(const tir::Expr& e, const std::string& name);
  void bound(std::string* inside, const std::string& index, const std::string& extent);
  void blocks(const transform::Node& node, const std::function<void(const std::string& address)>& tile);

  // data_movement_elements.cc: elements.
  /// A load of the value that is being written.
  struct Fetched {
    const tir::BufferLoadNode* load = nullptr;
    int slot = 0;             // of the scratch memory
    int stage = 0;            // behind the loads in its indices
    std::string text = {};    // what holds it: a constant, or `reader`; empty: it is not in L1 yet
    std::string reader = {};  // for 32 elements of it
  };
  /// Up to 32 elements along a row, or down a column, of a tile.
  struct Line {
    std::string count;                                                   // of its elements
    std::function<void(const tir::Expr& i, const tir::Exprs& used)> at;  // defines the indices of element i
    std::string row, col;  // of the elements in the tile; empty: the number of each
  };
  /// Where an element is in DRAM.
  struct ElementPlace {
    std::string page, element;
    std::string inside;  // empty: it is
  };
  void elements(const transform::Node& node);
  void define_scalar(const transform::Node& node);
  void need_scratch(int id) const;
  void tile_of_elements(const transform::Node& node, const std::string& address);
  void load_line(const transform::Node& node, const Line& line_of);
  void store_line(const transform::Node& node, const Line& line_of);
  void fetch_all(const Line& line_of, int first);
  void fetch(const Line& line_of, int stage);
  std::string read_scalar(const tir::BufferLoadNode& load, bool as_expression);
  void find_loads(const tir::Exprs& e);
  void line_if(const std::string& condition, const std::string& statement);
  int stage_of(const tir::BufferLoadNode& load) const;
  tir::Buffer tensor_buffer(const transform::Transfer& t) const;
  ElementPlace element_place(const tir::Buffer& buffer, const tir::Exprs& indices);
  std::string define_part(const tir::Expr& e, const std::string& name);
  void define_index(const tir::Exprs& used, const tir::VarNode* index, const tir::Expr& value);
  void define_element_lets(const tir::Exprs& used);
  const Fetched* fetched(const tir::BufferLoadNode& e) const;
  class Needs;
  std::string in_tile(const Line& line_of) const;
  std::string limit(const tir::Expr& first, int64_t count, int64_t edge);

  // ElementLeaves
  std::string name(const tir::Expr& e) override { return known_name(e); }
  tir::Expr let(const tir::VarNode* v) override;
  std::string load(const tir::BufferLoadNode& e) override;
  bool is_not_negative(const tir::Expr& e) override;
  void need(const std::string& text) override { helper(text); }
  void need_header(const std::string& header) override { use_header(header); }

  bool reads_;
  std::vector<Fetched> fetched_;
  int stages_ = 0;
  std::string number_;   // of the element that is being written, among the 32
  std::string scratch_;  // the address of the scratch memory
  std::string tile_;     // the tile that is being written or read
  tir::Buffer tile_buffer_;
  std::string tile_word_;  // what an element of tile_buffer_ is: the source of a store
};

}  // namespace tir2tt::codegen
