#include "gui/model/values.hpp"

#include <algorithm>
#include <array>

#include "gui/model/words.hpp"
#include "sim/base/text.hpp"
#include "sim/world/api_words.hpp"

namespace finwait {
namespace {

constexpr uint64_t kFirstLook = 64;  // steps; every look back is twice as far

uint32_t ahead(SeqNum from, SeqNum to) {
  return from < to ? to - from : 0;
}

// Octets of data before n: neither the SYN nor the FIN counts.
uint32_t written_before(const Tcb& t, SeqNum n) {
  const SeqNum first = t.iss + 1;
  return ahead(first, later(first, earlier(n, later(first, t.snd.end))));
}

uint32_t received(const Tcb& t) {
  const uint32_t all = ahead(t.irs + 1, t.rcv.nxt);
  return t.rcv.fin && all > 0 ? all - 1 : all;
}

uint32_t held(const Tcb& t) {
  uint32_t octets = 0;
  for (size_t i = 0; i < t.rcv.held_count; ++i) octets += t.rcv.held[i].end - t.rcv.held[i].start;
  return octets;
}

std::optional<int64_t> positive(int64_t number) {
  return number > 0 ? std::optional(number) : std::nullopt;
}

// Before the peer's SYN nothing is known of it.
std::optional<int64_t> heard(const Tcb& t, int64_t number) {
  return t.state == State::SynSent ? std::nullopt : std::optional(number);
}

std::optional<int64_t> of_tcb(const Tcb& t, Value value) {
  const uint32_t unread = std::min(t.rcv.unread, received(t));
  switch (value) {
    case Value::SndUna: return distance(t.iss, t.snd.una);
    case Value::SndNxt: return distance(t.iss, t.snd.nxt);
    case Value::SndWnd: return heard(t, t.snd.wnd);
    case Value::Iss: return t.iss.value;
    case Value::RcvNxt: return heard(t, distance(t.irs, t.rcv.nxt));
    case Value::RcvWnd: return heard(t, t.rcv.wnd);
    case Value::Srtt: return positive(t.srtt.ns);
    case Value::Rto: return positive(t.rto.ns);
    case Value::State: return static_cast<int64_t>(t.state);
    case Value::Acknowledged: return written_before(t, t.snd.una);
    case Value::InFlight: return written_before(t, t.snd.nxt) - written_before(t, t.snd.una);
    case Value::Unsent: return written_before(t, t.snd.end) - written_before(t, t.snd.nxt);
    case Value::FinSent:
      return t.fin_acked() ? 3 : t.snd.fin_sent ? 2 : t.snd.fin_queued ? 1 : 0;
    case Value::Read: return heard(t, received(t) - unread);
    case Value::Unread: return heard(t, unread);
    case Value::Held: return held(t);
    case Value::FinReceived: return t.rcv.fin ? 1 : 0;
    case Value::Discarded: break;
  }
  return std::nullopt;
}

std::optional<int64_t> discarded(const World& world, const Trace& trace, uint32_t socket) {
  const uint32_t stream = trace.socket(socket).stream;
  if (stream == kNoStream || stream > world.stream_count()) return std::nullopt;
  return static_cast<int64_t>(world.ledger(stream).discarded);
}

// Which record of a step tells best of a change: of two kinds the first that was asked for.
class Teller {
 public:
  Teller(const Trace& trace, uint32_t socket, uint64_t step)
      : trace_(trace),
        socket_(socket),
        first_(trace.step_ends[step - 1] + 1),
        last_(trace.step_ends[step]) {}

  uint32_t best(Value value) const {
    uint32_t id = 0;
    switch (value) {
      case Value::SndNxt:
      case Value::InFlight:
      case Value::Iss: id = last([this](const Record& r) { return is_sent(r); }); break;
      case Value::FinSent:
      case Value::State: id = last([this](const Record& r) { return is(r, RecordKind::State); });
        break;
      case Value::Read: id = last([this](const Record& r) { return is(r, RecordKind::Call); });
        break;
      case Value::SndUna:
      case Value::SndWnd:
      case Value::RcvNxt:
      case Value::RcvWnd:
      case Value::Srtt:
      case Value::Rto:
      case Value::Acknowledged:
      case Value::Unsent:
      case Value::Unread:
      case Value::Held:
      case Value::FinReceived:
      case Value::Discarded: break;
    }
    return id != 0 ? id : leading();
  }

