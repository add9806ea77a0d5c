// Winsock's notifications (facts C.10), select(), and calls that give up waiting.
#include <algorithm>
#include <array>

#include "sim/tcp/operations.hpp"
#include "sim/world/stepper.hpp"

namespace finwait {
namespace {

struct PostedEvent {
  uint8_t bit;
  EventKind kind;
};
// In the order in which they are posted when several are due at once.
constexpr std::array<PostedEvent, 6> kPosted = {{{kFdConnect, EventKind::FdConnect},
                                                 {kFdAccept, EventKind::FdAccept},
                                                 {kFdWrite, EventKind::FdWrite},
                                                 {kFdRead, EventKind::FdRead},
                                                 {kFdOob, EventKind::FdOob},
                                                 {kFdClose, EventKind::FdClose}}};

}  // namespace

// -- select

// A135: on Winsock a connect() that failed shows in exceptfds alone.
uint8_t Stepper::select_sets(uint32_t slot) const {
  const Socket& s = socket(slot);
  const uint8_t events = poll_events(slot);
  const bool failed = s.connect_asked && !s.connected && tcb(slot).state == State::Closed;
  if (failed && profile(s.host).connect_fails_in_exceptfds) return kExceptSet;
  uint8_t sets = 0;
  if (events & (kPollIn | kPollRdHup | kPollHup | kPollErr)) sets |= kReadSet;
  if (events & (kPollOut | kPollErr)) sets |= kWriteSet;
  if (tcb(slot).rcv.urgent) sets |= kExceptSet;
  return sets;
}

// -- WSAAsyncSelect, WSAEventSelect

// A142: from now on these events are posted; the socket is non-blocking. An earlier selection, by
// either call, is replaced; what is true already is posted at once.
CallResult Stepper::call_event_select(const Entry& entry, uint32_t slot) {
  Socket& s = socket(slot);
  s.network_events = entry.events;
  s.nonblocking = true;
  s.posted &= kFdConnect | kFdClose;  // these happen once in a connection's life
  return CallResult::ok(0, Rule::A142);
}

void Stepper::post(uint32_t slot, uint8_t event, Errno error) {
  Socket& s = socket(slot);
  s.posted |= event;
  if ((s.network_events & event) == 0) return;
  for (const PostedEvent& p : kPosted)
    if (p.bit == event) record_event(s, p.kind, error);
}

// Posts what is due and enabled (A136-A141).
void Stepper::post_events(uint32_t slot) {
  Socket& s = socket(slot);
  if (!s.open && !s.queued) return;  // A140: not after our own closesocket()
  const Tcb& t = tcb(slot);
  const auto due = [&](uint8_t event, bool condition) {
    return condition && (s.posted & event) == 0;
  };
  if (s.listening) {
    if (due(kFdAccept, s.first_queued != kNone)) post(slot, kFdAccept, Errno::Ok);  // A138
    return;
  }
  if (!s.connect_asked) return;
  const bool opening = t.state == State::SynSent || t.state == State::SynReceived;
  const bool ended = t.state == State::Closed;
  const bool asked = s.parent == kNone && !s.accepted;  // connect(), not accept()
  if (asked && due(kFdConnect, s.connected || (ended && !opening)))
    post(slot, kFdConnect, s.connected ? Errno::Ok : s.failure);  // A139
  if (!s.connected || opening) return;
  if (due(kFdWrite, (poll_events(slot) & kPollOut) != 0 && !ended && !s.shut_write))
    post(slot, kFdWrite, Errno::Ok);  // A137
  const bool lost = s.failure != Errno::Ok;
  const bool readable = t.rcv.unread > 0 && !(lost && profile(s.host).reset_loses_unread);
  if (due(kFdRead, readable)) post(slot, kFdRead, Errno::Ok);  // A136
  if (due(kFdOob, t.rcv.urgent && t.rcv.up > t.rcv.nxt)) post(slot, kFdOob, Errno::Ok);  // A141
  if (due(kFdClose, lost)) {  // A140
    const bool reset = s.failure == Errno::EConnReset || s.failure == Errno::EPipe;
    post(slot, kFdClose, reset ? Errno::EConnReset : Errno::EConnAborted);
  } else if (due(kFdClose, t.rcv.fin && t.rcv.unread == 0)) {
    post(slot, kFdClose, Errno::Ok);
  }
}

void Stepper::enable_posted(uint32_t slot, CallKind call, const CallResult& result) {
  Socket& s = socket(slot);
  if (s.id == 0) return;
  uint8_t enabled = 0;
  if (call == CallKind::Recv) enabled = kFdRead | kFdOob;
  if (call == CallKind::Accept) enabled = kFdAccept;
  const bool no_room = result.error == Errno::EAgain || result.rule == Rule::A048;
  if (call == CallKind::Send && no_room) enabled = kFdWrite;
  s.posted &= static_cast<uint8_t>(~enabled);
}

// -- How a connection ended

// Remembers what ended it. Where keep-alive did, Winsock says WSAENETRESET to the call in progress
// and WSAECONNRESET afterwards (A055, A068).
void Stepper::note_failure(uint32_t slot, Signal signal) {
  const bool ends = signal == Signal::Refused || signal == Signal::Reset ||
                    signal == Signal::BrokenPipe || signal == Signal::TimedOut;
  if (!ends) return;
  Socket& s = socket(slot);
  s.failure = s.pending;
  const RuleList& rules = w_.scratch_.rules;
  const bool keepalive = std::find(rules.begin(), rules.end(), Rule::T140) != rules.end();
  if (!keepalive || !profile(s.host).keepalive_netreset) return;
  s.failure = Errno::EConnReset;
  s.pending = s.first_waiter != kNone ? Errno::ENetReset : Errno::EConnReset;
}

// -- Calls that give up waiting

// settimeout(): None blocks for ever, 0 does not block (A155).
CallResult Stepper::call_set_timeout(const Entry& entry, uint32_t slot) {
  Socket& s = socket(slot);
  const Duration time = entry.timeout.value_or(Duration{});
  s.nonblocking = entry.timeout && time.ns == 0;
  s.timeout_raises = time.ns > 0;
  s.receive_timeout = s.send_timeout = time;
  return CallResult::ok(0, Rule::A155);
}

// When a call that blocks now stops waiting.
Time Stepper::call_deadline(const Entry& entry, uint32_t slot) const {
  const Socket& s = socket(slot);
  std::optional<Duration> limit;
  switch (entry.call) {
    case CallKind::Close: limit = seconds(s.linger_seconds); break;
    case CallKind::Poll:
    case CallKind::Select: limit = entry.timeout; break;
    case CallKind::Recv:
    case CallKind::Accept:
      if (s.receive_timeout.ns > 0) limit = s.receive_timeout;
      break;
    case CallKind::Send:
      if (s.send_timeout.ns > 0) limit = s.send_timeout;
      break;
    case CallKind::Connect:
      if (s.timeout_raises) limit = s.send_timeout;
      break;
    case CallKind::Socket:
    case CallKind::Bind:
    case CallKind::Listen:
    case CallKind::Shutdown:
    case CallKind::Abort:
    case CallKind::SetSockOpt:
    case CallKind::GetSockOpt:
    case CallKind::GetSockName:
    case CallKind::GetPeerName:
    case CallKind::Dup:
    case CallKind::Exit:
    case CallKind::Crash:
    case CallKind::Reboot:
    case CallKind::PowerOff:
    case CallKind::Cut:
    case CallKind::Heal:
    case CallKind::Inject:
    case CallKind::Icmp:
    case CallKind::WsaSendDisconnect:
    case CallKind::WsaRecvDisconnect:
    case CallKind::WsaAsyncSelect:
    case CallKind::WsaEventSelect:
    case CallKind::SetTimeout:
    case CallKind::Signal:
    case CallKind::Detach:
    case CallKind::StopTimer:
    case CallKind::FireTimer: break;  // these never block
  }
  return limit ? w_.now_ + *limit : kNever;
}

// What a call says whose time is over (A057, A071, A112, A130).
CallResult Stepper::expired(const BlockedCall& call) {
  if (call.call == CallKind::Close) return linger_expired(call.socket);
  if (call.call == CallKind::Poll) return CallResult::ok(0, Rule::A134);
  if (call.call == CallKind::Select) return CallResult::ok(0, Rule::A133);
  const Socket& s = socket(call.socket);
  if (s.timeout_raises) return CallResult::fail(Errno::ETimedOut, Rule::A071);
  const Rule rule = call.call == CallKind::Send ? Rule::A057 : Rule::A130;
  if (profile(s.host).timeout_is_timedout) return CallResult::fail(Errno::ETimedOut, rule);
  return call.done > 0 ? CallResult::ok(call.done, rule) : CallResult::fail(Errno::EAgain, rule);
}

}  // namespace finwait
