// What can be wrong with a scenario file before it is TOML, and how that is said.
#include <algorithm>
#include <array>

#include "sim/base/text.hpp"
#include "sim/run/scenario_tree.hpp"

namespace finwait {
namespace {

constexpr int kMaxKeyDepth = 32;
constexpr size_t kShown = 40;
constexpr std::string_view kMark = "\xef\xbb\xbf";  // the byte order mark that may come first

// How many octets a well-formed UTF-8 character takes at the start of `rest`; 0: malformed.
size_t utf8_length(std::string_view rest) {
  const auto octet = [&](size_t i) { return static_cast<unsigned char>(rest[i]); };
  const unsigned lead = octet(0);
  if (lead < 0x80) return 1;
  const size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || rest.size() < length) return 0;
  for (size_t i = 1; i < length; ++i)
    if ((octet(i) & 0xc0) != 0x80) return 0;
  const unsigned second = octet(1);
  const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
  const bool outside = (lead == 0xed && second > 0x9f) || (lead == 0xf4 && second > 0x8f);
  return overlong || outside ? 0 : length;
}

std::string hex_octet(char c) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  const auto octet = static_cast<unsigned char>(c);
  return std::string("0x") + kDigits[octet >> 4] + kDigits[octet & 15];
}

// Walks over a UTF-8 text, counting lines and columns in characters.
struct Walk {
  std::string_view text;
  size_t at = 0;
  int line = 1;
  int column = 1;

  bool done() const { return at >= text.size(); }
  char front() const { return done() ? '\n' : text[at]; }
  bool plain() const { return static_cast<unsigned char>(front()) < 0x80; }
  bool starts(std::string_view word) const { return text.substr(at, word.size()) == word; }
  std::string_view character() const {
    return text.substr(at, std::max<size_t>(1, utf8_length(text.substr(at))));
  }
  void next() {
    column = front() == '\n' ? 1 : column + 1;
    if (front() == '\n') ++line;
    at += character().size();
  }
  void skip_line() {
    while (!done() && front() != '\n') next();
  }
  Error error(std::string message) const { return {"", line, column, std::move(message)}; }
};

Error find_bad_octet(std::string_view text) {
  for (Walk w{text}; !w.done(); w.next()) {
    const bool nul = w.front() == '\0';
    if (utf8_length(text.substr(w.at)) != 0 && !nul) continue;
    return w.error("expected a text file in UTF-8, found the octet " + hex_octet(w.front()) +
                   (nul ? ": a binary file" : ""));
  }
  return {};
}

// toml++ 3.3 must not see what follows in these places when it is not ASCII: its test for white
// space has no defined answer for most other characters.
Error check_escape(Walk& w, bool multi_line) {
  w.next();
  if (!w.plain())
    return w.error("in a string: unknown escape sequence '\\" + std::string(w.character()) + "'");
  const std::string_view blanks = multi_line ? " \t\r\n" : "";
  if (blanks.find(w.front()) == std::string_view::npos) {
    if (!w.done()) w.next();
    return {};
  }
  while (!w.done() && blanks.find(w.front()) != std::string_view::npos) w.next();
  if (w.plain()) return {};
  return w.error("expected an ASCII character after a backslash that ends a line, found '" +
                 std::string(w.character()) + "'");
}

// Steps over a string of TOML (from its opening quote on). Ends a one-line string at the line's
// end at the latest, where the TOML library complains anyway.
Error skip_string(Walk& w) {
  const char quote = w.front();
  const bool multi_line = w.starts(std::string(3, quote));
  const std::string fence(multi_line ? 3 : 1, quote);
  for (size_t i = 0; i < fence.size(); ++i) w.next();
  while (!w.done() && !w.starts(fence) && (multi_line || w.front() != '\n')) {
    if (quote != '"' || w.front() != '\\') {
      w.next();
      continue;
    }
    Error bad = check_escape(w, multi_line);
    if (!bad.message.empty()) return bad;
  }
  const int closing = multi_line ? 5 : 1;  // two quotes may stand right before the closing three
  for (int i = 0; i < closing && w.starts(std::string(1, quote)); ++i) w.next();
  return {};
}

bool continues_key(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == ' ' || c == '\t';
}

// Looks for what the TOML library must not see: a key so deep that its tables overflow the stack
// (every dot opens a table inside a table), and characters beyond ASCII outside of strings and
// remarks.
class SyntaxScan {
 public:
  explicit SyntaxScan(std::string_view text) : w_{text} {}

  Error run() {
    while (!w_.done() && bad_.message.empty()) step();
    return bad_;
  }

 private:
  bool at(std::string_view one_of) const { return one_of.find(w_.front()) != one_of.npos; }

