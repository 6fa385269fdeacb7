#include "transform/tt/apply_tt_defaults.h"

#include <algorithm>

#include "transform/tt/tt_attrs.h"

namespace tir2tt::transform {
namespace {

bool has_tt_attribute(const tir::AttrDict& attrs) {
  return std::ranges::any_of(attrs.entries(), [](const auto& e) { return e.first.starts_with(key::kPrefix); });
}

}  // namespace

tir::IRModule apply_tt_defaults(const tir::IRModule& module, const PassOptions&, Diagnostics&) {
  tir::IRModule out = module;
  for (auto& [name, func] : out.functions) {
    if (has_tt_attribute(func->attrs)) continue;
    tir::AttrDict attrs = func->attrs;
    set_attr(attrs, key::kPolicy, tir::Attr::string("contiguous"));
    set_attr(attrs, key::kOrder, tir::Attr::string("row_major"));
    set_attr(attrs, key::kLayoutType, tir::Attr::string("dram_interleaved"));
    // Boxed, as the pass that users know writes them: the only two integers of the metadata that are.
    set_attr(attrs, key::kTileHeight, tir::Attr(tir::BoxedInt{32}));
    set_attr(attrs, key::kTileWidth, tir::Attr(tir::BoxedInt{32}));
    func = with_attrs(func, std::move(attrs));
  }
  return out;
}

}  // namespace tir2tt::transform
