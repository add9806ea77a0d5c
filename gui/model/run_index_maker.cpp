// How a RunIndex is made: one walk through the trace.
#include <algorithm>

#include "gui/model/outlived.hpp"
#include "gui/model/repeats.hpp"
#include "gui/model/run_index.hpp"
#include "gui/model/time_axis.hpp"
#include "sim/world/api_words.hpp"

namespace finwait {
namespace {

constexpr size_t kCounted = 64;

// Delayed acknowledgements and the silly-window override tell nothing at a lifeline.
bool is_shown(Timer timer) {
  return timer != Timer::DelayedAck && timer != Timer::Override;
}

class IndexMaker {
 public:
  IndexMaker(const Script& script, const Trace& trace) : script_(script), trace_(trace) {
    for (auto& spans : index_.spans) spans.push_back({});
    set_at_.resize(trace.sockets.size() + 1);
    first_trip_.assign(trace.packets.size(), UINT32_MAX);
    index_.trips.reserve(trace.packets.size());
    times_.push_back({});
  }

  RunIndex make(Time end) {
    for (uint32_t id = 1; id <= trace_.records.size(); ++id) add(id, trace_.record(id));
    number_repeats(trace_, index_.trips);
    order_trips();
    sum_up_trips();
    find_outlived(trace_, index_);
    for (auto& spans : index_.spans) close_spans(spans);
    for (uint8_t host = 0; host < 2; ++host) sum_up_marks(host);
    index_.timers = TimerRecords(timers_, trace_.sockets.size());
    std::sort(index_.late_results.begin(), index_.late_results.end(),
              [](const LateResult& a, const LateResult& b) { return a.call < b.call; });
    index_.end = end;
    if (end > times_.back()) times_.push_back(end);
    index_.instants = std::make_shared<const Instants>(std::move(times_),
                                                       usual_flight(script_) * kSilence);
    return std::move(index_);
  }

