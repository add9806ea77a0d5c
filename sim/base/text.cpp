#include "sim/base/text.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

#include "sim/base/result.hpp"

namespace finwait {
namespace {

struct Unit {
  std::string_view name;
  int64_t ns;
};

constexpr std::array<Unit, 6> kUnits = {{{"ns", 1},
                                         {"us", 1000},
                                         {"ms", 1000000},
                                         {"s", 1000000000},
                                         {"m", 60 * int64_t{1000000000}},
                                         {"h", 3600 * int64_t{1000000000}}}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A decimal fraction as mantissa / 10^places.
struct Decimal {
  uint64_t mantissa = 0;
  int places = 0;
  size_t length = 0;  // characters read; 0 when there was no number
};

Decimal read_decimal(std::string_view text) {
  Decimal d;
  size_t i = 0;
  bool digits = false;
  bool point = false;
  for (; i < text.size() && (is_digit(text[i]) || (text[i] == '.' && !point)); ++i) {
    if (text[i] == '.') {
      point = true;
      continue;
    }
    if (d.mantissa > (UINT64_MAX - 9) / 10 || d.places >= 9) return {};
    d.mantissa = d.mantissa * 10 + static_cast<uint64_t>(text[i] - '0');
    digits = true;
    if (point) ++d.places;
  }
  if (!digits || text[i - 1] == '.') return {};
  d.length = i;
  return d;
}

uint64_t power_of_ten(int n) {
  uint64_t p = 1;
  while (n-- > 0) p *= 10;
  return p;
}

std::string trimmed_fraction(uint64_t whole, uint64_t fraction, int places) {
  std::string text = std::to_string(whole);
  if (fraction == 0) return text;
  std::string digits = std::to_string(fraction);
  digits.insert(0, static_cast<size_t>(places) - digits.size(), '0');
  while (digits.back() == '0') digits.pop_back();
  return text + "." + digits;
}

// Levenshtein distance with neighbouring swaps counted once.
size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<size_t>> d(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (size_t i = 1; i <= a.size(); ++i)
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// A file's name may hold anything; an error is one line of text all the same.
std::string shown_name(const std::string& file) {
  const auto control = [](unsigned char c) { return c < 32 || c == 127; };
  const bool plain = is_utf8(file) && std::none_of(file.begin(), file.end(), control);
  return plain ? file : printable(file, file.size());
}

}  // namespace

std::string Error::text() const {
  std::string out = file.empty() ? std::string("finwait") : shown_name(file);
  if (line > 0) out += ":" + std::to_string(line) + ":" + std::to_string(std::max(column, 1));
  return out + ": " + message;
}

std::optional<Duration> parse_duration(std::string_view text) {
  const Decimal d = read_decimal(text);
  if (d.length == 0) return std::nullopt;
  const std::string_view unit = text.substr(d.length);
  for (const Unit& u : kUnits) {
    if (unit != u.name) continue;
    const uint64_t scale = power_of_ten(d.places);
    const uint64_t ns = static_cast<uint64_t>(u.ns);
    const uint64_t whole = d.mantissa / scale;
    if (whole > static_cast<uint64_t>(kMaxDuration.ns) / ns) return std::nullopt;
    // Reduced, so that "150.000000001s" does not overflow.
    const uint64_t common = std::gcd(ns, scale);
    const uint64_t part = d.mantissa % scale;
    if (part % (scale / common) != 0) return std::nullopt;
    const uint64_t total = whole * ns + part / (scale / common) * (ns / common);
    if (total > static_cast<uint64_t>(kMaxDuration.ns)) return std::nullopt;
    return Duration{static_cast<int64_t>(total)};
  }
  return std::nullopt;
}

std::string duration_text(Duration d) {
  if (d.ns == 0) return "0ms";
  const bool negative = d.ns < 0;
  const uint64_t ns = negative ? uint64_t{0} - static_cast<uint64_t>(d.ns)
                               : static_cast<uint64_t>(d.ns);
  const auto in = [&](uint64_t unit, int places, const char* name) {
    return (negative ? "-" : "") + trimmed_fraction(ns / unit, ns % unit, places) + name;
  };
  if (ns >= 1000000000) return in(1000000000, 9, "s");
  if (ns >= 1000000) return in(1000000, 6, "ms");
  if (ns >= 1000) return in(1000, 3, "us");
  return in(1, 0, "ns");
}

std::string seconds_text(Time t) {
  const uint64_t ns = static_cast<uint64_t>(t.ns);
  const int places = ns % 1000000 == 0 ? 3 : ns % 1000 == 0 ? 6 : 9;
  const uint64_t unit = power_of_ten(9 - places);
  std::string digits = std::to_string(ns % 1000000000 / unit);
  digits.insert(0, static_cast<size_t>(places) - digits.size(), '0');
  return std::to_string(ns / 1000000000) + "." + digits;
}

std::optional<Ratio> parse_ratio(std::string_view text) {
  const size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    const auto n = parse_unsigned(text.substr(0, slash));
    const auto d = parse_unsigned(text.substr(slash + 1));
    if (!n || !d || *d == 0 || *d > UINT32_MAX || *n > *d) return std::nullopt;
    return Ratio{static_cast<uint32_t>(*n), static_cast<uint32_t>(*d)};
  }
  const bool percent = !text.empty() && text.back() == '%';
  const std::string_view number = percent ? text.substr(0, text.size() - 1) : text;
  const Decimal d = read_decimal(number);
  if (d.length == 0 || d.length != number.size() || d.places > 7) return std::nullopt;
  const uint64_t denominator = power_of_ten(d.places) * (percent ? 100 : 1);
  if (d.mantissa > denominator) return std::nullopt;
  return Ratio{static_cast<uint32_t>(d.mantissa), static_cast<uint32_t>(denominator)};
}

std::string ratio_text(Ratio r) {
  if (r.numerator == 0) return "0";
  const uint64_t scaled = uint64_t{r.numerator} * 100 * 10000;
  if (scaled % r.denominator == 0) {
    const uint64_t value = scaled / r.denominator;
    return trimmed_fraction(value / 10000, value % 10000, 4) + "%";
  }
  return std::to_string(r.numerator) + "/" + std::to_string(r.denominator);
}

std::optional<uint64_t> parse_unsigned(std::string_view text) {
  if (text.empty() || text.size() > 19) return std::nullopt;
  uint64_t value = 0;
  for (char c : text) {
    if (!is_digit(c)) return std::nullopt;
    value = value * 10 + static_cast<uint64_t>(c - '0');
  }
  return value;
}

std::optional<std::string_view> did_you_mean(std::string_view word,
                                             std::span<const std::string_view> candidates) {
  if (word.size() > 64) return std::nullopt;
  std::optional<std::string_view> best;
  size_t best_distance = std::max<size_t>(2, word.size() / 3) + 1;
  for (std::string_view candidate : candidates) {
    const size_t distance = edit_distance(lower(word), lower(candidate));
    if (distance < best_distance && distance < candidate.size()) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::string suggestion(std::string_view word, std::span<const std::string_view> candidates) {
  const auto best = did_you_mean(word, candidates);
  return best ? ", did you mean '" + std::string(*best) + "'?" : std::string();
}

std::string base64(std::string_view bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t group = 0;
    for (size_t k = 0; k < 3; ++k)
      group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (size_t k = 0; k < 4; ++k)
      out += i + k <= bytes.size() ? kDigits[group >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

std::optional<std::string> parse_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  const size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  uint32_t group = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool pad = i >= text.size() - padding;
    const size_t digit = pad ? 0 : kDigits.find(text[i]);
    if (digit == std::string_view::npos) return std::nullopt;
    group = group << 6 | static_cast<uint32_t>(digit);
    if (i % 4 != 3) continue;
    for (int shift = 16; shift >= 0; shift -= 8) out += static_cast<char>(group >> shift & 255);
    group = 0;
  }
  out.resize(out.size() - padding);
  return out;
}

bool is_utf8(std::string_view bytes) {
  for (size_t i = 0; i < bytes.size();) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const size_t more = first < 0x80 ? 0 : first >> 5 == 6 ? 1 : first >> 4 == 14 ? 2
                        : first >> 3 == 30 ? 3 : SIZE_MAX;
    if (first == 0 || more == SIZE_MAX || i + more >= bytes.size()) return false;
    uint32_t code = more == 0 ? first : first & (0x3fu >> more);
    for (size_t k = 1; k <= more; ++k) {
      const auto next = static_cast<unsigned char>(bytes[i + k]);
      if (next >> 6 != 2) return false;
      code = code << 6 | (next & 0x3fu);
    }
    constexpr uint32_t kLeast[] = {0, 0x80, 0x800, 0x10000};
    if (code < kLeast[more] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return false;
    i += more + 1;
  }
  return true;
}

std::string printable(std::string_view bytes, size_t limit) {
  std::string out;
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (i == limit) return out + "...";
    const auto c = static_cast<unsigned char>(bytes[i]);
    if (c == '\n') out += "\\n";
    else if (c == '\r') out += "\\r";
    else if (c == '\t') out += "\\t";
    else if (c == '\\') out += "\\\\";
    else if (c >= 32 && c < 127) out += static_cast<char>(c);
    else out += std::string("\\x") + "0123456789abcdef"[c >> 4] + "0123456789abcdef"[c & 15];
  }
  return out;
}

}  // namespace finwait
