// Which kernels of the corpus and of the zoo work, and what they do. docs/coverage.md is what it writes.
//
//   coverage_tool [--corpus] [--zoo] [--size own|reduced] [--seeds N] [--blackhole] [--json] [--markdown FILE]
//                 [NAME…|FILE.py…]
//
// Neither --corpus nor --zoo: both. NAME: only kernels whose name begins like this. FILE.py: these instead; a first
// line `# values: rows=5,63; n=2` says what index tensors hold. Exit code
// 0: none is wrong; 1: one is; 2: it cannot run.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "coverage/corpus_table.h"
#include "coverage/report.h"
#include "coverage/zoo.h"

namespace {

using namespace tir2tt::coverage;

struct Arguments {
  bool corpus = false, zoo = false, json = false;
  Size size = Size::Own;
  Trials trials;
  std::string markdown;
  std::vector<std::string> names;
  std::vector<Kernel> files;
};

constexpr const char* kUsage =
    "usage: coverage_tool [--corpus] [--zoo] [--size own|reduced] [--seeds N] [--blackhole] [--json] [--markdown FILE] "
    "[NAME…|FILE.py…]";

std::string operand(int argc, char** argv, int* i) {
  if (++*i >= argc) throw std::runtime_error(kUsage);
  return argv[*i];
}

Kernel kernel_in(const std::string& file) {
  Kernel kernel;
  kernel.name = std::filesystem::path(file).stem().string();
  kernel.file = file;
  constexpr std::string_view kValues = "# values: ";
  std::string line;
  if (std::getline(std::ifstream(file), line) && line.starts_with(kValues))
    kernel.values = parse_values(line.substr(kValues.size()));
  return kernel;
}

Arguments parse(int argc, char** argv) {
  Arguments a;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--corpus")
      a.corpus = true;
    else if (word == "--zoo")
      a.zoo = true;
    else if (word == "--json")
      a.json = true;
    else if (word == "--blackhole")
      a.trials.arch = "blackhole";
    else if (word == "--size")
      a.size = operand(argc, argv, &i) == "own" ? Size::Own : Size::Reduced;
    else if (word == "--seeds")
      a.trials.adversarial = a.trials.random = std::atoi(operand(argc, argv, &i).c_str());
    else if (word == "--markdown")
      a.markdown = operand(argc, argv, &i);
    else if (word.starts_with("-"))
      throw std::runtime_error(kUsage);
    else
      a.names.push_back(word);
  }
  for (const std::string& name : a.names)
    if (name.ends_with(".py")) a.files.push_back(kernel_in(name));
  if (!a.corpus && !a.zoo && a.files.empty()) a.corpus = a.zoo = true;
  return a;
}

std::vector<Covered> cover(const std::vector<Kernel>& kernels, const Arguments& a) {
  std::vector<Covered> all;
  for (const Kernel& kernel : kernels) {
    const bool wanted = std::any_of(a.names.begin(), a.names.end(),
                                    [&](const std::string& name) { return kernel.name.starts_with(name); });
    if (!a.names.empty() && !wanted) continue;
    all.push_back({kernel, outcome_of(kernel, a.trials)});
    fmt::print(stderr, "{}\n", line_of(all.back()));
  }
  return all;
}

std::vector<Covered> cover_files(Arguments a) {
  a.names.clear();
  return cover(a.files, a);
}

int run(const Arguments& a) {
  std::vector<Covered> corpus, animals;
  if (a.corpus) corpus = cover(corpus_kernels(TIR2TT_COVERAGE_CORPUS, a.size), a);
  if (a.zoo) animals = cover(zoo(), a);
  if (!a.files.empty()) animals = cover_files(a);
  if (!a.markdown.empty()) std::ofstream(a.markdown) << markdown(corpus, animals);
  if (!corpus.empty()) fmt::print(stderr, "corpus: {}\n", score_text(corpus));
  if (!animals.empty()) fmt::print(stderr, "zoo: {}\n", score_text(animals));
  std::vector<Covered> all = corpus;
  all.insert(all.end(), animals.begin(), animals.end());
  if (a.json) fmt::print("{}", json(all));
  const bool wrong = std::any_of(all.begin(), all.end(), [](const Covered& c) {
    return c.outcome.verdict == Verdict::Wrong || c.outcome.verdict == Verdict::Fault;
  });
  return wrong ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(parse(argc, argv));
  } catch (const std::exception& e) {
    fmt::print(stderr, "coverage_tool: {}\n", e.what());
    return 2;
  }
}
