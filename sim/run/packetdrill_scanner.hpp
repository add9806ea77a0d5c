// Reads a packetdrill script from left to right: space and comments between tokens, numbers,
// words, strings. The first failure sticks. Internal to the reader.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/base/result.hpp"
#include "sim/base/time.hpp"

namespace finwait {

class DrillScanner {
 public:
  explicit DrillScanner(std::string_view text) : text_(text) { skip(); }

  bool at_end() const { return pos_ == text_.size(); }
  int line() const { return line_; }
  size_t pos() const { return pos_; }
  char peek(size_t ahead = 0) const {
    return pos_ + ahead < text_.size() ? text_[pos_ + ahead] : '\0';
  }
  bool starts(std::string_view token) const { return text_.substr(pos_).starts_with(token); }
  bool at_word() const { return is_word(peek()); }
  bool at_number() const { return is_digit(peek()) || (peek() == '-' && is_digit(peek(1))); }

  // Takes the token if it is next.
  bool accept(std::string_view token);
  // Takes the word if it stands there whole.
  bool accept_word(std::string_view word);
  void expect(std::string_view token);

  std::string word();   // letters, digits and _; fails when there is none
  std::string flags();  // of a segment: up to the next space
  int64_t integer(int64_t lowest, int64_t highest);  // decimal or 0x...
  Duration seconds();                                // "1", ".1", "0.000001"
  std::string quoted(char quote);                    // "..." or `...`
  std::string code();                                // %{ ... }%
  std::string argument();                            // up to the next space outside quotes
  std::string rest_of_line();                        // for what is only named
  // What was read since `start`, in one line.
  std::string since(size_t start) const;

  bool failed() const { return failed_; }
  void fail(std::string message);
  Error error(std::string file) const { return {std::move(file), fail_line_, column_, message_}; }
  std::string found() const;

  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  static bool is_word(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

 private:
  void skip();  // space and comments
  void next();  // one character
  void take(size_t count);

  std::string_view text_;
  size_t pos_ = 0;
  size_t line_start_ = 0;
  size_t token_end_ = 0;  // before the space that was skipped last
  int line_ = 1;
  bool failed_ = false;
  int fail_line_ = 0;
  int column_ = 0;
  std::string message_;
};

}  // namespace finwait
