#include "tests/tcp/situations.hpp"

#include <doctest/doctest.h>

#include <memory>

#include "sim/world/world.hpp"

namespace finwait {
namespace {

constexpr uint32_t kTcp = 0x0a000002;          // host 1, under test
constexpr Address kPeer = {0x0a090001, 7000};  // nobody's: what is sent there is dropped
constexpr uint16_t kPort = 80;
constexpr Duration kBetween = milliseconds(100);
constexpr Duration kPatience = milliseconds(60);

// Entries that follow each other at equal distances.
class Steps {
 public:
  explicit Steps(const Profile& profile) {
    script_->hosts[0].name = "other";
    script_->hosts[0].address = 0x0a000001;
    script_->hosts[1].name = "tcp";
    script_->hosts[1].address = kTcp;
    script_->hosts[1].profile = profile;
    script_->hosts[1].isns = {100};
  }

  void call(CallKind kind) {
    Entry& e = add(kind);
    e.host = 1;
    e.port = kPort;
    if (kind == CallKind::Connect) e.to = kPeer;
    if (kind == CallKind::Close || kind == CallKind::Shutdown) e.port.reset();
  }

  Time inject(const Segment& seg) {
    Entry& e = add(CallKind::Inject);
    e.segment.ctl = seg.ctl;
    e.segment.seq = seg.seq.value;
    if (seg.has(kAck)) e.segment.ack = seg.ack.value;
    e.segment.text = seg.text;
    e.segment.win = 1000;
    e.raw = true;
    e.src = kPeer;
    e.to = Address{kTcp, kPort};
    e.arrive = Duration{};
    return *e.at;
  }

  void inject(uint8_t ctl, uint32_t seq, uint32_t ack = 0) {
    Segment seg;
    seg.ctl = ctl;
    seg.seq = {seq};
    seg.ack = {ack};
    inject(seg);
  }

  std::shared_ptr<Script> script() { return script_; }

 private:
  Entry& add(CallKind kind) {
    Entry& e = script_->timeline.emplace_back();
    e.at = Time{} + kBetween * static_cast<int64_t>(script_->timeline.size());
    e.call = kind;
    return e;
  }

