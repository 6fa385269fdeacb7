// Between a FunctionPlan and the attributes of a PrimFunc: tt_circular_buffers, tt_num_cbs, tt_cb_plan
// (docs/metadata.md). Tested by tests/transform/cb_metadata_test.cc.
#pragma once

#include <optional>

#include "plan/decision.h"
#include "tir/attr.h"

namespace tir2tt::transform {

/// `attrs` with the three attributes written, or replaced in place.
tir::AttrDict annotate(const tir::AttrDict& attrs, plan::FunctionPlan plan);

/// The numbers of tt_cb_plan and tt_circular_buffers, to be verified; nullopt if they are missing or malformed.
/// Where the two disagree (num_pages, tile_size), tt_circular_buffers is what counts: it is what people edit.
std::optional<plan::Plan> read_plan(const tir::AttrDict& attrs);

}  // namespace tir2tt::transform
