#include "gui/model/run_index.hpp"

#include <algorithm>

#include "gui/model/time_axis.hpp"

namespace finwait {

RunIndex::RunIndex() = default;
RunIndex::RunIndex(const RunIndex&) = default;
RunIndex::RunIndex(RunIndex&&) noexcept = default;
RunIndex& RunIndex::operator=(const RunIndex&) = default;
RunIndex& RunIndex::operator=(RunIndex&&) noexcept = default;
RunIndex::~RunIndex() = default;

namespace {

constexpr size_t kCounted = 64;  // trips between two numbers of RunIndex::sent_by

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

uint32_t RunIndex::result_of(uint32_t call, uint8_t host) const {
  const auto& all = marks[host & 1];
  const auto mark = std::lower_bound(all.begin(), all.end(), call,
                                     [](const Mark& m, uint32_t r) { return m.record < r; });
  if (mark != all.end() && mark->record == call && mark->result != 0) return mark->result;
  const auto late =
      std::lower_bound(late_results.begin(), late_results.end(), call,
                       [](const LateResult& l, uint32_t r) { return l.call < r; });
  return late == late_results.end() || late->call != call ? 0 : late->result;
}

size_t RunIndex::footprint() const {
  size_t octets = trips.size() * sizeof(Trip) + flags.footprint() + ended.footprint() +
                  timers.footprint() + instants->footprint() +
                  outlived.size() * sizeof(Outlived) +
                  late_results.size() * sizeof(LateResult);
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
