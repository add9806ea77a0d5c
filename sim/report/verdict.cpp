#include "sim/report/verdict.hpp"

#include <algorithm>

#include "sim/report/display_width.hpp"
#include "sim/report/words.hpp"

namespace finwait {
namespace {

constexpr size_t kRowsBefore = 5;  // of the ladder around a failed expectation
constexpr size_t kRowsAfter = 3;

void add_wrapped(std::string& out, const std::string& head, const std::string& text, Ink ink,
                 const LadderOptions& options) {
  const int indent = display_width(head);
  std::string start = head;
  for (const std::string& line : wrap_width(text, std::max(20, options.width - indent))) {
    out += start + painted(line, ink, options.colour) + "\n";
    start.assign(static_cast<size_t>(indent), ' ');
  }
}

std::string padded(std::string_view text, int columns) {
  const int room = std::max(0, columns - display_width(text));
  return std::string(text) + std::string(static_cast<size_t>(room), ' ');
}

// The rows up to the record that matters (without one, the last rows) and a few more.
void add_around(std::string& out, const std::vector<LadderLine>& lines, uint32_t record) {
  const auto later = std::find_if(lines.begin(), lines.end(), [&](const LadderLine& line) {
    return record != 0 && line.record > record;
  });
  const auto middle = static_cast<size_t>(later - lines.begin());
  const size_t first = middle > kRowsBefore ? middle - kRowsBefore : 0;
  const size_t last = std::min(lines.size(), middle + kRowsAfter);
  for (size_t i = first; i < last; ++i) out += lines[i].text + "\n";
}

void add_failure(std::string& out, const Simulation& simulation, const Outcome& v,
                 const std::vector<LadderLine>& lines, const LadderOptions& options) {
  const std::string& file = simulation.scenario().file;
  std::string place = file.empty() ? "" : file + ":";
  place += std::to_string(v.line) + ":" + std::to_string(v.column) + ": ";
  add_wrapped(out, "✗ ", place + v.what, Ink::Strong, options);
  const std::string_view expected = word(Word::Expected, options.language);
  const std::string_view found = word(Word::Found, options.language);
  const int label = std::max(display_width(expected), display_width(found)) + 2;
  add_wrapped(out, "    " + padded(expected, label), v.expected, Ink::Data, options);
  add_wrapped(out, "    " + padded(found, label), v.found, Ink::Rst, options);
  out += "\n" + ladder_head(simulation.scenario(), simulation.trace(), options);
  add_around(out, lines, v.near_record);
  out += "\n";
}

}  // namespace

size_t failures(const std::vector<Outcome>& outcomes) {
  return static_cast<size_t>(
      std::count_if(outcomes.begin(), outcomes.end(), [](const Outcome& v) { return !v.ok; }));
}

std::string verdict_text(const Simulation& simulation, const std::vector<Outcome>& outcomes,
                         const LadderOptions& options) {
  if (outcomes.empty()) return {};
  const std::string all = std::to_string(outcomes.size());
  const size_t failed = failures(outcomes);
  if (failed == 0)
    return " " +
           painted("✔ " + word(Word::Holds, options.language, all), Ink::Data, options.colour) +
           "\n";
  std::string out;
  const auto lines = ladder_lines(simulation.script(), simulation.trace(), options);
  for (const Outcome& v : outcomes)
    if (!v.ok) add_failure(out, simulation, v, lines, options);
  const std::string count = std::to_string(failed);
  return out + " " +
         painted("✗ " + word(Word::Holding, options.language, count, all), Ink::Rst,
                 options.colour) +
         "\n";
}

}  // namespace finwait
