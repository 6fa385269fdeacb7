#include "mutation/unit_trace.h"

#include <map>
#include <utility>

namespace tir2tt::mutation {
namespace {

using Registers = std::map<std::string, std::string>;
using States = std::set<Registers>;

/// What counts of an argument that names a circular buffer.
enum class Aspect { None, Packed, Unpacked, Way, Shape };

/// One register that a configuration call sets: `value`, the call's template arguments, and what counts of an argument.
struct Effect {
  const char* callee;
  const char* reg;
  const char* value = "";
  int argument = -1;  // none
  Aspect aspect = Aspect::None;
};
constexpr Effect kEffects[] = {
    {"unary_op_init_common", "started", "yes"},
    {"unary_op_init_common", "SrcA", "", 0, Aspect::Unpacked},
    {"unary_op_init_common", "SrcB", "", 0, Aspect::Unpacked},
    {"unary_op_init_common", "pack", "", 1, Aspect::Packed},
    {"unary_op_init_common", "engine", "copy ", 0, Aspect::Way},
    {"compute_kernel_hw_startup", "started", "yes"},
    {"compute_kernel_hw_startup", "SrcA", "", 0, Aspect::Unpacked},
    {"compute_kernel_hw_startup", "SrcB", "", 1, Aspect::Unpacked},
    {"compute_kernel_hw_startup", "pack", "", 2, Aspect::Packed},
    {"mm_init", "started", "yes"},
    {"mm_init", "SrcB", "", 0, Aspect::Unpacked},
    {"mm_init", "SrcA", "", 1, Aspect::Unpacked},
    {"mm_init", "pack", "", 2, Aspect::Packed},
    {"mm_init", "engine", "matmul, transpose ", 3},
    {"mm_init", "shape of in0", "", 0, Aspect::Shape},
    {"mm_init", "shape of in1", "", 1, Aspect::Shape},
    {"reconfig_data_format", "SrcA", "", 0, Aspect::Unpacked},
    {"reconfig_data_format", "SrcB", "", 1, Aspect::Unpacked},
    {"reconfig_data_format_srca", "SrcA", "", 0, Aspect::Unpacked},
    {"reconfig_data_format_srcb", "SrcB", "", 0, Aspect::Unpacked},
    {"pack_reconfig_data_format", "pack", "", 0, Aspect::Packed},
    {"copy_tile_to_dst_init_short", "engine", "copy ", 0, Aspect::Way},
    {"mm_init_short", "engine", "matmul, transpose ", 2},
    {"mm_init_short", "shape of in0", "", 0, Aspect::Shape},
    {"mm_init_short", "shape of in1", "", 1, Aspect::Shape},
    {"reduce_init", "engine", "reduce"},
    {"reduce_init", "mask", "on"},
    {"reduce_init", "shape of in0", "", 0, Aspect::Shape},
    {"reduce_init", "shape of in1", "", 1, Aspect::Shape},
    {"reduce_uninit", "mask"},
};

/// Which registers an operation uses; every other uses "SFPU".
const std::map<std::string, std::vector<const char*>>& uses() {
  static const std::vector<const char*> kTwo = {"started", "engine", "SrcA", "SrcB", "shape of in0", "shape of in1"};
  static const std::map<std::string, std::vector<const char*>> kUses = {
      {"pack_tile", {"started", "pack", "mask"}},
      {"copy_tile", {"started", "engine", "SrcA"}},
      {"matmul_tiles", kTwo},
      {"reduce_tile", kTwo},
      {"tile_regs_acquire", {}},
      {"tile_regs_commit", {}},
      {"tile_regs_wait", {}},
      {"tile_regs_release", {}},
  };
  return kUses;
}

class Tracer {
 public:
  Tracer(const KernelText& kernel, const codegen::ProgramSpec& program) : kernel_(kernel), program_(program) {}

  std::vector<Operation> run() {
    for (const Line& l : kernel_.lines) {
      if (is_operation(l)) operations_.push_back({l.text, {}});
    }
    items(0, kernel_.lines.size(), {Registers{}});
    return std::move(operations_);
  }

 private:
  static bool is_operation(const Line& l) {
    return l.kind == Line::Kind::Call && !is_configuration(l) && !l.callee.starts_with("cb_");
  }

  /// The states behind lines [begin, end). A loop runs once or more: cores without blocks have no kernel.
  States items(size_t begin, size_t end, States states) {
    for (size_t i = begin; i < end; ++i) {
      const Line& l = kernel_.lines[i];
      if (l.kind == Line::Kind::Loop && kernel_.end_of_item(i) > i) {
        states = loop(i, states);
        i = kernel_.end_of_item(i);
      } else if (is_configuration(l)) {
        states = configured(l, states);
      } else if (is_operation(l)) {
        record(i, states);
      }
    }
    return states;
  }

  States loop(size_t head, States in) {
    for (;;) {
      States out = items(head + 1, kernel_.end_of_item(head), in);
      const size_t before = in.size();
      in.insert(out.begin(), out.end());
      if (in.size() == before) return out;
    }
  }

  States configured(const Line& l, const States& states) const {
    States out;
    for (Registers r : states) {
      configure(l, &r);
      out.insert(std::move(r));
    }
    return out;
  }

  void configure(const Line& l, Registers* r) const {
    bool known = false;
    for (const Effect& e : kEffects) {
      if (l.callee != e.callee) continue;
      known = true;
      const auto argument = static_cast<size_t>(e.argument);
      const bool given = e.argument >= 0 && argument < l.arguments.size();
      (*r)[e.reg] = e.value + l.template_text + (given ? aspect(l.arguments[argument].text, e.aspect) : "");
    }
    // Else the init of an operation of the vector unit, or nothing that can be compared but by its text.
    if (!known) (*r)[l.callee.find("_tile_init") != npos ? "SFPU" : "engine"] = l.text;
  }

  std::string aspect(const std::string& cb, Aspect which) const {
    for (const codegen::CbSpec& c : program_.cbs) {
      if (c.identifier != cb) continue;
      const std::string shape = std::to_string(c.tile.height) + "x" + std::to_string(c.tile.width);
      const std::string format(target::format_info(c.format).name);
      const std::string way = c.unpack_to_dest_fp32 ? " to DST" : " to SrcA";
      switch (which) {
        case Aspect::Packed: return format + " " + shape;
        case Aspect::Unpacked: return format + " " + shape + way;
        case Aspect::Way: return shape + way;
        case Aspect::Shape: return shape;
        case Aspect::None: break;
      }
    }
    return cb;
  }

  void record(size_t line, const States& states) {
    size_t number = 0;
    for (size_t i = 0; i < line; ++i) number += is_operation(kernel_.lines[i]) ? 1 : 0;
    const std::string& callee = kernel_.lines[line].callee;
    const auto known = uses().find(callee);
    const std::vector<const char*> registers =
        known != uses().end() ? known->second : std::vector<const char*>{"started", "SFPU"};
    for (const Registers& r : states) {
      std::string text;
      for (const char* reg : registers) text += std::string(reg) + "=" + (r.count(reg) ? r.at(reg) : "") + "; ";
      operations_[number].states.insert(text);
    }
  }

  const KernelText& kernel_;
  const codegen::ProgramSpec& program_;
  std::vector<Operation> operations_;
};

}  // namespace

std::vector<Operation> unit_trace(const KernelText& kernel, const codegen::ProgramSpec& program) {
  return Tracer(kernel, program).run();
}

}  // namespace tir2tt::mutation
