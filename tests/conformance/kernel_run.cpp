#include "tests/conformance/kernel_run.hpp"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>

#include "tests/conformance/kernel_calls.hpp"
#include "tests/conformance/kernel_settings.hpp"
#include "tests/conformance/kernel_wire.hpp"
#include "tests/conformance/words.hpp"

namespace finwait {
namespace {

constexpr Duration kPatience = milliseconds(1);  // a call that takes longer is one that blocks

// One host under test: its namespace, its device, its program.
struct Machine {
  Machine(const Case& c, Namespace own, Tun device)
      : home(std::move(own)), tun(std::move(device)), program(c, home) {}
  Namespace home;
  Tun tun;
  KernelProgram program;
  Numbers numbers;
};

// The calling thread ends up in the machine's namespace.
std::unique_ptr<Machine> make_machine(const Case& c, uint8_t host, std::string& failure) {
  const HostConfig& config = c.scenario.script.hosts[host];
  auto home = Namespace::make();
  if (!home) return failure = home.error().message, nullptr;
  auto tun = Tun::make("finwait0");
  if (!tun) return failure = tun.error().message, nullptr;
  auto error = apply_settings(config.profile);
  if (!error) error = bring_up("lo", 0x7f000001, 8);
  if (!error) error = bring_up("finwait0", config.address, 24);
  if (error) return failure = error->message, nullptr;
  return std::make_unique<Machine>(c, home.take(), tun.take());
}

// /proc/net/tcp of the calling thread's namespace.
std::string read_states(const Case& c) {
  std::ifstream in("/proc/thread-self/net/tcp");
  std::vector<std::string> lines;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::replace(line.begin(), line.end(), ':', ' ');
    std::istringstream fields(line);
    std::string slot, local, remote;
    unsigned local_port = 0, remote_port = 0;
    int state = 0;
    fields >> slot >> std::hex >> local >> local_port >> remote >> remote_port >> state;
    if (state == 7) continue;
    lines.push_back(state_line(c, static_cast<uint16_t>(local_port),
                               static_cast<uint16_t>(remote_port), kernel_state(state)));
  }
  return joined_states(std::move(lines));
}

void ignore_signal(int) {}

class KernelRun {
 public:
  explicit KernelRun(const Case& c) : case_(c), script_(c.scenario.script) {
    wire_.matches.assign(script_.faults.size(), 0);
  }

  Observation run() {
    if (!make_machines()) return seen_;
    clock_ = RunClock();
    {
      std::vector<std::unique_ptr<Wire>> wires;
      for (uint8_t host = 0; host < 2; ++host)
        if (machines_[host]) wires.push_back(make_wire(host));
      play();
      clock_.sleep_until(*case_.scenario.until);
    }
    freeze();
    for (auto& worker : workers_) interrupt(*worker);
    return seen_;
  }

 private:
  bool make_machines() {
    for (uint8_t host = 0; host < 2; ++host) {
      if (!is_real(case_, host)) continue;
      machines_[host] = make_machine(case_, host, seen_.failure);
      if (!machines_[host]) return false;
    }
    return true;
  }

  // A call that may block, on a thread of its own.
  struct Worker {
    std::thread thread;
    std::atomic<bool> done{false};
  };

  std::unique_ptr<Wire> make_wire(uint8_t host) {
    std::optional<Wire::End> other;
    if (Machine* peer = machines_[1 - host].get())
      other.emplace(Wire::End{peer->tun, peer->numbers});
    Machine& own = *machines_[host];
    return std::make_unique<Wire>(case_, host, clock_, Wire::End{own.tun, own.numbers},
                                  other ? &*other : nullptr, wire_);
  }

  // Everything in the order of time: entries as the file has them, then looks at the states.
  void play() {
    std::vector<std::pair<Time, int>> plan;
    const std::vector<Probe> probes = probes_of(case_);
    const int entries = static_cast<int>(script_.timeline.size());
    for (int i = 0; i < entries; ++i)
      plan.emplace_back(*script_.timeline[static_cast<size_t>(i)].at, i);
    for (size_t i = 0; i < probes.size(); ++i)
      plan.emplace_back(probes[i].at, entries + static_cast<int>(i));
    std::sort(plan.begin(), plan.end());
    for (const auto& [at, what] : plan) {
      clock_.sleep_until(at);
      if (what < entries) perform(static_cast<uint32_t>(what));
      else look(probes[static_cast<size_t>(what - entries)]);
    }
  }

  void look(const Probe& probe) {
    for (uint8_t host = 0; host < 2; ++host) {
      if (!machines_[host]) continue;
      if (case_.pair && machines_[host]->home.enter()) continue;
      const Time began = clock_.now();
      const std::string states = read_states(case_);
      const Time ended = clock_.now();
      const std::lock_guard lock(mutex_);
      seen_.states.push_back({probe.at, host, {states}, began, ended});
    }
  }

