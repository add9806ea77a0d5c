#include "gui/model/copied_text.hpp"

#include <algorithm>

#include "gui/model/beside.hpp"
#include "gui/model/edits.hpp"
#include "gui/model/inspected.hpp"
#include "gui/model/story.hpp"
#include "sim/base/text.hpp"
#include "sim/report/describe.hpp"
#include "sim/report/ladder.hpp"
#include "sim/report/markdown.hpp"

namespace finwait {
namespace {

Simulation whole_run(const Session& s) {
  Simulation whole = inspected(s).run.simulation;
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

std::string words_of(const Source& source, const RunIndex& index, uint32_t id) {
  const Record& r = source.trace.record(id);
  if (r.kind == RecordKind::Call) {
    const uint32_t result = index.result_of(id, r.host);
    std::string text = call_label(source, r);
    if (result != 0) text += " \u2192 " + result_text(source, source.trace.record(result));
    return text;
  }
  if (r.kind == RecordKind::Timer) {
    const TimerSpan span = index.timers.span(source.trace, id);
    std::string text = source.phrases(timer_label(r.timer()));
    if (span.set != 0) text += " " + seconds_text(source.trace.record(span.set).t);
    if (span.fired != 0) text += " \u2192 " + seconds_text(source.trace.record(span.fired).t);
    return text;
  }
  if (r.kind == RecordKind::State)
    return std::string(state_name(r.from())) + " \u2192 " + std::string(state_name(r.to()));
  return record_words(source, r);
}

}  // namespace

std::string record_line(const Phrases& phrases, const Run& run, uint32_t id) {
  const Source source{run.script(), run.trace(), phrases};
  const Record& r = source.trace.record(id);
  if (r.kind == RecordKind::Sent) return segment_line(phrases, run, r.packet());
  if (r.kind == RecordKind::Result) return record_line(phrases, run, r.call_id());
  std::string text = seconds_text(r.t) + " " + source.script.hosts[r.host & 1].name + " " +
                     words_of(source, run.index, id);
  if (r.rule != Rule::None)
    text += " (" + rule_name(r.rule) + ", " + chip_clause(source.phrases, rule_info(r.rule)) + ")";
  return text;
}

std::string segment_line(const Phrases& phrases, const Run& run, uint32_t id) {
  const Script& script = run.script();
  const Trace& trace = run.trace();
  const Packet& packet = trace.packet(id);
  const size_t first = run.index.first_trip(id);
  if (first >= run.index.trips.size()) return segment_label(packet);
  const Trip& trip = run.index.trips[first];
  std::string text = seconds_text(trip.sent) + " " + script.hosts[trip.from].name + " > " +
                     script.hosts[trip.to].name + " " + segment_label(packet);
  for (const auto& extra : segment_extras(trace, script, packet))
    if (!extra.empty()) text += " " + extra.front();
  const std::string remark = trip_remark(phrases, trip, packet);
  if (!remark.empty()) text += ", " + remark;
  if (trip.end == Trip::End::Dropped)
    text += ", " + std::string(drop_words(trip.reason, phrases.language()));
  return text;
}

CopiedText copied_text(const Session& s, CopyWhat what) {
  switch (what) {
    case CopyWhat::Selected: {
      const Inspected in = inspected(s);
      if (!in.packet && !in.record) return copied_ladder(s);
      const std::string line = in.packet ? segment_line(s.phrases, in.run, *in.packet)
                                         : record_line(s.phrases, in.run, *in.record);
      return {line, line};
    }
    case CopyWhat::Ladder: return copied_ladder(s);
    case CopyWhat::Report: return copied_report(s);
    case CopyWhat::Link: break;  // only the program knows where files are
    case CopyWhat::ScreenPicture:
    case CopyWhat::LadderPicture:
    case CopyWhat::DiagramPicture: break;  // are no text
  }
  return {};
}

}  // namespace finwait
