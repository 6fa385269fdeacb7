// Problem: the metadata is edited by hand and written by passes in any order; what reads it next must not have to doubt
// it. Method: one function per subject, each from the numbers alone and with no code of the passes that wrote them.
// Where a part is missing or of another form, that is the finding, and what builds on it is not checked: one mistake,
// one message. With a symbolic grid the parts that need its numbers are absent by right; a warning says so. Cost:
// linear in the metadata, n log n in the number of cores.
#include "transform/tt/verify_tt_ir.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "transform/tt/tt_attrs.h"

namespace tir2tt::transform {
namespace {

using tir::Attr;
using tir::AttrArray;
using tir::AttrDict;

/// What a function must carry, by the pass that writes it.
struct Required {
  std::string_view attr;
  std::string_view writer;
  bool static_grid_only = false;
};
constexpr Required kRequired[] = {
    {key::kPolicy, "apply-tt-defaults"},  // order, layout and tile size have defaults that every pass assumes
    {key::kGrid[0], "infer-default-tt-schedule", true},
    {key::kGrid[1], "infer-default-tt-schedule", true},
    {key::kGrid[2], "infer-default-tt-schedule", true},
    {key::kNumTiles, "infer-default-tt-schedule", true},
    {key::kNumCores, "infer-default-tt-schedule"},
    {key::kTilesPerCore, "infer-default-tt-schedule", true},
    {key::kSchedule, "infer-default-tt-schedule"},
    {key::kShard, "infer-default-tt-shard"},
    {key::kPersistentLoop, "grid-to-persistent-tt"},
    {key::kIterationNdims, "grid-to-persistent-tt"},
    {key::kRuntimeArgs, "grid-to-persistent-tt"},
    {key::kCoreRanges, "tt-tiles-to-core-map", true},
    {key::kCoreRuntimeArgs, "tt-tiles-to-core-map", true},
    {key::kCircularBuffers, "memory-space-lower-tt"},
    {key::kNumCbs, "memory-space-lower-tt"},
};

struct Interval {
  int64_t start, count;
};

class Verifier {
 public:
  Verifier(const std::string& name, const tir::PrimFuncNode& f, const target::Chip& chip, Diagnostics& diags)
      : name_(name), f_(f), attrs_(f.attrs), chip_(chip), diags_(diags) {}

  void run() {
    check_complete();
    check_grid();
    check_cores();
    check_parameters();
    check_loop();
    check_shard();
    check_padding();
    check_circular_buffers();
  }
  int64_t errors() const { return errors_; }
  int64_t warnings() const { return warnings_; }

 private:
  void report(DiagId id, std::string message, std::string hint) {
    ++(diag_info(id).severity == Severity::Error ? errors_ : warnings_);
    diags_.add({id, f_.span, std::move(message), std::move(hint), name_});
  }
  bool has(std::string_view attr) const { return attrs_.find(attr) != nullptr; }
  bool symbolic() const { return has(key::kGridExpr); }
  const AttrArray* array(std::string_view attr) const { return has(attr) ? attrs_.find(attr)->as_array() : nullptr; }
  const AttrDict* dict(std::string_view attr) const { return has(attr) ? attrs_.find(attr)->as_dict() : nullptr; }
  void bad_form(std::string_view attr, std::string_view form, std::string_view writer) {
    report(DiagId::BadTtAttribute, fmt::format("`{}` of `{}` is not {}", attr, name_, form),
           fmt::format("delete it and run {}", writer));
  }

  // ------------------------------------------------------------------------------------- what must be there

