// Mermaid, PlantUML, DOT and Markdown: what a scenario says can never become markup, and every
// built-in scenario gives files of the form that those languages have. What the tools themselves
// make of them is tested in tests/interop.
#include <doctest/doctest.h>

#include <functional>
#include <regex>

#include "sim/base/hash.hpp"
#include "sim/report/machine_dot.hpp"
#include "sim/report/machine_visits.hpp"
#include "sim/report/markdown.hpp"
#include "sim/report/markup.hpp"
#include "sim/report/run_caption.hpp"
#include "sim/report/sequence_diagram.hpp"
#include "sim/run/builtin.hpp"
#include "tests/report/runs.hpp"

using namespace finwait;

namespace {

const std::string kHostile =
    "<b>&\"quoted\"'; end -- # %% %{init}% ``` ~~x~~ **b** //i// __u__ | [[l]](u) \\n \\ "
    "@enduml $x !include *_{}";

// Replaces what `pattern` finds by what `meaning` makes of its first group.
std::string decoded(const std::string& text, const std::string& pattern,
                    const std::function<std::string(const std::string&)>& meaning) {
  const std::regex regex(pattern);
  std::string out;
  auto at = text.cbegin();
  for (std::smatch m; std::regex_search(at, text.cend(), m, regex); at = m[0].second)
    out += std::string(at, m[0].first) + meaning(m[1].str());
  return out + std::string(at, text.cend());
}

std::string character(const std::string& digits, int base) {
  return {static_cast<char>(std::stoi(digits, nullptr, base))};
}

std::string as_written(const std::string& group) {
  return group;
}

Simulation hostile_run() {
  return run_text(R"(format = 1
title = '''<b>&"quoted"'; end -- # %% %{init}% ``` ~~x~~ **b** | [[l]](u) \n @enduml $x'''
summary = """- first
## second ````
*/ --> ; """
seed = 7
hosts.client = { profile = "linux" }
hosts.server = { profile = "linux", reads = "manual" }
timeline = [
  { at = "0ms", host = "server", call = "listen", port = 80 },
  { at = "0ms", host = "client", call = "connect", to = "server:80" },
  { at = "100ms", host = "client", call = "send", data = "<a>&\"; # -- ```| ~~\n\\" },
]
)");
}

bool matches(const std::string& line, const char* pattern) {
  return std::regex_match(line, std::regex(pattern));
}

// Every line is one of those that Mermaid's grammar has, and no text holds a raw mark.
void check_mermaid(const std::string& text) {
  const char* const kText = "(?:[^#;<>\"&%{}`]|#[0-9]+;)+";
  const std::string note =
      std::string("  Note (?:left of A|right of B|over A,B): ") + kText + "(?:<br/>" + kText + ")*";
  const std::string message = std::string("  [AB]--?(?:>>|x)[AB]: ") + kText;
  const std::string comment = std::string("%% ") + kText;
  const std::string title = std::string("  title ") + kText;
  const std::string participant = std::string("  participant [AB] as ") + kText;
  const std::regex known(note + "|" + message + "|" + comment + "|" + title + "|" + participant +
                         "|sequenceDiagram");
  for (const std::string& line : lines_of(text)) CHECK_MESSAGE(std::regex_match(line, known), line);
}

void check_plantuml(const std::string& text) {
  const std::string kText = "(?:[^<>\"~\\\\\\[\\]!%&'|$@`{}#^]|<U\\+00[0-9A-F]{2}>)+";
  const std::string coloured = "<color:#[0-9a-f]{6}>" + kText + "</color>";
  const std::regex known(
      "@startuml|@enduml|' " + kText + "|title " + kText + "|participant \"" + kText +
      "\" as [AB]|note (?:left of A|right of B) : " + coloured + "(?:\\\\n" + coloured +
      ")*|[AB] -\\[#[0-9a-f]{6}\\]-?>x? [AB] : " + kText + "|\\.\\.\\." + kText + "\\.\\.\\.");
  for (const std::string& line : lines_of(text)) CHECK_MESSAGE(std::regex_match(line, known), line);
  CHECK(text.find("@enduml") == text.size() - 8);
}

// Strings end where they should: outside of them there is nothing but DOT's own words.
void check_dot(const std::string& text) {
  bool inside = false;
  std::string outside;
  for (const std::string& line : lines_of(text)) {
    if (line.starts_with("//")) continue;
    for (size_t i = 0; i < line.size(); ++i) {
      if (inside && line[i] == '\\')
        ++i;
      else if (line[i] == '"')
        inside = !inside;
      else if (!inside)
        outside += line[i];
    }
    CHECK_MESSAGE(!inside, line);
  }
  CHECK_MESSAGE(matches(outside, "digraph finwait [-A-Za-z0-9_ =.,;\\[\\]{}>]+"), outside);
}

// Tables have as many cells in each row as in their head; the fence is closed once.
void check_markdown(const std::string& text) {
  const std::vector<std::string> lines = lines_of(text);
  size_t cells = 0;
  std::string fence;
  size_t fences = 0;
  for (const std::string& line : lines) {
    if (fence.empty() && line.starts_with("```")) fence = line.substr(0, line.find('t'));
    const bool code = !fence.empty() && fences < 2;
    fences += !fence.empty() && (line == fence || line == fence + "text");
    if (code && !(line == fence)) continue;
    size_t here = 0;
    for (size_t i = 0; i < line.size(); ++i)
      if (line[i] == '\\')
        ++i;
      else
        here += line[i] == '|';
    if (!line.starts_with("|")) here = 0;
    if (cells != 0 && here != 0) CHECK_MESSAGE(here == cells, line);
    cells = here;
  }
  CHECK(fences == 2);
}

void check_all(const Simulation& run, const std::vector<Outcome>& outcomes) {
  INFO(run.scenario().file);
  check_mermaid(mermaid_text(run, Language::En));
  check_plantuml(plantuml_text(run, Language::En));
  check_dot(machine_dot(run, Language::En));
  check_markdown(markdown_text(run, outcomes, Language::En));
}

}  // namespace

