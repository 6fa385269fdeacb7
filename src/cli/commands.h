// One function per subcommand, each in the file of its name (that of `run` in run_kernels.cc). They print to the
// session's streams and return the exit code. Tested by tests/cli/run_test.cc.
#pragma once

#include "cli/args.h"
#include "cli/session.h"

namespace tir2tt::cli {

int run_plan(const PlanArgs& args, Session& session);
int run_opt(const OptArgs& args, Session& session);
int run_compile(const CompileArgs& args, Session& session);
int run_kernels(const RunArgs& args, Session& session);
int run_passes(const PassesArgs& args, Session& session);
int run_archs(const ArchsArgs& args, Session& session);

}  // namespace tir2tt::cli