  void check_complete() {
    // One message per pass that did not run.
    for (size_t i = 0; i < std::size(kRequired);) {
      const std::string_view writer = kRequired[i].writer;
      std::vector<std::string> missing;
      for (; i < std::size(kRequired) && kRequired[i].writer == writer; ++i) {
        if (symbolic() && kRequired[i].static_grid_only) continue;
        if (!has(kRequired[i].attr)) missing.push_back(fmt::format("`{}`", kRequired[i].attr));
      }
      if (missing.empty()) continue;
      report(DiagId::MissingMetadata, fmt::format("`{}` has no {}", name_, fmt::join(missing, ", ")),
             fmt::format("run {}", writer));
    }
    if (symbolic()) {
      report(DiagId::SymbolicGrid,
             fmt::format("the grid of `{}` is symbolic; which core gets which tiles is not checked", name_),
             "give the shapes as numbers to have it planned and checked now");
    }
  }

  // ------------------------------------------------------------------------------------- grid and cores

  void check_grid() {
    int64_t product = 1;
    for (std::string_view attr : key::kGrid) {
      const auto extent = integer_attr(attrs_, attr);
      if (!extent) {
        if (has(attr)) bad_form(attr, "an integer", "infer-default-tt-schedule");
        return;
      }
      if (*extent < 1 || __builtin_mul_overflow(product, *extent, &product)) {
        return report(DiagId::BadGridSize, fmt::format("`{}` of `{}` is {}", attr, name_, *extent),
                      "give a positive integer; the product of the three must fit in 31 bits");
      }
    }
    const auto tiles = integer_attr(attrs_, key::kNumTiles);
    if (!tiles || *tiles == product) return;
    report(DiagId::TileCountMismatch,
           fmt::format("the grid of `{}` has {} blocks, but `{}` is {}", name_, product, key::kNumTiles, *tiles),
           fmt::format("set `{}` to {}, or run infer-default-tt-schedule", key::kNumTiles, product));
  }

  void check_cores() {
    const auto cores = integer_attr(attrs_, key::kNumCores);
    if (cores && *cores != chip_.cores()) {
      return report(
          DiagId::CoreCountMismatch,
          fmt::format("`{}` of `{}` is {}; {} has {} cores", key::kNumCores, name_, *cores, chip_.name, chip_.cores()),
          "run infer-default-tt-schedule and tt-tiles-to-core-map for this chip");
    }
    check_pairs(key::kTilesPerCore, "infer-default-tt-schedule");
    check_pairs(key::kCoreRuntimeArgs, "tt-tiles-to-core-map");
    check_ranges();
    check_assignments();
  }

  /// Lists of integers, all of one length; nullopt (and a finding) when the attribute is something else.
  std::optional<std::vector<std::vector<int64_t>>> rows(std::string_view attr, size_t length, std::string_view form,
                                                        std::string_view writer) {
    if (!has(attr)) return std::nullopt;
    std::vector<std::vector<int64_t>> out;
    const AttrArray* list = array(attr);
    bool fine = list != nullptr;
    for (size_t i = 0; fine && i < list->size(); ++i) {
      auto row = integer_list(&(*list)[i]);
      fine = row && row->size() == length;
      if (fine) out.push_back(std::move(*row));
    }
    if (fine) return out;
    bad_form(attr, form, writer);
    return std::nullopt;
  }

  void check_pairs(std::string_view attr, std::string_view writer) {
    const auto pairs = rows(attr, 2, "a list of [start, count]", writer);
    if (!pairs) return;
    if (static_cast<int64_t>(pairs->size()) != chip_.cores()) {
      return report(
          DiagId::CoreCountMismatch,
          fmt::format("`{}` of `{}` lists {} cores; {} has {}", attr, name_, pairs->size(), chip_.name, chip_.cores()),
          fmt::format("run {} for this chip", writer));
    }
    std::vector<Interval> shares;
    for (const auto& p : *pairs) shares.push_back({p[0], p[1]});
    check_cover(attr, std::move(shares), writer);
  }

