#include "gui/model/visible_trips.hpp"

#include <algorithm>
#include <cmath>

namespace finwait {
namespace {

constexpr double kFoldPx = 3;       // what lies nearer is drawn as one
constexpr size_t kFewInFold = 2;    // these few are drawn by themselves all the same
constexpr size_t kMostRows = 1024;  // of trips that began above the window
constexpr size_t kLookBack = 64;
constexpr double kBlock = 4;  // rows in which these are drawn once:
constexpr uint16_t kOnceInBlock = kTripSyn | kTripFin | kTripAgain;
constexpr uint16_t kRare = kTripSyn | kTripFin | kTripRst | kTripLost | kTripAgain | kTripForged;

class Finder {
 public:
  Finder(const RunIndex& index, const Trace& trace, const TimeAxis& axis, const TripWindow& window)
      : index_(index), axis_(axis), window_(window) {
    inside_ = index.trip_from(window.top);
    end_ = index.trip_from(Time{window.bottom.ns + 1}, inside_);
    // Trips are in the order of the records that sent them.
    const auto sent = [&](size_t i) { return trace.packet(index.trips[i].packet).sent; };
    if (end_ > 0 && sent(end_ - 1) > window.record_limit)
      end_ = gallop(0, end_, [&](size_t i) { return sent(i) > window.record_limit; });
    inside_ = std::min(inside_, end_);
  }

  VisibleTrips find() {
    if (few()) return std::move(found_);
    found_.single.clear();
    found_.folded = true;
    found_.pitch = pitch();
    size_t rows = 0;
    for (size_t i = next(0); i < end_; i = next(i)) {
      if (i < inside_ && ++rows > kMostRows) i = inside_;
      i = add_row(i);
    }
    sort_singles();
    return std::move(found_);
  }

 private:
  // The first trip from i on that is in the window.
  size_t next(size_t i) const {
    return i < inside_ ? index_.trip_until(window_.top, i, inside_) : i;
  }

  bool few() {
    if (end_ - inside_ > kMostSingleTrips) return false;
    for (size_t i = next(0); i < end_; i = next(i + 1)) {
      if (found_.single.size() == kMostSingleTrips) return false;
      found_.single.push_back(static_cast<uint32_t>(i));
    }
    return true;
  }

  // How far two trips may be apart at their sender's lifeline to lie within kFoldPx of each other:
  // far, where they are steep. In few steps, so that scrolling does not make it waver.
  double pitch() const {
    double height = 0;
    for (size_t k = 0; k <= 4 && end_ > 0; ++k) {
      const size_t first = std::min(next(0), end_ - 1);
      const Trip& trip = index_.trips[first + (end_ - 1 - first) * k / 4];
      if (trip.end == Trip::End::Arrived)
        height = std::max(height, axis_.y(trip.ended) - axis_.y(trip.sent));
    }
    const double slope = height / std::max(1.f, window_.width);
    return kFoldPx * std::exp2(std::ceil(std::log2(1 + slope * slope)) / 2);
  }

  // The trips that are sent in the same few pixels as trip i; the first one after them.
  size_t add_row(size_t i) {
    const double row = std::floor(axis_.y(index_.trips[i].sent) / found_.pitch);
    if (const double block = std::floor(row / kBlock); block != block_) {
      block_ = block;
      in_block_ = 0;
    }
    const Time t = axis_.time((row + 1) * found_.pitch);
    const size_t limit = i < inside_ ? inside_ : end_;
    const size_t end = gallop(i + 1, limit, [&](size_t k) { return index_.trips[k].sent >= t; });
    for (uint8_t host = 0; host < 2; ++host) add(host, i, end);
    return end;
  }

  uint16_t of_host(uint16_t flags, uint8_t host) const {
    return static_cast<uint16_t>(flags << (host == 0 ? 0 : kTripFlags));
  }

  void add(uint8_t host, size_t from, size_t end) {
    const size_t count = index_.sent_count(host, from, end);
    if (count == 0) return;
    const uint16_t any = of_host(kTripAny, host);
    if (count <= kFewInFold) {
      for (size_t i = index_.flags.first(from, end, any); i < end;
           i = index_.flags.first(i + 1, end, any))
        add_single(i);
      return;
    }
    TripFold fold;
    fold.host = host;
    fold.first = static_cast<uint32_t>(index_.flags.first(from, end, any));
    fold.last = last_of(host, fold.first, end);
    fold.count = static_cast<uint32_t>(count);
    found_.folds.push_back(fold);
    const uint16_t all = index_.flags.any(from, end);
    for (int bit = 0; bit < kTripFlags; ++bit) {
      const auto flag = static_cast<uint16_t>(1 << bit);
      const uint16_t ours = of_host(flag, host);
      if ((flag & kRare) == 0 || (ours & all & ~in_block_) == 0) continue;
      if (flag & kOnceInBlock) in_block_ |= ours;
      add_rare(ours, from, end);
    }
  }

  uint32_t last_of(uint8_t host, size_t first, size_t end) const {
    for (size_t i = end; i-- > first && i + kLookBack > end;)
      if (index_.trips[i].from == host) return static_cast<uint32_t>(i);
    return static_cast<uint32_t>(first);
  }

  // Those above the window may have ended before it.
  void add_rare(uint16_t flag, size_t from, size_t end) {
    size_t i = index_.flags.first(from, end, flag);
    for (size_t tries = 0; i < end && tries < kLookBack; ++tries) {
      if (index_.trips[i].ended >= window_.top) return add_single(i);
      i = index_.flags.first(i + 1, end, flag);
    }
  }

  void add_single(size_t i) {
    if (index_.trips[i].ended >= window_.top) found_.single.push_back(static_cast<uint32_t>(i));
  }

  void sort_singles() {
    auto& single = found_.single;
    std::sort(single.begin(), single.end());
    single.erase(std::unique(single.begin(), single.end()), single.end());
  }

  const RunIndex& index_;
  const TimeAxis& axis_;
  const TripWindow& window_;
  size_t inside_ = 0;  // the first trip that is sent in the window
  size_t end_ = 0;
  double block_ = -1;      // of rows
  uint16_t in_block_ = 0;  // of kOnceInBlock what was found in it
  VisibleTrips found_;
};

}  // namespace

VisibleTrips find_visible_trips(const RunIndex& index, const Trace& trace, const TimeAxis& axis,
                                const TripWindow& window) {
  return Finder(index, trace, axis, window).find();
}

}  // namespace finwait
