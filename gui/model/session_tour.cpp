// The commands of the first thirty seconds.
#include "gui/model/session_parts.hpp"

namespace finwait::session {

void on(Session& s, const command::StartTour&) {
  apply(s, command::LoadBuiltin{std::string(tour_scenario())});
  s.tour.shown = true;
  s.tour.experiment = 0;
  s.tour.branch = 0;
  s.playing = s.run.has_value();
}

void on(Session& s, const command::NextExperiment&) {
  if (!s.tour.shown || s.tour.experiment >= kExperiments) return;
  const size_t next = s.tour.experiment + 1;
  on(s, command::StartTour{});
  s.tour.experiment = next;
  if (next < kExperiments) return;
  s.tour.seen = true;
  s.playing = false;
}

void on(Session& s, const command::EndTour&) {
  s.tour.shown = false;
  s.tour.seen = true;
}

}  // namespace finwait::session