  void check_ranges() {
    const auto ranges = rows(key::kCoreRanges, 6, "a list of [x, y, x, y, start, count]", "tt-tiles-to-core-map");
    if (!ranges) return;
    std::vector<Interval> shares;
    std::set<std::pair<int64_t, int64_t>> seen;
    for (const auto& r : *ranges) {
      if (!check_place(r)) return;
      if (!seen.emplace(r[0], r[1]).second) {
        return report(DiagId::TilesNotCovered,
                      fmt::format("core ({}, {}) of `{}` stands twice in `{}`", r[0], r[1], name_, key::kCoreRanges),
                      "give each core one range, or run tt-tiles-to-core-map");
      }
      shares.push_back({r[4], r[5]});
    }
    check_cover(key::kCoreRanges, std::move(shares), "tt-tiles-to-core-map");
  }

  bool check_place(const std::vector<int64_t>& r) {
    const bool inside = r[0] >= 0 && r[0] < chip_.grid_x && r[1] >= 0 && r[1] < chip_.grid_y;
    if (inside && r[0] == r[2] && r[1] == r[3]) return true;
    report(DiagId::CoreOutsideGrid,
           fmt::format("`{}` of `{}` has [{}]; a range is one core, x below {} and y below {} on {}", key::kCoreRanges,
                       name_, fmt::join(r, ", "), chip_.grid_x, chip_.grid_y, chip_.name),
           "run tt-tiles-to-core-map for this chip");
    return false;
  }

  /// Every tile belongs to exactly one share.
  void check_cover(std::string_view attr, std::vector<Interval> shares, std::string_view writer) {
    const auto tiles = integer_attr(attrs_, key::kNumTiles);
    if (!tiles) return;
    std::erase_if(shares, [](const Interval& i) { return i.count == 0; });
    std::ranges::sort(shares, {}, &Interval::start);
    int64_t next = 0;
    for (const Interval& i : shares) {
      if (i.start != next || i.count < 0 || i.count > *tiles - next) return uncovered(attr, next, i, *tiles, writer);
      next += i.count;
    }
    if (next != *tiles) uncovered(attr, next, {*tiles, 0}, *tiles, writer);
  }

  void uncovered(std::string_view attr, int64_t next, const Interval& i, int64_t tiles, std::string_view writer) {
    const std::string what = i.start > next   ? fmt::format("tiles {} to {} belong to no core", next, i.start - 1)
                             : i.start < next ? fmt::format("tile {} belongs to two cores", i.start)
                                              : fmt::format("a core has {} tiles from {} on", i.count, i.start);
    report(DiagId::TilesNotCovered, fmt::format("in `{}` of `{}` {}; there are {} tiles", attr, name_, what, tiles),
           fmt::format("make the shares add up, or run {}", writer));
  }

  /// tt_schedule says the same as the flat attributes.
  void check_assignments() {
    const AttrDict* schedule = dict(key::kSchedule);
    if (!schedule) {
      if (has(key::kSchedule)) bad_form(key::kSchedule, "a dict", "infer-default-tt-schedule");
      return;
    }
    const auto pairs = array(key::kTilesPerCore);
    const Attr* list = schedule->find("assignments");
    if (!pairs || (symbolic() && !list)) return;
    const AttrArray* assignments = list ? list->as_array() : nullptr;
    bool same = assignments && assignments->size() == pairs->size();
    for (size_t core = 0; same && core < pairs->size(); ++core) {
      const AttrDict* a = (*assignments)[core].as_dict();
      const auto pair = integer_list(&(*pairs)[core]);
      same = a && pair && pair->size() == 2 && integer_attr(*a, "core_id") == static_cast<int64_t>(core) &&
             integer_attr(*a, "start_tile") == (*pair)[0] && integer_attr(*a, "tile_count") == (*pair)[1];
    }
    if (same) return;
    report(DiagId::TilesNotCovered,
           fmt::format("`{}.assignments` of `{}` differs from `{}`", key::kSchedule, name_, key::kTilesPerCore),
           "run infer-default-tt-schedule");
  }

  // ------------------------------------------------------------------------------------- parameters and loop

  const tir::VarNode* parameter(std::string_view name) const {
    for (const tir::Var& p : f_.params) {
      if (p->name == name) return p.get();
    }
    return nullptr;
  }

