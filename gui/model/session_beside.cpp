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
  const Origin origin = s.branches[branch].origin;
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

void on(Session& s, const command::CompareWith& c) {
  if (!s.run || c.branch >= s.branches.size() || c.branch == s.branch) return;
  if (!s.beside || s.beside->branch != c.branch) show_beside(s, c.branch);
}

void on(Session& s, const command::HopBeside& c) {
  if (!s.beside) return on(s, command::ToggleBeside{});
  const size_t count = s.branches.size();
  const size_t by = c.by < 0 ? count - 1 : 1;
  size_t next = (s.beside->branch + by) % count;
  if (next == s.branch) next = (next + by) % count;
  on(s, command::CompareWith{next});
}

void on(Session& s, const command::SwapBeside&) {
  if (!s.beside) return;
  const auto packet = selected_beside(s);
  apply(s, command::ShowBranch{s.beside->branch});
  if (packet) apply(s, command::Select{packet});
}

void on(Session& s, const command::SelectBeside& c) {
  if (!s.beside) return;
  s.selected.reset();
  s.selected_record.reset();
  s.beside->selected = c.packet;
}

void on(Session& s, const command::HoverBeside& c) {
  if (s.beside) s.beside->hovered = c.packet;
}

void on(Session& s, const command::EditBeside& c) {
  if (!s.beside || c.packet >= s.beside->run.trace().packets.size()) return;
  const Run& run = s.beside->run;
  if (!can_edit(run.simulation, run.index, c.packet, c.edit)) return;
  const size_t parent = s.beside->branch;
  apply(s, command::ShowBranch{parent});
  apply(s, command::EditPacket{c.packet, c.edit});
  apply(s, command::CompareWith{parent});
}

}  // namespace finwait::session

std::optional<uint32_t> finwait::selected_beside(const Session& s) {
  if (!s.beside || s.selected || s.selected_record) return std::nullopt;
  return s.beside->selected;
}
