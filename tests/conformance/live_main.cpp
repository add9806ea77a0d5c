// finwait live against this machine's kernel: curl is served through a link that loses packets, and
// every way of closing in every situation of the close matrix goes through the same states when one
// end is the kernel, at both ends, as when both are simulated.
#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <thread>

#include "sim/host/live.hpp"
#include "sim/host/tun.hpp"
#include "sim/report/close_matrix.hpp"
#include "sim/run/builtin.hpp"
#include "sim/run/simulation.hpp"
#include "tests/conformance/kernel_calls.hpp"
#include "tests/conformance/kernel_settings.hpp"
#include "tests/conformance/kernel_wire.hpp"

using namespace finwait;

namespace {

constexpr int kSkipped = 5;
constexpr size_t kRows = 30;          // of the close matrix
constexpr size_t kAtOnce = 6;
constexpr Time kEnd{3400000000};      // after the lingering close() of 2 s has returned
constexpr Duration kShort = milliseconds(4);  // a state that lasts no longer may go unseen
constexpr int kAttempts = 3;          // other work on the machine may delay a run
constexpr int kSeeds = 5;

// Plays the kernel's lines of a scenario with real system calls.
class Player {
 public:
  Player(const Case& c, uint8_t host) : case_(c), host_(host) {}

  void play(const Namespace& home) {
    const Profile& profile = case_.scenario.script.hosts[host_].profile;
    if (home.enter() || apply_settings(profile)) return;
    // Half of a buffer is window, as long as tcp_adv_win_scale is 1.
    const std::string buffer = std::to_string(2 * profile.receive_buffer);
    if (write_setting("ipv4/tcp_rmem", "4096 " + buffer + " " + buffer)) return;
    KernelProgram program(case_, home);
    const RunClock clock;
    for (const auto& [at, entry] : plan()) {
      clock.sleep_until(at);
      if (KernelProgram::may_block(entry->call)) start(program, *entry);
      else program.call(*entry);
    }
    clock.sleep_until(kEnd + milliseconds(300));  // nothing more happens before the run is over
    for (auto& worker : workers_) interrupt(*worker, clock);
  }

 private:
  struct Worker {
    std::thread thread;
    std::atomic<bool> done{false};
  };

  // The host's calls with their repetitions, in order; a server accepts what comes.
  std::vector<std::pair<Time, const Entry*>> plan() {
    std::vector<std::pair<Time, const Entry*>> out;
    accept_.call = CallKind::Accept;
    accept_.host = host_;
    for (const Entry& entry : case_.scenario.script.timeline) {
      if (entry.host != host_ || is_for_host(entry.call)) continue;
      for (uint32_t i = 0; i < entry.repeat; ++i) {
        const Time at = *entry.at + entry.every * i;
        if (at < kEnd) out.emplace_back(at, &entry);
      }
      if (entry.call == CallKind::Listen) out.emplace_back(Time{100000000}, &accept_);
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    return out;
  }

  void start(KernelProgram& program, const Entry& entry) {
    workers_.push_back(std::make_unique<Worker>());
    Worker& worker = *workers_.back();
    worker.thread = std::thread([&worker, &program, &entry] {
      program.call(entry);
      worker.done = true;
    });
  }

  static void interrupt(Worker& worker, const RunClock& clock) {
    while (!worker.done) {
      pthread_kill(worker.thread.native_handle(), SIGUSR1);
      clock.sleep_until(clock.now() + milliseconds(2));
    }
    worker.thread.join();
  }

  const Case& case_;
  uint8_t host_;
  Entry accept_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

// The states before `end` of a host's connection that lasted, in order.
std::string lasting_states(const Simulation& run, uint8_t host, Time end) {
  std::string out;
  Time since;
  State state = State::Closed;
  const auto keep = [&](Time until) {
    if (state != State::Closed && until - since > kShort)
      out += (out.empty() ? "" : " ") + std::string(state_name(state));
  };
  for (const Record& r : run.trace().records) {
    if (r.kind != RecordKind::State || r.host != host || r.t > end) continue;
    if (run.trace().socket(r.socket).listener) continue;
    keep(r.t);
    state = r.to();
    since = r.t;
  }
  keep(end + kShort * 2);
  return out + (state == State::Closed ? " CLOSED" : "");
}

struct Outcome {
  std::array<std::string, 2> states;  // by host
  std::string failure;
};

Outcome outcome_of(const Simulation& run) {
  const Time end = kEnd - milliseconds(100);
  return {{lasting_states(run, 0, end), lasting_states(run, 1, end)}, ""};
}

Outcome outcome_simulated(const Scenario& scenario) {
  Simulation run(scenario);
  run.run();
  return outcome_of(run);
}

// The same scenario with `kernel` as this machine's kernel.
Outcome outcome_live(const Case& c, uint8_t kernel) {
  LiveOptions options;
  options.scenario = c.scenario;
  const auto given = give_to_kernel(options.scenario, c.scenario.script.hosts[kernel].name);
  if (!given) return {{}, given.error().message};
  options.player = [&](const Namespace& home) { Player(c, kernel).play(home); };
  const auto live = run_live(std::move(options));
  if (!live) return {{}, live.error().message};
  Simulation replay(live.value().recorded);
  replay.run();
  if (replay.hash() != live.value().hash) return {{}, "the replay differs from the run"};
  return outcome_of(replay);
}

// One way of closing; "" when the kernel's end and ours went through the simulation's states.
std::string close_case(size_t row, uint8_t kernel, std::string& name) {
  Result<Scenario> scenario = read_scenario(close_scenario(row, "linux"), "close matrix");
  if (!scenario) return scenario.error().text();
  Case c;
  c.scenario = scenario.take();
  c.scenario.until = kEnd;
  name = c.scenario.title.en + ", the kernel is the " + c.scenario.script.hosts[kernel].name;
  const Outcome simulated = outcome_simulated(c.scenario);
  std::string difference;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const Outcome live = outcome_live(c, kernel);
    if (live.failure.empty() && live.states == simulated.states) return "";
    difference = live.failure;
    for (uint8_t host = 0; host < 2; ++host)
      if (live.states[host] != simulated.states[host])
        difference += "\n    " + c.scenario.script.hosts[host].name + ": live" +
                      (host == kernel ? " (kernel) " : " (simulated) ") + live.states[host] +
                      "\n      simulated " + simulated.states[host];
  }
  return difference;
}

// curl gets the page whole from the built-in server through 10 % loss.
std::string curl_case(int seed, std::string& name) {
  name = "curl through 10 % loss, seed " + std::to_string(seed);
  LiveOptions options;
  Result<Scenario> scenario =
      read_scenario(find_builtin("http-server")->text, "http-server",
                    {{"network.loss", "10%"}, {"seed", std::to_string(seed)}});
  if (!scenario) return scenario.error().text();
  options.scenario = scenario.take();
  const auto given = give_to_kernel(options.scenario, "");
  if (!given) return given.error().message;
  options.program = {"sh", "-c",
                     "test \"$(curl -s --max-time 60 http://10.0.0.2/)\" = "
                     "'Hello from a simulated TCP!'"};
  const auto live = run_live(std::move(options));
  if (!live) return live.error().message;
  return live.value().exit_code == 0 ? "" : "curl did not get the page";
}

// The simulated client gets a page from Python's web server, through loss, and both close.
std::string python_case(std::string& name) {
  name = "python3 -m http.server through 10 % loss";
  Result<Scenario> scenario = read_scenario(find_builtin("http-server")->text, "http-server",
                                            {{"network.loss", "10%"}, {"seed", "2"}});
  if (!scenario) return scenario.error().text();
  LiveOptions options;
  options.scenario = scenario.take();
  const auto given = give_to_kernel(options.scenario, "server");
  if (!given) return given.error().message;
  options.program = {
      "sh", "-c", "exec python3 -m http.server 80 --bind 10.0.0.2 --directory / >/dev/null 2>&1"};
  const auto live = run_live(std::move(options));
  if (!live) return live.error().message;
  if (!live.value().stopped_program) return "the server ended by itself";
  Simulation replay(live.value().recorded);
  replay.run();
  for (uint32_t stream = 1; stream <= replay.world().stream_count(); ++stream) {
    const Ledger ledger = replay.world().ledger(stream);
    if (ledger.written == 0 || ledger.read != ledger.written) return "not every octet was read";
  }
  // How long it takes is the loss's and the machine's affair: all of the run counts.
  const std::string states = lasting_states(replay, 0, kNever - kShort * 2);
  return states.ends_with(" CLOSED") ? "" : "the client ended in " + states;
}

struct Board {
  std::mutex mutex;
  size_t cases = 0;
  size_t failed = 0;

