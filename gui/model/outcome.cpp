#include "gui/model/outcome.hpp"

#include <algorithm>
#include <array>

#include "gui/model/lost_before.hpp"

namespace finwait {
namespace {

constexpr size_t kFarthestCall = 200000;  // records that are looked through for one
constexpr uint32_t kFarthestAgain = 200;  // packets

// What a call says of a connection that has ended by itself.
constexpr std::array kLostConnection = {Errno::EConnAborted, Errno::EConnRefused,
                                        Errno::EConnReset,   Errno::EPipe,
                                        Errno::ETimedOut,    Errno::ENetReset,
                                        Errno::EHostUnreach, Errno::ENetUnreach};

bool is_lost_connection(Errno error) {
  return std::find(kLostConnection.begin(), kLostConnection.end(), error) !=
         kLostConnection.end();
}

class Finder {
 public:
  explicit Finder(const Run& run) : run_(run), trace_(run.trace()) {}

  EventOutcome of_step(uint32_t first, uint32_t last) {
    if (first == 0 || first > last) return {};
    if (ended_here(first, last)) return out_;
    for (uint32_t id = first; id <= last; ++id) {
      const Record& r = trace_.record(id);
      if (r.kind == RecordKind::Dropped) sent_again(r.packet());
      if (r.kind == RecordKind::Sent && reset_there(r.packet())) return out_;
    }
    return out_;
  }

 private:
  // A call fails in the step itself, or a connection ends in it that a later call tells of.
  bool ended_here(uint32_t first, uint32_t last) {
    for (uint32_t id = first; id <= last; ++id) {
      const Record& r = trace_.record(id);
      if (r.kind == RecordKind::Result && is_lost_connection(r.error())) return fails(id);
    }
    if (!breaks(trace_.record(first))) return false;
    for (uint32_t id = first; id <= last; ++id) {
      const Record& r = trace_.record(id);
      const bool ends = r.kind == RecordKind::State && r.to() == State::Closed;
      if (ends && r.from() != State::TimeWait && told_later(r, last)) return true;
    }
    return false;
  }

  bool fails(uint32_t result) {
    out_.failure = result;
    out_.host = trace_.record(result).host;
    return true;
  }

  // A reset that arrives, or a timer that gives up: not an end that both sides agreed on.
  bool breaks(const Record& event) const {
    if (event.kind == RecordKind::Arrived)
      return trace_.packet(event.packet()).segment.has(kRst);
    return event.kind == RecordKind::Timer && event.action() == TimerAction::Fired;
  }

  // The first later call on the socket whose connection has ended; without any, nobody learns.
  bool told_later(const Record& ended, uint32_t last) {
    const size_t end = std::min(trace_.records.size(), last + kFarthestCall);
    for (uint32_t id = last + 1; id <= end; ++id) {
      const Record& r = trace_.record(id);
      if (r.socket != ended.socket) continue;
      if (r.kind == RecordKind::Result && is_lost_connection(r.error())) return fails(id);
      if (r.kind == RecordKind::Result || r.kind == RecordKind::Event) return false;
    }
    if (end < trace_.records.size() || run_.simulation.end() == EndReason::Running) return false;
    out_.unseen = true;
    out_.host = ended.host;
    return true;
  }

  // A reset that was sent: what it does where it arrives.
  bool reset_there(uint32_t packet) {
    if (!trace_.packet(packet).segment.has(kRst)) return false;
    const RunIndex& index = run_.index;
    for (size_t i = index.first_trip(packet);
         i < index.trips.size() && index.trips[i].packet == packet; ++i) {
      if (index.trips[i].end != Trip::End::Arrived) continue;
      const uint32_t step = trace_.step_of(index.trips[i].end_record);
      if (step == 0) continue;
      if (ended_here(trace_.step_ends[step - 1] + 1, trace_.step_ends[step])) return true;
    }
    return false;
  }

  void sent_again(uint32_t lost) {
    const auto count = static_cast<uint32_t>(trace_.packets.size());
    for (uint32_t id = lost + 1; id < std::min(count, lost + kFarthestAgain); ++id) {
      if (!trace_.packet(id).retransmission) continue;
      const auto before = lost_before(trace_, run_.index, id);
      if (!before || before->packet != lost) continue;
      out_.repeats = true;
      out_.again = id;
      return;
    }
  }

  const Run& run_;
  const Trace& trace_;
  EventOutcome out_;
};

}  // namespace

EventOutcome outcome_of(const Run& run, uint32_t first, uint32_t last) {
  return Finder(run).of_step(first, last);
}

}  // namespace finwait
