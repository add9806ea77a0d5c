#include "sim/report/sequence_diagram.hpp"

#include "sim/report/describe.hpp"
#include "sim/report/ladder_canvas.hpp"
#include "sim/report/ladder_rows.hpp"
#include "sim/report/markup.hpp"
#include "sim/report/palette.hpp"
#include "sim/report/run_caption.hpp"

namespace finwait {
namespace {

constexpr int kNoteColumns = 120;  // of the texts of one row; nothing is broken before

struct Message {
  uint8_t from = 0;
  uint8_t to = 0;
  bool dashed = false;
  bool lost = false;
  Ink ink = Ink::Plain;
  std::string text;
};

// How a language writes what a diagram consists of. Texts come unescaped.
class Writer {
 public:
  virtual ~Writer() = default;
  virtual void begin(const Simulation& simulation, Language language) = 0;
  virtual void note(uint8_t host, const std::vector<std::string>& lines, Ink ink) = 0;
  virtual void message(const Message& message) = 0;
  virtual void silence(const std::string& text) = 0;
  virtual void end() = 0;

  std::string out;
};

constexpr std::array<char, 2> kNames = {'A', 'B'};

class MermaidWriter final : public Writer {
 public:
  void begin(const Simulation& simulation, Language language) override {
    const std::vector<std::string> caption = run_caption(simulation, language);
    for (const std::string& line : caption) out += "%% " + mermaid_text_of(line) + "\n";
    out += "sequenceDiagram\n  title " + mermaid_text_of(caption.front()) + "\n";
    for (size_t host = 0; host < 2; ++host)
      out += std::string("  participant ") + kNames[host] + " as " +
             mermaid_text_of(host_title(simulation.script().hosts[host])) + "\n";
  }
  void note(uint8_t host, const std::vector<std::string>& lines, Ink) override {
    out += std::string("  Note ") + (host == 0 ? "left of A: " : "right of B: ");
    for (size_t i = 0; i < lines.size(); ++i)
      out += (i == 0 ? "" : "<br/>") + mermaid_text_of(lines[i]);
    out += "\n";
  }
  void message(const Message& m) override {
    const std::string_view arrow = m.lost ? (m.dashed ? "--x" : "-x") : (m.dashed ? "-->>" : "->>");
    out += std::string("  ") + kNames[m.from] + std::string(arrow) + kNames[m.to] + ": " +
           mermaid_text_of(m.text) + "\n";
  }
  void silence(const std::string& text) override {
    out += "  Note over A,B: " + mermaid_text_of(text) + "\n";
  }
  void end() override {}
};

class PlantumlWriter final : public Writer {
 public:
  void begin(const Simulation& simulation, Language language) override {
    const std::vector<std::string> caption = run_caption(simulation, language);
    out += "@startuml\n";
    for (const std::string& line : caption) out += "' " + plantuml_text_of(line) + "\n";
    out += "title " + plantuml_text_of(caption.front()) + "\n";
    for (size_t host = 0; host < 2; ++host)
      out += "participant \"" + plantuml_text_of(host_title(simulation.script().hosts[host])) +
             "\" as " + kNames[host] + "\n";
  }
  void note(uint8_t host, const std::vector<std::string>& lines, Ink ink) override {
    const std::string colour(palette_of(PictureTheme::Light).ink(ink));
    out += std::string("note ") + (host == 0 ? "left of A : " : "right of B : ");
    for (size_t i = 0; i < lines.size(); ++i)
      out += (i == 0 ? "" : "\\n") + std::string("<color:") + colour + ">" +
             plantuml_text_of(lines[i]) + "</color>";
    out += "\n";
  }
  void message(const Message& m) override {
    const std::string colour = "[" + std::string(palette_of(PictureTheme::Light).ink(m.ink)) + "]";
    out += kNames[m.from] + std::string(" -") + colour + (m.dashed ? "->" : ">") +
           (m.lost ? "x " : " ") + kNames[m.to] + " : " + plantuml_text_of(m.text) + "\n";
  }
  void silence(const std::string& text) override {
    out += "..." + plantuml_text_of(text) + "...\n";
  }
  void end() override { out += "@enduml\n"; }
};

// Flags, numbers, and what a reader would ask for first: the data, or the options of a SYN.
std::string message_text(const Simulation& simulation, const RowArrow& arrow, Language language) {
  const Trace& trace = simulation.trace();
  std::string text = arrow_label(trace, arrow, language);
  const auto extras = segment_extras(trace, simulation.script(), trace.packet(arrow.packet));
  for (const std::vector<std::string>& forms : extras)
    if (!forms[0].starts_with("win")) text += " " + forms[0];
  return text;
}

void write_arrow(Writer& writer, const Simulation& simulation, const LadderRow& row,
                 Language language, const std::string& time) {
  const RowArrow& arrow = *row.arrow;
  const Packet& packet = simulation.trace().packet(arrow.packet);
  const std::string text = time + "  " + message_text(simulation, arrow, language);
  const Ink ink = segment_ink(packet.segment);
  if (arrow.part == ArrowPart::Start) return writer.note(arrow.from, {text + " …"}, ink);
  Message m;
  m.from = arrow.from;
  m.to = arrow.loop ? arrow.from : static_cast<uint8_t>(1 - arrow.from);
  m.dashed = packet.retransmission;
  m.lost = arrow.lost;
  m.ink = ink;
  m.text = text;
  writer.message(m);
}

// The texts of a row stand before its arrow at the sender, behind it at the other end.
void write_side(Writer& writer, const LadderRow& row, uint8_t host, const std::string& time) {
  if (row.sides[host].empty()) return;
  std::vector<std::string> lines;
  if (!row.arrow) lines.push_back(time);
  for (const SideText& text : row.sides[host]) lines.push_back(text.text);
  writer.note(host, lines, row.sides[host].back().ink);
}

void write_row(Writer& writer, const Simulation& simulation, const LadderRow& row,
               Language language, const std::string& time) {
  const uint8_t first = row.arrow ? row.arrow->from : 0;
  write_side(writer, row, first, time);
  if (row.arrow) write_arrow(writer, simulation, row, language, time);
  write_side(writer, row, static_cast<uint8_t>(1 - first), time);
}

std::string written(Writer& writer, const Simulation& simulation, Language language) {
  const Trace& trace = simulation.trace();
  const Time last = trace.records.empty() ? Time{} : trace.records.back().t;
  const int places = ladder_geometry(simulation.script(), last, kWidestLadder).places;
  writer.begin(simulation, language);
  const auto rows = ladder_rows(simulation.script(), trace, language, kNoteColumns);
  for (size_t i = 0; i < rows.size(); ++i) {
    const Duration since = i == 0 ? Duration{} : rows[i].t - rows[i - 1].t;
    if (since >= kSilence) writer.silence(word(Word::Idle, language, people_duration(since)));
    write_row(writer, simulation, rows[i], language, ladder_time(rows[i].t, places));
  }
  writer.end();
  return std::move(writer.out);
}

}  // namespace

std::string mermaid_text(const Simulation& simulation, Language language) {
  MermaidWriter writer;
  return written(writer, simulation, language);
}

std::string plantuml_text(const Simulation& simulation, Language language) {
  PlantumlWriter writer;
  return written(writer, simulation, language);
}

}  // namespace finwait
