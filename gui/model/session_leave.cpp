#include "gui/model/leave.hpp"
#include "gui/model/session_files.hpp"
#include "gui/model/session_parts.hpp"

namespace finwait {
namespace {

constexpr size_t kMostLeft = 16;  // scenarios that Undo leads back to

bool is_work(const std::vector<Branch>& tree, size_t branch) {
  return branch > 0 && !tree[branch].by_value;
}

bool has_work(const std::vector<Branch>& tree) {
  for (size_t i = 1; i < tree.size(); ++i)
    if (is_work(tree, i)) return true;
  return false;
}

bool has_child(const std::vector<Branch>& tree, size_t parent) {
  for (size_t i = 1; i < tree.size(); ++i)
    if (tree[i].parent == parent && is_work(tree, i)) return true;
  return false;
}

void add_unsaved(const std::vector<Branch>& tree, std::vector<const Branch*>& out) {
  for (size_t i = 1; i < tree.size(); ++i)
    if (is_work(tree, i) && !tree[i].saved && !has_child(tree, i)) out.push_back(&tree[i]);
}

// What the newcomer was asked to try, and nothing else.
bool is_experiment(const Session& s) {
  return s.tour.shown && s.branches.size() == 2 && s.origin().name == tour_scenario();
}

std::string title_of(const Session& s) {
  const std::string title = s.run->simulation.scenario().title.in(s.phrases.language());
  return title.empty() ? path_name(s.origin().name) : title;
}

void keep(std::vector<LeftScenario>& scenarios, LeftScenario scenario) {
  scenarios.push_back(std::move(scenario));
  if (scenarios.size() > kMostLeft) scenarios.erase(scenarios.begin());
}

// To the last of those that were left, or of those behind them; the one that is shown takes its
// place on the other side.
void change_scenario(Session& s, bool back) {
  const std::vector<LeftScenario>& from = back ? s.left : s.ahead;
  if (from.empty() || s.live) return;
  const LeftScenario to = from.back();
  const LeftScenario here{s.branches, s.branch, s.cursor.now};
  session::play(s, to.branches[to.branch].origin, [to, here, back](Session& shown) {
    (back ? shown.left : shown.ahead).pop_back();
    keep(back ? shown.ahead : shown.left, here);
    shown.branches = to.branches;
    shown.branch = to.branch;
    shown.undone.clear();
    shown.bookmarks.clear();
    shown.measured.reset();
    shown.playing = false;
    session::on(shown, command::Fit{});
    session::seek_time(shown, to.now);
    if (back) shown.notice = shown.phrases(Phrase::ScenarioAgain, {title_of(shown)});
  });
}

}  // namespace

std::vector<const Branch*> unsaved_branches(const Session& s) {
  std::vector<const Branch*> out;
  for (const auto* scenarios : {&s.left, &s.ahead})
    for (const LeftScenario& left : *scenarios) add_unsaved(left.branches, out);
  if (!s.branches.empty() && !is_experiment(s)) add_unsaved(s.branches, out);
  return out;
}

std::string unsaved_names(const Session& s) {
  std::string out;
  for (const Branch* branch : unsaved_branches(s))
    out += (out.empty() ? "" : " \u00b7 ") + branch->name;
  return out;
}

namespace session {

std::optional<LeftScenario> leaving(const Session& s) {
  if (!s.run || is_experiment(s) || !has_work(s.branches)) return std::nullopt;
  return LeftScenario{s.branches, s.branch, s.cursor.now};
}

void left(Session& s, std::optional<LeftScenario> scenario, const std::string& title) {
  for (LeftScenario& other : s.ahead)
    if (has_work(other.branches)) keep(s.left, std::move(other));
  s.ahead.clear();
  if (!scenario) return;
  keep(s.left, std::move(*scenario));
  s.notice = s.phrases(Phrase::ScenarioLeft, {title});
}

std::string shown_title(const Session& s) {
  return s.run ? title_of(s) : "";
}

void back_to_scenario(Session& s) {
  change_scenario(s, true);
}

void on_to_scenario(Session& s) {
  change_scenario(s, false);
}

void on(Session& s, const command::BranchSaved& c) {
  for (size_t i = c.branch; i > 0 && i < s.branches.size(); i = s.branches[i].parent)
    s.branches[i].saved = true;
}

// Asked once: who closes once more means it.
void on(Session& s, const command::Quit& c) {
  const bool asked = s.dialog.kind == DialogKind::Leave;
  if (c.anyway || asked || unsaved_branches(s).empty())
    s.quit = true;
  else
    on(s, command::OpenDialog{DialogKind::Leave});
}

void answer(Session& s, LeaveAnswer answer) {
  s.dialog.kind = DialogKind::None;
  switch (answer) {
    case LeaveAnswer::SaveAll: s.errands.push_back({.kind = Errand::Kind::SaveAll}); return;
    case LeaveAnswer::CloseAnyway: s.quit = true; return;
    case LeaveAnswer::Stay: return;
  }
}

}  // namespace session
}  // namespace finwait
