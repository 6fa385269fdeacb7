// Mutates the emitted kernels of gemm, element-wise and row sum and says which mutants the device reports.
// docs/mutation.md tells what it is for.
//
//   mutation_tool [--every N] [--jobs N] [--equivalent] [FILE.py…]
//
// Exit code 0: at least 99 % are caught; 1: fewer are, or a reason of equivalence is contradicted; 2: cannot be run.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "mutation/report.h"

namespace {

using namespace tir2tt::mutation;
namespace fs = std::filesystem;

struct Arguments {
  CampaignOptions campaign;
  bool equivalent = false;
  std::vector<std::string> files;
};

int number_of(const char* text) {
  const int n = text == nullptr ? 0 : std::atoi(text);
  if (n < 1) throw std::runtime_error("a number above 0 is wanted");
  return n;
}

Arguments parse(int argc, char** argv) {
  Arguments a;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--every") {
      a.campaign.every = static_cast<size_t>(number_of(argv[++i]));
    } else if (word == "--jobs") {
      a.campaign.jobs = number_of(argv[++i]);
    } else if (word == "--equivalent") {
      a.equivalent = true;
    } else if (word.starts_with("-")) {
      throw std::runtime_error("usage: mutation_tool [--every N] [--jobs N] [--equivalent] [FILE.py…]");
    } else {
      a.files.push_back(word);
    }
  }
  if (!a.files.empty()) return a;
  for (const char* name : {"gemm", "scaled_add", "row_sum"})
    a.files.push_back(fmt::format("{}/{}.py", TIR2TT_MUTATION_KERNELS, name));
  return a;
}

/// A folder that goes when this does.
struct TemporaryFolder {
  TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "tir2tt-mutation-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  fs::path path;
};

int run(Arguments a) {
  const auto begin = std::chrono::steady_clock::now();
  const TemporaryFolder folder;
  a.campaign.cache = folder.path;
  std::vector<Subject> subjects;
  for (const std::string& file : a.files) subjects.push_back(load_subject(file));
  std::vector<Trial> all;
  for (const Subject& subject : subjects) {
    if (const std::string wrong = check_original(subject, a.campaign); !wrong.empty()) throw std::runtime_error(wrong);
    for (Trial& t : run_campaign(subject, a.campaign)) all.push_back(std::move(t));
  }
  const Score score = score_of(all);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  fmt::print("{}{}\nfindings: {}", mutant_list(all, a.equivalent), outcome_table(all), finding_list(all));
  fmt::print("{} of {} caught: {:.2f} %; {} more by a warning; {:.0f} s\n", score.caught, score.judged,
             100 * score.share(), score.warned, seconds);
  const bool contradicted = std::any_of(all.begin(), all.end(), is_contradiction);
  return score.share() < kLeastShare || contradicted ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(parse(argc, argv));
  } catch (const std::exception& e) {
    fmt::print(stderr, "mutation_tool: {}\n", e.what());
    return 2;
  }
}
