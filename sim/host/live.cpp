#include "sim/host/live.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include "sim/host/clock.hpp"
#include "sim/host/interrupt.hpp"
#include "sim/host/kernel_sockets.hpp"
#include "sim/host/tun.hpp"
#include "sim/host/tun_packet.hpp"
#include "sim/world/world.hpp"

namespace finwait {
namespace {

constexpr const char* kDevice = "finwait0";
constexpr Duration kLongestWait = milliseconds(5);   // between looks at the kernel's states
constexpr Duration kFarewell = seconds(5);  // after the program's end, for its connections to close
constexpr Duration kListenPatience = seconds(10);    // for the program to listen
constexpr int kWidestNetwork = 24;

// The longest prefix that both addresses share, at most 24 bits.
int shared_prefix(uint32_t a, uint32_t b) {
  int bits = 0;
  while (bits < kWidestNetwork && (a >> (31 - bits)) == (b >> (31 - bits))) ++bits;
  return bits;
}

// Whether this connection can do nothing more of its own.
bool is_over(State state) {
  return state == State::Closed || state == State::Listen || state == State::TimeWait;
}

class LiveRun {
 public:
  explicit LiveRun(LiveOptions options)
      : options_(std::move(options)),
        kernel_(kernel_host(options_.scenario)),
        script_(std::make_shared<Script>(options_.scenario.script)),
        world_(script_) {}
  ~LiveRun() {
    if (player_.joinable()) player_.join();
  }
  LiveRun(const LiveRun&) = delete;
  LiveRun& operator=(const LiveRun&) = delete;

  Result<LiveResult> run();

 private:
  std::optional<Error> make_network();
  std::optional<Error> start();
  void wait_for_listener();
  void loop();
  Time now() const { return {real_nanoseconds() - started_}; }
  void advance(Time to);
  void write_arrivals();
  void take_packets();
  void inject(const TunPacket& packet);
  void look();
  void observe(const KernelSocket& socket, State state);
  void add(Entry entry);
  Entry blank_entry(Address local, Address remote) const;
  bool is_stopped() const { return interrupted() || (options_.stop && options_.stop()); }
  bool over();
  bool program_ended();
  enum class Listeners : uint8_t { Count, DoNotCount };
  bool nothing_left(Listeners listeners) const;
  bool settled() const;
  LiveResult finish();