  void check_parameters() {
    if (!has(key::kRuntimeArgs)) return;
    const AttrDict* args = dict(key::kRuntimeArgs);
    if (!args) return bad_form(key::kRuntimeArgs, "a dict", "grid-to-persistent-tt");
    for (std::string_view entry : {"start_tile", "tile_count"}) {
      const Attr* a = args->find(entry);
      const AttrDict* d = a ? a->as_dict() : nullptr;
      const auto name = d ? string_attr(*d, "name") : std::nullopt;
      const tir::VarNode* p = name ? parameter(*name) : nullptr;
      if (p && tir::to_string(p->dtype) == string_attr(*d, "dtype")) continue;
      report(DiagId::RuntimeArgsMismatch,
             !name ? fmt::format("`{}` of `{}` does not name `{}`", key::kRuntimeArgs, name_, entry)
             : !p
                 ? fmt::format("`{}` of `{}` names `{}`, which is none of its {} parameters", key::kRuntimeArgs, name_,
                               *name, f_.params.size())
                 : fmt::format("parameter `{}` of `{}` is {}, but `{}` says {}", *name, name_, tir::to_string(p->dtype),
                               key::kRuntimeArgs, string_attr(*d, "dtype").value_or("nothing")),
             "name the parameters that the body's loop starts from and counts to");
    }
    check_param_order(*args);
  }

  void check_param_order(const AttrDict& args) {
    const Attr* attr = args.find("param_order");
    const AttrArray* order = attr ? attr->as_array() : nullptr;
    if (!order) return bad_form("tt_runtime_args.param_order", "a list of names", "grid-to-persistent-tt");
    for (const Attr& a : *order) {
      if (a.as_string() && parameter(*a.as_string())) continue;
      report(DiagId::RuntimeArgsMismatch,
             fmt::format("`{}.param_order` of `{}` lists {}, which is no parameter", key::kRuntimeArgs, name_,
                         a.as_string() ? fmt::format("`{}`", *a.as_string()) : "no name"),
             "list the two parameters in the order in which the host passes them");
    }
  }

  /// The body is one loop that counts to the parameter `tile_count`.
  void check_loop() {
    if (!has(key::kPersistentLoop)) return;
    const auto* loop = tir::as<tir::ForNode>(f_.body);
    const auto* extent = loop ? tir::as<tir::VarNode>(loop->extent) : nullptr;
    const bool counts = extent && std::ranges::any_of(f_.params, [&](const tir::Var& p) { return p.get() == extent; });
    if (true_attr(attrs_, key::kPersistentLoop) && counts && tir::is_int(loop->min, 0)) return;
    report(DiagId::NotPersistent,
           true_attr(attrs_, key::kPersistentLoop)
               ? fmt::format("`{}` says that `{}` is persistent, but its body is no loop from 0 to a parameter",
                             key::kPersistentLoop, name_)
               : fmt::format("`{}` of `{}` is not true", key::kPersistentLoop, name_),
           fmt::format("delete `{}` and run grid-to-persistent-tt", key::kPersistentLoop));
  }

  // ------------------------------------------------------------------------------------- tensors

  void check_shard() {
    if (!has(key::kShard)) return;
    const AttrDict* shard = dict(key::kShard);
    if (!shard) return bad_form(key::kShard, "a dict", "infer-default-tt-shard");
    const std::vector<std::string> names = tensor_names(f_);
    for (size_t i = 0; i < names.size(); ++i) check_entry(names[i], *f_.buffer_map[i].second, shard->find(names[i]));
    for (const auto& [name, entry] : shard->entries()) {
      if (std::ranges::find(names, name) != names.end()) continue;
      report(DiagId::StaleMetadata,
             fmt::format("`{}` of `{}` describes `{}`, which is no tensor of it", key::kShard, name_, name),
             "delete the entry");
    }
  }

  void shard_error(const std::string& tensor, const std::string& what) {
    report(DiagId::ShardMismatch, fmt::format("`{}` of `{}`: tensor `{}` {}", key::kShard, name_, tensor, what),
           "run infer-default-tt-shard");
  }