  std::shared_ptr<Script> script_ = std::make_shared<Script>();
};

void open_passively(Steps& steps) {
  steps.call(CallKind::Listen);
  steps.inject(kSyn, 300);
  steps.inject(kAck, 301, 101);
}

void bring_about(Steps& steps, std::string_view situation) {
  if (situation == "CLOSED") return;
  if (situation == "LISTEN") return steps.call(CallKind::Listen);
  if (situation == "SYN_SENT") return steps.call(CallKind::Connect);
  if (situation == "SYN_RECEIVED/passive") {
    steps.call(CallKind::Listen);
    return steps.inject(kSyn, 300);
  }
  if (situation == "SYN_RECEIVED/active") {
    steps.call(CallKind::Connect);
    return steps.inject(kSyn, 300);
  }
  open_passively(steps);
  if (situation == "ESTABLISHED") return;
  const bool peer_first = situation == "CLOSE_WAIT" || situation == "LAST_ACK";
  if (peer_first) {
    steps.inject(kFin | kAck, 301, 101);
    if (situation == "LAST_ACK") steps.call(CallKind::Close);
    return;
  }
  steps.call(situation.ends_with("/closed") ? CallKind::Close : CallKind::Shutdown);
  if (situation.starts_with("FIN_WAIT_1")) return;
  if (situation == "CLOSING") return steps.inject(kFin | kAck, 301, 101);
  steps.inject(kAck, 301, 102);
  if (situation.starts_with("FIN_WAIT_2")) return;
  REQUIRE(situation == "TIME_WAIT");
  steps.inject(kFin | kAck, 301, 102);
}

void read_record(const Record& record, const Trace& trace, SegmentAnswer& out) {
  if (record.kind == RecordKind::Sent && trace.packet(record.packet()).host == 1)
    out.answers.push_back(trace.packet(record.packet()).segment);
  if (record.kind == RecordKind::Timer && record.timer() == Timer::TimeWait &&
      (record.action() == TimerAction::Set || record.action() == TimerAction::Restarted))
    out.time_wait_started = true;
  if (record.kind != RecordKind::Arrived) return;
  out.before = record.before();
  out.after = record.after();
  for (uint16_t rule : record.rules)
    if (rule) out.rules.push_back(static_cast<Rule>(rule));
}

}  // namespace

SequenceVariables numbers_in(std::string_view situation) {
  SequenceVariables n;
  if (situation == "SYN_SENT" || situation.starts_with("SYN_RECEIVED")) n.una = 100;
  const bool closed = situation.starts_with("FIN_WAIT") || situation == "CLOSING" ||
                      situation == "LAST_ACK" || situation == "TIME_WAIT";
  if (closed) n.snd_nxt = 102;
  if (situation.starts_with("FIN_WAIT_2") || situation == "TIME_WAIT") n.una = 102;
  const bool peer_closed = situation == "CLOSE_WAIT" || situation == "CLOSING" ||
                           situation == "LAST_ACK" || situation == "TIME_WAIT";
  if (peer_closed) n.rcv_nxt = 302;
  return n;
}

std::string answer_text(const Segment& seg) {
  std::string out;
  constexpr std::array<std::pair<uint8_t, char>, 6> kLetters = {
      {{kSyn, 'S'}, {kFin, 'F'}, {kRst, 'R'}, {kPsh, 'P'}, {kUrg, 'U'}, {kAck, 'A'}}};
  for (auto [bit, letter] : kLetters)
    if (seg.ctl & bit) out += letter;
  if (out.empty()) out = "-";
  out += " " + std::to_string(static_cast<int32_t>(seg.seq.value));
  if (seg.has(kAck)) out += " ack " + std::to_string(static_cast<int32_t>(seg.ack.value));
  if (seg.text) out += " (" + std::to_string(seg.text) + ")";
  return out;
}

uint8_t letters_to_ctl(std::string_view letters) {
  uint8_t ctl = 0;
  for (char c : letters) {
    const size_t bit = std::string_view("FSRPAU").find(c);
    REQUIRE(bit != std::string_view::npos);
    ctl = static_cast<uint8_t>(ctl | 1u << bit);
  }
  return ctl;
}

std::string SegmentAnswer::text() const {
  std::string out;
  for (const Segment& seg : answers) out += (out.empty() ? "" : ", ") + answer_text(seg);
  if (answers.empty()) out = "nothing";
  out += " > " + std::string(state_name(after)) + " [";
  for (const Rule rule : rules) out += (out.back() == '[' ? "" : " ") + rule_name(rule);
  return out + (time_wait_started ? "] 2MSL" : "]");
}

SegmentAnswer segment_in(std::string_view situation, const Segment& seg, const Profile& profile) {
  Steps steps(profile);
  bring_about(steps, situation);
  const Time at = steps.inject(seg);
  World world(steps.script());
  Trace trace;
  const auto run_while = [&](auto still) {
    while (world.next_time() != kNever && still(world.next_time())) {
      REQUIRE(world.step(&trace));
      world.check();
    }
  };
  run_while([&](Time next) { return next < at; });
  const size_t before = trace.records.size();
  run_while([&](Time next) { return next <= at + kPatience; });
  SegmentAnswer out;
  for (size_t i = before; i < trace.records.size(); ++i) read_record(trace.records[i], trace, out);
  const std::string_view expected = situation.substr(0, situation.find('/'));
  REQUIRE(state_name(out.before) == expected);
  return out;
}

Profile vector_profile(ProfileName name) {
  Profile p = default_profile(name);
  p.receive_buffer = 1000;
  if (name == ProfileName::Rfc9293) p.delayed_ack = {};
  return p;
}

}  // namespace finwait
