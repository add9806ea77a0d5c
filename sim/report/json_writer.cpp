#include "sim/report/json_writer.hpp"

#include <array>
#include <charconv>

#include "sim/report/display_width.hpp"

namespace finwait {
namespace {

void append_escape(std::string& out, unsigned char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  if (c == '"')
    out += "\\\"";
  else if (c == '\\')
    out += "\\\\";
  else if (c == '\n')
    out += "\\n";
  else if (c == '\t')
    out += "\\t";
  else if (c == '\r')
    out += "\\r";
  else
    (out += "\\u00") += {kDigits[c >> 4], kDigits[c & 15]};
}

template <class Integer>
void append_number(std::string& out, Integer value) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), end);
}

}  // namespace

void JsonWriter::separate() {
  if (!first_) out_ += ',';
  first_ = false;
}

JsonWriter& JsonWriter::open_object() {
  separate();
  out_ += '{';
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::close_object() {
  out_ += '}';
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::open_array() {
  separate();
  out_ += '[';
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::close_array() {
  out_ += ']';
  first_ = false;
  return *this;
}

// The value that follows needs no comma before it.
JsonWriter& JsonWriter::key(std::string_view name) {
  text(name);
  out_ += ':';
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view value) {
  separate();
  out_ += '"';
  for (size_t i = 0; i < value.size();) {
    const auto c = static_cast<unsigned char>(value[i]);
    if (c >= 32 && c < 127 && c != '"' && c != '\\') {
      out_ += value[i++];
      continue;
    }
    const size_t start = i;
    const char32_t character = next_character(value, i);
    if (c < 128)
      append_escape(out_, c);
    else if (character == 0xfffd)
      out_ += "\xef\xbf\xbd";
    else
      out_ += value.substr(start, i - start);
  }
  out_ += '"';
  return *this;
}

JsonWriter& JsonWriter::number(int64_t value) {
  separate();
  append_number(out_, value);
  return *this;
}

JsonWriter& JsonWriter::number(uint64_t value) {
  separate();
  append_number(out_, value);
  return *this;
}

JsonWriter& JsonWriter::flag(bool value) {
  separate();
  out_ += value ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::null() {
  separate();
  out_ += "null";
  return *this;
}

}  // namespace finwait
