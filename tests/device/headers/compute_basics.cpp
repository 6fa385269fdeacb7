// roles: unpack math pack
// Calls every function of the compute API: arguments, circular buffers, the hand-over of DST, configuration, the
// packer.
#include "api/compute/blank.h"
#include "api/compute/cb_api.h"
#include "api/compute/common.h"
#include "api/compute/common_globals.h"
#include "api/compute/compute_kernel_hw_startup.h"
#include "api/compute/copy_dest_values.h"
#include "api/compute/layernorm.h"
#include "api/compute/pack.h"
#include "api/compute/reconfig_data_format.h"
#include "api/compute/reg_api.h"
#include "api/compute/softmax.h"

void kernel_main() {
  uint32_t sum = 0;
  // cb_api.h
  cb_wait_front(0, 1);
  cb_pop_front(0, 1);
  cb_reserve_back(0, 1);
  cb_push_back(0, 1);
  sum += get_tile_address(0, 1);
  sum += read_tile_value(0, 1, 2);

  // common.h
  sum += get_arg_addr(1);
  sum += get_common_arg_addr(1);
  sum += get_arg_val<uint32_t>(1);
  sum += get_common_arg_val<uint32_t>(1);
  sum += get_absolute_logical_x();
  sum += get_absolute_logical_y();
  sum += get_relative_logical_x();
  sum += get_relative_logical_y();

  // reg_api.h
  acquire_dst();
  tile_regs_acquire();
  tile_regs_wait();
  release_dst();
  tile_regs_commit();
  tile_regs_release();

  // pack.h
  pack_tile(1, 0, 2);
  pack_tile_block(1, 0, 2);
  pack_reconfig_data_format(0);
  pack_reconfig_data_format(2, 0);
  pack_reconfig_l1_acc(1);
  pack_rows_init(1);
  pack_rows(1, 16, 2);
  pack_rows_uninit();

  // reconfig_data_format.h
  reconfig_data_format(0, 1);
  reconfig_data_format(2, 0, 2, 1);
  reconfig_data_format_srca(0);
  reconfig_data_format_srca(2, 0);
  reconfig_data_format_srcb(1);
  reconfig_data_format_srcb(2, 1);

  // compute_kernel_hw_startup.h
  compute_kernel_hw_startup(0, 1, 16);
  compute_kernel_hw_startup(0, 16);
  enable_fp32_dest_acc();
  disable_fp32_dest_acc();

  // copy_dest_values.h
  copy_dest_values<DataFormat::Int32>(1, 2);
  copy_dest_values(1, 2);
  copy_dest_values_init();
}
