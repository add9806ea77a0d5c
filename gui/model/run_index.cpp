#include "gui/model/run_index.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "sim/world/api_words.hpp"

namespace finwait {
namespace {

class IndexMaker {
 public:
  IndexMaker(const Script& script, const Trace& trace) : script_(script), trace_(trace) {
    for (auto& spans : index_.spans) spans.push_back({});
    set_at_.resize(trace.sockets.size() + 1);
    index_.first_trip.assign(trace.packets.size(), UINT32_MAX);
  }

  RunIndex make(Time end) {
    for (uint32_t id = 1; id <= trace_.records.size(); ++id) add(id, trace_.record(id));
    finish_trips();
    for (auto& spans : index_.spans) close_spans(spans);
    index_.end = end;
    make_step_times();
    return std::move(index_);
  }

 private:
  void add(uint32_t id, const Record& r) {
    switch (r.kind) {
      case RecordKind::Host: return add_host(id, r);
      case RecordKind::Call: return add_call(id, r);
      case RecordKind::Result: return add_result(id, r);
      case RecordKind::Sent: return add_sent(id, r);
      case RecordKind::Arrived: return end_trip(id, r, Trip::End::Arrived);
      case RecordKind::Dropped: return end_trip(id, r, Trip::End::Dropped);
      case RecordKind::State: return add_state(id, r);
      case RecordKind::Timer: return add_timer(id, r);
      case RecordKind::Event:
        if (reaches_program(r.event())) add_mark(Mark::Kind::Told, id, r);
        return;
      case RecordKind::Socket:
      case RecordKind::Bytes: return;
    }
  }

  Mark& add_mark(Mark::Kind kind, uint32_t id, const Record& r) {
    Mark& mark = index_.marks[r.host & 1].emplace_back();
    mark.kind = kind;
    mark.host = r.host & 1;
    mark.t = r.t;
    mark.record = id;
    return mark;
  }

  void add_host(uint32_t id, const Record& r) {
    add_mark(Mark::Kind::Host, id, r);
    const HostAction action = r.host_action();
    const bool open = index_.spans[r.host & 1].back().state != State::Closed;
    if (open && (action == HostAction::Crash || action == HostAction::PowerOff))
      begin_span(r.host & 1, kNoSocket, id, State::Closed, r.t);
  }

  void add_call(uint32_t id, const Record& r) {
    add_mark(Mark::Kind::Call, id, r).automatic = r.entry() == kAutoCall;
  }

  // A result that comes at once is shown with its call.
  void add_result(uint32_t id, const Record& r) {
    auto& marks = index_.marks[r.host & 1];
    const auto call = std::find_if(marks.rbegin(), marks.rend(), [&](const Mark& m) {
      return m.record == r.call_id() || m.record < r.call_id();
    });
    const bool known = call != marks.rend() && call->record == r.call_id();
    if (known && call->t == r.t) {
      call->result = id;
      return;
    }
    const bool automatic = known && call->automatic;
    const Time since = known ? call->t : r.t;
    Mark& mark = add_mark(Mark::Kind::Result, id, r);
    mark.automatic = automatic;
    mark.since = since;
  }

  void add_timer(uint32_t id, const Record& r) {
    auto& set = set_at_[r.socket][r.a];
    if (r.action() == TimerAction::Set || r.action() == TimerAction::Restarted) set = r.t;
    if (r.action() == TimerAction::Fired) add_mark(Mark::Kind::TimerFired, id, r).since = set;
  }

  void add_state(uint32_t id, const Record& r) {
    const uint8_t host = r.host & 1;
    const SocketInfo& info = trace_.socket(r.socket);
    const uint32_t focus = index_.spans[host].back().socket;
    const bool free = focus == kNoSocket || trace_.socket(focus).listener;
    if (info.listener ? !free : (!free && r.socket < focus)) return;
    begin_span(host, r.socket, id, r.to(), r.t);
  }

