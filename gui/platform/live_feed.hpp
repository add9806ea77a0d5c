// A live run on a thread of its own, which alone is in the namespace: the run never waits for the
// window, nor the window for the run. What it adds to its scenario is fetched from here.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gui/model/session.hpp"
#include "sim/host/live.hpp"

namespace finwait {

struct LivePlan {
  std::string name;                  // of the scenario
  Scenario scenario;                 // from give_to_kernel
  std::vector<std::string> program;  // may be empty
};

// Reads a scenario and makes it ready for a kernel: the host of that name, or the one that
// give_to_kernel finds for "".
Result<LivePlan> read_live_plan(const std::string& file_or_name,
                                const std::vector<Override>& overrides, const std::string& kernel,
                                std::vector<std::string> program);

class LiveFeed {
 public:
  // Makes the network. The clock stands until go(). An error says why it cannot be done here.
  static Result<LiveFeed> start(LivePlan plan);
  LiveFeed(LiveFeed&&) noexcept;
  LiveFeed& operator=(LiveFeed&&) noexcept;
  ~LiveFeed();  // ends the run

  const LivePlan& plan() const;
  // What starts a program beside the run.
  const std::string& entering() const;
  void go();
  // Asks the run to end; it takes some milliseconds, and a second where a program resists.
  void stop();

  // What was added since the last call; nullopt: nothing happened, or only time passed and not
  // much of it.
  std::optional<command::GrowLive> news();
  // The result once it is over.
  const Result<LiveResult>* result() const;

 private:
  struct Inside;
  explicit LiveFeed(LivePlan plan);
  std::unique_ptr<Inside> in_;
};

// A live run as the window sees it: brings the session up to date and ends with the run.
class LiveShow {
 public:
  explicit LiveShow(LiveFeed feed) : feed_(std::move(feed)) {}

  // Shows the run and lets the clock go.
  void begin(Session& session);
  // Several times a second: true when there was anything new. A run that takes long to be shown is
  // shown less often, so that there is always time for the user.
  bool look(Session& session);
  void stop() { feed_.stop(); }
  // Nothing more comes: the run is over, or the session shows something else.
  bool is_over() const { return over_; }

 private:
  bool finish(Session& session);

  LiveFeed feed_;
  bool over_ = false;
  int64_t rest_until_ = 0;  // real_nanoseconds()
};

}  // namespace finwait
