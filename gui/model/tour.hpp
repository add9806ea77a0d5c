// The first thirty seconds: experiments that a newcomer is offered, and what is said of what came
// of them. Everything that is said is read from the run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace finwait {

struct Session;

struct Tour {
  bool shown = false;      // the card, where its scenario is
  bool seen = false;       // put away or gone through once: not offered again (remembered)
  size_t experiment = 0;   // kExperiments: all were offered
  size_t branch = 0;       // the one that a change by hand made last; 0: none
  uint32_t changed = 0;    // the segment that it changed
  bool dropped = false;    // by dropping it
};
constexpr size_t kExperiments = 3;

// The built-in scenario of the experiments.
std::string_view tour_scenario();
// Whether the card stands on the screen.
bool is_tour_visible(const Session& session);
// The segment that is worth dropping, in the run that is shown.
std::optional<uint32_t> tour_target(const Session& session);
// Whether the branch that is shown came of a change by hand: then there is an answer.
bool has_tour_answer(const Session& session);

// A sentence, and the record from which on it is true.
struct TourStep {
  uint32_t record = 0;
  std::string text;
};
std::vector<TourStep> tour_answer(const Session& session);

}  // namespace finwait
