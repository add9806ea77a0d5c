// The reducer's part for two branches side by side.
#include "gui/model/session_beside.hpp"

#include <algorithm>

#include "gui/model/inspected.hpp"
#include "gui/model/session_parts.hpp"

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
  make_run(s, s.branches[branch].origin, [branch](Session& at, Run& run) {
    Beside beside{branch, at.branch, 0, std::move(run), {}, {}};
    at.beside.emplace(std::move(beside));
  });
}

// The world beside goes with the cursor while the inspectors show it.
void follow_cursor(Session& s) {
  Beside& b = *s.beside;
  if (!b.inspected) return;
  const Inspected in = branch_beside(s);
  const uint64_t step = in.step;
  if (b.run.simulation.cursor() != step) b.run.simulation.seek(step);
  if (b.offered_at == step) return;
  b.offered_at = step;
  for (uint8_t host = 0; host < 2; ++host)
    b.calls[host] = offered_calls(b.run.simulation, b.run.index, host);
}

void compare(Session& s) {
  Beside& b = *s.beside;
  b.generation = s.generation;
  b.shown = s.branch;
  b.divergence =
      make_divergence(s.run->simulation, s.run->index, b.run.simulation, b.run.index);
  b.instants = instants_of(*s.run, b.run);
}

}  // namespace

void keep_beside(Session& s) {
  if (!s.beside) return;
  if (!s.run || s.branches.size() < 2 || s.beside->branch >= s.branches.size()) {
    s.beside.reset();
    return;
  }
  if (s.beside->generation != s.generation) {
    if (s.beside->branch == s.branch) {  // they change places
      const size_t left = s.beside->shown < s.branches.size() ? s.beside->shown : s.branch;
      const size_t other = left != s.branch ? left : *partner(s);
      s.beside.reset();  // two runs at a time are enough
      show_beside(s, other);
      if (!s.beside) return;
    }
    compare(s);
  }
  follow_cursor(s);
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

// What is selected there stays so, and the cursor where that branch was shown.
void on(Session& s, const command::SwapBeside&) {
  if (!s.beside) return;
  const AllAtOnce steps(s);
  const Inspected other = branch_beside(s);
  const Time now = other.now;
  const auto packet = other.packet;
  const auto record = other.record;
  apply(s, command::ShowBranch{other.branch});
  seek_time(s, now);
  if (packet || record) apply(s, command::Select{packet, record});
}

void inspect_shown(Session& s) {
  if (!s.beside) return;
  s.beside->inspected = false;
  s.beside->selected.reset();
  s.beside->selected_record.reset();
}

void on(Session& s, const command::SelectBeside& c) {
  if (!s.beside) return;
  s.selected.reset();
  s.selected_record.reset();
  s.asked.reset();
  s.beside->inspected = true;
  s.beside->selected = c.packet;
  s.beside->selected_record = c.packet ? std::nullopt : c.record;
}

void on(Session& s, const command::HoverBeside& c) {
  if (s.beside) s.beside->hovered = c.packet;
}

// The branch that is changed is shown for a moment: its changes are its own.
void on(Session& s, const command::EditBeside& c) {
  if (!s.beside) return;
  const AllAtOnce steps(s);
  const size_t shown = s.branch;
  const size_t parent = s.beside->branch;
  const Time before = s.cursor.now;
  const Time now = branch_beside(s).now;
  apply(s, command::ShowBranch{parent});
  seek_time(s, now);
  const uint64_t generation = s.generation;
  std::visit([&](const auto& edit) { apply(s, edit); }, c.edit);
  const bool changed = s.generation != generation;
  const bool moved_again = changed && s.branch == parent;
  if (!changed) {
    apply(s, command::ShowBranch{shown});
    seek_time(s, before);
  }
  apply(s, command::CompareWith{moved_again ? shown : parent});
}

void on(Session& s, const command::InspectOther&) {
  if (!s.beside) return;
  if (s.beside->inspected)
    apply(s, command::Select{});
  else
    apply(s, command::SelectBeside{});
}

}  // namespace finwait::session
