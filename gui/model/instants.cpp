#include "gui/model/instants.hpp"

#include <algorithm>

namespace finwait {

Instants::Instants(std::vector<Time> times, Duration threshold) : times_(std::move(times)) {
  times_.erase(std::unique(times_.begin(), times_.end()), times_.end());
  for (size_t i = 1; i < times_.size(); ++i) {
    const Duration gap = times_[i] - times_[i - 1];
    if (gap > threshold)
      silences_.push_back({times_[i - 1], times_[i], active_});
    else
      active_ += gap.ns;
  }
}

size_t Instants::silences_until(Time t) const {
  const auto after = std::upper_bound(silences_.begin(), silences_.end(), t,
                                      [](Time x, const Silence& s) { return x < s.from; });
  return static_cast<size_t>(after - silences_.begin());
}

const Silence* Instants::silence_at(Time t) const {
  const size_t i = silences_until(t);
  return i == 0 || t >= silences_[i - 1].to ? nullptr : &silences_[i - 1];
}

size_t Instants::count_until(Time t) const {
  return static_cast<size_t>(std::upper_bound(times_.begin(), times_.end(), t) - times_.begin());
}

size_t Instants::footprint() const {
  return times_.size() * sizeof(Time) + silences_.size() * sizeof(Silence);
}

}  // namespace finwait