  void check_entry(const std::string& tensor, const tir::BufferNode& b, const Attr* attr) {
    const AttrDict* entry = attr ? attr->as_dict() : nullptr;
    if (!entry) return shard_error(tensor, "has no entry");
    if (!string_attr(*entry, "layout")) return shard_error(tensor, "has no `layout`");
    const auto tile = integer_list(entry->find("tile_shape"));
    if (!tile || tile->size() != 2 || (*tile)[0] < 1 || (*tile)[1] < 1) {
      return shard_error(tensor, "has no `tile_shape` of two positive integers");
    }
    const int64_t rank = static_cast<int64_t>(b.shape.size());
    std::vector<int64_t> axes = {rank - 2, rank - 1};
    if (const Attr* a = entry->find("tile_axes")) axes = integer_list(a).value_or(std::vector<int64_t>{});
    const bool valid = axes.size() == 2 && axes[0] < rank && axes[1] < rank &&
                       (rank < 2 || (axes[0] >= 0 && axes[1] >= 0)) && axes[0] != axes[1];
    if (!valid)
      return shard_error(tensor, fmt::format("has `tile_axes` [{}], but {} axes", fmt::join(axes, ", "), rank));
    check_tiles(tensor, b, axes[0], (*tile)[0], "tiles_height", *entry);
    check_tiles(tensor, b, axes[1], (*tile)[1], "tiles_width", *entry);
  }

  void check_tiles(const std::string& tensor, const tir::BufferNode& b, int64_t axis, int64_t tile,
                   std::string_view entry_key, const AttrDict& entry) {
    const auto extent = axis < 0 ? std::optional<int64_t>(1) : constant_value(b.shape[static_cast<size_t>(axis)]);
    if (!extent) return;
    const int64_t tiles = *extent / tile + (*extent % tile != 0 ? 1 : 0);
    const auto said = integer_attr(entry, entry_key);
    if (said == tiles) return;
    shard_error(tensor, fmt::format("has `{}` {}; {} elements in tiles of {} make {}", entry_key,
                                    said ? std::to_string(*said) : "missing", *extent, tile, tiles));
  }

  /// Padding is recorded for exactly the tensors of which tt_shard says that they need it.
  void check_padding() {
    const AttrDict* shard = dict(key::kShard);
    if (!shard) return;
    const AttrDict* info = dict(key::kPaddingInfo);
    if (has(key::kPaddingInfo) && !info) return bad_form(key::kPaddingInfo, "a dict", "tile-pad-tt");
    const std::vector<std::string> names = tensor_names(f_);
    std::set<std::string> params;
    for (size_t i = 0; i < names.size(); ++i) {
      const std::string& param = f_.buffer_map[i].first->name;
      params.insert(param);
      const Attr* entry = shard->find(names[i]);
      const bool needs = entry && entry->as_dict() && true_attr(*entry->as_dict(), "needs_padding");
      if (needs == (info && info->find(param))) continue;
      report(DiagId::PaddingMismatch,
             fmt::format("tensor `{}` of `{}` {} padding by `{}`, but `{}` has {} entry `{}`", names[i], name_,
                         needs ? "needs" : "needs no", key::kShard, key::kPaddingInfo, needs ? "no" : "an", param),
             "run tile-pad-tt");
    }
    for (const auto& e : info ? info->entries() : std::vector<AttrDict::Entry>{}) {
      if (params.contains(e.first)) continue;
      report(
          DiagId::StaleMetadata,
          fmt::format("`{}` of `{}` describes `{}`, which is no tensor parameter", key::kPaddingInfo, name_, e.first),
          "delete the entry");
    }
  }

  // ------------------------------------------------------------------------------------- circular buffers

