#include "sim/run/packetdrill_scanner.hpp"

#include <algorithm>

#include "sim/base/text.hpp"

namespace finwait {
namespace {

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 99;
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

void DrillScanner::next() {
  if (pos_ < text_.size() && text_[pos_] == '\n') {
    ++line_;
    line_start_ = pos_ + 1;
  }
  if (pos_ < text_.size()) ++pos_;
}

void DrillScanner::skip() {
  token_end_ = pos_;
  while (!at_end() && !failed_) {
    if (is_space(peek())) {
      next();
    } else if (starts("//")) {
      while (!at_end() && peek() != '\n') next();
    } else if (starts("/*")) {
      const size_t end = text_.find("*/", pos_ + 2);
      if (end == std::string_view::npos) fail("expected */ at the end of the comment");
      while (pos_ < std::min(end, text_.size())) next();
      if (!failed_) next(), next();
    } else {
      return;
    }
  }
}

void DrillScanner::take(size_t count) {
  while (count-- > 0) next();
  skip();
}

bool DrillScanner::accept(std::string_view token) {
  if (failed_ || !starts(token)) return false;
  take(token.size());
  return true;
}

bool DrillScanner::accept_word(std::string_view word) {
  if (!starts(word) || is_word(peek(word.size()))) return false;
  return accept(word);
}

void DrillScanner::expect(std::string_view token) {
  if (!accept(token)) fail("expected '" + std::string(token) + "', found " + found());
}

void DrillScanner::fail(std::string message) {
  if (failed_) return;
  failed_ = true;
  fail_line_ = line_;
  column_ = static_cast<int>(pos_ - line_start_) + 1;
  message_ = std::move(message);
}

std::string DrillScanner::found() const {
  if (at_end()) return "the end of the file";
  size_t length = 0;
  while (length < 24 && peek(length) != '\0' && peek(length) != '\n') ++length;
  return "'" + printable(text_.substr(pos_, length), 24) + "'";
}

std::string DrillScanner::word() {
  if (!at_word()) fail("expected a name, found " + found());
  const size_t start = pos_;
  size_t length = 0;
  while (is_word(peek(length))) ++length;
  if (failed_) return {};
  take(length);
  return std::string(text_.substr(start, length));
}

std::string DrillScanner::flags() {
  const size_t start = pos_;
  size_t length = 0;
  while (is_word(peek(length)) || peek(length) == '.' || peek(length) == '-') ++length;
  if (length == 0)
    fail("expected the segment's flags (letters of S F R P U . or -), found " + found());
  if (failed_) return {};
  take(length);
  return std::string(text_.substr(start, length));
}

int64_t DrillScanner::integer(int64_t lowest, int64_t highest) {
  size_t length = peek() == '-' ? 1 : 0;
  const bool negative = length == 1;
  int base = 10;
  if (peek(length) == '0' && (peek(length + 1) == 'x' || peek(length + 1) == 'X')) {
    base = 16;
    length += 2;
  }
  const size_t first = length;
  int64_t value = 0;
  for (; digit_of(peek(length)) < base && length - first < 15; ++length)
    value = value * base + digit_of(peek(length));
  if (negative) value = -value;
  if (length == first || value < lowest || value > highest) {
    fail("expected a number from " + std::to_string(lowest) + " to " + std::to_string(highest) +
         ", found " + found());
    return lowest;
  }
  if (!failed_) take(length);
  return value;
}

Duration DrillScanner::seconds() {
  int64_t ns = 0;
  size_t length = 0;
  for (; is_digit(peek(length)) && length < 9; ++length)
    ns = ns * 10 + (peek(length) - '0') * finwait::seconds(1).ns;
  const bool whole = length > 0;
  // "0...1" is a time followed by three dots.
  if (peek(length) == '.' && is_digit(peek(length + 1))) {
    int64_t unit = finwait::seconds(1).ns;
    for (++length; is_digit(peek(length)); ++length) {
      unit /= 10;
      ns += (peek(length) - '0') * unit;
    }
  } else if (!whole) {
    fail("expected a time in seconds such as 0, .1 or 1.25, found " + found());
  }
  if (!failed_) take(length);
  return nanoseconds(ns);
}

std::string DrillScanner::quoted(char quote) {
  std::string out;
  size_t length = 1;
  for (; peek(length) != quote; ++length) {
    if (pos_ + length >= text_.size()) {
      fail(std::string("expected ") + quote + " at the end of the text");
      return {};
    }
    if (peek(length) == '\\' && pos_ + length + 1 < text_.size()) out += peek(length++);
    out += peek(length);
  }
  if (!failed_) take(length + 1);
  return out;
}

std::string DrillScanner::code() {
  const size_t end = text_.find("}%", pos_);
  if (end == std::string_view::npos) {
    fail("expected }% at the end of the code");
    return {};
  }
  const std::string out(text_.substr(pos_ + 2, end - pos_ - 2));
  take(end + 2 - pos_);
  return out;
}

std::string DrillScanner::argument() {
  const size_t start = pos_;
  char quote = '\0';
  while (!at_end() && (quote != '\0' || !is_space(peek()))) {
    if (peek() == quote)
      quote = '\0';
    else if (quote == '\0' && (peek() == '"' || peek() == '`'))
      quote = peek();
    next();
  }
  if (quote != '\0') fail(std::string("expected ") + quote + " at the end of the text");
  std::string out(text_.substr(start, pos_ - start));
  skip();
  return out;
}

std::string DrillScanner::rest_of_line() {
  const size_t start = pos_;
  while (!at_end() && peek() != '\n' && !starts("//")) next();
  std::string out(text_.substr(start, pos_ - start));
  while (!out.empty() && is_space(out.back())) out.pop_back();
  skip();
  return out;
}

std::string DrillScanner::since(size_t start) const {
  std::string out;
  for (char c : text_.substr(start, token_end_ > start ? token_end_ - start : 0)) {
    const char shown = is_space(c) ? ' ' : c;
    if (shown != ' ' || (!out.empty() && out.back() != ' ')) out += shown;
  }
  return out;
}

}  // namespace finwait
