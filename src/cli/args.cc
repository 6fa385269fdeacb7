#include "cli/args.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <sstream>

#include "cli/run.h"

namespace tir2tt::cli {
namespace {

constexpr char kExamples[] = R"(Examples:
  tir2tt plan examples/matmul.py                    which buffers became circular buffers, and why
  tir2tt plan --arch blackhole --json kernel.py     the same as metadata, for a program
  tir2tt compile examples/matmul.py -o out          three kernels, a host program, plan.json, the annotated module
  tir2tt run examples/matmul.py                     the same on the embedded device, compared with the reference
  tir2tt opt --passes=memory-space-lower-tt k.py    the module with the metadata written on it
  tir2tt passes                                     what `opt --passes` knows

Exit codes: 0 done, 1 the input is at fault, 2 wrong usage, 3 a fault of tir2tt.)";

constexpr char kPlanExamples[] = R"(Examples:
  tir2tt plan examples/matmul.py
  tir2tt plan --cb-rule=seed examples/seed.py
  tir2tt plan --l1-reserve 65536 --json kernel.py -o plan.json
  tir2tt plan gemm.json                                       what `tvm.ir.save_json(mod)` wrote
  cat kernel.py | tir2tt plan --verify -)";

constexpr char kOptExamples[] = R"(Examples:
  tir2tt opt kernel.py                                      print back what was read
  tir2tt opt --passes=memory-space-lower-tt kernel.py -o annotated.py
  tir2tt opt --passes=apply-tt-defaults,infer-default-tt-schedule --print-after=all kernel.py
  tir2tt opt gemm.json --passes=default -o out.json         JSON stays JSON; nothing but what passes change is touched
  tir2tt opt gemm.json --to script                          read JSON, print TVMScript)";

constexpr char kCompileExamples[] = R"(Examples:
  tir2tt compile examples/matmul.py -o out
  tir2tt compile gemm.json -o out --arch blackhole        the module is written as JSON, as it came
  tir2tt compile out/module.py -o out                     after num_pages in it was edited: the plan counts
  tir2tt compile kernel.py -o out --dialect late-2026     names of tt-metal's summer of 2026

Writes into DIR: kernels/reader.cpp, compute.cpp and writer.cpp; main.cpp with its headers; plan.json
(docs/plan.schema.json); module.py or .json, the annotated module; input.py or .json, the kernel as it came. Several
functions: module and input in DIR, the rest in DIR/FUNCTION. After an error DIR is what it was.
A file that carries its plan already is taken as it is; an input.py beside it counts as the kernel as it came.
`run` knows the names of the classic dialect only.)";

constexpr char kRunExamples[] = R"(Examples:
  tir2tt run examples/matmul.py
  tir2tt run out                                          kernels of `compile`, edited or not, from out/kernels
  tir2tt run examples/add.py --in A=a.npy --out C=c.npy --seed 7
  tir2tt run dynamic.py --shape m=1024 --shape n=512      symbolic extents
  tir2tt run kernel.py --policy adversarial --json

Inputs that no file gives are drawn from the seed; tensors that are only written begin as zeros. The reference is the
kernel as it was written, interpreted in double; a bound goes with each of its values. In a module of several functions
a tensor may be named FUNCTION.NAME. A file that carries its plan needs the kernel as it was written beside it, as
input.py or input.json: run the folder.

Exit codes: 0 every output is right; 1 it is not, or the kernels break a rule of the chip, or the input is at fault.)";

void add_input_options(CLI::App& app, KernelArgs& k, const std::string& name, const std::string& what) {
  app.add_option(name, k.file, what)->required();
  app.add_option("--arch", k.names.arch, "the chip: see `tir2tt archs`")->capture_default_str();
}

void add_reserve_option(CLI::App& app, KernelArgs& k) {
  app.add_option("--l1-reserve", k.names.l1_reserve, "bytes at the end of L1 that the plan must leave alone")
      ->option_text("BYTES");
}

/// NAME=VALUE, as often as one likes.
void add_assignments(CLI::App& app, const std::string& name, std::vector<std::string>& words, const std::string& form,
                     const std::string& what) {
  app.add_option(name, words, what)->allow_extra_args(false)->option_text(form);  // one word: FILE may follow
}

void add_kernel_options(CLI::App& app, KernelArgs& k) {
  add_input_options(app, k, "FILE", "a kernel as TVMScript or as TVM's JSON; `-` reads standard input");
  app.add_option("--cb-rule", k.names.cb_rule,
                 "what decides about buffers and pages: `dataflow` (default), what the kernel does with them;\n"
                 "`seed`, the original rule (2-D, both at most 64; one page for accumulators, else two)")
      ->option_text("dataflow|seed");
  add_reserve_option(app, k);
  app.add_option("-o,--output", k.output, "where the result goes; default: standard output")->option_text("FILE");
}

/// Everything CLI11 needs to live while it parses.
struct Parser {
  CLI::App app{"tir2tt: compiles TVM TIR tile kernels to Tenstorrent, with circular buffers you can trust", "tir2tt"};
  PlanArgs plan_args;
  OptArgs opt_args;
  CompileArgs compile_args;
  RunArgs run_args;
  PassesArgs passes_args;
  ArchsArgs archs_args;
  ColorWhen color = ColorWhen::Auto;
  CLI::App *plan = nullptr, *opt = nullptr, *compile = nullptr, *run = nullptr, *passes = nullptr, *archs = nullptr;

