// roles: brisc
// expect: Noc: no transfers with objects of this type
#include "api/dataflow/circular_buffer.h"
void kernel_main() { Noc().async_read(5, CircularBuffer(0), 64, {}, {}); }
