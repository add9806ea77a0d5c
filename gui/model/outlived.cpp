#include "gui/model/outlived.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace finwait {
namespace {

using Pair = std::pair<uint64_t, uint64_t>;  // two addresses, the smaller one first

uint64_t number_of(const Address& a) {
  return uint64_t{a.ip} << 16 | a.port;
}

Pair pair_of(const Packet& p) {
  return std::minmax({number_of(p.from), number_of(p.to)});
}

// Connections between two addresses, counted by the SYNs that open one.
struct Count {
  uint32_t all = 0;
  std::array<uint32_t, 2> joined{};  // by host: the last one that it took part in
};

class Finder {
 public:
  Finder(const Trace& trace, RunIndex& index) : trace_(trace), index_(index) {}

  void find() {
    for (uint32_t id = 0; id < trace_.packets.size(); ++id) {
      const Packet& p = trace_.packet(id);
      if (p.segment.has(kSyn) && !p.forged && !p.retransmission) open(id, p);
    }
    std::sort(index_.outlived.begin(), index_.outlived.end(),
              [](const Outlived& a, const Outlived& b) {
                return a.trip != b.trip ? a.trip < b.trip : a.record < b.record;
              });
  }

 private:
  // A SYN of the host that has not joined the last one yet belongs to that (both open at once).
  void open(uint32_t id, const Packet& p) {
    Count& count = counts_[pair_of(p)];
    uint32_t& joined = count.joined[p.host & 1];
    const bool opens = !p.segment.has(kAck) && joined == count.all;
    if (opens && ++count.all > 1) outlive(id, p);
    joined = count.all;
  }

  void outlive(uint32_t id, const Packet& opener) {
    const Time now = trace_.record(opener.sent).t;
    const size_t end = index_.first_trip(id);
    for (size_t i = index_.trip_until(now, 0, end); i < end;
         i = index_.trip_until(now, i + 1, end)) {
      const Trip& trip = index_.trips[i];
      const Packet& packet = trace_.packet(trip.packet);
      const bool over = trip.end_record != 0 && trip.end_record < opener.sent;
      if (over || packet.forged || pair_of(packet) != pair_of(opener)) continue;
      index_.outlived.push_back({static_cast<uint32_t>(i), opener.sent});
    }
  }

  const Trace& trace_;
  RunIndex& index_;
  std::map<Pair, Count> counts_;
};

}  // namespace

void find_outlived(const Trace& trace, RunIndex& index) {
  Finder(trace, index).find();
}

}  // namespace finwait
