#include "gui/model/copied_text.hpp"

#include <algorithm>

#include "gui/model/story.hpp"
#include "sim/base/text.hpp"
#include "sim/report/describe.hpp"
#include "sim/report/ladder.hpp"
#include "sim/report/markdown.hpp"

namespace finwait {
namespace {

Simulation whole_run(const Session& s) {
  Simulation whole = s.run->simulation;
  whole.run();
  return whole;
}

std::string line_count(const std::string& text) {
  return std::to_string(std::count(text.begin(), text.end(), '\n'));
}

CopiedText copied_ladder(const Session& s) {
  std::string text = ladder_text(whole_run(s), {.width = 100, .language = s.phrases.language()});
  std::string summary = s.phrases(Phrase::CopiedLadder, {line_count(text)});
  return {std::move(text), std::move(summary)};
}

CopiedText copied_report(const Session& s) {
  Simulation whole = whole_run(s);
  std::string text = markdown_text(whole, check_expectations(whole), s.phrases.language());
  std::string summary = s.phrases(Phrase::CopiedReport, {line_count(text)});
  return {std::move(text), std::move(summary)};
}

}  // namespace

std::string segment_line(const Session& s, uint32_t id) {
  const Script& script = s.run->script();
  const Trace& trace = s.run->trace();
  const Packet& packet = trace.packet(id);
  const size_t first = s.run->index.first_trip(id);
  if (first >= s.run->index.trips.size()) return segment_label(packet);
  const Trip& trip = s.run->index.trips[first];
  std::string text = seconds_text(trip.sent) + " " + script.hosts[trip.from].name + " > " +
                     script.hosts[trip.to].name + " " + segment_label(packet);
  for (const auto& extra : segment_extras(trace, script, packet))
    if (!extra.empty()) text += " " + extra.front();
  const std::string remark = trip_remark(s.phrases, trip, packet);
  if (!remark.empty()) text += ", " + remark;
  if (trip.end == Trip::End::Dropped)
    text += ", " + std::string(drop_words(trip.reason, s.phrases.language()));
  return text;
}

CopiedText copied_text(const Session& s, CopyWhat what) {
  switch (what) {
    case CopyWhat::Selected: {
      if (!s.selected) return copied_ladder(s);
      const std::string line = segment_line(s, *s.selected);
      return {line, line};
    }
    case CopyWhat::Ladder: return copied_ladder(s);
    case CopyWhat::Report: return copied_report(s);
  }
  return {};
}

}  // namespace finwait