  void note(const std::string& name, const std::string& difference) {
    const std::lock_guard lock(mutex);
    ++cases;
    if (difference.empty()) return;
    ++failed;
    std::printf("differs: %s: %s\n", name.c_str(), difference.c_str());
  }
};

bool is_there(const std::string& program) {
  const bool found = std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) == 0;
  if (!found) std::fprintf(stderr, "%s is not there: left out\n", program.c_str());
  return found;
}

// Runs the cases, a few at once, each in a thread and a namespace of its own.
void run_all(Board& board) {
  using LiveCase = std::function<std::string(std::string & name)>;
  std::vector<LiveCase> cases;
  for (size_t row = 0; row < kRows; ++row)
    for (uint8_t kernel = 0; kernel < 2; ++kernel)
      cases.push_back([=](std::string& name) { return close_case(row, kernel, name); });
  if (is_there("curl"))
    for (int seed = 1; seed <= kSeeds; ++seed)
      cases.push_back([=](std::string& name) { return curl_case(seed, name); });
  if (is_there("python3")) cases.push_back(python_case);
  std::atomic<size_t> next{0};
  const auto work = [&] {
    for (size_t i = next++; i < cases.size(); i = next++) {
      std::string name;
      std::string difference;
      std::thread one([&] { difference = cases[i](name); });
      one.join();
      board.note(name, difference);
    }
  };
  std::vector<std::thread> workers;
  for (size_t i = 0; i < kAtOnce; ++i) workers.emplace_back(work);
  for (std::thread& worker : workers) worker.join();
}

// Why this machine cannot do it; "": it can.
std::string why_not() {
  std::string reason;
  std::thread attempt([&] {
    const auto home = Namespace::make();
    if (!home) {
      reason = home.error().message;
      return;
    }
    const auto tun = Tun::make("finwait0", Tun::Life::OfTun);
    if (!tun) reason = tun.error().message;
  });
  attempt.join();
  return reason;
}

}  // namespace

int main() {
  struct sigaction action {};
  action.sa_handler = [](int) {};
  sigaction(SIGUSR1, &action, nullptr);
  const std::string reason = why_not();
  if (!reason.empty()) {
    std::fprintf(stderr, "skipped: %s (it needs Linux, root and /dev/net/tun)\n", reason.c_str());
    return kSkipped;
  }
  Board board;
  run_all(board);
  std::printf("%zu live runs, %zu as the simulation, %zu not\n", board.cases,
              board.cases - board.failed, board.failed);
  return board.failed == 0 ? 0 : 1;
}
