#include "sim/report/comparison.hpp"

#include <algorithm>

#include "sim/report/describe.hpp"
#include "sim/report/display_width.hpp"
#include "sim/report/ladder_canvas.hpp"
#include "sim/report/ladder_index.hpp"
#include "sim/world/api_words.hpp"

namespace finwait {
namespace {

constexpr size_t kContext = 3;           // lines before the divergence
constexpr int kSideBySide = 2 * 60 + 3;  // columns; narrower, the ladders follow each other
constexpr std::string_view kBetween = " ║ ";

std::string text_of(const Simulation& simulation, const LadderIndex& index, uint32_t id) {
  const Trace& trace = simulation.trace();
  const Script& script = simulation.script();
  const Record& r = trace.record(id);
  switch (r.kind) {
    case RecordKind::Call: return call_text(script, r);
    case RecordKind::Result:
      return call_text_name(script, r) + " → " + result_text(script, r) +
             (result_detail(script, trace, r).empty() ? "" : " ") + result_detail(script, trace, r);
    case RecordKind::Sent: {
      const Packet& p = trace.packet(r.packet());
      return index.arrow_tag(p) + (index.arrow_tag(p).empty() ? "" : " ") + segment_label(p) +
             (p.retransmission ? " (retransmission)"
              : p.forged       ? " (forged)"
                               : "");
    }
    case RecordKind::Dropped:
      return segment_label(trace.packet(r.packet())) + " " +
             std::string(drop_words(r.reason(), Language::En));
    case RecordKind::State: return std::string(state_name(r.to()));
    case RecordKind::Timer: return std::string(timer_words(r.timer(), Language::En));
    case RecordKind::Host: return std::string(host_action_name(r.host_action()));
    case RecordKind::Event: return event_word(script.hosts[r.host], r);
    case RecordKind::Socket:
    case RecordKind::Arrived:
    case RecordKind::Bytes: return {};
  }
  return {};
}

bool belongs_to_story(const Record& r) {
  switch (r.kind) {
    case RecordKind::Host:
    case RecordKind::Call:
    case RecordKind::Result:
    case RecordKind::Sent:
    case RecordKind::Dropped:
    case RecordKind::State: return true;
    case RecordKind::Timer: return r.action() == TimerAction::Fired;
    case RecordKind::Event: return reaches_program(r.event());
    case RecordKind::Socket:
    case RecordKind::Arrived:
    case RecordKind::Bytes: return false;
  }
  return false;
}

void add_story_line(std::string& out, std::string_view mark, const std::vector<StoryLine>& story,
                    size_t i, Ink ink, const LadderOptions& options) {
  std::string line = std::string(mark) + " ";
  if (i < story.size())
    line += ladder_time(story[i].t, 6) + "  " + story[i].text;
  else
    line += std::string(word(Word::AtEnd, options.language));
  out += painted(fit_width(line, options.width), ink, options.colour) + "\n";
}

std::string divergence_text(const std::vector<StoryLine>& a, const std::vector<StoryLine>& b,
                            size_t where, const LadderOptions& options) {
  std::string out;
  const size_t first = where > kContext ? where - kContext : 0;
  for (size_t i = first; i < where; ++i) add_story_line(out, "  =", a, i, Ink::Faint, options);
  add_story_line(out, "  A", a, where, Ink::Data, options);
  add_story_line(out, "  B", b, where, Ink::Fin, options);
  return out;
}

using Column = std::vector<LadderLine>;

Column column_of(const Simulation& s, const LadderOptions& options) {
  Column lines;
  std::string head = ladder_head(s.scenario(), s.trace(), options);
  head.pop_back();
  lines.push_back({Time{}, 0, std::move(head)});
  for (LadderLine& line : ladder_lines(s.script(), s.trace(), options))
    lines.push_back(std::move(line));
  return lines;
}

// Columns of a painted text: escape sequences take none.
int painted_width(std::string_view text) {
  std::string bare;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b')
      i = std::min(text.find('m', i), text.size() - 1);
    else
      bare += text[i];
  }
  return display_width(bare);
}

// The line from which the columns differ. Columns of different layout are compared by record.
size_t first_different_line(const Column& a, const Column& b, uint32_t record) {
  size_t i = 0;
  const bool same_layout = !a.empty() && !b.empty() && a[0].text == b[0].text;
  const auto same = [&] {
    return same_layout ? a[i].text == b[i].text : a[i].record < record && b[i].record < record;
  };
  while (i < a.size() && i < b.size() && same()) ++i;
  return i;
}

std::string side_by_side(const Simulation& a, const Simulation& b, uint32_t record,
                         LadderOptions options) {
  const int whole = std::min(options.width, 2 * kWidestLadder + display_width(kBetween));
  options.width = (whole - display_width(kBetween)) / 2;
  const Column left = column_of(a, options);
  const Column right = column_of(b, options);
  const size_t parting = first_different_line(left, right, record);
  std::string out;
  for (size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    if (i == parting)
      out += painted(repeated("═", 2 * options.width + display_width(kBetween)), Ink::Faint,
                     options.colour) +
             "\n";
    std::string line = i < left.size() ? left[i].text : "";
    line.append(static_cast<size_t>(std::max(0, options.width - painted_width(line))), ' ');
    line += kBetween;
    if (i < right.size()) line += right[i].text;
    while (line.ends_with(' ')) line.pop_back();
    out += line + "\n";
  }
  return out;
}

}  // namespace

std::vector<StoryLine> story_of(const Simulation& simulation) {
  const Trace& trace = simulation.trace();
  const LadderIndex index(simulation.script(), trace);
  std::vector<StoryLine> story;
  for (uint32_t id = 1; id <= trace.records.size(); ++id) {
    const Record& r = trace.record(id);
    if (!belongs_to_story(r)) continue;
    std::string text = simulation.script().hosts[r.host].name + "  ";
    if (r.kind != RecordKind::Sent) text += index.socket_tag(r.socket);
    story.push_back({r.t, id, text + text_of(simulation, index, id)});
  }
  return story;
}

std::optional<size_t> first_divergence(const std::vector<StoryLine>& a,
                                       const std::vector<StoryLine>& b) {
  size_t i = 0;
  while (i < a.size() && i < b.size() && a[i] == b[i]) ++i;
  if (i == a.size() && i == b.size()) return std::nullopt;
  return i;
}

Comparison compare_runs(const Simulation& a, const Simulation& b, const LadderOptions& options) {
  const auto story_a = story_of(a);
  const auto story_b = story_of(b);
  const auto where = first_divergence(story_a, story_b);
  std::string text;
  if (!where) {
    text = "The two runs are the same: " + std::to_string(story_a.size()) + " events.\n";
    return {true, text};
  }
  const auto& later = *where < story_a.size() ? story_a : story_b;
  text = "The runs differ from " + ladder_time(later[*where].t, 6) + " s on:\n\n";
  text += divergence_text(story_a, story_b, *where, options) + "\n";
  if (options.width >= kSideBySide)
    return {false, text + side_by_side(a, b, later[*where].record, options)};
  text += "A: " + ladder_text(a, options) + "\nB: " + ladder_text(b, options);
  return {false, text};
}

}  // namespace finwait
