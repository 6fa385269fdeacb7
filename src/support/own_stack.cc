#include "support/own_stack.h"

#include <pthread.h>

#include <csignal>
#include <exception>
#include <system_error>

namespace tir2tt {
namespace {

struct Job {
  const std::function<void()>& work;
  std::exception_ptr thrown;
};

void* run(void* argument) {
  Job& job = *static_cast<Job*>(argument);
  try {
    job.work();
  } catch (...) {
    job.thrown = std::current_exception();
  }
  return nullptr;
}

/// Signals are the caller's: its other threads get them while this lives, and threads that are started inherit it.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

int start(pthread_t& thread, Job& job) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kOwnStackBytes);
  const SignalsBlocked blocked;
  const int error = pthread_create(&thread, &attributes, run, &job);
  pthread_attr_destroy(&attributes);
  return error;
}

}  // namespace

void on_own_stack(const std::function<void()>& work) {
  Job job{work, nullptr};
  pthread_t thread;
  if (const int error = start(thread, job))
    throw std::system_error(error, std::generic_category(), "cannot start a thread");
  pthread_join(thread, nullptr);
  if (job.thrown) std::rethrow_exception(job.thrown);
}

}  // namespace tir2tt
