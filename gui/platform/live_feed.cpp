#include "gui/platform/live_feed.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "gui/platform/opening.hpp"
#include "sim/host/clock.hpp"

namespace finwait {
namespace {

constexpr Duration kLongestSilence = milliseconds(500);  // then the time alone is news
constexpr int64_t kRest = 4;  // times as long as showing it took

}  // namespace

struct LiveFeed::Inside {
  explicit Inside(LivePlan p) : plan(std::move(p)), known(plan.scenario.script.timeline.size()) {}
  ~Inside() {
    stop();
    if (thread.joinable()) thread.join();
  }

  // On the run's thread.
  void run();
  void wait_for_go();
  void add(const Script& script, Time reached, uint64_t steps);
  // On the window's.
  void wait_until_ready();
  void stop() {
    const std::lock_guard lock(mutex);
    stopped = true;
    changed.notify_all();
  }

  const LivePlan plan;
  std::atomic<bool> stopped{false};
  std::thread thread;
  std::mutex mutex;  // guards what follows
  std::condition_variable changed;
  bool ready = false;
  bool going = false;
  std::string entering;
  size_t known;  // entries of the timeline
  std::vector<Entry> added;
  Time now;
  uint64_t steps = 0;
  Time told_now;
  uint64_t told_steps = 0;
  std::optional<Result<LiveResult>> result;
};

void LiveFeed::Inside::run() {
  LiveOptions options;
  options.scenario = plan.scenario;
  options.program = plan.program;
  options.ready = [this] { wait_for_go(); };
  options.grown = [this](const Script& script, Time t, uint64_t n) { add(script, t, n); };
  options.stop = [this] { return stopped.load(); };
  Result<LiveResult> over = run_live(std::move(options));
  const std::lock_guard lock(mutex);
  result.emplace(std::move(over));
  changed.notify_all();
}

void LiveFeed::Inside::wait_for_go() {
  std::unique_lock lock(mutex);
  entering = entering_command(plan.scenario.script, kernel_host(plan.scenario));
  ready = true;
  changed.notify_all();
  changed.wait(lock, [this] { return going || stopped; });
}

void LiveFeed::Inside::add(const Script& script, Time reached, uint64_t so_many) {
  const std::lock_guard lock(mutex);
  const auto& timeline = script.timeline;
  added.insert(added.end(), timeline.begin() + static_cast<std::ptrdiff_t>(known), timeline.end());
  known = timeline.size();
  now = reached;
  steps = so_many;
}

void LiveFeed::Inside::wait_until_ready() {
  std::unique_lock lock(mutex);
  changed.wait(lock, [this] { return ready || result; });
}

Result<LivePlan> read_live_plan(const std::string& file_or_name,
                                const std::vector<Override>& overrides, const std::string& kernel,
                                std::vector<std::string> program) {
  if (file_kind(file_or_name) != FileKind::Scenario)
    return Error{file_or_name, 0, 0, "--live: expected a scenario"};
  const Result<Origin> origin = read_origin(file_or_name);
  if (!origin) return origin.error();
  Result<Scenario> scenario = read_scenario(origin.value().text, file_or_name, overrides);
  if (!scenario) return scenario.error();
  const Result<size_t> dropped = give_to_kernel(scenario.value(), kernel);
  if (!dropped) return Error{file_or_name, 0, 0, dropped.error().message};
  return LivePlan{file_or_name, scenario.take(), std::move(program)};
}

LiveFeed::LiveFeed(LivePlan plan) : in_(std::make_unique<Inside>(std::move(plan))) {}
LiveFeed::LiveFeed(LiveFeed&&) noexcept = default;
LiveFeed& LiveFeed::operator=(LiveFeed&&) noexcept = default;
LiveFeed::~LiveFeed() = default;

Result<LiveFeed> LiveFeed::start(LivePlan plan) {
  LiveFeed feed(std::move(plan));
  feed.in_->thread = std::thread([in = feed.in_.get()] { in->run(); });
  feed.in_->wait_until_ready();
  if (const Result<LiveResult>* over = feed.result()) return over->error();
  return feed;
}

const LivePlan& LiveFeed::plan() const {
  return in_->plan;
}

const std::string& LiveFeed::entering() const {
  return in_->entering;
}

void LiveFeed::go() {
  const std::lock_guard lock(in_->mutex);
  in_->going = true;
  in_->changed.notify_all();
}

void LiveFeed::stop() {
  in_->stop();
}

std::optional<command::GrowLive> LiveFeed::news() {
  const std::lock_guard lock(in_->mutex);
  const bool silent = in_->added.empty() && in_->steps == in_->told_steps;
  if (silent && in_->now - in_->told_now < kLongestSilence) return std::nullopt;
  in_->told_steps = in_->steps;
  in_->told_now = in_->now;
  return command::GrowLive{std::exchange(in_->added, {}), in_->now};
}

const Result<LiveResult>* LiveFeed::result() const {
  const std::lock_guard lock(in_->mutex);
  return in_->result ? &*in_->result : nullptr;
}

void LiveShow::begin(Session& s) {
  const LivePlan& plan = feed_.plan();
  const auto& hosts = plan.scenario.script.hosts;
  const uint8_t kernel = kernel_host(plan.scenario);
  apply(s, command::BeginLive{plan.name, std::make_shared<const Scenario>(plan.scenario)});
  const Phrase phrase = plan.program.empty() ? Phrase::LiveFrom : Phrase::LiveBegins;
  apply(s, command::ShowNotice{s.phrases(
               phrase, {hosts[1 - kernel].name, hosts[kernel].name, feed_.entering()})});
  feed_.go();
}

bool LiveShow::look(Session& s) {
  over_ = over_ || !s.live;
  const int64_t begin = real_nanoseconds();
  if (over_ || s.lab.open || begin < rest_until_) return false;
  if (feed_.result() != nullptr) return finish(s);
  const auto news = feed_.news();
  if (!news) return false;
  apply(s, *news);
  const int64_t end = real_nanoseconds();
  rest_until_ = end + kRest * (end - begin);
  return true;
}

bool LiveShow::finish(Session& s) {
  over_ = true;
  const Result<LiveResult>& over = *feed_.result();
  if (!over) {
    apply(s, command::EndLive{std::make_shared<const Scenario>(s.live->scenario)});
    apply(s, command::ShowError{over.error().message});
    return true;
  }
  const LiveResult& result = over.value();
  apply(s, command::EndLive{std::make_shared<const Scenario>(result.recorded)});
  Simulation replay(result.recorded);
  replay.run();
  if (replay.hash() != result.hash) {
    apply(s, command::ShowError{s.phrases(Phrase::LiveDiffers)});
    return true;
  }
  const std::string in = std::to_string(result.packets_in);
  const std::string out = std::to_string(result.packets_out);
  const std::string text =
      result.exit_code ? s.phrases(Phrase::LiveEndedProgram, {in, out, feed_.plan().program[0],
                                                              std::to_string(*result.exit_code)})
                       : s.phrases(Phrase::LiveEnded, {in, out});
  apply(s, command::ShowNotice{text});
  return true;
}

}  // namespace finwait
