// What coverage found, as tables for people (docs/coverage.md) and as JSON. Tested by tests/coverage/report_test.cc.
#pragma once

#include <string>
#include <vector>

#include "coverage/outcome.h"

namespace tir2tt::coverage {

struct Covered {
  Kernel kernel;
  Outcome outcome;
};

/// "rms_norm   right   PCC 1.000000, …": one line, while it goes.
std::string line_of(const Covered& c);
/// "24 kernels: 22 right, 2 refused, 0 wrong".
std::string score_text(const std::vector<Covered>& all);
/// The page: a table of the corpus, a table of the zoo.
std::string markdown(const std::vector<Covered>& corpus, const std::vector<Covered>& zoo);
/// [{"name", "family", "verdict", "diagnostic", "reason", "features", "circular_buffers", "l1_bytes", "pcc",
/// "max_abs_error", "share_of_bound", "shapes", "own_size"}]
std::string json(const std::vector<Covered>& all);

}  // namespace tir2tt::coverage
