#include "transform/tt/tt_tiles_to_core_map.h"

#include <fmt/format.h>

#include "transform/tt/tt_attrs.h"

namespace tir2tt::transform {
namespace {

using tir::Attr;

struct Share {
  int64_t start, count;
};

/// nullopt when the attribute is not a list of pairs.
std::optional<std::vector<Share>> read_shares(const Attr& attr) {
  const tir::AttrArray* cores = attr.as_array();
  if (!cores) return std::nullopt;
  std::vector<Share> out;
  for (const Attr& core : *cores) {
    const auto pair = integer_list(&core);
    if (!pair || pair->size() != 2) return std::nullopt;
    out.push_back({(*pair)[0], (*pair)[1]});
  }
  return out;
}

/// The shares, if they are there and the chip has a core for each of them.
std::optional<std::vector<Share>> shares_for(const std::string& name, const tir::PrimFuncNode& f,
                                             const target::Chip& chip, Diagnostics& diags) {
  const Attr* attr = f.attrs.find(key::kTilesPerCore);
  if (!attr) {
    if (f.attrs.find(key::kGridExpr)) return std::nullopt;
    diags.add({DiagId::PassOrder, f.span,
               fmt::format("`{}` has no `{}`; tt-tiles-to-core-map places what it lists", name, key::kTilesPerCore),
               "run infer-default-tt-schedule before it", name});
    return std::nullopt;
  }
  auto shares = read_shares(*attr);
  if (!shares) {
    diags.add({DiagId::BadTtAttribute, f.span,
               fmt::format("`{}` of `{}` is not a list of [start, count]", key::kTilesPerCore, name),
               "delete it and run infer-default-tt-schedule", name});
  } else if (static_cast<int64_t>(shares->size()) != chip.cores()) {
    diags.add({DiagId::CoreCountMismatch, f.span,
               fmt::format("`{}` of `{}` lists {} cores; {} has {}", key::kTilesPerCore, name, shares->size(),
                           chip.name, chip.cores()),
               "run infer-default-tt-schedule for this chip", name});
    return std::nullopt;
  }
  return shares;
}

void place(const std::vector<Share>& shares, int64_t width, tir::AttrDict& attrs) {
  tir::AttrArray ranges, args;
  for (size_t i = 0; i < shares.size(); ++i) {
    const auto core = static_cast<int64_t>(i);
    const int64_t x = core % width, y = core / width;
    args.push_back(integers({shares[i].start, shares[i].count}));
    if (shares[i].count > 0) ranges.push_back(integers({x, y, x, y, shares[i].start, shares[i].count}));
  }
  set_attr(attrs, key::kCoreRanges, Attr::array(std::move(ranges)));
  set_attr(attrs, key::kCoreRuntimeArgs, Attr::array(std::move(args)));
}

tir::PrimFunc map_cores(const std::string& name, const tir::PrimFunc& f, const target::Chip& chip, Diagnostics& diags) {
  tir::AttrDict attrs = f->attrs;
  attrs.erase(key::kCoreRanges);
  attrs.erase(key::kCoreRuntimeArgs);
  if (const auto shares = shares_for(name, *f, chip, diags)) place(*shares, chip.grid_x, attrs);
  return with_attrs(f, std::move(attrs));
}

}  // namespace

tir::IRModule tt_tiles_to_core_map(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags) {
  return map_tt_functions(module, "tt-tiles-to-core-map", diags, [&](const std::string& name, const auto& f) {
    return map_cores(name, f, *options.chip, diags);
  });
}

}  // namespace tir2tt::transform
