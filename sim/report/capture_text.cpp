#include "sim/report/capture_text.hpp"

#include <algorithm>
#include <array>

#include "sim/report/capture_trace.hpp"
#include "sim/report/describe.hpp"
#include "sim/report/json_writer.hpp"

namespace finwait {
namespace {

constexpr size_t kEnds = 30;  // columns for an end that is not longer

// "0.300", "12.000": seconds with three decimals.
std::string short_seconds(int64_t ns) {
  const int64_t ms = std::max<int64_t>(ns, 0) / 1'000'000;
  std::string fraction = std::to_string(ms % 1000);
  fraction.insert(0, 3 - fraction.size(), '0');
  return std::to_string(ms / 1000) + "." + fraction;
}

std::string milliseconds_text(std::optional<int64_t> ns) {
  if (!ns) return "-";
  const int64_t us = std::max<int64_t>(*ns, 0) / 1000;
  return std::to_string(us / 1000) + "." + std::to_string(us % 1000 / 100) + " ms";
}

std::string padded(std::string text, size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string right(const std::string& text, size_t width) {
  return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

std::string plural(uint64_t count, std::string_view word) {
  return std::to_string(count) + " " + std::string(word) + (count == 1 ? "" : "s");
}

std::string list_line(const CaptureTable& table, size_t index) {
  const CaptureStory& s = table.story(index);
  const StoryEnd& a = s.end(0);
  const StoryEnd& b = s.end(1);
  std::string out = right(std::to_string(index + 1), 6) + "  " +
                    padded(capture_end_text(a.end) + " → " + capture_end_text(b.end), 2 * kEnds) +
                    right(short_seconds(s.first_ns() - table.first_ns()), 10) +
                    right(short_seconds(s.last_ns() - s.first_ns()), 10) +
                    right(std::to_string(a.text), 12) + right(std::to_string(b.text), 12) +
                    right(milliseconds_text(s.rtt_ns()), 12) +
                    right(std::to_string(a.again + b.again), 6) + "  " +
                    std::string(state_name(a.state)) + ", " + std::string(state_name(b.state));
  if (!s.from_the_start()) out += "  (beginning not captured)";
  if (s.fault()) out += "  ! " + s.fault()->what + " (" + s.fault()->clause + ")";
  return out + "\n";
}

std::string counts_line(const CaptureTable& table) {
  const CaptureCounts& c = table.counts();
  std::string out = plural(table.size(), "connection") + " · " + plural(c.frames, "frame") + " · " +
                    plural(c.tcp, "segment");
  const auto add = [&](uint64_t count, std::string_view what) {
    if (count > 0) out += " · " + std::to_string(count) + " " + std::string(what);
  };
  add(c.elsewhere, "seen again on another interface");
  add(c.other, "without TCP");
  add(c.fragments, "in IP fragments, not read");
  add(c.cut, "cut within a header, not read");
  add(c.malformed, "with lengths that contradict each other, not read");
  add(c.unknown_link, "of a link layer that is not read");
  return out + "\n";
}

void write_connection(JsonWriter& json, const CaptureStory& s, size_t number, int64_t start) {
  const auto optional = [&](std::string_view name, std::optional<int64_t> value) {
    if (value)
      json.number(name, *value);
    else
      json.null(name);
  };
  json.open_object().text("kind", "connection");
  if (number > 0) json.number("connection", uint64_t{number});
  json.number("t_ns", s.first_ns() - start).number("until_ns", s.last_ns() - start);
  json.flag("from_the_start", s.from_the_start());
  optional("rtt_ns", s.rtt_ns());
  constexpr std::array<std::string_view, 2> kSides = {"client", "server"};
  for (size_t side = 0; side < 2; ++side) {
    const StoryEnd& e = s.end(side);
    json.key(kSides[side]).open_object().text("address", capture_end_text(e.end));
    json.number("segments", e.segments).number("bytes", e.text);
    json.number("retransmitted", e.again).number("lost", e.lost);
    json.text("state", state_name(e.state)).key("states").open_array();
    for (const StoryChange& change : e.changes) json.text(state_name(change.to));
    json.close_array().close_object();
  }
  if (s.fault())
    json.key("fault")
        .open_object()
        .number("segment", s.fault()->packet)
        .text("from", kSides[s.fault()->from])
        .text("what", s.fault()->what)
        .text("rule", s.fault()->clause)
        .close_object();
  else
    json.null("fault");
  json.close_object();
}

std::string states_text(const StoryEnd& e) {
  std::string out;
  for (const StoryChange& change : e.changes)
    out += (out.empty() ? "" : " ") + std::string(state_name(change.to));
  return out.empty() ? "no state change was captured" : out;
}

std::string end_text(std::string_view name, const StoryEnd& e) {
  std::string out = " " + padded(std::string(name), 7) + capture_end_text(e.end) + " · " +
                    plural(e.segments, "segment") + " · " + plural(e.text, "byte");
  if (e.again > 0)
    out += " · " + std::to_string(e.again) + " retransmitted, " + std::to_string(e.lost) + " lost";
  return out + "\n        " + states_text(e) + "\n";
}

std::string fault_text(const CaptureStory& s) {
  if (!s.fault()) return {};
  const StoryFault& f = *s.fault();
  return " ! " + std::string(f.from == 0 ? "client" : "server") + " at " +
         short_seconds(f.ns - s.first_ns()) + " s (segment " + std::to_string(f.packet + 1) +
         "): " + f.what + " (" + f.clause + ")\n";
}

}  // namespace

std::string capture_list(const CaptureTable& table, CapturePage page) {
  std::string out = right("#", 6) + "  " + padded("client → server", 2 * kEnds) +
                    right("start", 10) + right("lasts", 10) + right("bytes →", 14) +
                    right("bytes ←", 14) + right("RTT", 12) + right("again", 6) + "  states\n";
  const size_t first = std::min(page.first, table.size());
  const size_t count = std::min(page.most, table.size() - first);
  for (size_t i = first; i < first + count; ++i) out += list_line(table, i);
  if (first + count < table.size())
    out += " · · · " + std::to_string(table.size() - first - count) + " more: --first " +
           std::to_string(first + count + 1) + "\n";
  return out + counts_line(table);
}

std::string capture_jsonl(const CaptureTable& table) {
  std::string out;
  JsonWriter json(out);
  for (size_t i = 0; i < table.size(); ++i) {
    json.begin();
    write_connection(json, table.story(i), i + 1, table.first_ns());
    out += "\n";
  }
  return out;
}

std::string capture_ladder(const CaptureStory& story, const LadderOptions& options) {
  std::string out = end_text("client", story.end(0)) + end_text("server", story.end(1));
  out += " round trip " + milliseconds_text(story.rtt_ns()) + "\n" + fault_text(story);
  if (!story.from_the_start()) out += " The beginning was not captured.\n";
  const CaptureTrace drawn = capture_trace(story);
  out += "\n";
  for (const LadderLine& line : ladder_lines(drawn.script, drawn.trace, options))
    out += line.text + "\n";
  if (story.segments().size() < story.packets())
    out += " · · · the first " + std::to_string(story.segments().size()) + " segments of " +
           std::to_string(story.packets()) + "\n";
  return out;
}

std::string capture_story_jsonl(const CaptureStory& story) {
  std::string out;
  JsonWriter json(out);
  write_connection(json, story, 0, story.first_ns());
  out += "\n";
  const CaptureTrace drawn = capture_trace(story);
  for (const Record& r : drawn.trace.records) {
    if (r.kind != RecordKind::Sent && r.kind != RecordKind::State && r.kind != RecordKind::Call)
      continue;
    json.begin();
    json.open_object().number("t_ns", r.t.ns);
    const std::string& host = drawn.script.hosts[r.host].name;
    if (r.kind == RecordKind::State) {
      json.text("kind", "state").text("host", host);
      json.text("from", state_name(r.from())).text("to", state_name(r.to()));
    } else if (r.kind == RecordKind::Call) {
      json.text("kind", "call").text("host", host).text("call", call_name(r.call()));
      if (r.call() == CallKind::Send) json.number("bytes", r.value());
    } else {
      const Packet& p = drawn.trace.packet(r.packet());
      const StorySegment& s = story.segments()[r.packet()];
      json.text("kind", "sent").number("packet", uint64_t{r.packet()}).text("from", host);
      json.text("flags", flag_names(p.segment.ctl)).number("seq", p.seq());
      if (p.segment.has(kAck))
        json.number("ack", p.ack());
      else
        json.null("ack");
      json.number("len", uint64_t{s.text}).number("wnd", uint64_t{p.segment.wnd});
      json.flag("retransmission", s.again).flag("lost", s.lost);
    }
    json.close_object();
    out += "\n";
  }
  return out;
}

}  // namespace finwait
