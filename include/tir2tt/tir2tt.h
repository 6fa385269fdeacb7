/* tir2tt as a C library: passes on a module that is given as text; module, plan and diagnostics come back as text.
 *
 * Thread-safe: there is no state between calls, and a result may be read by many threads at once. Nothing is printed,
 * nothing is thrown, the process is never ended. Strings are UTF-8, or whatever bytes the input had.
 * The shared library exports these functions and nothing else and needs nothing but the C library.
 *
 *   tir2tt_options options = {sizeof options};
 *   options.passes = "memory-space-lower-tt";
 *   tir2tt_result *r = tir2tt_opt(text, strlen(text), &options);
 *   if (tir2tt_result_status(r) == TIR2TT_DONE) puts(tir2tt_result_text(r, TIR2TT_MODULE, NULL));
 *   else fputs(tir2tt_result_text(r, TIR2TT_MESSAGES, NULL), stderr);
 *   tir2tt_result_free(r);
 *
 * Tested by tests/capi/capi_test.cc, tests/capi/exports_test.sh and tests/python/. */
#ifndef TIR2TT_TIR2TT_H_
#define TIR2TT_TIR2TT_H_

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define TIR2TT_API __attribute__((visibility("default")))
#else
#define TIR2TT_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Changes when a caller that was compiled against an older header would go wrong. Additions do not change it. */
#define TIR2TT_ABI_VERSION 1

/* The ABI of the loaded library: compare with TIR2TT_ABI_VERSION before anything else. */
TIR2TT_API uint32_t tir2tt_abi_version(void);
/* "0.1.0": the library's own version; lives as long as the library. */
TIR2TT_API const char* tir2tt_version(void);

/* Set `struct_size` to sizeof(tir2tt_options) and the rest to zero: every zero is the default. */
typedef struct tir2tt_options {
  size_t struct_size;
  const char* file_name; /* what diagnostics call the input; default "<module>" */
  const char* passes;    /* tir2tt_opt: names, separated by commas, in the order in which they run; "default" stands
                            for the whole pipeline; default: none */
  const char* arch;      /* a chip of tir2tt_archs; default "wormhole_b0" */
  const char* cb_rule;   /* "dataflow" (default) or "seed" */
  int64_t l1_reserve;    /* bytes of each core's L1 that circular buffers must leave free */
  uint32_t parts;        /* which texts are wanted, one bit 1u << tir2tt_part each; 0: all of them */
} tir2tt_options;

/* The exit codes of the command-line tool. An option that does not fit, struct_size 0 included, is WRONG_USAGE. */
typedef enum tir2tt_status {
  TIR2TT_DONE = 0,
  TIR2TT_BAD_INPUT = 1,      /* the module is at fault; the diagnostics say why */
  TIR2TT_WRONG_USAGE = 2,    /* the options are at fault; the diagnostics say why */
  TIR2TT_INTERNAL_ERROR = 3, /* we are; the diagnostics hold what to report */
} tir2tt_status;

/* The texts of a result. A text that does not apply, was not wanted, or could not be made is absent. */
typedef enum tir2tt_part {
  /* tir2tt_opt, DONE: the module in the format in which it came. JSON comes back with nodes added at the end. */
  TIR2TT_MODULE = 0,
  /* tir2tt_opt on JSON, DONE: the function attributes that the passes set or removed, as a JSON text for TVM's own
     load_json, which makes of it Map<String function, Map<String attribute, Any>>; None: the attribute was removed. */
  TIR2TT_ATTRIBUTES = 1,
  /* tir2tt_opt, DONE: JSON array of the names of the functions of which more than the attributes changed. */
  TIR2TT_CHANGED_BODIES = 2,
  /* tir2tt_plan: the JSON of `tir2tt plan --json`. tir2tt_passes, tir2tt_archs: the JSON of `--json` there. */
  TIR2TT_JSON = 3,
  /* tir2tt_plan: the report of `tir2tt plan`, at most 100 columns wide. */
  TIR2TT_REPORT = 4,
  /* JSON array, sorted by place: {"id": "T0408", "name": "does_not_fit", "severity": "error"|"warning"|"note",
     "message", "hint", "function", "file", "line", "column", "end_line", "end_column", "source", "node"}.
     What does not apply is null. Lines and columns are from 1 and count bytes; `source` is the text of the line, unless
     that is longer than 10,000 bytes; they are null where a diagnostic is about the whole input. For JSON input the
     place is in the module's TVMScript and `node` is "node 57 (tir.For)"; when the JSON could not be read, the place is
     in it. An internal error is {"id": "T0000", "name": "internal_error", …}. */
  TIR2TT_DIAGNOSTICS = 5,
  /* The same as text, with source lines and carets; empty when there is nothing to say. */
  TIR2TT_MESSAGES = 6,
} tir2tt_part;

typedef struct tir2tt_result tir2tt_result;

/* Run `options->passes` on a module: TVMScript, or TVM's JSON of any era. `text` need not end in NUL and may be freed
 * after the call; `options` may be NULL. Never NULL, unless there is no memory left at all. */
TIR2TT_API tir2tt_result* tir2tt_opt(const char* text, size_t size, const tir2tt_options* options);
/* Plan every function of a module: what `tir2tt plan` does. `options->passes` is ignored. */
TIR2TT_API tir2tt_result* tir2tt_plan(const char* text, size_t size, const tir2tt_options* options);
/* What there is, as JSON. */
TIR2TT_API tir2tt_result* tir2tt_passes(void);
TIR2TT_API tir2tt_result* tir2tt_archs(void);

/* A tir2tt_status. A NULL result counts as TIR2TT_INTERNAL_ERROR. */
TIR2TT_API int tir2tt_result_status(const tir2tt_result* result);
/* The text of a tir2tt_part, NUL behind it, valid until tir2tt_result_free; NULL when it is absent. `size`, unless
 * NULL, gets its bytes without that NUL. */
TIR2TT_API const char* tir2tt_result_text(const tir2tt_result* result, int part, size_t* size);
/* NULL is allowed. */
TIR2TT_API void tir2tt_result_free(tir2tt_result* result);

#ifdef __cplusplus
}
#endif

#endif /* TIR2TT_TIR2TT_H_ */