  Parser() {
    app.footer(kExamples);
    app.set_version_flag("--version", "tir2tt " TIR2TT_VERSION);
    app.require_subcommand(1);
    app.fallthrough();
    const std::map<std::string, ColorWhen> when = {
        {"auto", ColorWhen::Auto}, {"always", ColorWhen::Always}, {"never", ColorWhen::Never}};
    app.add_option("--color", color, "colours: `auto` (default) on a terminal unless NO_COLOR is set")
        ->transform(CLI::CheckedTransformer(when))
        ->option_text("auto|always|never");
    add_plan();
    add_opt();
    add_compile();
    add_run();
    passes = app.add_subcommand("passes", "list the passes of `opt --passes`, in pipeline order");
    passes->add_flag("--json", passes_args.json, "as JSON");
    passes->footer("Example:\n  tir2tt passes");
    archs = app.add_subcommand("archs", "list the chips of `--arch`");
    archs->add_flag("--json", archs_args.json, "as JSON");
    archs->footer("Example:\n  tir2tt archs --json");
  }

  void add_plan() {
    plan = app.add_subcommand("plan", "show which buffers become circular buffers, why, how big, and where in L1");
    add_kernel_options(*plan, plan_args.kernel);
    plan->add_flag("--json", plan_args.json, "the metadata as JSON, one object per function");
    plan->add_flag("--verify", plan_args.verify, "check the plan with the independent verifier as well");
    plan->footer(kPlanExamples);
  }

  void add_opt() {
    opt = app.add_subcommand("opt", "run passes and print the module");
    add_kernel_options(*opt, opt_args.kernel);
    opt->add_option("--passes", opt_args.passes,
                    "the passes, in this order; see `tir2tt passes`; `default`: all of them")
        ->delimiter(',')
        ->allow_extra_args(false)  // one word: what follows is FILE
        ->option_text("a,b,c");
    opt->add_option("--print-after", opt_args.print_after, "print the module to standard error after these passes")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->option_text("PASS,…|all");
    opt->add_option("--to", opt_args.to,
                    "the format of the result; default: as it came. `json`: TVM's JSON, a script as TVM 0.21 or,\n"
                    "with tirx, as tvm-ffi writes it; `json-0.20`, `json-0.21`, `json-ffi`: of that TVM")
        ->option_text("script|json|json-0.20|json-0.21|json-ffi");
    opt->add_flag("--time-passes", opt_args.time_passes, "print what each phase took to standard error");
    opt->footer(kOptExamples);
  }

  void add_compile() {
    compile = app.add_subcommand("compile", "write reader, compute and writer kernels and a host program");
    add_input_options(*compile, compile_args.kernel, "FILE",
                      "a kernel as TVMScript or as TVM's JSON; `-` reads standard input");
    compile
        ->add_option("-o,--output", compile_args.kernel.output, "the folder that is written; made if it is not there")
        ->required()
        ->option_text("DIR");
    add_reserve_option(*compile, compile_args.kernel);
    compile->add_option("--dialect", compile_args.dialect, "how the kernel API of tt-metal is spelled")
        ->option_text("classic|late-2026");
    compile->add_flag("--json", compile_args.json, "what was written as JSON");
    compile->footer(kCompileExamples);
  }

  void add_run() {
    run = app.add_subcommand("run", "run kernels on the embedded device and compare with the reference");
    add_input_options(*run, run_args.kernel, "FILE|DIR",
                      "a kernel as TVMScript or as TVM's JSON, or a folder that `compile` wrote; `-` reads standard\n"
                      "input");
    add_reserve_option(*run, run_args.kernel);
    add_assignments(*run, "--in", run_args.in, "NAME=FILE.npy", "a tensor's contents before the run");
    add_assignments(*run, "--out", run_args.out, "NAME=FILE.npy", "where a tensor's contents after the run go");
    add_assignments(*run, "--shape", run_args.shapes, "NAME=EXTENT", "a symbolic extent that no file of --in has");
    run->add_option("--seed", run_args.seed, "of inputs and of the interleaving; default: 0")
        ->check(CLI::NonNegativeNumber)
        ->option_text("N");
    run->add_option("--policy", run_args.policy,
                    "which of the legal interleavings: one actor after the other (default), any, or the one that\n"
                    "finds most mistakes")
        ->option_text("in-order|random|adversarial");
    run->add_flag("--json", run_args.json, "the verdict as JSON, one object per function");
    run->footer(kRunExamples);
  }

  CommandLine result() {
    for (const auto& [command, args] : {std::pair{compile, &compile_args.arch_given}, {run, &run_args.arch_given}})
      *args = command->count("--arch") > 0;
    for (const auto& [command, args] :
         {std::pair{compile, &compile_args.reserve_given}, {run, &run_args.reserve_given}})
      *args = command->count("--l1-reserve") > 0;
    if (plan->parsed()) return {color, plan_args};
    if (opt->parsed()) return {color, opt_args};
    if (compile->parsed()) return {color, compile_args};
    if (run->parsed()) return {color, run_args};
    if (passes->parsed()) return {color, passes_args};
    return {color, archs_args};
  }
};

}  // namespace

CommandLine parse_command_line(std::vector<std::string> args) {
  Parser parser;
  std::reverse(args.begin(), args.end());  // CLI11 takes them from the back
  try {
    parser.app.parse(std::move(args));
  } catch (const CLI::ParseError& e) {
    std::ostringstream out, err;
    const bool mistake = parser.app.exit(e, out, err) != 0;
    Finished finished{mistake ? kWrongUsage : kDone, out.str(), err.str()};
    if (!finished.out.empty() && !finished.out.ends_with('\n')) finished.out += '\n';
    return {parser.color, std::move(finished)};
  }
  return parser.result();
}

}  // namespace tir2tt::cli