  void begin_span(uint8_t host, uint32_t socket, uint32_t id, State state, Time t) {
    // A crash closes the socket in a record of its own: that one tells more.
    auto& spans = index_.spans[host];
    const Span& last = spans.back();
    const bool known = last.record != 0 && last.state == State::Closed && state == State::Closed;
    if (known && last.socket == kNoSocket && last.from == t) spans.pop_back();
    Span& span = spans.emplace_back();
    span.socket = socket;
    span.record = id;
    span.state = state;
    span.from = t;
  }

  static void close_spans(std::vector<Span>& spans) {
    for (size_t i = 0; i + 1 < spans.size(); ++i) spans[i].to = spans[i + 1].from;
  }

  uint8_t destination(const Packet& p) const {
    for (uint8_t h = 0; h < 2; ++h)
      if (script_.hosts[h].address == p.to.ip) return h;
    return p.host == 0 ? 1 : 0;
  }

  void add_sent(uint32_t id, const Record& r) {
    const Packet& p = trace_.packet(r.packet());
    Trip f;
    f.packet = r.packet();
    f.from = p.host & 1;
    f.to = destination(p);
    f.sent = r.t;
    f.ended = kNever;
    f.sent_record = id;
    auto& sent = times_sent_[{p.socket, p.segment.seq.value, p.segment.ctl & ~kPsh}];
    if (p.retransmission) f.retransmission = std::max<uint16_t>(sent, 1);
    ++sent;
    index_.first_trip[f.packet] = static_cast<uint32_t>(index_.trips.size());
    index_.trips.push_back(f);
  }

  void end_trip(uint32_t id, const Record& r, Trip::End end) {
    const uint32_t first = index_.first_trip[r.packet()];
    if (first == UINT32_MAX) return;
    Trip f = index_.trips[first];
    f.copy = r.copy;
    f.end = end;
    f.ended = r.t;
    f.end_record = id;
    if (end == Trip::End::Dropped) f.reason = r.reason();
    if (index_.trips[first].end == Trip::End::Unknown) {
      index_.trips[first] = f;
    } else {
      index_.trips[first].twin = true;
      f.twin = true;
      extra_.push_back(f);
    }
    index_.longest_trip = max(index_.longest_trip, r.t - f.sent);
  }

  void finish_trips() {
    auto& trips = index_.trips;
    trips.insert(trips.end(), extra_.begin(), extra_.end());
    std::stable_sort(trips.begin(), trips.end(),
                     [](const Trip& a, const Trip& b) { return a.packet < b.packet; });
    index_.first_trip.assign(trace_.packets.size(), static_cast<uint32_t>(trips.size()));
    for (size_t i = trips.size(); i-- > 0;)
      index_.first_trip[trips[i].packet] = static_cast<uint32_t>(i);
  }

  void make_step_times() {
    Time t;
    for (uint32_t records : trace_.step_ends) {
      if (records > 0) t = trace_.records[records - 1].t;
      index_.step_times.push_back(t);
    }
    if (index_.step_times.empty()) index_.step_times.push_back(t);
  }

  const Script& script_;
  const Trace& trace_;
  RunIndex index_;
  std::vector<Trip> extra_;                            // second and later copies
  std::vector<std::array<Time, kTimers + 1>> set_at_;  // SO_LINGER's comes last
  std::map<std::tuple<uint32_t, uint32_t, int>, uint16_t> times_sent_;
};

}  // namespace

const Span& RunIndex::span_at(uint8_t host, Time t) const {
  const auto& all = spans[host & 1];
  const auto after = std::upper_bound(all.begin(), all.end(), t,
                                      [](Time x, const Span& span) { return x < span.from; });
  return after == all.begin() ? all.front() : *(after - 1);
}

const Span& RunIndex::span_at_record(uint8_t host, uint32_t record) const {
  const auto& all = spans[host & 1];
  const auto after = std::upper_bound(all.begin(), all.end(), record,
                                      [](uint32_t x, const Span& span) { return x < span.record; });
  return after == all.begin() ? all.front() : *(after - 1);
}

RunIndex make_run_index(const Script& script, const Trace& trace, Time end) {
  return IndexMaker(script, trace).make(end);
}

}  // namespace finwait
