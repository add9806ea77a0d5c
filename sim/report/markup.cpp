#include "sim/report/markup.hpp"

#include <algorithm>
#include <cstdint>

#include "sim/report/display_width.hpp"

namespace finwait {
namespace {

constexpr std::string_view kNoCharacter = "\xef\xbf\xbd";  // U+FFFD

bool is_any_of(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

std::string hexadecimal(unsigned char c) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  return {kDigits[c >> 4], kDigits[c & 15]};
}

// With a backslash before each character of `marks`.
std::string backslashed(const std::string& text, std::string_view marks) {
  std::string out;
  for (const char c : text) {
    if (is_any_of(c, marks)) out += '\\';
    out += c;
  }
  return out;
}

// "12." and "12)" would begin a list.
size_t list_number_end(const std::string& text) {
  size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  const bool marked = digits > 0 && digits < text.size() && is_any_of(text[digits], ".)");
  return marked ? digits : std::string::npos;
}

size_t longest_run(const std::string& text, char wanted) {
  size_t longest = 0;
  size_t run = 0;
  for (const char c : text) {
    run = c == wanted ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

// Octets that UTF-8 takes for a character.
size_t octets_of(char32_t c) {
  return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

}  // namespace

std::string single_line(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t start = at;
    const char32_t c = next_character(text, at);
    const bool control = c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
    if (control)
      out += ' ';
    else if ((c & 0xfffe) == 0xfffe || (c >= 0xd800 && c < 0xe000) || c > 0x10ffff || c == 0xfffd ||
             octets_of(c) != at - start)
      out += kNoCharacter;
    else
      out += text.substr(start, at - start);
  }
  return out;
}

std::string mermaid_text_of(std::string_view text) {
  std::string out;
  for (const char c : single_line(text)) {
    if (is_any_of(c, "#;<>\"&%{}\\`"))
      out += "#" + std::to_string(static_cast<int>(c)) + ";";
    else
      out += c;
  }
  // "wrap:" at the start of a text is a wish of Mermaid's.
  for (const std::string_view wish : {"wrap:", "nowrap:"})
    if (out.starts_with(wish)) out.replace(wish.size() - 1, 1, "#58;");
  return out;
}

// A single mark of creole, such as the '_' of TIME_WAIT, is text; two of the same are markup.
std::string plantuml_text_of(std::string_view text) {
  std::string out;
  char before = ' ';
  for (const char c : single_line(text)) {
    const bool mark = is_any_of(c, "<>\"~\\[]!%&'|$@`{}#^");
    const bool doubled = is_any_of(c, "*/-_=.") && c == before;
    if (mark || doubled)
      out += "<U+00" + hexadecimal(static_cast<unsigned char>(c)) + ">";
    else
      out += c;
    before = c;
  }
  return out;
}

std::string dot_text_of(std::string_view text) {
  std::string out;
  for (const char c : single_line(text)) {
    if (c == '&')
      out += "&amp;";
    else if (c == '"' || c == '\\')
      out += std::string("\\") + c;
    else
      out += c;
  }
  return out;
}

std::string markdown_text_of(std::string_view text) {
  std::string line = single_line(text);
  line.erase(0, line.find_first_not_of(' '));
  std::string out = backslashed(line, "\\`*_{}[]<>#|~&!$");
  const size_t number = list_number_end(out);
  if (number != std::string::npos) out.insert(number, "\\");
  if (!out.empty() && is_any_of(out[0], "-+=")) out.insert(0, "\\");
  return out;
}

std::string markdown_code_of(std::string_view text) {
  std::string inside = single_line(text);
  const std::string fence(longest_run(inside, '`') + 1, '`');
  if (inside.empty()) return {};
  const bool padded = inside.front() == '`' || inside.back() == '`';
  if (padded) inside = " " + inside + " ";
  return fence + backslashed(inside, "|") + fence;
}

std::string xml_text_of(std::string_view text) {
  std::string out;
  for (const char c : single_line(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

}  // namespace finwait