  void step() {
    if (at("#")) {
      w_.skip_line();
    } else if (at("\"'")) {
      bad_ = skip_string(w_);
      last_ = '"';
    } else if (at("+-0123456789") && (last_ == '=' || last_ == ',' || last_ == '[')) {
      step_number();
    } else {
      if (!at(" \t\r\n")) last_ = w_.front();
      step_plain();
    }
  }

  // The library takes what begins like a number up to the next blank, bracket or comma, whatever
  // it is: a quote in it begins no string. A date may go on behind a blank.
  void step_number() {
    constexpr std::string_view kEnds = " \t\r\n,]}#";
    const size_t start = w_.at;
    last_ = w_.front();
    while (!w_.done() && !at(kEnds) && bad_.message.empty()) step_plain();
    if (w_.at - start != 10 || !at(" ")) return;
    step_plain();
    while (!w_.done() && !at(kEnds) && bad_.message.empty()) step_plain();
  }

  void step_plain() {
    const char c = w_.front();
    if (!w_.plain())
      bad_ = w_.error("expected text in quotes, or a key of a-z, digits, - and _, found '" +
                      std::string(w_.character()) + "'");
    if (c == '.') ++dots_;
    else if (!continues_key(c)) dots_ = 0;
    if (dots_ > kMaxKeyDepth)
      bad_ = w_.error("expected a key of at most " + std::to_string(kMaxKeyDepth) +
                      " parts, found more");
    w_.next();
  }

  Walk w_;
  Error bad_;
  int dots_ = 0;
  char last_ = '\n';  // the last character that is no blank, outside of remarks
};

bool blank(std::string_view text) {
  for (Walk w{text}; !w.done(); w.next()) {
    if (w.front() == '#') w.skip_line();
    if (std::string_view(" \t\r\n").find(w.front()) == std::string_view::npos) return false;
    if (w.done()) return true;
  }
  return true;
}

std::string_view line_of(std::string_view text, int line) {
  while (--line > 0) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return text.substr(0, text.find_first_of("\r\n"));
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

// The library complains in the middle of a value that is no number, boolean or quoted text:
// name the whole word, which usually lacks its quotes. Empty when that is not what happened.
Error find_bare_word(std::string_view line, int line_number, int column) {
  size_t at = 0;
  for (int c = 1; c < column && at < line.size(); ++c)
    at += std::max<size_t>(1, utf8_length(line.substr(at)));
  if (at > line.size()) return {};
  const size_t open = line.find_last_of("=,[{", at == 0 ? 0 : at - 1);
  if (open == std::string_view::npos) return {};
  const size_t start = line.find_first_not_of(" \t", open + 1);
  if (start == std::string_view::npos || line[start] == '"' || line[start] == '\'') return {};
  const size_t end = std::min(line.find_first_of(",]}#", start), line.size());
  std::string_view word = line.substr(start, end - start);
  while (!word.empty() && (word.back() == ' ' || word.back() == '\t')) word.remove_suffix(1);
  if (word.empty() || word.find_first_of("=\"'") != std::string_view::npos) return {};
  int place = 1;
  for (size_t i = 0; i < start; i += std::max<size_t>(1, utf8_length(line.substr(i)))) ++place;
  std::string found(word.substr(0, kShown));
  return {"", line_number, place,
          "expected a number, true or false, or text in quotes, found " + printable(found, kShown)};
}

// Something stands right behind a quote: often the quote that should have ended an earlier text.
bool follows_quote(std::string_view line, int column) {
  if (column < 2 || static_cast<size_t>(column) > line.size()) return false;
  const auto at = static_cast<size_t>(column - 1);
  return line[at - 1] == '"' && line[at] != ' ' && line.find('"') != at - 1;
}

bool is_value(std::string_view what) {
  constexpr std::array<std::string_view, 12> kValues = {
      "decimal integer", "floating-point", "boolean", "value", "key-value pair", "date", "time",
      "hexadecimal integer", "octal integer", "binary integer", "date-time", "array"};
  for (std::string_view value : kValues)
    if (what == value) return true;
  return false;
}

// A text without its closing quote, or with an unprintable character. Empty: neither.
std::string reword_in_string(std::string_view message, std::string_view line, int column) {
  const std::string quote = "expected the quote that ends the text, found the end of the ";
  if (message.find("end-of-file") != std::string_view::npos) return quote + "file";
  if (message.find("control characters") == std::string_view::npos) return {};
  Walk w{line};
  while (!w.done() && w.column < column) w.next();
  if (w.done()) return quote + "line";
  return "expected an escape such as \\u0001 for an unprintable character, found the octet " +
         hex_octet(w.front());
}

// The library quotes some characters as they are.
std::string without_controls(std::string_view text) {
  std::string out;
  for (char c : text) {
    const bool control = static_cast<unsigned char>(c) < 0x20;
    out += control ? printable(std::string_view(&c, 1), 1) : std::string(1, c);
  }
  return out;
}

std::string reword(std::string_view what, std::string_view message) {
  std::string out = without_controls(message);
  const auto contains = [&](std::string_view part) { return out.find(part) != std::string::npos; };
  if (contains("cannot redefine")) {
    const size_t name = out.find('\'');
    if (name == std::string::npos) return "expected each key once, found it again";
    return "expected each key once, found " + out.substr(name) + " again";
  }
  replace_all(out, ", saw ", ", found ");
  replace_all(out, "'\\n'", "the end of the line");
  replace_all(out, "encountered end-of-file", "expected more, found the end of the file");
  replace_all(out, "expected comma or", "expected a comma or");
  replace_all(out, "found comma", "found a second comma");
  replace_all(out, "expected value", "expected a value");
  replace_all(out, "expected key or", "expected a key or");
  replace_all(out, "a comment or whitespace", "the end of the line");
  replace_all(out, "bare key starting character or string delimiter", "a key");
  replace_all(out, "expected keys, tables, whitespace or comments", "expected a key or a [table]");
  if (what == "root table" || what == "key") return out;
  return "in " + std::string(what.find_first_of("aeiou") == 0 ? "an " : "a ") + std::string(what) +
         ": " + out;
}

}  // namespace

