// RunMaker: computes a long run on a thread of its own, beside the frame loop.
#pragma once

#include <cstdint>
#include <memory>

#include "gui/model/session.hpp"

namespace finwait {

class RunMaker {
 public:
  explicit RunMaker(const Wanted& wanted);
  RunMaker(RunMaker&&) noexcept;
  RunMaker& operator=(RunMaker&&) noexcept;
  ~RunMaker();  // waits for the thread

  uint64_t ticket() const;
  // Segments that were computed so far.
  uint64_t segments() const;
  // The newest that is there since the last time: the run, or, if its beginning is shown, some more
  // of it (copied: the computing goes on). Null when there is nothing new.
  std::shared_ptr<Run> take();
  // The thread has nothing more to do soon.
  void stop();
  bool is_over() const;

 private:
  struct Inside;
  std::unique_ptr<Inside> in_;
};

}  // namespace finwait
