/* The header as a C11 program has it; capi_test.cc calls what stands here. */
#include <tir2tt/tir2tt.h>

#include <string.h>

_Static_assert(sizeof(tir2tt_options) % sizeof(void *) == 0, "whole words");

/* The example of the header. Returns the bytes of the module that comes back, 0 when none does. */
size_t header_test_opt(const char *text) {
  size_t size = 0;
  tir2tt_options options = {sizeof options};
  tir2tt_result *r = 0;
  options.passes = "memory-space-lower-tt";
  r = tir2tt_opt(text, strlen(text), &options);
  if (tir2tt_result_status(r) != TIR2TT_DONE || tir2tt_result_text(r, TIR2TT_MODULE, &size) == NULL) size = 0;
  tir2tt_result_free(r);
  return size;
}