  void perform(uint32_t index) {
    const Entry& entry = script_.timeline[index];
    if (entry.call == CallKind::Inject) return inject(index);
    if (entry.call == CallKind::Icmp) return send_icmp(index);
    if (!machines_[entry.host]) return;  // the peer's power_off
    const size_t place = begin_result(index);
    KernelProgram& program = machines_[entry.host]->program;
    if (!KernelProgram::may_block(entry.call)) {
      end_result(place, program.call(entry));
      return;
    }
    workers_.push_back(std::make_unique<Worker>());
    Worker& worker = *workers_.back();
    worker.thread = std::thread([this, &worker, &program, &entry, place] {
      end_result(place, program.call(entry));
      worker.done = true;
    });
    const Time patience = clock_.now() + kPatience;
    while (!worker.done && clock_.now() < patience)
      clock_.sleep_until(clock_.now() + microseconds(50));
  }

  void inject(uint32_t index) {
    const Entry& entry = script_.timeline[index];
    Machine& machine = *machines_[0];
    Address from{script_.hosts[1].address, entry.port.value_or(0)};
    if (entry.src) from = *entry.src;
    const Segment seg = machine.numbers.absolute(entry);
    machine.tun.write(write_packet(from, *entry.to, seg, entry.data));
  }

  // The code of "unreachable".
  static uint8_t icmp_code(IcmpKind kind) {
    if (kind == IcmpKind::NetProhibited) return 9;
    if (kind == IcmpKind::HostProhibited) return 10;
    if (kind == IcmpKind::PacketFiltered) return 13;
    return static_cast<uint8_t>(kind);  // 0 to 5
  }

  void send_icmp(uint32_t index) {
    const Entry& entry = script_.timeline[index];
    Machine& machine = *machines_[entry.host];
    const uint8_t type = entry.icmp == IcmpKind::TimeExceeded       ? 11
                         : entry.icmp == IcmpKind::ParameterProblem ? 12
                                                                    : 3;
    const std::vector<uint8_t> about = machine.numbers.last();
    if (about.empty()) return;
    machine.tun.write(write_icmp(script_.hosts[1 - entry.host].address, type,
                                 type == 3 ? icmp_code(entry.icmp) : uint8_t{0}, about));
  }

  size_t begin_result(uint32_t entry) {
    const std::lock_guard lock(mutex_);
    SeenResult result;
    result.entry = entry;
    result.called = clock_.now();
    seen_.results.push_back(result);
    return seen_.results.size() - 1;
  }

  void end_result(size_t place, std::string text) {
    const Time now = clock_.now();
    const std::lock_guard lock(mutex_);
    if (frozen_) return;
    SeenResult& result = seen_.results[place];
    result.returned = true;
    result.at = now;
    result.text = std::move(text);
  }

  void freeze() {
    const std::lock_guard lock(mutex_);
    frozen_ = true;
    seen_.segments = wire_.seen;
    seen_.captured = wire_.captured;
    const Time end = *case_.scenario.until;
    std::erase_if(seen_.segments, [&](const SeenSegment& s) { return s.t > end; });
  }

  // A signal ends whatever the thread waits for.
  void interrupt(Worker& worker) {
    while (!worker.done) {
      pthread_kill(worker.thread.native_handle(), SIGUSR1);
      clock_.sleep_until(clock_.now() + milliseconds(2));
    }
    worker.thread.join();
  }

  const Case& case_;
  const Script& script_;
  RunClock clock_;
  Wire::Shared wire_;
  std::array<std::unique_ptr<Machine>, 2> machines_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::mutex mutex_;
  bool frozen_ = false;
  Observation seen_;
};

}  // namespace

std::string prepare_kernel() {
  struct sigaction action{};
  action.sa_handler = ignore_signal;
  sigaction(SIGUSR1, &action, nullptr);
  const auto home = Namespace::make();
  if (!home) return home.error().message;
  const auto tun = Tun::make("finwait0");
  if (!tun) return tun.error().message;
  // Namespaces made from this one get a table of connections of their own, and a small one: the
  // machine's own is searched whole for every look at the states, which takes milliseconds.
  // Kernels before 6.1 do not know the setting and are only slower.
  static_cast<void>(write_setting("ipv4/tcp_child_ehash_entries", "512"));
  return "";
}

Observation run_on_kernel(const Case& c) {
  Observation seen;
  std::thread run([&] { seen = KernelRun(c).run(); });
  run.join();
  return seen;
}

}  // namespace finwait
