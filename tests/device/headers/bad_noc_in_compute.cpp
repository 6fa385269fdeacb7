// roles: unpack math pack
// expect: api/dataflow/dataflow_api.h is for data movement kernels
#include "api/dataflow/dataflow_api.h"
void kernel_main() {}
