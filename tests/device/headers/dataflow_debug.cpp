// roles: brisc ncrisc
#include "api/debug/assert.h"
#include "api/debug/device_print.h"
#include "api/debug/dprint.h"
#include "api/debug/pause.h"
#include "api/debug/ring_buffer.h"
#include "api/debug/waypoint.h"
#include "tools/profiler/kernel_profiler.hpp"

void kernel_main() {
  DeviceZoneScopedN("all");
  WAYPOINT("HERE");
  PAUSE();
  WATCHER_RING_BUFFER_PUSH(5);
  ASSERT(get_arg_val<uint32_t>(0) > 3);
  ASSERT(get_arg_val<uint32_t>(0) > 3, "too few");
  DPRINT << "text " << SETW(6) << 5u << HEX() << uint8_t{255} << DEC() << -5 << ' ' << true << ENDL();
  DPRINT << SETPRECISION(3) << FIXED() << 1.5f << BF16(0x3F80) << F32(2.5f) << U32(7) << "\n" << ENDL();
  DPRINT_DATA0(DPRINT << "on BRISC" << ENDL());
  DPRINT_DATA1({ DPRINT << "on NCRISC" << ENDL(); });
  DPRINT_UNPACK(this does not stand here);
  DPRINT_MATH(neither does this);
  DPRINT_PACK(nor this);
  DEVICE_PRINT("core {} of {:#x}: {:.3f}\n", 1, 0x20, 1.5f);
}
