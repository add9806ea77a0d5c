#include "sim/report/junit.hpp"

#include "sim/base/text.hpp"
#include "sim/report/ladder_canvas.hpp"

namespace finwait {
namespace {

// Text as XML has it; characters that XML 1.0 cannot hold become '?'. A file's name may be no text.
std::string escaped(std::string_view text) {
  if (!is_utf8(text)) return escaped(printable(text, text.size()));
  std::string out;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '&')
      out += "&amp;";
    else if (c == '"')
      out += "&quot;";
    else if (byte < 32 && c != '\n' && c != '\t')
      out += '?';
    else
      out += c;
  }
  return out;
}

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + escaped(value) + "\"";
}

std::string test_case(const std::string& suite, const Outcome& v) {
  std::string out = "    <testcase" + attribute("classname", suite);
  out += attribute("name", "line " + std::to_string(v.line) + ": " + v.what);
  if (v.ok) return out + "/>\n";
  out += ">\n      <failure" + attribute("message", "found " + v.found) + ">";
  out += escaped("expected " + v.expected + "\nfound " + v.found);
  return out + "</failure>\n    </testcase>\n";
}

std::string suite_text(const JunitSuite& suite) {
  const bool error = !suite.error.empty();
  const size_t runs = suite.outcomes.empty() ? 1 : suite.outcomes.size();
  std::string out = "  <testsuite" + attribute("name", suite.name);
  out += attribute("tests", std::to_string(runs));
  out += attribute("failures", std::to_string(failures(suite.outcomes)));
  out += attribute("errors", error ? "1" : "0");
  out += attribute("time", ladder_time(Time{} + milliseconds(suite.real_milliseconds), 3)) + ">\n";
  for (const Outcome& v : suite.outcomes) out += test_case(suite.name, v);
  if (suite.outcomes.empty()) {
    out += "    <testcase" + attribute("classname", suite.name) + attribute("name", "runs");
    out += error ? "><error" + attribute("message", suite.error) + "/></testcase>\n" : "/>\n";
  }
  return out + "  </testsuite>\n";
}

}  // namespace

std::string junit_text(const std::vector<JunitSuite>& suites) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"finwait\">\n";
  for (const JunitSuite& suite : suites) out += suite_text(suite);
  return out + "</testsuites>\n";
}

}  // namespace finwait
