// The close lab's commands.
#include <algorithm>

#include "gui/model/lab_runs.hpp"
#include "gui/model/session_parts.hpp"
#include "sim/report/close_matrix.hpp"
#include "sim/tcp/profile.hpp"

namespace finwait {
namespace {

constexpr size_t kSureRows = 6;          // of the table that show in the smallest window
constexpr double kSilenceSeconds = 0.9;  // what a folded silence takes at most, as elsewhere

std::vector<Time> merged_events(const std::vector<Run>& runs, Time end) {
  std::vector<Time> all = {Time{}, end};
  for (const Run& run : runs) {
    const std::vector<Time>& times = run.index.instants->times();
    all.insert(all.end(), times.begin(), times.end());
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

Result<Run> run_on(Origin origin, const std::string& system) {
  const auto plain = read_scenario(origin.text, origin.name, origin.overrides);
  if (!plain) return plain.error();
  for (const HostConfig& host : plain.value().script.hosts)
    origin.overrides.push_back({"hosts." + host.name + ".profile", system});
  auto scenario = read_scenario(origin.text, origin.name, origin.overrides);
  if (!scenario) return scenario.error();
  return Run(scenario.take());
}

// A cell that differs, the first of them: what the eye looks for.
std::optional<LabCell> first_difference(const ComparedRuns& table) {
  for (size_t row = 0; row < table.rows.size(); ++row)
    for (size_t system = 0; system < table.rows[row].cells.size(); ++system)
      if (table.rows[row].cells[system].differs) return LabCell{row, system};
  return std::nullopt;
}

void put(Session& s, Time t) {
  if (s.lab.runs) s.lab.now = std::clamp(t, Time{}, s.lab.runs->end);
}

void seek(Session& s, Time t) {
  s.lab.view.follow = true;
  s.lab.first_look.reset();
  put(s, t);
}

// The instant of the first event that differs.
std::optional<Time> first_divergence(const Session& s) {
  const LabRuns& runs = *s.lab.runs;
  std::optional<Time> first;
  for (const ComparedRow& row : runs.table.rows)
    for (size_t i = 0; i < row.cells.size(); ++i) {
      if (!row.cells[i].differs || row.cells[i].record == 0) continue;
      const Time t = runs.runs[i].trace().record(row.cells[i].record).t;
      first = first ? std::min(*first, t) : t;
    }
  return first;
}

void renew(Session& s) {
  s.lab.generation = s.generation;
  s.lab.selected.reset();
  s.lab.runs.reset();
  auto runs = make_lab_runs(s.origin(), s.lab.systems, s.phrases);
  if (!runs) {
    s.error = runs.error().text();
    return;
  }
  s.lab.runs = std::make_shared<const LabRuns>(runs.take());
  s.lab.selected = first_difference(s.lab.runs->table);
  s.lab.top = 0;
  s.lab.view = {};
  seek(s, s.lab.runs->end);
  s.lab.first_look = first_divergence(s);
}

// The same runs, told in the window's language.
void translate_table(Session& s) {
  auto runs = std::make_shared<LabRuns>(*s.lab.runs);
  std::vector<Simulation> simulations;
  for (const Run& run : runs->runs) simulations.push_back(run.simulation);
  runs->language = s.phrases.language();
  runs->table = compare_systems(runs->systems, simulations, runs->language, runs->language);
  s.lab.runs = std::move(runs);
}

void show_matrix(Session& s) {
  const Language language = s.phrases.language();
  if (s.lab.matrix && s.lab.language == language) return;
  s.lab.language = language;
  auto matrix = close_matrix({profile_names().begin(), profile_names().end()}, language);
  if (matrix)
    s.lab.matrix = std::make_shared<const CloseMatrix>(matrix.take());
  else
    s.error = matrix.error().text();
}

void step(Session& s, int by) {
  const std::vector<Time>& events = s.lab.runs->events;
  const auto next = by > 0 ? std::upper_bound(events.begin(), events.end(), s.lab.now)
                           : std::lower_bound(events.begin(), events.end(), s.lab.now);
  const int64_t last = static_cast<int64_t>(events.size()) - 1;
  const int64_t at = (next - events.begin()) + (by > 0 ? by - 1 : by);
  seek(s, events[static_cast<size_t>(std::clamp<int64_t>(at, 0, last))]);
}

// Silences pass quickly, as in the timeline of one run.
void tick(Session& s, double seconds) {
  const std::vector<Time>& events = s.lab.runs->events;
  const auto next = std::upper_bound(events.begin(), events.end(), s.lab.now);
  const double ns = seconds * s.speed * 1e9;
  Time to = s.lab.now + Duration{static_cast<int64_t>(std::min(ns, 1e17))};
  if (next != events.end() && next != events.begin()) {
    const Duration silence = *next - *(next - 1);
    const double quick = seconds / kSilenceSeconds * static_cast<double>(silence.ns);
    if (silence > usual_flight(s.lab.runs->runs.front()) * kSilence)
      to = std::max(to, std::min(*next, s.lab.now + Duration{static_cast<int64_t>(quick)}));
  }
  put(s, to);
  if (s.lab.now >= s.lab.runs->end) s.playing = false;
}

// Where the run says what the cell tells.
void seek_cell(Session& s, const LabCell& cell) {
  if (!s.lab.runs) return;
  const ComparedRuns& table = s.lab.runs->table;
  if (cell.row >= table.rows.size() || cell.system >= table.systems.size()) return;
  const uint32_t record = table.rows[cell.row].cells[cell.system].record;
  if (record == 0) return;
  seek(s, s.lab.runs->runs[cell.system].trace().record(record).t);
}

size_t row_count(const Lab& lab) {
  if (lab.page == LabPage::Matrix) return lab.matrix ? lab.matrix->rows.size() : 0;
  return lab.runs ? lab.runs->table.rows.size() : 0;
}

size_t column_count(const Lab& lab) {
  if (lab.page == LabPage::Matrix) return lab.matrix ? lab.matrix->systems.size() : 0;
  return lab.runs ? lab.runs->systems.size() : 0;
}

void open_cell(Session& s, const LabCell& cell) {
  const CloseMatrix& matrix = *s.lab.matrix;
  if (cell.row >= matrix.rows.size() || cell.system >= matrix.systems.size()) return;
  const std::string& system = matrix.systems[cell.system];
  s.lab.open = false;
  apply(s, command::Load{{"close-" + std::to_string(cell.row + 1) + "-" + system,
                          close_scenario(cell.row, system),
                          {}}});
}

}  // namespace

Result<LabRuns> make_lab_runs(const Origin& origin, const std::vector<std::string>& systems,
                              const Phrases& phrases) {
  LabRuns out;
  out.systems = systems;
  out.language = phrases.language();
  for (const std::string& system : systems) {
    auto run = run_on(origin, system);
    if (!run)
      return Error{{}, 0, 0, phrases(Phrase::LabCannot, {system, run.error().text()})};
    out.runs.push_back(run.take());
    out.end = std::max(out.end, out.runs.back().index.end);
  }
  std::vector<Simulation> simulations;
  for (const Run& run : out.runs) simulations.push_back(run.simulation);
  out.table = compare_systems(systems, simulations, phrases.language(), phrases.language());
  out.events = merged_events(out.runs, out.end);
  return out;
}

void translate_lab(Session& s) {
  if (s.lab.runs && s.lab.runs->language != s.phrases.language()) translate_table(s);
  if (s.lab.page == LabPage::Matrix) show_matrix(s);
}

uint32_t record_limit_at(const Run& run, Time now) {
  const auto& ends = run.trace().step_ends;
  if (ends.empty()) return 0;
  return ends[std::min<size_t>(run.trace().step_at(now), ends.size() - 1)];
}

namespace session {

void on(Session& s, const command::OpenLab& c) {
  if (!s.run) return;
  s.lab.open = true;
  s.playing = false;
  if (!c.systems.empty()) s.lab.systems = c.systems;
  if (s.lab.systems.empty())
    s.lab.systems.assign(compared_profile_names().begin(), compared_profile_names().end());
  if (s.lab.systems.size() > kMostSystems) s.lab.systems.resize(kMostSystems);
  if (!s.lab.runs || s.lab.generation != s.generation || s.lab.runs->systems != s.lab.systems)
    renew(s);
}

void on(Session& s, const command::CloseLab&) {
  s.lab.open = false;
  s.playing = false;
}

// At least two and at most four are chosen; the first is what the others are compared with.
void on(Session& s, const command::ToggleLabSystem& c) {
  std::vector<std::string> chosen;
  for (std::string_view name : profile_names()) {
    const auto& now = s.lab.systems;
    const bool on = std::find(now.begin(), now.end(), name) != now.end();
    if (on != (name == c.system)) chosen.emplace_back(name);
  }
  if (chosen.size() < kFewestSystems || chosen.size() > kMostSystems) return;
  s.lab.systems = std::move(chosen);
  renew(s);
}

void on(Session& s, const command::ShowLabPage& c) {
  s.lab.page = c.page;
  s.lab.top = 0;
  s.playing = false;
  s.lab.selected.reset();
  if (c.page == LabPage::Matrix)
    show_matrix(s);
  else if (s.lab.runs)
    s.lab.selected = first_difference(s.lab.runs->table);
}

void on(Session& s, const command::SelectLabCell& c) {
  if (c.cell.row >= row_count(s.lab) || c.cell.system >= column_count(s.lab)) return;
  s.playing = false;
  s.lab.selected = c.cell;
  if (s.lab.page == LabPage::Script) seek_cell(s, c.cell);
}

void on(Session& s, const command::OpenLabCell& c) {
  if (s.lab.page == LabPage::Matrix && s.lab.matrix) open_cell(s, c.cell);
}

void on(Session& s, const command::MoveLabCell& c) {
  if (row_count(s.lab) == 0 || column_count(s.lab) == 0) return;
  const LabCell from = s.lab.selected.value_or(LabCell{});
  const auto moved = [](size_t at, int by, size_t count) {
    const int64_t to = static_cast<int64_t>(at) + by;
    return static_cast<size_t>(std::clamp<int64_t>(to, 0, static_cast<int64_t>(count) - 1));
  };
  const LabCell to{moved(from.row, c.rows, row_count(s.lab)),
                   moved(from.system, c.systems, column_count(s.lab))};
  const LabCell goal = s.lab.selected ? to : from;
  on(s, command::SelectLabCell{goal});
  // In sight, whatever the table's height: a few rows always show.
  const size_t lowest = goal.row < kSureRows ? 0 : goal.row - kSureRows + 1;
  s.lab.top = std::clamp(s.lab.top, lowest, goal.row);
}

void on(Session& s, const command::ScrollLab& c) {
  const size_t rows = row_count(s.lab);
  s.lab.top = rows == 0 ? 0 : std::min(c.top, rows - 1);
}

}  // namespace session

namespace {

// The ladders' scale and place; false for other commands.
bool view_in_lab(Session& s, const Command& command) {
  if (s.lab.page != LabPage::Script) return false;
  if (const auto* zoom = std::get_if<command::Zoom>(&command))
    session::zoom(s, s.lab.view, *zoom);
  else if (const auto* scroll = std::get_if<command::Scroll>(&command))
    session::scroll(s, s.lab.view, *scroll);
  else if (const auto* fit = std::get_if<command::Fit>(&command))
    session::fit(s, s.lab.view, *fit);
  else
    return false;
  s.lab.first_look.reset();
  return true;
}

}  // namespace

bool apply_in_lab(Session& s, const Command& command) {
  if (std::holds_alternative<command::Escape>(command)) {
    if (s.measured || s.show_keys || !s.error.empty() || !s.notice.empty()) return false;
    session::on(s, command::CloseLab{});
    return true;
  }
  if (!s.lab.runs) return false;
  if (view_in_lab(s, command)) return true;
  if (const auto* t = std::get_if<command::Tick>(&command)) {
    s.clock += t->seconds;
    if (s.playing) tick(s, std::min(t->seconds, 0.1));
  } else if (std::holds_alternative<command::TogglePlay>(command)) {
    if (!s.playing && s.lab.now >= s.lab.runs->end) seek(s, Time{});
    s.playing = !s.playing;
    s.lab.first_look.reset();
    s.lab.view.follow = s.lab.view.follow || s.playing;
  } else if (const auto* by = std::get_if<command::Step>(&command)) {
    s.playing = false;
    step(s, by->by);
  } else if (std::holds_alternative<command::ToStart>(command)) {
    s.playing = false;
    seek(s, Time{});
  } else if (std::holds_alternative<command::ToEnd>(command)) {
    s.playing = false;
    seek(s, s.lab.runs->end);
  } else if (const auto* to = std::get_if<command::SeekTime>(&command)) {
    s.playing = false;
    seek(s, to->t);
  } else {
    return false;
  }
  return true;
}

}  // namespace finwait
