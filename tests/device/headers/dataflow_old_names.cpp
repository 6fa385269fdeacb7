// roles: brisc ncrisc
// Names of headers before they moved, and of internal headers that kernels include.
#include "accessor/tensor_accessor.h"
#include "accessor/tensor_accessor_args.h"
#include "api/alignment.h"
#include "api/compile_time_args.h"
#include "compile_time_args.h"
#include "core_config.h"
#include "dataflow_api.h"
#include "debug/assert.h"
#include "debug/dprint.h"
#include "debug/pause.h"
#include "debug/ring_buffer.h"
#include "debug/waypoint.h"
#include "hostdevcommon/common_values.hpp"
#include "hostdevcommon/kernel_structs.h"
#include "internal/dataflow/dataflow_api_addrgen.h"
#include "internal/risc_attribs.h"
#include "noc/noc_parameters.h"
#include "noc_parameters.h"
#include "risc_attribs.h"
#include "risc_common.h"
#include "tt-metalium/constants.hpp"

static_assert(tt::constants::TILE_HW == 1024 && NUM_CIRCULAR_BUFFERS >= 32 && L1_ALIGNMENT == 16);
static_assert(NOC_MAX_BURST_SIZE == 256 * NOC_WORD_BYTES && NUM_DRAM_BANKS > 0 && DRAM_ALIGNMENT >= 32);
static_assert(align_power_of_2(33, 32) == 64);

void kernel_main() { cb_wait_front(tt::CB::c_in0, 1); }
