// From a problem to a plan, or to the reasons why there is none.
//
//   well formed? ── ids, DST, trace, page counts within limits? ── wanted counts ──fit──> plan
//                                                                       │ do not
//                        safe counts ── finer quanta ── exact minimum ──fit──> keep_most_benefit ──> plan
//                                                                       │ do not
//                                                       smallest plan, and the computed ways out
//
// Nearly every kernel takes the first line, so that is all the first line costs: one walk over the trace and one over
// the CBs. Where the rest is explained: safe_count.cc, fit.cc, network.cc, minimum.cc, ways_out.cc.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "plan/fit.h"
#include "plan/minimum.h"
#include "plan/plan.h"
#include "plan/sequence.h"
#include "plan/ways_out.h"
#include "support/diagnostic.h"
#include "support/text.h"

namespace tir2tt::plan {
namespace {

constexpr int64_t kMaxPages = 65'535;

class Solver {
 public:
  Solver(const Problem& problem, const SolveOptions& options) : problem_(problem), options_(options) {
    for (const Event& event : problem.trace) {
      if (event.kind == EventKind::DstAcquire) dst_used_ = std::max(dst_used_, event.count);
    }
    dst_available_ = target::dst_tiles(problem.fp32_dest_acc);
  }

  std::variant<Plan, Infeasible> run() {
    const std::vector<int64_t> peaks = sequential_peaks(problem_);
    choices_.reserve(peaks.size());
    for (size_t i = 0; i < peaks.size(); ++i) {
      choices_.push_back(make_choice(problem_.cbs[i], std::max<int64_t>(0, peaks[i]), false));
    }
    if (std::optional<Infeasible> no = beyond_limits(peaks)) return std::move(*no);
    Plan plan = placed();
    if (fits(plan)) return plan;
    return squeeze();
  }

 private:
  Plan placed() const {
    Plan plan = place(problem_, choices_);
    plan.dst_tiles_used = dst_used_;
    plan.dst_tiles_available = dst_available_;
    return plan;
  }

  // As small as it has been proven to work.
  Plan smallest() {
    for (Choice& choice : choices_) choice.blocks = choice.floor;
    return placed();
  }

  Infeasible refuse(Infeasible::Why why, std::string message, int cb = -1) {
    Infeasible no;
    no.why = why;
    no.message = std::move(message);
    no.cb = cb;
    no.smallest.push_back(smallest());
    return no;
  }

  std::optional<Infeasible> beyond_limits(const std::vector<int64_t>& peaks) {
    if (std::ssize(choices_) > problem_.chip->max_circular_buffers) return too_many_ids();
    for (size_t i = 0; i < peaks.size(); ++i) {
      if (peaks[i] < 0) return deadlock(static_cast<int>(i));
    }
    if (dst_used_ > dst_available_) return too_many_dst_tiles();
    for (size_t i = 0; i < peaks.size(); ++i) {
      // Finer quanta need less of a rounding; they get their chance before the page count is held against the CB.
      if (choices_[i].floor > most_blocks(problem_.cbs[i], choices_[i].step)) make_finer(i);
      if (choices_[i].floor > most_blocks(problem_.cbs[i], choices_[i].step))
        return too_many_pages(static_cast<int>(i));
    }
    return std::nullopt;
  }

  Infeasible too_many_ids() {
    Infeasible no = refuse(Infeasible::Why::TooManyIds,
                           fmt::format("`{}` needs {} circular buffers; {} has {}", problem_.function, choices_.size(),
                                       problem_.chip->name, problem_.chip->max_circular_buffers));
    no.ways_out = other_chips(problem_, choices_);
    return no;
  }

  Infeasible deadlock(int cb) {
    return refuse(Infeasible::Why::Deadlock,
                  fmt::format("`{}` is not left as it was found by a loop, a branch or the whole kernel, or is read "
                              "before it is written; no number of pages makes that safe",
                              problem_.cbs[cb].name),
                  cb);
  }

  Infeasible too_many_dst_tiles() {
    Infeasible no = refuse(Infeasible::Why::Dst,
                           fmt::format("`{}` computes on {} tiles at a time; DST holds {} with {}-bit accumulation",
                                       problem_.function, dst_used_, dst_available_, problem_.fp32_dest_acc ? 32 : 16));
    const int half_width = target::dst_tiles(false);
    if (problem_.fp32_dest_acc && dst_used_ <= half_width) {
      no.ways_out.push_back({fmt::format("16-bit accumulation: DST then holds {} tiles", half_width), 0,
                             no.smallest.front().bytes_used, fits(no.smallest.front())});
    }
    return no;
  }

  Infeasible too_many_pages(int cb) {
    const CbRequest& request = problem_.cbs[cb];
    Infeasible no = refuse(Infeasible::Why::PageCount,
                           fmt::format("one block of `{}` is {} tiles; a circular buffer has at most {} pages",
                                       request.name, with_thousands(request.block_tiles), with_thousands(kMaxPages)),
                           cb);
    no.ways_out = ways_out_of_l1(problem_, choices_);  // so many pages never fit into L1 either
    return no;
  }

  Infeasible too_many_bytes() {
    const Plan least = smallest();
    const std::string reserve =
        problem_.l1_reserve == 0 ? "" : fmt::format(" ({} B are reserved)", with_thousands(problem_.l1_reserve));
    Infeasible no = refuse(Infeasible::Why::L1,
                           fmt::format("`{}` needs {} B of L1 for its {} circular buffers even with the fewest pages; "
                                       "{} has {} B for them{}",
                                       problem_.function, with_thousands(least.bytes_used), choices_.size(),
                                       problem_.chip->name, with_thousands(least.bytes_available), reserve));
    no.ways_out = ways_out_of_l1(problem_, choices_);
    return no;
  }

  std::variant<Plan, Infeasible> squeeze() {
    bool room = fits(smallest());
    if (!room && options_.try_finer_quanta) room = finer_quanta();
    if (!room && options_.exact_minimum && worth_executing()) {
      room = lower_to_exact_minimum(problem_, choices_) && fits(smallest());
    }
    if (!room) return too_many_bytes();
    keep_most_benefit(problem_, choices_);
    return placed();
  }

  void make_finer(size_t i) {
    const CbRequest& cb = problem_.cbs[i];
    if (!options_.try_finer_quanta || cb.finest_quantum == 0) return;
    const Choice finer = make_choice(cb, choices_[i].peak, true);
    if (finer.floor < choices_[i].floor) choices_[i] = finer;
  }

  bool finer_quanta() {
    for (size_t i = 0; i < choices_.size(); ++i) make_finer(i);
    return fits(smallest());
  }

  // Whether it could help at all: with one block each it would have to fit.
  bool worth_executing() const {
    std::vector<Choice> single = choices_;
    for (Choice& choice : single) choice.blocks = std::min(choice.floor, choice.step);
    return fits(place(problem_, single));
  }

  const Problem& problem_;
  const SolveOptions& options_;
  std::vector<Choice> choices_;
  int64_t dst_used_ = 0, dst_available_ = 0;
};

}  // namespace

std::variant<Plan, Infeasible> solve(const Problem& problem, const SolveOptions& options) {
  TIR2TT_CHECK(check_structure(problem).empty(), "planning problem is malformed: " + check_structure(problem)[0].text);
  return Solver(problem, options).run();
}

}  // namespace tir2tt::plan
