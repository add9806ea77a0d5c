#include "gui/model/run_index.hpp"

#include <algorithm>

#include "gui/model/time_axis.hpp"

namespace finwait {
namespace {

constexpr size_t kCounted = 64;  // trips between two numbers of RunIndex::sent_by
constexpr uint32_t kTimerKeys = kTimers + 1;  // SO_LINGER's comes last

}  // namespace

uint32_t TimerSettings::key(uint32_t socket, Timer timer) {
  return socket * kTimerKeys + static_cast<uint32_t>(timer);
}

TimerSettings::TimerSettings(const std::vector<Setting>& settings, size_t sockets)
    : begin_((sockets + 1) * kTimerKeys + 1), records_(settings.size()) {
  for (const Setting& s : settings) ++begin_[s.key + 1];
  for (size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
  std::vector<uint32_t> next = begin_;
  for (const Setting& s : settings) records_[next[s.key]++] = s.record;
}

uint32_t TimerSettings::last(uint32_t socket, Timer timer, uint32_t limit) const {
  const size_t k = key(socket, timer);
  if (k + 1 >= begin_.size()) return 0;
  const auto first = records_.begin() + begin_[k];
  const auto after = std::upper_bound(first, records_.begin() + begin_[k + 1], limit);
  return after == first ? 0 : *(after - 1);
}

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

size_t RunIndex::first_trip(uint32_t packet) const {
  const auto found = std::lower_bound(trips.begin(), trips.end(), packet,
                                      [](const Trip& t, uint32_t p) { return t.packet < p; });
  if (found == trips.end() || found->packet != packet) return trips.size();
  return static_cast<size_t>(found - trips.begin());
}

size_t RunIndex::trip_from(Time t, size_t from) const {
  return gallop(from, trips.size(), [&](size_t i) { return trips[i].sent >= t; });
}

size_t RunIndex::trip_until(Time t, size_t from, size_t to) const {
  return ended.next(from, to, t.ns, [&](size_t i) { return trips[i].ended.ns; });
}

size_t RunIndex::sent_count(uint8_t host, size_t from, size_t to) const {
  const auto before = [&](size_t i) {
    size_t count = sent_by[host & 1][i / kCounted];
    for (size_t k = i / kCounted * kCounted; k < i; ++k) count += trips[k].from == host;
    return count;
  };
  return before(to) - before(from);
}

uint32_t RunIndex::outlived_at(uint32_t trip) const {
  const auto found = std::lower_bound(outlived.begin(), outlived.end(), trip,
                                      [](const Outlived& o, uint32_t t) { return o.trip < t; });
  return found == outlived.end() || found->trip != trip ? 0 : found->record;
}

size_t RunIndex::footprint() const {
  size_t octets = trips.size() * sizeof(Trip) + flags.footprint() + ended.footprint() +
                  timers.footprint() + instants->footprint() +
                  outlived.size() * sizeof(Outlived);
  for (size_t host = 0; host < 2; ++host) {
    octets += spans[host].size() * sizeof(Span) + marks[host].size() * sizeof(Mark);
    octets += (sent_by[host].size() + fired[host].size() + by_hand[host].size()) * 4;
    octets += fired_since[host].footprint();
  }
  return octets;
}

Duration usual_flight(const Script& script) {
  const Duration delay = max(script.links[0].delay, script.links[1].delay);
  return delay.ns > 0 ? delay : milliseconds(1);
}

}  // namespace finwait
