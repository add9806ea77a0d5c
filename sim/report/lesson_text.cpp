#include "sim/report/lesson_text.hpp"

#include <algorithm>
#include <array>

#include "sim/report/display_width.hpp"
#include "sim/run/builtin.hpp"

namespace finwait {
namespace {

using Row = std::array<std::string_view, 3>;  // by Language

constexpr std::array<Row, 4> kVerdicts = {{
    {"true", "正确", "正確"},
    {"imprecise", "不准确", "不精確"},
    {"wrong", "错误", "錯誤"},
    {"true on Windows only", "仅在 Windows 上正确", "僅在 Windows 上正確"},
}};
constexpr Row kClaim = {"Claim: ", "说法：", "說法："};
constexpr Row kVerdict = {"Verdict: ", "结论：", "結論："};
constexpr Row kUnverified = {"UNVERIFIED: ", "未经证实（UNVERIFIED）：",
                             "未經證實（UNVERIFIED）："};
constexpr Row kRules = {"Rules: ", "规则：", "規則："};
constexpr Row kNotSettled = {
    "The claim is not settled by this run: an expectation does not hold.",
    "这次运行没有判定该说法：有期望不成立。",
    "這次執行沒有判定該說法：有期望不成立。",
};

std::string_view in(const Row& row, Language language) {
  return row[static_cast<size_t>(language)];
}

// `head` in bold, then the text, broken so that it stands behind the head; a head that would leave
// too little room goes with the text.
void add_wrapped(std::string& out, std::string_view head, std::string_view text, Ink ink,
                 const LadderOptions& options) {
  const int width = std::clamp(options.width, kNarrowestLadder, kWidestLadder);
  const int indent = display_width(head);
  if (indent > width / 2) {
    const std::string whole = std::string(head) + std::string(text);
    for (const std::string& line : wrap_width(whole, width - 1))
      out += " " + painted(line, ink, options.colour) + "\n";
    return;
  }
  std::string start = " " + painted(head, Ink::Strong, options.colour);
  for (const std::string& line : wrap_width(text, width - 1 - indent)) {
    out += start + painted(line, ink, options.colour) + "\n";
    start = std::string(static_cast<size_t>(indent) + 1, ' ');
  }
}

Ink verdict_ink(LessonVerdict verdict) {
  switch (verdict) {
    case LessonVerdict::True: return Ink::Data;
    case LessonVerdict::Imprecise: return Ink::Fin;
    case LessonVerdict::Wrong: return Ink::Rst;
    case LessonVerdict::TrueOnWindows: return Ink::Fin;
  }
  return Ink::Plain;
}

}  // namespace

std::string_view verdict_word(LessonVerdict verdict, Language language) {
  return in(kVerdicts[static_cast<size_t>(verdict)], language);
}

std::string lesson_claim(const Scenario& scenario, const LadderOptions& options) {
  std::string out;
  if (!scenario.lesson) return out;
  const Language language = options.language;
  add_wrapped(out, in(kClaim, language), scenario.lesson->claim.in(language), Ink::Plain, options);
  return out;
}

std::string lesson_conclusion(const Scenario& scenario, bool settled,
                              const LadderOptions& options) {
  if (!scenario.lesson) return {};
  const Lesson& lesson = *scenario.lesson;
  const Language language = options.language;
  std::string out = "\n";
  if (!settled) {
    add_wrapped(out, "", in(kNotSettled, language), Ink::Rst, options);
    return out;
  }
  add_wrapped(out, in(kVerdict, language), verdict_word(lesson.verdict, language),
              verdict_ink(lesson.verdict), options);
  add_wrapped(out, "", lesson.explanation.in(language), Ink::Plain, options);
  const std::string& unverified = lesson.unverified.in(language);
  if (!unverified.empty())
    add_wrapped(out, in(kUnverified, language), unverified, Ink::Plain, options);
  std::string_view head = in(kRules, language);
  const std::string blank(static_cast<size_t>(display_width(head)), ' ');
  for (Rule rule : lesson.rules) {
    add_wrapped(out, head, rule_name(rule) + " " + std::string(rule_info(rule).title), Ink::Faint,
                options);
    head = blank;
  }
  return out;
}

std::string lesson_list(const LadderOptions& options) {
  size_t widest = 0;
  for (const BuiltinFile& file : builtin_lessons()) widest = std::max(widest, file.name.size());
  std::string out;
  for (const BuiltinFile& file : builtin_lessons()) {
    const Result<Scenario> read = read_scenario(file.text, std::string(file.name));
    if (!read || !read.value().lesson) continue;
    const Lesson& lesson = *read.value().lesson;
    out += painted(file.name, Ink::Strong, options.colour);
    out.append(widest + 2 - file.name.size(), ' ');
    out += painted(verdict_word(lesson.verdict, options.language), verdict_ink(lesson.verdict),
                   options.colour) +
           "\n";
    add_wrapped(out, "   ", lesson.claim.in(options.language), Ink::Plain, options);
  }
  return out;
}

}  // namespace finwait
