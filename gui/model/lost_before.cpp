#include "gui/model/lost_before.hpp"

namespace finwait {
namespace {

constexpr size_t kMostLookedAt = 200;  // segments

bool same_content(const Packet& a, const Packet& b) {
  return a.socket == b.socket && a.segment.seq == b.segment.seq &&
         ((a.segment.ctl ^ b.segment.ctl) & ~kPsh) == 0;
}

}  // namespace

std::optional<LostBefore> lost_before(const Trace& trace, const RunIndex& index,
                                      uint32_t packet) {
  const Packet& again = trace.packet(packet);
  const size_t first = index.first_trip(packet);
  if (!again.retransmission || again.segment.len() == 0) return {};
  std::optional<LostBefore> answer;
  for (size_t i = first; i-- > 0 && first - i <= kMostLookedAt;) {
    const Trip& trip = index.trips[i];
    const Packet& p = trace.packet(trip.packet);
    const bool lost = trip.end == Trip::End::Dropped && trip.end_record < again.sent;
    if (same_content(p, again)) {
      if (lost) return LostBefore{trip.packet, trip.ended, false};
      return trip.end == Trip::End::Arrived ? answer : std::nullopt;
    }
    const bool answers = trip.from != index.trips[first].from && p.segment.has(kAck) &&
                         again.segment.end() <= p.segment.ack;
    if (lost && answers && !answer) answer = LostBefore{trip.packet, trip.ended, true};
  }
  return {};
}

}  // namespace finwait