Error find_bad_text(std::string_view text) {
  if (text.size() > kMaxScenarioBytes)
    return {"", 0, 0, "expected a scenario of at most 16 MiB, found " +
                          std::to_string(text.size()) + " octets"};
  Error bad = find_bad_octet(text);
  if (!bad.message.empty()) return bad;
  if (text.substr(0, kMark.size()) == kMark) text.remove_prefix(kMark.size());
  if (blank(text))
    return {"", 1, 1, "expected a scenario (format = 1, hosts, timeline), found an empty file"};
  return {};
}

Error find_bad_syntax(std::string_view text) {
  if (text.substr(0, kMark.size()) == kMark) text.remove_prefix(kMark.size());
  return SyntaxScan(text).run();
}

std::string lines_before(std::string_view text, int line) {
  std::string open;
  Walk w{text};
  while (!w.done() && w.line < line) {
    const char c = w.front();
    if (c == '"' || c == '\'') {
      const int start = w.line;
      if (!skip_string(w).message.empty()) return {};
      if (start < line && (w.done() || w.line > line)) return lines_before(text, start);
      continue;
    }
    if (c == '#') w.skip_line();
    if (c == '[') open += ']';
    if (c == ']' && !open.empty()) open.pop_back();
    if (!w.done()) w.next();
  }
  if (w.done() || w.column != 1) return {};
  return std::string(text.substr(0, w.at)) + open;
}

Error reword_syntax_error(std::string_view text, std::string_view message, int line, int column) {
  constexpr std::string_view kPrefix = "Error while parsing ";
  if (message.substr(0, kPrefix.size()) == kPrefix) message.remove_prefix(kPrefix.size());
  const size_t colon = message.find(": ");
  if (colon == std::string_view::npos) return {"", line, column, std::string(message)};
  const std::string_view what = message.substr(0, colon);
  message.remove_prefix(colon + 2);
  const bool again = message.find("cannot redefine") != std::string_view::npos;
  const bool separator = message.find("comma") != std::string_view::npos;
  if (is_value(what) && !again && !separator) {
    const Error bare = find_bare_word(line_of(text, line), line, column);
    if (!bare.message.empty()) return bare;
  }
  std::string wording;
  if (what == "string" || what == "literal string")
    wording = reword_in_string(message, line_of(text, line), column);
  if (wording.empty()) wording = reword(what, message);
  if (follows_quote(line_of(text, line), column)) wording += " (is a quote missing?)";
  return {"", line, column, std::move(wording)};
}

std::string shown_name(std::string_view name) {
  std::string out = shown(name);
  out.front() = out.back() = '\'';
  return out;
}

std::string shown(std::string_view text) {
  std::string out = "\"";
  size_t count = 0;
  for (size_t i = 0; i < text.size(); ++count) {
    if (count == kShown) return out + "...\"";
    const size_t length = std::max<size_t>(1, utf8_length(text.substr(i)));
    const std::string_view c = text.substr(i, length);
    out += length > 1 ? std::string(c) : c == "\"" ? "\\\"" : printable(c, 1);
    i += length;
  }
  return out + "\"";
}

std::string shown(const Node& node) {
  switch (node.kind) {
    case Node::Kind::Table: return "a table { ... }";
    case Node::Kind::Array: return "a list [ ... ]";
    case Node::Kind::Text: return shown(node.text);
    case Node::Kind::Integer:
    case Node::Kind::Boolean:
    case Node::Kind::Other: return printable(node.text, kShown);
  }
  return {};
}

const Member* Node::find(std::string_view key) const {
  for (const Member& m : members)
    if (m.key == key) return &m;
  return nullptr;
}

}  // namespace finwait