TEST_CASE("markup: what is escaped reads back as what it was") {
  const auto hex = [](const std::string& digits) { return character(digits, 16); };
  const auto decimal = [](const std::string& digits) { return character(digits, 10); };
  CHECK(decoded(mermaid_text_of(kHostile), "#([0-9]+);", decimal) == kHostile);
  CHECK(decoded(plantuml_text_of(kHostile), "<U\\+([0-9A-F]{4})>", hex) == kHostile);
  CHECK(decoded(markdown_text_of(kHostile), "\\\\(.)", as_written) == kHostile);
  const std::string dot = decoded(dot_text_of(kHostile), "\\\\(.)", as_written);
  CHECK(decoded(dot, "&(amp;)", [](const std::string&) { return std::string("&"); }) == kHostile);
  CHECK(xml_text_of("<a b=\"c\">&") == "&lt;a b=&quot;c&quot;&gt;&amp;");
}

TEST_CASE("markup: one line, no control characters, UTF-8 only") {
  CHECK(single_line("a\nb\tc\r\x01\x7f") == "a b c   ");
  CHECK(single_line("\xff\xc3") == "\xef\xbf\xbd\xef\xbf\xbd");
  CHECK(single_line("\xed\xa0\x80") == "\xef\xbf\xbd");  // a surrogate
  CHECK(single_line("\xef\xbf\xbf") == "\xef\xbf\xbd");  // a noncharacter
  CHECK(single_line("时序 → ✗") == "时序 → ✗");
}

TEST_CASE("markup: what only the start of a line can be") {
  CHECK(mermaid_text_of("wrap: x") == "wrap#58; x");
  CHECK(markdown_text_of("- a") == "\\- a");
  CHECK(markdown_text_of("12. a") == "12\\. a");
  CHECK(markdown_text_of("   # a") == "\\# a");
  CHECK(markdown_code_of("a`b``c|") == "```a`b``c\\|```");
  CHECK(markdown_code_of("`") == "`` ` ``");
  CHECK(plantuml_text_of("TIME_WAIT a--b") == "TIME_WAIT a-<U+002D>b");
}

TEST_CASE("pictures: hostile titles, summaries and data stay text in every form") {
  const Simulation run = hostile_run();
  check_all(run, {});
  const std::string page = markdown_text(run, {}, Language::En);
  CHECK(page.find("\n\\- first \\#\\# second \\`\\`\\`\\` \\*/ --\\> ;\n") != std::string::npos);
}

TEST_CASE("pictures: every built-in scenario, in the form that each language has") {
  for (const BuiltinFile& file : builtin_scenarios()) {
    Simulation run = run_builtin(file.name);
    check_all(run, check_expectations(run));
  }
}

TEST_CASE("pictures: seed and hash are in every form, and the title of the language") {
  const Simulation run = run_builtin("lost-last-ack");
  constexpr Language kChinese = Language::ZhHans;
  for (std::string text : {mermaid_text(run, kChinese), plantuml_text(run, kChinese),
                           machine_dot(run, kChinese), markdown_text(run, {}, kChinese)}) {
    std::erase(text, '\\');  // Markdown's before "_"
    CHECK(text.find("seed 7") != std::string::npos);
    CHECK(text.find(hash_text(run.hash())) != std::string::npos);
    CHECK(text.find(run.scenario().title.in(Language::ZhHans)) != std::string::npos);
  }
}

TEST_CASE("pictures: loss, retransmission, silence and states show in sequence diagrams") {
  const Simulation run = run_builtin("lost-last-ack");
  check_golden("lost-last-ack.mmd", mermaid_text(run, Language::En));
  check_golden("lost-last-ack.puml", plantuml_text(run, Language::En));
  check_golden("lost-last-ack.dot", machine_dot(run, Language::En));
  check_golden("lost-last-ack.md", markdown_text(run, {}, Language::En));
}

TEST_CASE("pictures: the machine counts how often each host took an edge") {
  const Simulation run = run_builtin("simultaneous-close");
  const MachineVisits visits = machine_visits(run.trace());
  size_t closing = 0;
  for (size_t i = 0; i < kTransitions.size(); ++i) {
    if (kTransitions[i].to != State::Closing) continue;
    CHECK(visits.edges[i] == std::array<uint32_t, 2>{1, 1});
    ++closing;
  }
  CHECK(closing == 1);
  CHECK(visits.visited(State::TimeWait));
  CHECK(!visits.visited(State::LastAck));
  CHECK(machine_dot(run, Language::En).find("label=\"rcv FIN / ACK\\nclient, server\"") !=
        std::string::npos);
}