  void check_circular_buffers() {
    if (!has(key::kCircularBuffers)) return;
    const AttrArray* cbs = array(key::kCircularBuffers);
    if (!cbs) return bad_form(key::kCircularBuffers, "a list", "memory-space-lower-tt");
    const auto count = integer_attr(attrs_, key::kNumCbs);
    if (count && *count != static_cast<int64_t>(cbs->size())) {
      report(DiagId::CbCountMismatch,
             fmt::format("`{}` has {} circular buffers in `{}`, but `{}` is {}", name_, cbs->size(),
                         key::kCircularBuffers, key::kNumCbs, *count),
             fmt::format("set `{}` to {}", key::kNumCbs, cbs->size()));
    }
    if (static_cast<int64_t>(cbs->size()) > chip_.max_circular_buffers) {
      report(DiagId::TooManyCbs,
             fmt::format("`{}` has {} circular buffers; {} has {} ids", name_, cbs->size(), chip_.name,
                         chip_.max_circular_buffers),
             "use fewer tile buffers, or split the kernel");
    }
    check_cb_entries(*cbs);
  }

  void check_cb_entries(const AttrArray& cbs) {
    int64_t bytes = 0;
    bool dense = true, complete = true;
    for (size_t i = 0; i < cbs.size(); ++i) {
      const AttrDict* cb = cbs[i].as_dict();
      const auto id = cb ? integer_attr(*cb, "cb_id") : std::nullopt;
      if (dense && id && *id != static_cast<int64_t>(i)) {
        dense = false;
        report(DiagId::CbIdsNotDense,
               fmt::format("entry {} of `{}` of `{}` has id {}; ids count from 0 in the order of the list", i,
                           key::kCircularBuffers, name_, *id),
               fmt::format("set its `cb_id` to {}", i));
      }
      complete = check_cb(i, cb, &bytes) && complete;
    }
    if (!complete || bytes <= chip_.cb_bytes()) return;
    report(DiagId::CbsExceedL1,
           fmt::format("the circular buffers of `{}` take {} B; a core of {} has {} B for them", name_, bytes,
                       chip_.name, chip_.cb_bytes()),
           "lower `num_pages`, or use smaller tiles");
  }

  bool check_cb(size_t i, const AttrDict* cb, int64_t* bytes) {
    const auto pages = cb ? integer_attr(*cb, "num_pages") : std::nullopt;
    const auto size = cb ? integer_attr(*cb, "tile_size") : std::nullopt;
    int64_t own = 0;
    if (cb && integer_attr(*cb, "cb_id") && string_attr(*cb, "name") && pages && *pages > 0 && size && *size > 0 &&
        !__builtin_mul_overflow(*pages, *size, &own) && !__builtin_add_overflow(*bytes, own, bytes)) {
      return true;
    }
    report(DiagId::BadCbEntry,
           fmt::format(
               "entry {} of `{}` of `{}` has {} pages of {} B; it needs `cb_id`, `name` and positive `num_pages` and "
               "`tile_size`",
               i, key::kCircularBuffers, name_, pages ? std::to_string(*pages) : "no",
               size ? std::to_string(*size) : "unknown"),
           "complete the entry, or run memory-space-lower-tt");
    return false;
  }

  const std::string& name_;
  const tir::PrimFuncNode& f_;
  const AttrDict& attrs_;
  const target::Chip& chip_;
  Diagnostics& diags_;
  int64_t errors_ = 0, warnings_ = 0;
};

}  // namespace

tir::IRModule verify_tt_ir(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags) {
  return map_tt_functions(module, "verify-tt-ir", diags, [&](const std::string& name, const tir::PrimFunc& f) {
    Verifier verifier(name, *f, *options.chip, diags);
    verifier.run();
    AttrDict attrs = f->attrs;
    set_attr(attrs, key::kValidated, Attr::boolean(verifier.errors() == 0));
    set_attr(attrs, key::kErrorCount, Attr::integer(verifier.errors()));
    set_attr(attrs, key::kWarningCount, Attr::integer(verifier.warnings()));
    return with_attrs(f, std::move(attrs));
  });
}

}  // namespace tir2tt::transform