 private:
  void add(uint32_t id, const Record& r) {
    if (r.t > times_.back()) times_.push_back(r.t);
    switch (r.kind) {
      case RecordKind::Host: return add_host(id, r);
      case RecordKind::Call: return add_call(id, r);
      case RecordKind::Result: return add_result(id, r);
      case RecordKind::Sent: return add_sent(r);
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
    const bool automatic = r.entry() == kAutoCall;
    add_mark(Mark::Kind::Call, id, r).automatic = automatic;
    if (!automatic) return;
    auto& kinds = index_.own_calls[r.host & 1];
    if (kinds.size() <= r.a) kinds.resize(r.a + size_t{1});
    if (kinds[r.a].size() <= kMostOwnCalls) kinds[r.a].push_back(id);
  }

  // A result that comes at once is shown with its call.
  void add_result(uint32_t id, const Record& r) {
    auto& marks = index_.marks[r.host & 1];
    const auto call =
        std::lower_bound(marks.begin(), marks.end(), r.call_id(),
                         [](const Mark& m, uint32_t record) { return m.record < record; });
    const bool known = call != marks.end() && call->record == r.call_id();
    if (known && call->t == r.t) {
      call->result = id;
      return;
    }
    index_.late_results.push_back({r.call_id(), id});
    const bool automatic = known && call->automatic;
    const Time since = known ? call->t : r.t;
    Mark& mark = add_mark(Mark::Kind::Result, id, r);
    mark.automatic = automatic;
    mark.since = since;
  }

  void add_timer(uint32_t id, const Record& r) {
    auto& set = set_at_[r.socket][r.a];
    const bool sets =
        r.action() == TimerAction::Set || r.action() == TimerAction::Restarted;
    if (sets) set = r.t;
    timers_.push_back({TimerRecords::key(r.socket, r.timer()), sets, id});
    if (r.action() == TimerAction::Fired && is_shown(r.timer()))
      add_mark(Mark::Kind::TimerFired, id, r).since = set;
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

  void add_sent(const Record& r) {
    const Packet& p = trace_.packet(r.packet());
    first_trip_[r.packet()] = static_cast<uint32_t>(index_.trips.size());
    Trip& f = index_.trips.emplace_back();
    f.packet = r.packet();
    f.from = p.host & 1;
    f.to = destination(p) & 1;
    f.sent = r.t;
    f.ended = kNever;
  }

  void end_trip(uint32_t id, const Record& r, Trip::End end) {
    const uint32_t first = first_trip_[r.packet()];
    if (first == UINT32_MAX) return;
    Trip& trip = index_.trips[first];
    if (trip.end == Trip::End::Unknown) return finish_trip(trip, id, r, end);
    trip.twin = true;
    Trip extra = trip;
    finish_trip(extra, id, r, end);
    extra_.push_back(extra);
  }

  static void finish_trip(Trip& trip, uint32_t id, const Record& r, Trip::End end) {
    trip.copy = r.copy;
    trip.end = end;
    trip.ended = r.t;
    trip.end_record = id;
    if (end == Trip::End::Dropped) trip.reason = r.reason();
  }

  // Further copies get their places beside the first; they know by now the how many-th sending
  // it was.
  void order_trips() {
    auto& trips = index_.trips;
    const auto earlier = [](const Trip& a, const Trip& b) { return a.packet < b.packet; };
    for (Trip& extra : extra_)
      extra.retransmission = trips[first_trip_[extra.packet]].retransmission;
    std::stable_sort(extra_.begin(), extra_.end(), earlier);
    if (!std::is_sorted(trips.begin(), trips.end(), earlier))
      std::stable_sort(trips.begin(), trips.end(), earlier);
    if (extra_.empty()) return;
    const auto middle = static_cast<std::ptrdiff_t>(trips.size());
    trips.insert(trips.end(), extra_.begin(), extra_.end());
    std::inplace_merge(trips.begin(), trips.begin() + middle, trips.end(), earlier);
  }

  static uint16_t kind_of(const Segment& segment) {
    if (segment.has(kRst)) return kTripRst;
    if (segment.has(kSyn)) return kTripSyn;
    if (segment.has(kFin)) return kTripFin;
    return segment.text > 0 ? kTripData : kTripAck;
  }

  uint16_t flags_of(const Trip& trip) const {
    const Packet& packet = trace_.packet(trip.packet);
    unsigned flags = kind_of(packet.segment);
    if (trip.end == Trip::End::Dropped) flags |= kTripLost;
    if (trip.retransmission > 0) flags |= kTripAgain;
    if (packet.forged) flags |= kTripForged;
    return static_cast<uint16_t>(flags << (trip.from == 0 ? 0 : kTripFlags));
  }

  void sum_up_trips() {
    const auto& trips = index_.trips;
    std::vector<uint16_t> flags(trips.size());
    std::array<uint32_t, 2> sent{};
    for (size_t i = 0; i <= trips.size(); ++i) {
      if (i % kCounted == 0)
        for (size_t host = 0; host < 2; ++host) index_.sent_by[host].push_back(sent[host]);
      if (i == trips.size()) break;
      flags[i] = flags_of(trips[i]);
      ++sent[trips[i].from];
    }
    index_.flags = FlagPyramid(std::move(flags));
    index_.ended = PeakPyramid(trips.size(), [&](size_t i) { return trips[i].ended.ns; });
  }

  void sum_up_marks(uint8_t host) {
    const auto& marks = index_.marks[host];
    auto& fired = index_.fired[host];
    for (size_t i = 0; i < marks.size(); ++i) {
      if (marks[i].kind == Mark::Kind::TimerFired)
        fired.push_back(static_cast<uint32_t>(i));
      else if (!marks[i].automatic)
        index_.by_hand[host].push_back(static_cast<uint32_t>(i));
    }
    index_.fired_since[host] =
        PeakPyramid(fired.size(), [&](size_t i) { return -marks[fired[i]].since.ns; });
  }

  const Script& script_;
  const Trace& trace_;
  RunIndex index_;
  std::vector<Time> times_;
  std::vector<uint32_t> first_trip_;  // by packet
  std::vector<Trip> extra_;                            // second and later copies
  std::vector<std::array<Time, kTimers + 1>> set_at_;  // SO_LINGER's comes last
  std::vector<TimerRecords::Item> timers_;
};

}  // namespace

RunIndex make_run_index(const Script& script, const Trace& trace, Time end) {
  return IndexMaker(script, trace).make(end);
}

}  // namespace finwait
