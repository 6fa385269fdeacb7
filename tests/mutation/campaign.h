// Runs mutants and says how each was found. Tested by tests/mutation/mutation_test.cc.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "mutation/equivalence.h"
#include "mutation/operators.h"
#include "mutation/subject.h"

namespace tir2tt::mutation {

struct Fate {
  enum class Kind {
    CompileError,
    Finding,       // an error of the device
    WrongNumbers,  // no finding is an error, but the results are not those of the reference
    Warned,        // right results, a finding that is a warning
    Survived,
  } kind = Kind::Survived;
  std::string id;    // of the first finding
  std::string text;  // what was said
  std::string run;   // "in order", "random 2"
};

struct Trial {
  const Subject* subject = nullptr;
  Mutant mutant;
  Reason reason = Reason::None;  // why it is no fault
  Fate fate;
  bool caught() const { return fate.kind == Fate::Kind::Finding || fate.kind == Fate::Kind::WrongNumbers; }
};

struct CampaignOptions {
  std::filesystem::path cache;  // of compiled kernels
  int jobs = 2;                 // mutants at once
  size_t every = 1;             // of the mutants of each operator, one in so many
};

/// Whether the program itself is right and without a finding under every policy; "" or what is wrong.
std::string check_original(const Subject& subject, const CampaignOptions& options);

/// In the order of all_mutants(). Equivalent mutants run too.
std::vector<Trial> run_campaign(const Subject& subject, const CampaignOptions& options);

}  // namespace tir2tt::mutation
