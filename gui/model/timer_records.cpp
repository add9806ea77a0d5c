#include "gui/model/timer_records.hpp"

#include <algorithm>

namespace finwait {
namespace {

constexpr uint32_t kTimerKeys = kTimers + 1;  // SO_LINGER's comes last

}  // namespace

uint32_t TimerRecords::key(uint32_t socket, Timer timer) {
  return socket * kTimerKeys + static_cast<uint32_t>(timer);
}

TimerRecords::TimerRecords(const std::vector<Item>& items, size_t sockets)
    : begin_((sockets + 1) * kTimerKeys + 1), places_(items.size()) {
  for (const Item& item : items) ++begin_[item.key + 1];
  for (size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
  std::vector<uint32_t> next = begin_;
  for (const Item& item : items) {
    Place& place = places_[next[item.key]++];
    place.sets = item.sets;
    place.record = item.record;
  }
}

TimerRecords::Range TimerRecords::range(uint32_t key, uint32_t limit) const {
  if (key + 1 >= begin_.size()) return {};
  const auto after = std::upper_bound(places_.begin() + begin_[key],
                                      places_.begin() + begin_[key + 1], limit,
                                      [](uint32_t x, const Place& p) { return x < p.record; });
  return {begin_[key], static_cast<size_t>(after - places_.begin()), begin_[key + 1]};
}

uint32_t TimerRecords::last(uint32_t socket, Timer timer, uint32_t limit) const {
  const Range all = range(key(socket, timer), limit);
  for (size_t i = all.after; i-- > all.first;)
    if (places_[i].sets) return places_[i].record;
  return 0;
}

TimerSpan TimerRecords::span(const Trace& trace, uint32_t record) const {
  TimerSpan span;
  const Record& meant = trace.record(record);
  const bool fired = meant.action() == TimerAction::Fired;
  const Range all = range(key(meant.socket, meant.timer()), fired ? record - 1 : record);
  if (all.after > all.first) span.set = places_[all.after - 1].record;
  if (all.after < all.end) span.ended = places_[all.after].record;
  if (span.ended != 0 && trace.record(span.ended).action() == TimerAction::Fired)
    span.fired = span.ended;
  return span;
}

}  // namespace finwait
