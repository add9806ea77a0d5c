// The reference page assets/reference/lessons.md.
#include <map>

#include "sim/report/lesson_text.hpp"
#include "sim/report/reference_pages.hpp"
#include "sim/run/builtin.hpp"

namespace finwait {
namespace {

constexpr std::string_view kIntroduction =
    R"(Each lesson is a scenario that settles a claim by running: `finwait run NAME` prints the
claim, the ladder, the verdict and the explanation; its expectations are the proof.
`finwait list --lessons` lists them; `--lang zh-Hans` and `--lang zh-Hant` say it all in Chinese.

The claims are those of two widely read Chinese articles about closing sockets (rows E01 to E74)
and further myths (from E80 on).

| Row | Lessons |
|---|---|
)";

// Text that Markdown leaves as it is.
std::string plain(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '|' || c == '*' || c == '_' || c == '<' || c == '[' || c == '#') out += '\\';
    out += c;
  }
  return out;
}

std::string anchor(std::string_view name) {
  return "[" + std::string(name) + "](#" + std::string(name) + ")";
}

std::string capital(std::string_view text) {
  std::string out(text);
  if (out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}

std::string section(std::string_view name, const Lesson& lesson) {
  std::string out = "\n## " + std::string(name) + "\n\n> " + plain(lesson.claim.en) + "\n\n**";
  out += capital(verdict_word(lesson.verdict, Language::En)) + ".** ";
  out += plain(lesson.explanation.en) + "\n";
  if (!lesson.unverified.en.empty()) out += "\nUNVERIFIED: " + plain(lesson.unverified.en) + "\n";
  out += "\n";
  for (Rule rule : lesson.rules)
    out += "- " + rule_name(rule) + ": " + plain(rule_info(rule).title) + "\n";
  return out;
}

}  // namespace

std::string lessons_page() {
  std::string sections;
  std::map<std::string, std::string> settled;
  for (const BuiltinFile& file : builtin_lessons()) {
    const Result<Scenario> read = read_scenario(file.text, std::string(file.name));
    if (!read || !read.value().lesson) continue;
    sections += section(file.name, *read.value().lesson);
    for (const std::string& row : read.value().lesson->settles)
      settled[row] += (settled[row].empty() ? "" : ", ") + anchor(file.name);
  }
  std::string out = "<!-- Made by `./dev docs`; do not edit. -->\n\n# Lessons\n\n";
  out += kIntroduction;
  for (const auto& entry : settled) out += "| " + entry.first + " | " + entry.second + " |\n";
  return out + sections;
}

}  // namespace finwait
