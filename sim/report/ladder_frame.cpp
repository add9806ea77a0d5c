// What stands above and below the rows of a ladder.
#include <algorithm>

#include "sim/base/hash.hpp"
#include "sim/base/text.hpp"
#include "sim/report/describe.hpp"
#include "sim/report/display_width.hpp"
#include "sim/report/ladder.hpp"
#include "sim/report/ladder_canvas.hpp"
#include "sim/report/lesson_text.hpp"
#include "sim/report/markup.hpp"

namespace finwait {
namespace {

constexpr size_t kStreamsShown = 6;

void add_wrapped(std::string& out, std::string_view text, Ink ink, const LadderOptions& options) {
  const int width = std::clamp(options.width, kNarrowestLadder, kWidestLadder);
  if (text.empty()) return;
  for (const std::string& line : wrap_width(text, width - 1))
    out += " " + painted(line, ink, options.colour) + "\n";
}

std::string network_text(const Script& script, Language language) {
  const LinkConfig& there = script.links[0];
  const LinkConfig& back = script.links[1];
  std::string delay = people_duration(there.delay);
  if (there.delay != back.delay) delay += "/" + people_duration(back.delay);
  std::string out = word(Word::OneWay, language, delay);
  const auto add = [&](std::string_view name, const std::string& a, const std::string& b) {
    if (a != "0" || b != "0") out += " · " + std::string(name) + " " + (a == b ? a : a + "/" + b);
  };
  const auto jitter = [](const LinkConfig& l) {
    return l.jitter.ns == 0 ? std::string("0") : people_duration(l.jitter);
  };
  add("jitter", jitter(there), jitter(back));
  add("loss", ratio_text(there.loss), ratio_text(back.loss));
  add("duplicate", ratio_text(there.duplicate), ratio_text(back.duplicate));
  add("corrupt", ratio_text(there.corrupt), ratio_text(back.corrupt));
  add("reorder", ratio_text(there.reorder), ratio_text(back.reorder));
  out += " · MSL " + people_duration(script.msl);
  return out + " · " + std::string(word(Word::Seed, language)) + " " + std::to_string(script.seed);
}

Time last_time(const Trace& trace) {
  return trace.records.empty() ? Time{} : trace.records.back().t;
}

std::string counts_text(const Trace& trace, Language language) {
  size_t sent = 0;
  size_t lost = 0;
  for (const Record& r : trace.records) {
    sent += r.kind == RecordKind::Sent;
    lost += r.kind == RecordKind::Dropped;
  }
  std::string out = word(Word::Segments, language, std::to_string(sent));
  if (sent == 1 && language == Language::En) out.pop_back();
  if (lost > 0) out += " · " + word(Word::LostCount, language, std::to_string(lost));
  return out;
}

void add_ledger(std::string& out, const std::string& who, const Ledger& l,
                const LadderOptions& options) {
  if (l.written == 0 && l.foreign == 0) return;
  std::string text = who + ": ";
  text += word(Word::Bytes, options.language, std::to_string(l.written));
  const auto add = [&](Word w, uint64_t count) {
    if (count > 0) text += " · " + word(w, options.language, std::to_string(count));
  };
  add(Word::Read, l.read);
  add(Word::Unread, l.unread);
  add(Word::Held, l.held);
  add(Word::InFlight, l.in_flight);
  add(Word::Unsent, l.unsent);
  add(Word::DiscardedCount, l.discarded);
  add(Word::Foreign, l.foreign);
  add_wrapped(out, text, l.discarded + l.foreign > 0 ? Ink::Rst : Ink::Plain, options);
}

void sum_up(Ledger& sum, const Ledger& one) {
  sum.written += one.written;
  sum.unsent += one.unsent;
  sum.in_flight += one.in_flight;
  sum.held += one.held;
  sum.unread += one.unread;
  sum.read += one.read;
  sum.discarded += one.discarded;
  sum.foreign += one.foreign;
}

// One line per stream; where there are many, one per host.
std::string ledgers_text(const Simulation& simulation, const LadderOptions& options) {
  const World& world = simulation.world();
  const Trace& trace = simulation.trace();
  std::string out;
  std::array<Ledger, 2> sums;
  std::array<uint32_t, 2> streams{};
  const auto host_of = [&](uint32_t stream) {
    return trace.socket(trace.streams[stream - 1]).host;
  };
  for (uint32_t s = 1; s <= world.stream_count(); ++s) ++streams[host_of(s)];
  for (uint32_t s = 1; s <= world.stream_count(); ++s) {
    const uint8_t host = host_of(s);
    const Ledger ledger = world.ledger(s);
    sum_up(sums[host], ledger);
    if (world.stream_count() > kStreamsShown) continue;
    std::string who = simulation.script().hosts[host].name;
    if (streams[host] > 1)
      who += " " + socket_name(trace, simulation.script(), trace.streams[s - 1]);
    add_ledger(out, who, ledger, options);
  }
  if (world.stream_count() > kStreamsShown)
    for (size_t host = 0; host < 2; ++host)
      add_ledger(out, simulation.script().hosts[host].name, sums[host], options);
  return out;
}

// What the marks of the ladder mean, when there are some.
std::string doubt_text(const Simulation& simulation, const LadderOptions& options) {
  const Script& script = simulation.script();
  const Trace& trace = simulation.trace();
  std::string out;
  for (const Record& r : trace.records) {
    const bool shown = r.kind == RecordKind::State || r.kind == RecordKind::Result;
    if (!shown || doubt_mark(script, r).empty()) continue;
    add_wrapped(out, std::string(word(Word::Doubt, options.language)), Ink::Faint, options);
    break;
  }
  return out;
}

std::string waiting_text(const Simulation& simulation, const LadderOptions& options) {
  const Trace& trace = simulation.trace();
  std::string out;
  for (const BlockedCall& call : simulation.world().blocked()) {
    if (call.call_id == 0 || call.call_id > trace.records.size()) continue;
    const Record& r = trace.record(call.call_id);
    if (r.entry() == kAutoCall) continue;
    const std::string text = std::string(word(Word::Blocked, options.language)) + ": " +
                             simulation.script().hosts[r.host].name + " " +
                             call_text(simulation.script(), r) + " (" + ladder_time(r.t, 3) + " s)";
    add_wrapped(out, text, Ink::Plain, options);
  }
  return out;
}

}  // namespace

std::string ladder_heading(const Scenario& scenario, const LadderOptions& options) {
  std::string out;
  add_wrapped(out, single_line(scenario.title.in(options.language)), Ink::Strong, options);
  add_wrapped(out, single_line(scenario.summary.in(options.language)), Ink::Plain, options);
  out += lesson_claim(scenario, options);
  add_wrapped(out, network_text(scenario.script, options.language), Ink::Faint, options);
  return out;
}

std::string ladder_head(const Scenario& scenario, const Trace& trace,
                        const LadderOptions& options) {
  const LadderGeometry g = ladder_geometry(scenario.script, last_time(trace), options.width);
  const int room = std::min(2 * g.margin, g.span() - 2);
  PaintedLine line;
  for (size_t i = 0; i < 2; ++i) {
    const HostConfig& host = scenario.script.hosts[i];
    const std::string name =
        fit_width(host_title(host), room);
    line.put((i == 0 ? g.left : g.right) - display_width(name) / 2, name, Ink::Strong);
  }
  return line.text(options.colour) + "\n";
}

std::string ladder_ending(const Simulation& simulation, const LadderOptions& options) {
  std::string out;
  const std::string when = people_duration(simulation.end_time() - Time{});
  add_wrapped(out,
              word(ending_word(simulation.end()), options.language, when) + " · " +
                  counts_text(simulation.trace(), options.language),
              Ink::Plain, options);
  out += ledgers_text(simulation, options) + waiting_text(simulation, options);
  out += doubt_text(simulation, options);
  add_wrapped(out, hash_text(simulation.hash()), Ink::Faint, options);
  return out;
}

std::string ladder_text(const Simulation& simulation, const LadderOptions& options) {
  const Scenario& scenario = simulation.scenario();
  std::string out = ladder_heading(scenario, options) + "\n";
  out += ladder_head(scenario, simulation.trace(), options);
  for (const LadderLine& line : ladder_lines(scenario.script, simulation.trace(), options))
    out += line.text + "\n";
  return out + "\n" + ladder_ending(simulation, options);
}

}  // namespace finwait
