// Work on a stack of its own. A walk over IR is as deep as the IR, some thousand levels by the readers' limits; the
// thread that calls us may have a stack of a few hundred kilobytes. Tested by tests/support/own_stack_test.cc, and by
// tests/capi/capi_test.cc on a thread with a small stack.
#pragma once

#include <cstddef>
#include <functional>

namespace tir2tt {

/// Enough for the deepest module that is read, also without optimisation and under the sanitizers. Only what is used of
/// it takes memory.
constexpr size_t kOwnStackBytes = size_t{256} << 20;

/// Runs `work` on a thread of its own and waits for it. What it throws is thrown here; std::system_error when no thread
/// can be had. No signal is handled on that thread. Costs some 80 µs, as measured in bench/.
void on_own_stack(const std::function<void()>& work);

}  // namespace tir2tt
