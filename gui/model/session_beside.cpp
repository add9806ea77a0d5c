// The reducer's part for two branches side by side.
#include "gui/model/session_beside.hpp"

#include <algorithm>

namespace finwait::session {
namespace {

std::shared_ptr<const Instants> instants_of(const Run& a, const Run& b) {
  const std::vector<Time>& first = a.index.instants->times();
  const std::vector<Time>& second = b.index.instants->times();
  std::vector<Time> all(first.size() + second.size());
  std::merge(first.begin(), first.end(), second.begin(), second.end(), all.begin());
  return std::make_shared<const Instants>(std::move(all), usual_flight(a) * kSilence);
}

// With which branch the one that is shown is compared: its parent; the first, with the newest.
std::optional<size_t> partner(const Session& s) {
  if (s.branches.size() < 2) return std::nullopt;
  return s.branch == 0 ? s.branches.size() - 1 : s.branches[s.branch].parent;
}

void show_beside(Session& s, size_t branch) {
  const Origin& origin = s.branches[branch].origin;
  auto scenario = read_scenario(origin.text, origin.name, origin.overrides);
  if (!scenario) return;
  Beside beside{branch, s.branch, 0, Run(scenario.take()), {}, {}};
  s.beside.emplace(std::move(beside));
}

}  // namespace

void keep_beside(Session& s) {
  if (!s.beside) return;
  if (!s.run || s.branches.size() < 2 || s.beside->branch >= s.branches.size()) {
    s.beside.reset();
    return;
  }
  if (s.beside->generation == s.generation) return;
  if (s.beside->branch == s.branch) {  // they change places
    const size_t left = s.beside->shown < s.branches.size() ? s.beside->shown : s.branch;
    const size_t other = left != s.branch ? left : *partner(s);
    show_beside(s, other);
  }
  s.beside->generation = s.generation;
  s.beside->shown = s.branch;
  s.beside->divergence =
      make_divergence(s.run->simulation, s.run->index, s.beside->run.simulation,
                      s.beside->run.index);
  s.beside->instants = instants_of(*s.run, s.beside->run);
}

void on(Session& s, const command::ToggleBeside&) {
  if (s.beside) return s.beside.reset();
  const auto other = s.run ? partner(s) : std::nullopt;
  if (other) show_beside(s, *other);
}

}  // namespace finwait::session
