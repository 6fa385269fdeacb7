#include "cli/run.h"

#include <exception>
#include <ostream>

#include "cli/args.h"
#include "cli/commands.h"
#include "cli/session.h"

namespace tir2tt::cli {
namespace {

/// One overload per command.
struct Dispatch {
  Session& session;
  int operator()(const Finished& f) const {
    session.out << f.out << std::flush;
    session.err << f.err << std::flush;
    return f.exit_code;
  }
  int operator()(const PlanArgs& args) const { return run_plan(args, session); }
  int operator()(const OptArgs& args) const { return run_opt(args, session); }
  int operator()(const CompileArgs& args) const { return run_compile(args, session); }
  int operator()(const RunArgs& args) const { return run_kernels(args, session); }
  int operator()(const PassesArgs& args) const { return run_passes(args, session); }
  int operator()(const ArchsArgs& args) const { return run_archs(args, session); }
};

}  // namespace

int run(const std::vector<std::string>& args, std::istream& in, std::ostream& out, std::ostream& err,
        const Environment& environment) {
  try {
    const CommandLine line = parse_command_line(args);
    Session session{in, out, err, environment, line.color};
    return std::visit(Dispatch{session}, line.command);
  } catch (const InternalError& e) {
    err << "tir2tt: internal error: " << e.what() << "\n";
  } catch (const std::exception& e) {
    err << "tir2tt: internal error: unexpected exception: " << e.what() << "\n";
  }
  err << "This is a fault of tir2tt, not of the input. Please report it with the command and the input.\n";
  return kInternalError;
}

}  // namespace tir2tt::cli
