#include "gui/model/repeats.hpp"

#include <algorithm>

namespace finwait {
namespace {

// What the sendings of one segment have in common.
struct Content {
  uint32_t socket = 0;
  uint32_t seq = 0;
  uint8_t ctl = 0;

  bool operator==(const Content& o) const {
    return socket == o.socket && seq == o.seq && ctl == o.ctl;
  }
  bool operator<(const Content& o) const {
    if (socket != o.socket) return socket < o.socket;
    return seq != o.seq ? seq < o.seq : ctl < o.ctl;
  }
};

Content content_of(const Packet& p) {
  return {p.socket, p.segment.seq.value, static_cast<uint8_t>(p.segment.ctl & ~kPsh)};
}

// Most segments are sent once: only what was sent again is counted, and a filter of some bits tells
// that of nearly all others.
class Repeats {
 public:
  explicit Repeats(const Trace& trace) {
    for (const Packet& p : trace.packets)
      if (p.retransmission) again_.push_back(content_of(p));
    std::sort(again_.begin(), again_.end());
    again_.erase(std::unique(again_.begin(), again_.end()), again_.end());
    sent_.resize(again_.size());
    size_t bits = 1024;
    while (bits < 32 * again_.size()) bits *= 2;
    filter_.resize(bits / 64);
    for (const Content& c : again_) filter_[place(c) / 64] |= bit(c);
  }

  bool empty() const { return again_.empty(); }

  // How often the content was sent before, if it is ever sent again; counts this sending.
  uint16_t count(const Content& c) {
    if ((filter_[place(c) / 64] & bit(c)) == 0) return 0;
    const auto found = std::lower_bound(again_.begin(), again_.end(), c);
    if (found == again_.end() || !(*found == c)) return 0;
    return sent_[static_cast<size_t>(found - again_.begin())]++;
  }

 private:
  size_t place(const Content& c) const {
    uint64_t x = ((uint64_t{c.socket} << 32) + c.seq) ^ (uint64_t{c.ctl} << 26);
    x *= 0x9e3779b97f4a7c15u;
    return static_cast<size_t>(x >> 32) & (filter_.size() * 64 - 1);
  }
  uint64_t bit(const Content& c) const { return uint64_t{1} << (place(c) % 64); }

  std::vector<Content> again_;  // sorted
  std::vector<uint16_t> sent_;  // by place in again_
  std::vector<uint64_t> filter_;
};

}  // namespace

void number_repeats(const Trace& trace, std::vector<Trip>& trips) {
  Repeats repeats(trace);
  if (repeats.empty()) return;
  for (Trip& trip : trips) {
    const Packet& p = trace.packet(trip.packet);
    const uint16_t before = repeats.count(content_of(p));
    if (p.retransmission) trip.retransmission = std::max<uint16_t>(before, 1);
  }
}

}  // namespace finwait