 private:
  bool is(const Record& r, RecordKind kind) const {
    return r.kind == kind && r.socket == socket_;
  }
  bool is_sent(const Record& r) const {
    return r.kind == RecordKind::Sent && trace_.packet(r.packet()).socket == socket_;
  }

  template <class Fits>
  uint32_t last(const Fits& fits) const {
    for (uint32_t id = last_; id >= first_; --id)
      if (fits(trace_.record(id))) return id;
    return 0;
  }

  // What the step began with.
  uint32_t leading() const {
    for (uint32_t id = first_; id <= last_; ++id) {
      const RecordKind kind = trace_.record(id).kind;
      if (kind == RecordKind::Arrived || kind == RecordKind::Call || kind == RecordKind::Timer ||
          kind == RecordKind::Host)
        return id;
    }
    return first_ <= last_ ? first_ : 0;
  }

  const Trace& trace_;
  uint32_t socket_;
  uint32_t first_;
  uint32_t last_;
};

}  // namespace

std::optional<int64_t> value_of(const World& world, const Trace& trace, uint32_t socket,
                                Value value) {
  if (value == Value::Discarded) return discarded(world, trace, socket);
  const uint32_t slot = world.slot_of(socket);
  if (slot == kNone) return std::nullopt;
  const Tcb& tcb = world.tcb(slot);
  const bool connected = tcb.state != State::Closed && tcb.state != State::Listen;
  return connected ? of_tcb(tcb, value) : std::nullopt;
}

std::string value_name(const Phrases& say, Value value) {
  switch (value) {
    case Value::SndUna: return "SND.UNA";
    case Value::SndNxt: return "SND.NXT";
    case Value::SndWnd: return "SND.WND";
    case Value::Iss: return "ISS";
    case Value::RcvNxt: return "RCV.NXT";
    case Value::RcvWnd: return "RCV.WND";
    case Value::Srtt: return "SRTT";
    case Value::Rto: return "RTO";
    case Value::State: return say(Phrase::ValueState);
    case Value::Acknowledged: return say(Phrase::Acknowledged);
    case Value::InFlight: return say(Phrase::InFlight);
    case Value::Unsent: return say(Phrase::Unsent);
    case Value::FinSent: return say(Phrase::ValueFinSent);
    case Value::Read: return say(Phrase::Read);
    case Value::Unread: return say(Phrase::Unread);
    case Value::Held: return say(Phrase::Held);
    case Value::FinReceived: return say(Phrase::ValueFinReceived);
    case Value::Discarded: return say(Phrase::ValueDiscarded);
  }
  return "";
}

std::string_view value_key(Value value) {
  constexpr std::array<std::string_view, kValues> kKeys = {
      "snd.una",      "snd.nxt",   "snd.wnd", "iss",      "rcv.nxt", "rcv.wnd",
      "srtt",         "rto",       "state",   "acked",    "flight",  "unsent",
      "fin-sent",     "read",      "unread",  "held",     "fin-received",
      "discarded"};
  return kKeys[static_cast<size_t>(value)];
}

std::string value_text(Value value, std::optional<int64_t> number) {
  if (!number) return "\u2013";
  if (value == Value::Srtt || value == Value::Rto) return time_text(Duration{*number});
  if (value == Value::State) return std::string(state_name(static_cast<State>(*number)));
  if (value == Value::Iss) return grouped_text(static_cast<uint64_t>(*number));
  return std::to_string(*number);
}

ValueChange last_change(Simulation& simulation, uint32_t socket, Value value) {
  ValueChange found;
  const uint64_t cursor = simulation.cursor();
  const auto now = [&] { return value_of(simulation.world(), simulation.trace(), socket, value); };
  uint64_t end = cursor;
  for (uint64_t far = kFirstLook; end > 0 && found.step == 0 && cursor - end < kFarthestChange;
       far *= 2) {
    const uint64_t begin = end > far ? end - far : 0;
    simulation.seek(begin);
    std::optional<int64_t> before = now();
    for (uint64_t step = begin + 1; step <= end; ++step) {
      simulation.seek(step);
      const std::optional<int64_t> after = now();
      if (after != before) found = {step, 0, before, after};
      before = after;
    }
    end = begin;
  }
  simulation.seek(cursor);
  if (found.step != 0)
    found.record = Teller(simulation.trace(), socket, found.step).best(value);
  return found;
}

}  // namespace finwait