  LiveOptions options_;
  uint8_t kernel_;
  std::shared_ptr<Script> script_;  // grows; the World reads it
  World world_;
  Trace trace_;
  std::optional<Namespace> namespace_;
  std::optional<Tun> tun_;
  std::optional<Program> program_;
  std::thread player_;
  std::atomic<bool> player_done_{false};
  int64_t started_ = 0;
  size_t written_ = 0;  // records of the trace that write_arrivals() has seen
  std::vector<KernelSocket> seen_;
  std::optional<Time> farewell_;  // when the program had ended
  LiveResult result_;
};

Result<LiveResult> LiveRun::run() {
  if (auto error = make_network()) return *error;
  if (auto error = start()) return *error;
  loop();
  return finish();
}

// Namespaces made from a first one get a table of connections of their own, and a small one: the
// machine's own is searched whole for every look at the states. Kernels before 6.1 do not know the
// setting and are only slower.
std::optional<Error> LiveRun::make_network() {
  auto outer = Namespace::make();
  if (!outer) return outer.error();
  static_cast<void>(write_setting("ipv4/tcp_child_ehash_entries", "512"));
  auto inner = Namespace::make();
  if (!inner) return inner.error();
  namespace_.emplace(inner.take());
  static_cast<void>(write_setting("ipv6/conf/default/disable_ipv6", "1"));
  auto tun = Tun::make(kDevice, Tun::Life::OfTun);
  if (!tun) return tun.error();
  tun_.emplace(tun.take());
  const uint32_t address = script_->hosts[kernel_].address;
  if (auto error = bring_up("lo", 0x7f000001, 8)) return error;
  return bring_up(kDevice, address, shared_prefix(address, script_->hosts[1 - kernel_].address));
}

// A program that serves comes first, and the clock starts when it listens; one that connects starts
// with the clock, when the simulated host already listens.
std::optional<Error> LiveRun::start() {
  const bool connects = std::any_of(script_->timeline.begin(), script_->timeline.end(),
                                    [](const Entry& e) { return e.call == CallKind::Connect; });
  if (options_.ready) options_.ready();
  started_ = real_nanoseconds();
  if (!connects) advance(Time{});
  if (!options_.program.empty()) {
    auto program = Program::start(options_.program, options_.program_output);
    if (!program) return program.error();
    program_.emplace(program.take());
  }
  if (options_.player)
    player_ = std::thread([this] {
      options_.player(*namespace_);
      player_done_ = true;
    });
  if (connects) wait_for_listener();
  return std::nullopt;
}

void LiveRun::wait_for_listener() {
  const Time patience = now() + kListenPatience;
  for (;;) {
    const auto sockets = read_kernel_sockets();
    const bool listens = std::any_of(sockets.begin(), sockets.end(), [](const KernelSocket& s) {
      return s.state == State::Listen;
    });
    const bool in_vain = program_ && (now() > patience || program_->exit_code());
    if (listens || is_stopped() || in_vain || player_done_) break;
    tun_->wait(milliseconds(5));
  }
  started_ = real_nanoseconds();
}

void LiveRun::loop() {
  while (!over()) {
    const Time reached = now();
    advance(reached);
    if (options_.grown) options_.grown(*script_, reached, world_.steps());
    const Time next = world_.next_time();
    const Duration left = next == kNever ? kLongestWait : next - now();
    if (left.ns > 0) tun_->wait(min(left, kLongestWait));
    take_packets();
    look();
  }
  advance(now());
}

// The world's own events up to this moment, each at its own time.
void LiveRun::advance(Time to) {
  while (world_.next_time() <= to && world_.packets_sent() < script_->limit) {
    world_.step(&trace_);
    write_arrivals();
  }
}

// What has reached the kernel in the world reaches it in earnest.
void LiveRun::write_arrivals() {
  const uint8_t host = kernel_;
  for (; written_ < trace_.records.size(); ++written_) {
    const Record r = trace_.records[written_];
    if (options_.watch) options_.watch(trace_, *script_, r);
    if (r.kind != RecordKind::Arrived || r.host != host) continue;
    const Packet packet = trace_.packet(r.packet());
    tun_->write(write_packet(packet.from, packet.to, packet.segment,
                             payload_text(trace_, *script_, packet)));
    ++result_.packets_out;
    look();
  }
}

void LiveRun::take_packets() {
  while (const auto octets = tun_->read(0)) {
    const auto packet = read_packet(*octets);
    if (!packet) {
      ++result_.ignored;
      continue;
    }
    look();
    inject(*packet);
    advance(now());
  }
}

Entry LiveRun::blank_entry(Address local, Address remote) const {
  Entry entry;
  entry.host = kernel_;
  entry.call = CallKind::Inject;
  entry.raw = true;
  entry.port = local.port;
  entry.to = remote;
  if (local.ip != script_->hosts[kernel_].address) entry.src = local;
  return entry;
}

void LiveRun::inject(const TunPacket& packet) {
  ++result_.packets_in;
  Entry entry = blank_entry(packet.from, packet.to);
  const Segment& seg = packet.segment;
  entry.segment.ctl = seg.ctl;
  entry.segment.seq = seg.seq.value;
  entry.segment.text = seg.text;
  if (seg.has(kAck)) entry.segment.ack = seg.ack.value;
  entry.segment.win = seg.wnd;
  if (seg.up != 0) entry.segment.urg = seg.up;
  entry.segment.options = seg.options;
  entry.segment.any_options = seg.options == Options{};
  entry.data.assign(packet.text.begin(), packet.text.end());
  add(std::move(entry));
}

// An entry for now. The clock may stand still between two looks at it; the world's does not.
void LiveRun::add(Entry entry) {
  entry.at = std::max(now(), world_.now() + nanoseconds(1));
  script_->timeline.push_back(std::move(entry));
  world_.add_entry(static_cast<uint32_t>(script_->timeline.size() - 1));
}

// The kernel's connections with the simulated host: what changed since the last look.
void LiveRun::look() {
  const uint32_t peer = script_->hosts[1 - kernel_].address;
  std::vector<KernelSocket> fresh = read_kernel_sockets();
  std::erase_if(fresh, [&](const KernelSocket& s) { return s.remote.ip != peer; });
  const auto same = [](const KernelSocket& a, const KernelSocket& b) {
    return a.local == b.local && a.remote == b.remote;
  };
  const auto find = [&](const std::vector<KernelSocket>& in, const KernelSocket& s) {
    return std::find_if(in.begin(), in.end(), [&](const KernelSocket& o) { return same(s, o); });
  };
  for (const KernelSocket& s : seen_)
    if (find(fresh, s) == fresh.end()) observe(s, State::Closed);
  for (const KernelSocket& s : fresh) {
    const auto before = find(seen_, s);
    if (before == seen_.end() || before->state != s.state) observe(s, s.state);
  }
  seen_ = std::move(fresh);
}

void LiveRun::observe(const KernelSocket& socket, State state) {
  Entry entry = blank_entry(socket.local, socket.remote);
  entry.state = state;
  add(std::move(entry));
}

bool LiveRun::program_ended() {
  if (options_.player) return player_done_;
  if (!program_) return false;
  result_.exit_code = program_->exit_code();
  return result_.exit_code.has_value();
}

bool LiveRun::over() {
  const std::optional<Time> until = options_.scenario.until;
  if (is_stopped()) return result_.interrupted = true;
  if ((until && now() >= *until) || world_.packets_sent() >= script_->limit) return true;
  if (program_ended()) {
    if (!farewell_) farewell_ = now() + kFarewell;
    return settled() || now() >= *farewell_;
  }
  if (options_.player || !nothing_left(Listeners::Count)) return false;
  result_.stopped_program = program_.has_value();
  return true;
}

// The simulated host does nothing more but wait for the end of TIME_WAIT, and (where its listeners
// count) nobody can ask it to.
bool LiveRun::nothing_left(Listeners listeners) const {
  Time time_wait_ends = kNever;
  for (uint32_t slot = 0; slot < world_.sockets().size(); ++slot) {
    const Socket& s = world_.sockets()[slot];
    const Tcb& t = world_.tcb(slot);
    if (s.id == 0 || s.host == kernel_ || t.state == State::Closed) continue;
    if (t.state == State::Listen && listeners == Listeners::DoNotCount) continue;
    if (t.state != State::TimeWait) return false;
    time_wait_ends = std::min(time_wait_ends, t.timers.at(t.timers.first()));
  }
  return world_.next_time() >= time_wait_ends && settled();
}

bool LiveRun::settled() const {
  for (uint32_t slot = 0; slot < world_.sockets().size(); ++slot) {
    const Socket& s = world_.sockets()[slot];
    if (s.id != 0 && s.host != kernel_ && !is_over(world_.tcb(slot).state)) return false;
  }
  return world_.in_flight().empty() && std::all_of(seen_.begin(), seen_.end(), [](const auto& s) {
           return is_over(s.state);
         });
}

LiveResult LiveRun::finish() {
  if (program_) program_->stop();
  if (program_ && !result_.stopped_program) result_.exit_code = program_->exit_code();
  result_.recorded = options_.scenario;
  result_.recorded.script = *script_;
  const Time end = std::max(now(), world_.now());
  if (!nothing_left(Listeners::DoNotCount)) result_.recorded.until = end;
  advance(result_.recorded.until.value_or(kNever - nanoseconds(1)));
  result_.hash = world_.hash();
  return std::move(result_);
}

}  // namespace

Result<LiveResult> run_live(LiveOptions options) { return LiveRun(std::move(options)).run(); }

}  // namespace finwait
