#include "sim/report/machine_dot.hpp"

#include "sim/report/machine_visits.hpp"
#include "sim/report/markup.hpp"
#include "sim/report/palette.hpp"
#include "sim/report/run_caption.hpp"

namespace finwait {
namespace {

std::string quoted(std::string_view inside) {
  return "\"" + std::string(inside) + "\"";
}

std::string node_text(State state, bool visited, const Palette& palette) {
  std::string out = "  " + std::string(state_name(state));
  if (!visited) return out + ";\n";
  const std::string_view colour = palette.ink(state_ink(state));
  return out + " [style=\"rounded,filled\", penwidth=2, color=" + quoted(colour) +
         ", fillcolor=" + quoted(std::string(colour) + "22") +
         ", fontcolor=" + quoted(palette.ink(Ink::Strong)) + "];\n";
}

// "client", "client 2×, server": who took an edge, and how often if more than once.
std::string takers_text(const Script& script, const std::array<uint32_t, 2>& counts) {
  std::string out;
  for (size_t host = 0; host < 2; ++host) {
    if (counts[host] == 0) continue;
    out += (out.empty() ? "" : ", ") + script.hosts[host].name;
    if (counts[host] > 1) out += " " + std::to_string(counts[host]) + "×";
  }
  return out;
}

std::string edge_line(const Simulation& simulation, const MachineVisits& visits, size_t edge,
                      const Palette& palette) {
  const Transition& t = kTransitions[edge];
  std::string label = dot_text_of(edge_text(t));
  std::string out =
      "  " + std::string(state_name(t.from)) + " -> " + std::string(state_name(t.to)) + " [";
  if (!visits.taken(edge)) return out + "label=" + quoted(label) + "];\n";
  if (!label.empty()) label += "\\n";
  label += dot_text_of(takers_text(simulation.script(), visits.edges[edge]));
  const std::string_view colour = palette.ink(state_ink(t.to));
  return out + "label=" + quoted(label) + ", penwidth=2.5, color=" + quoted(colour) +
         ", fontcolor=" + quoted(palette.ink(Ink::Strong)) + "];\n";
}

}  // namespace

std::string machine_dot(const Simulation& simulation, Language language) {
  const Palette& palette = palette_of(PictureTheme::Light);
  const MachineVisits visits = machine_visits(simulation.trace());
  const std::vector<std::string> caption = run_caption(simulation, language);
  std::string out;
  for (const std::string& line : caption) out += "// " + single_line(line) + "\n";
  out += "digraph finwait {\n  label=" +
         quoted(dot_text_of(caption.front()) + "\\n" + dot_text_of(caption.back())) +
         ";\n  labelloc=t;\n"
         "  fontname=\"Inter, Helvetica, Arial, sans-serif\";\n"
         "  node [shape=box, style=rounded, fontname=\"Inter, Helvetica, Arial, sans-serif\", "
         "color=" +
         quoted(palette.line) + ", fontcolor=" + quoted(palette.ink(Ink::Faint)) +
         "];\n"
         "  edge [fontname=\"Inter, Helvetica, Arial, sans-serif\", fontsize=10, color=" +
         quoted(palette.line) + ", fontcolor=" + quoted(palette.ink(Ink::Faint)) + "];\n";
  for (int state = 0; state < kStates; ++state)
    out += node_text(static_cast<State>(state), visits.states[static_cast<size_t>(state)], palette);
  out += "  { rank=same; FIN_WAIT_1; CLOSE_WAIT; }\n";
  out += "  { rank=same; FIN_WAIT_2; CLOSING; LAST_ACK; }\n";
  for (size_t edge = 0; edge < kTransitions.size(); ++edge)
    if (visits.taken(edge) || !kTransitions[edge].event.empty())
      out += edge_line(simulation, visits, edge, palette);
  return out + "}\n";
}

}  // namespace finwait
