// The course of a packetdrill script: time, events, commands, and the end.
#include "sim/run/packetdrill_run.hpp"

#include <algorithm>
#include <utility>

#include "sim/base/text.hpp"
#include "sim/run/packetdrill_machine.hpp"

namespace finwait {
namespace {

constexpr uint32_t kSegmentLimit = 200'000;
constexpr uint64_t kMostSteps = 2'000'000;  // of one run
constexpr uint8_t kPeer = 1;
constexpr Duration kLatest = seconds(1'000'000'000);  // of all events: so that times fit

std::shared_ptr<Script> make_world_script(const DrillFlags& flags, const Profile& profile) {
  auto script = std::make_shared<Script>();
  script->hosts[0].name = "endpoint";
  script->hosts[0].profile = profile;
  script->hosts[0].address = flags.local.ip;
  script->hosts[0].auto_read = script->hosts[0].auto_accept = false;
  script->hosts[kPeer].name = "script";
  script->hosts[kPeer].scripted = true;
  script->hosts[kPeer].address = flags.remote.ip;
  script->links[0].delay = script->links[kPeer].delay = {};
  script->limit = kSegmentLimit;
  return script;
}

Profile with_mtu(Profile profile, const DrillFlags& flags) {
  const uint32_t headers = flags.ipv6 ? 60 : 40;
  const uint32_t mss = flags.mtu > headers + 8 ? flags.mtu - headers : 8;
  if (profile.mss == 1460 || flags.mtu != 1500) profile.mss = mss;
  round_buffer(profile);
  return profile;
}

// What a script's #ifdef calls the system: STANDARD is what the RFC says.
bool is_named(std::string_view system, ProfileName profile) {
  switch (profile) {
    case ProfileName::Rfc9293: return system == "STANDARD";
    case ProfileName::Linux: return system == "Linux" || system == "linux";
    case ProfileName::FreeBsd: return system == "FreeBSD";
    case ProfileName::Windows: return system == "Windows";
    case ProfileName::MacOs: return system == "Darwin";
  }
  return false;
}

// #ifdef NAME holds; "!NAME": #ifndef.
bool is_for(std::string_view system, ProfileName profile) {
  if (system.empty()) return true;
  if (system[0] == '!') return !is_named(system.substr(1), profile);
  return is_named(system, profile);
}

// Seconds with microseconds, as packetdrill writes times.
std::string drill_time(int64_t ns) {
  const std::string sign = ns < 0 ? "-" : "";
  const int64_t us = (ns < 0 ? -ns : ns) / 1000;
  std::string fraction = std::to_string(us % 1'000'000);
  fraction.insert(0, 6 - fraction.size(), '0');
  return sign + std::to_string(us / 1'000'000) + "." + fraction;
}

}  // namespace

DrillMachine::DrillMachine(const DrillScript& script, const DrillFlags& flags,
                           const Profile& profile)
    : script_(script),
      flags_(flags),
      shared_(make_world_script(flags, with_mtu(profile, flags))),
      world_(shared_) {}

bool DrillMachine::recovers() const {
  const uint32_t slot = flow_slot();
  if (slot == kNone) return false;
  const Tcb& t = world_.tcb(slot);
  return t.in_recovery || t.snd.sacked_count > 0;  // RACK may think that something is lost
}

// What this simulation cannot know, when the script says otherwise.
void DrillMachine::doubt(int line, std::string what) {
  if (shared_->hosts[0].profile.name == ProfileName::Linux)
    doubts_.push_back({line, std::move(what)});
}

void DrillMachine::fail(int line, const std::string& message) {
  if (failed_) return;
  if (recovered_ || recovers())
    doubt(line, "what Linux sends after a loss, by RACK, CUBIC and PRR");
  failed_ = stopped_ = true;
  out_.error = script_.file + ":" + std::to_string(line) + ": " + message;
}

void DrillMachine::skip(int line, const std::string& what) {
  out_.skipped.push_back({line, what});
}

// The entry becomes part of the script and runs now; its index.
uint32_t DrillMachine::perform(Entry entry) {
  entry.at = now_;
  shared_->timeline.push_back(std::move(entry));
  const auto index = static_cast<uint32_t>(shared_->timeline.size() - 1);
  world_.run_entry(index, &trace_);
  return index;
}

bool DrillMachine::step() {
  if (world_.steps() >= kMostSteps || world_.packets_sent() >= kSegmentLimit) return false;
  return world_.step(&trace_);
}

// Everything before `t` happens; what is due at `t` itself comes after the script's event.
void DrillMachine::advance_to(Time t) {
  while (world_.next_time() < t && step()) {
  }
  if (t > world_.now() && world_.next_time() >= t) world_.advance(t);
  now_ = std::max(now_, t);
}

// What happens now, as a consequence of the event or by the clock.
void DrillMachine::settle() {
  while (world_.next_time() <= now_ && step()) {
  }
  look_at_waiting();
}

Duration DrillMachine::start_of(const DrillEvent& event) const {
  const bool from_now = event.time.relative() || event.time.kind == DrillTime::Kind::Any;
  return from_now ? now_ - Time{} : Duration{};
}

// packetdrill's verify_time: within the tolerance of an instant, or of a range.
bool DrillMachine::on_time(DrillTime::Kind kind, Duration from, Duration to, Time actual,
                           const std::string& what, int line) {
  if (kind == DrillTime::Kind::Any) return true;
  const Duration happened = actual - Time{};
  Duration slack = flags_.tolerance;
  const Duration since = from - (last_ - Time{});
  slack = std::max(slack, since / 100 * flags_.tolerance_percent);
  if (happened >= from - slack && happened <= to + slack) return true;
  const bool range =
      kind == DrillTime::Kind::AbsoluteRange || kind == DrillTime::Kind::RelativeRange;
  const std::string expected =
      range ? "in time range " + drill_time(from.ns) + "~" + drill_time(to.ns)
            : "at " + drill_time(from.ns);
  fail(line, "timing error: expected " + what + " " + expected + " sec but happened at " +
                 drill_time(happened.ns) + " sec; tolerance " + drill_time(slack.ns) + " sec");
  return false;
}

void DrillMachine::run_event(const DrillEvent& event) {
  last_ = now_;
  const Duration base = start_of(event);
  if (base + event.time.end > kLatest || base + event.time.at > kLatest) {
    fail(event.line, "expected a time before 1000000000 seconds");
    return;
  }
  if (event.kind == DrillEvent::Kind::Packet && !event.packet.inbound) {
    expect(event, base);
    settle();
    return;
  }
  const Time due = Time{} + base + event.time.at;
  const Time before = now_;
  if (event.kind == DrillEvent::Kind::Call) {
    // Only one call at a time: an earlier one that blocks has until then to return.
    if (due > now_) advance_to(due);
    look_at_waiting();
    if (waiting_) await(false);
    if (stopped_) return;
  }
  advance_to(std::max(due, now_));
  if (due < before &&
      !on_time(event.time.kind, due - Time{}, due - Time{}, now_,
               event.kind == DrillEvent::Kind::Packet ? "inbound packet" : "system call start",
               event.line))
    return;
  switch (event.kind) {
    case DrillEvent::Kind::Packet: inject(event); break;
    case DrillEvent::Kind::Icmp: inject_icmp(event); break;
    case DrillEvent::Kind::Call: call(event); break;
    case DrillEvent::Kind::Command: run_command(event, false); break;
    case DrillEvent::Kind::Code: code(event); break;
  }
  settle();
}

// `before`: before the script begins; its time does not count.
void DrillMachine::run_command(const DrillEvent& event, bool before) {
  const DrillCommand command = drill_command(event.text, shared_->hosts[0].profile);
  round_buffer(shared_->hosts[0].profile);
  const bool fresh = trace_.records.empty() && now_ == Time{};
  if (fresh) begin_world();
  for (const std::string& text : command.ignored) out_.notes.push_back({event.line, text});
  spoiled_ = spoiled_ || !command.unknown.empty();
  for (const std::string& text : command.unknown)
    skip(event.line, "the command `" + printable(text, 60) + "`");
  for (const DrillCount& count : command.counts) check_count(event, count);
  if (command.sleep.ns > 0 && !before) advance_to(std::min(now_ + command.sleep, Time{} + kLatest));
}

void DrillMachine::check_count(const DrillEvent& event, const DrillCount& count) {
  int64_t found = 0;
  for (uint32_t slot = 0; slot < world_.sockets().size(); ++slot)
    if (world_.sockets()[slot].id != 0 && world_.sockets()[slot].host == 0 &&
        world_.tcb(slot).state == count.state)
      ++found;
  if (found != count.expected)
    fail(event.line, "expected " + std::to_string(count.expected) + " connections in " +
                         std::string(state_name(count.state)) + ", found " + std::to_string(found));
}

void DrillMachine::finish() {
  out_.trace = std::move(trace_);
  out_.scenario.file = script_.file;
  out_.scenario.title.en = script_.file;
  out_.scenario.script = *shared_;
  out_.end = std::max(now_, world_.now());
}

// Nothing has happened: the world begins with the settings as they are now.
void DrillMachine::begin_world() {
  shared_->timeline.clear();
  trace_ = {};
  world_ = World(shared_);
}

DrillRun DrillMachine::run() {
  begin_world();
  for (const DrillEvent& event : script_.setup)
    if (is_for(event.system, shared_->hosts[0].profile.name)) run_command(event, true);
  for (const DrillEvent& event : script_.events) {
    if (!is_for(event.system, shared_->hosts[0].profile.name)) continue;
    run_event(event);
    if (stopped_) break;
  }
  if (!stopped_ && waiting_) await(true);
  finish();
  if (failed_ && !doubts_.empty()) {
    out_.skipped.insert(out_.skipped.end(), doubts_.begin(), doubts_.end());
    spoiled_ = true;
  }
  if (failed_ && spoiled_) {
    out_.skipped.push_back({0, "what follows (" + out_.error + ")"});
    out_.error.clear();
    failed_ = false;
  }
  if (failed_)
    out_.verdict = DrillRun::Verdict::Failed;
  else if (!out_.skipped.empty())
    out_.verdict = DrillRun::Verdict::Skipped;
  return std::move(out_);
}

Result<DrillRun> run_packetdrill(const DrillScript& script, const DrillOptions& options) {
  DrillRun before;
  Result<DrillFlags> flags = drill_flags(script, before);
  if (!flags) return flags.error();
  if (options.tolerance) flags.value().tolerance = *options.tolerance;
  const Result<Profile> profile = drill_profile(options);
  if (!profile) return profile.error();
  if (!script.unsupported.empty()) {
    DrillRun skipped;
    skipped.verdict = DrillRun::Verdict::Skipped;
    skipped.skipped = script.unsupported;
    return skipped;
  }
  DrillRun run = DrillMachine(script, flags.value(), profile.value()).run();
  run.notes.insert(run.notes.begin(), before.notes.begin(), before.notes.end());
  if (before.skipped.empty()) return run;
  if (run.verdict == DrillRun::Verdict::Failed)
    before.skipped.push_back({0, "what follows (" + std::exchange(run.error, {}) + ")"});
  run.skipped.insert(run.skipped.begin(), before.skipped.begin(), before.skipped.end());
  run.verdict = DrillRun::Verdict::Skipped;
  return run;
}

}  // namespace finwait
