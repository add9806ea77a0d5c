#include "tests/tcp/fixture.hpp"

#include <doctest/doctest.h>

#include "sim/base/text.hpp"
#include "sim/wire/notation.hpp"

namespace finwait {
namespace {

std::string_view signal_name(Signal signal) {
  switch (signal) {
    case Signal::Connected: return "connected";
    case Signal::Refused: return "refused";
    case Signal::Reset: return "reset";
    case Signal::BrokenPipe: return "broken_pipe";
    case Signal::TimedOut: return "timed_out";
    case Signal::Readable: return "readable";
    case Signal::EndOfStream: return "end_of_stream";
    case Signal::Acknowledged: return "acknowledged";
    case Signal::Urgent: return "urgent";
    case Signal::Gone: return "gone";
  }
  return "";
}

void append(std::string& out, std::string_view word, std::string_view separator) {
  if (!out.empty()) out += separator;
  out += word;
}

bool may_send(State state) {
  return state == State::Established || state == State::CloseWait || state == State::FinWait1 ||
         state == State::Closing || state == State::LastAck;
}

// Facts B.3: which timers may run in which state. (Keep-alive goes on where it only waits.)
bool may_run(Timer timer, const Tcb& tcb) {
  const State state = tcb.state;
  const bool sends = may_send(state);
  switch (timer) {
    case Timer::Retransmission:
      return sends || state == State::SynSent || state == State::SynReceived;
    case Timer::TimeWait: return state == State::TimeWait;
    case Timer::Persist:
    case Timer::Override: return sends;
    case Timer::User: return sends || state == State::SynSent || state == State::SynReceived;
    case Timer::Keepalive: return sends || state == State::FinWait2;
    case Timer::FinWait2: return state == State::FinWait2;
    case Timer::DelayedAck:  // our own FIN carries the ACK of the peer's
      return (sends && !(state == State::LastAck && tcb.snd.fin_sent)) || state == State::FinWait2;
    case Timer::Linger: return false;
  }
  return false;
}

}  // namespace

Endpoint::Endpoint(ProfileName name) : profile(default_profile(name)) {}

Step Endpoint::step() {
  Step s{now, profile, out_};
  s.stream = 2;
  s.time_wait = time_wait;
  s.accept_queue_full = accept_queue_full;
  return s;
}

// Keeps what the operation produced, as the World would, and checks what must always hold.
std::string Endpoint::collect(bool with_time) {
  std::string result;
  for (const Note& note : out_.notes) {
    if (note.kind == Note::Kind::Segment) {
      const Segment& seg = out_.segments[note.segment].segment;
      sent_.push_back(seg);
      append(result, (with_time ? seconds_text(now) + " " : "") + text(seg), " | ");
    }
    if (note.kind == Note::Kind::Timer) tcb.timers.set_stamp(note.timer, ++stamps_);
    if (note.kind == Note::Kind::Text) delivered += note.len;
    if (note.kind == Note::Kind::Discarded) discarded += note.len;
  }
  notes_.insert(notes_.end(), out_.notes.begin(), out_.notes.end());
  rules_.insert(rules_.end(), out_.rules.begin(), out_.rules.end());
  out_.clear();
  check_invariants(tcb);
  for (int i = 0; i < kTimers; ++i) {
    const auto timer = static_cast<Timer>(i);
    if (!tcb.timers.running(timer) || may_run(timer, tcb)) continue;
    FAIL_CHECK(std::string(timer_name(timer)), " runs in ", std::string(state_name(tcb.state)));
  }
  return result;
}

std::string Endpoint::finish() {
  sent_.clear();
  notes_.clear();
  rules_.clear();
  std::string result = collect(false);
  const bool readable = tcb.state != State::Closed && tcb.state != State::SynReceived;
  if (auto_read && readable && tcb.rcv.unread > 0) {
    Step s = step();
    receive_call(tcb, tcb.rcv.unread, s);
    const std::string more = collect(false);
    if (!more.empty()) append(result, more, " | ");
  }
  return result;
}

std::string Endpoint::text(const Segment& seg) const {
  WrittenSegment w;
  w.ctl = seg.ctl;
  const bool from_closed = seg.has(kRst | kAck) && seg.seq == SeqNum{0};
  w.seq = from_closed ? 0 : distance(iss, seg.seq);
  if (seg.has(kAck)) w.ack = distance(irs, seg.ack);
  w.text = seg.text;
  w.win = seg.wnd;
  if (seg.has(kUrg)) w.urg = seg.up;
  w.options = moved(seg.options, -irs.value);
  return segment_text(w, show_window, true);
}

std::string Endpoint::listen() {
  Step s = step();
  open_passive(tcb, s);
  return finish();
}

std::string Endpoint::connect() {
  Step s = step();
  open_active(tcb, iss, 0, s);
  return finish();
}

std::string Endpoint::send(uint32_t octets, bool urgent) {
  Step s = step();
  send_call(tcb, octets, {urgent}, s);
  return finish();
}

std::string Endpoint::read(uint32_t octets) {
  Step s = step();
  receive_call(tcb, octets, s);
  return finish();
}

std::string Endpoint::shutdown() {
  Step s = step();
  close_call(tcb, s);
  return finish();
}

std::string Endpoint::close() {
  Step s = step();
  close_socket(tcb, s);
  return finish();
}

std::string Endpoint::shut_read() {
  Step s = step();
  shut_read_call(tcb, s);
  return finish();
}

std::string Endpoint::abort() {
  Step s = step();
  abort_call(tcb, Rule::T036, s);
  return finish();
}

std::string Endpoint::icmp(IcmpError error) {
  Step s = step();
  icmp_arrives(tcb, error, s);
  return finish();
}

std::string Endpoint::set_keepalive(bool on) {
  Step s = step();
  finwait::set_keepalive(tcb, on, s);
  return finish();
}

std::string Endpoint::set_nodelay(bool on) {
  Step s = step();
  finwait::set_nodelay(tcb, on, s);
  return finish();
}

std::string Endpoint::set_user_timeout(Duration timeout) {
  Step s = step();
  finwait::set_user_timeout(tcb, timeout, s);
  return finish();
}

std::string Endpoint::arrives(std::string_view segment) {
  return arrives(peer_segment(segment, iss, irs));
}

std::string Endpoint::arrives(const Segment& seg) {
  Step s = step();
  if (tcb.state == State::Closed) {
    closed_segment_arrives(seg, s);
  } else if (tcb.state == State::Listen) {
    if (listen_segment_arrives(seg, s) == ListenVerdict::MakeChild) {
      tcb = {};
      tcb.state = State::Listen;
      open_child(tcb, seg, iss, 0, s);
    }
  } else {
    segment_arrives(tcb, seg, s);
  }
  return finish();
}

std::string Endpoint::pass(Duration d) {
  const Time until = now + d;
  sent_.clear();
  notes_.clear();
  rules_.clear();
  std::string result;
  for (;;) {
    if (!tcb.timers.any()) break;
    const Timer timer = tcb.timers.first();
    if (tcb.timers.at(timer) > until) break;
    now = tcb.timers.at(timer);
    Step s = step();
    timeout(tcb, timer, s);
    const std::string part = collect(true);
    if (!part.empty()) append(result, part, " | ");
  }
  now = until;
  return result;
}

void Endpoint::establish(uint32_t window) {
  connect();
  arrives("S. 0:0(0) ack 1 win " + std::to_string(window));
  REQUIRE(tcb.state == State::Established);
}

void Endpoint::establish_passively(uint32_t window) {
  listen();
  arrives("S 0:0(0) win " + std::to_string(window));
  arrives(". 1:1(0) ack 1 win " + std::to_string(window));
  REQUIRE(tcb.state == State::Established);
}

std::string Endpoint::rules() const {
  std::string result;
  for (const Rule rule : rules_) append(result, rule_name(rule), " ");
  return result;
}

std::string Endpoint::signals() const {
  std::string result;
  for (const Note& note : notes_)
    if (note.kind == Note::Kind::Signal) append(result, signal_name(note.signal), " ");
  return result;
}

std::string Endpoint::states() const {
  std::string result;
  for (const Note& note : notes_)
    if (note.kind == Note::Kind::State) append(result, state_name(note.to), " ");
  return result;
}

std::string Endpoint::timers() const {
  std::string result;
  for (int i = 0; i < kTimers; ++i) {
    const auto timer = static_cast<Timer>(i);
    if (!tcb.timers.running(timer)) continue;
    append(result, timer_name(timer), ", ");
    result += " " + duration_text(tcb.timers.at(timer) - now);
  }
  return result;
}

Segment peer_segment(std::string_view text, SeqNum iss, SeqNum irs) {
  const Result<WrittenSegment> parsed = parse_segment(text);
  REQUIRE_MESSAGE(parsed.ok(), std::string(text), ": ", parsed.error().message);
  const WrittenSegment& w = parsed.value();
  Segment seg;
  seg.ctl = w.ctl;
  seg.seq = irs + static_cast<uint32_t>(w.seq);
  if (w.ack) seg.ack = iss + static_cast<uint32_t>(*w.ack);
  seg.wnd = static_cast<uint16_t>(w.win.value_or(1000));
  seg.up = static_cast<uint16_t>(w.urg.value_or(0));
  seg.text = static_cast<uint16_t>(w.text);
  seg.options = moved(w.options, iss.value);
  seg.payload = {1, seg.text ? seg.text_seq() - (irs + 1) : 0};
  return seg;
}

std::vector<Endpoint> synchronized_tcps() {
  std::vector<Endpoint> all;
  const auto in = [&](auto... steps) {
    Endpoint tcp;
    tcp.profile.delayed_ack = {};
    tcp.establish();
    (steps(tcp), ...);
    all.push_back(tcp);
  };
  const auto shut = [](Endpoint& tcp) { tcp.shutdown(); };
  const auto acked = [](Endpoint& tcp) {
    const int64_t at = distance(tcp.irs, tcp.tcb.rcv.nxt);
    tcp.arrives(". " + std::to_string(at) + ":" + std::to_string(at) + "(0) ack 2");
  };
  const auto fin = [](Endpoint& tcp) {
    tcp.arrives(tcp.tcb.snd.una == tcp.iss + 2 ? "F. 1:1(0) ack 2" : "F. 1:1(0) ack 1");
  };
  in();
  in(shut);
  in(shut, acked);
  in(fin);
  in(shut, fin);
  in(fin, shut);
  in(shut, fin, acked);
  for (size_t i = 0; i < all.size(); ++i)
    CHECK(all[i].state() == static_cast<State>(static_cast<size_t>(State::Established) + i));
  return all;
}

std::string at_nxt(const Endpoint& tcp, std::string_view flags, int64_t offset) {
  const int64_t seq = distance(tcp.irs, tcp.tcb.rcv.nxt) + offset;
  return std::string(flags) + " " + std::to_string(seq) + ":" + std::to_string(seq) + "(0)";
}

std::string ack_of(const Endpoint& tcp) {
  const int64_t seq = distance(tcp.iss, tcp.tcb.snd.nxt);
  return ". " + std::to_string(seq) + ":" + std::to_string(seq) + "(0) ack " +
         std::to_string(distance(tcp.irs, tcp.tcb.rcv.nxt));
}

}  // namespace finwait
