#include "gui/model/words.hpp"

#include <cmath>

namespace finwait {
std::string fixed_text(double value, int digits) {
  const double scale = std::pow(10.0, digits);
  const bool negative = value < 0;
  const auto whole = static_cast<uint64_t>(std::llround(std::abs(value) * scale));
  const auto unit = static_cast<uint64_t>(scale);
  std::string text = std::to_string(whole / unit);
  if (digits > 0) {
    const std::string rest = std::to_string(whole % unit);
    text += "." + std::string(static_cast<size_t>(digits) - rest.size(), '0') + rest;
  }
  return negative && whole > 0 ? "-" + text : text;
}

std::string time_text(Duration d) {
  const double ns = static_cast<double>(d.ns);
  const double size = std::abs(ns);
  if (d.ns == 0) return "0";
  if (size < 1e3) return std::to_string(d.ns) + " ns";
  if (size < 1e6) return fixed_text(ns / 1e3, d.ns % 1000 == 0 ? 0 : 1) + " \u00b5s";
  if (size < 1e9) return fixed_text(ns / 1e6, d.ns % 1000000 == 0 ? 0 : size < 1e7 ? 2 : 1) + " ms";
  if (size < 600e9) {
    const bool round = d.ns % 1000000000 == 0;
    return fixed_text(ns / 1e9, round ? 0 : d.ns % 10000000 == 0 || size >= 1e10 ? 2 : 3) + " s";
  }
  const int64_t minutes = d.ns / 60000000000;
  const auto two = [](int64_t large, const char* of, int64_t small, const char* rest) {
    const std::string text = std::to_string(large) + of;
    return small == 0 ? text : text + " " + std::to_string(small) + rest;
  };
  if (minutes < 600) return two(minutes, " min", d.ns / 1000000000 % 60, " s");
  return two(minutes / 60, " h", minutes % 60, " min");
}

std::string grouped_text(uint64_t value) {
  std::string digits = std::to_string(value);
  for (size_t i = digits.size(); i > 3;) {
    i -= 3;
    digits.insert(i, " ");
  }
  return digits;
}

std::string instant_text(Time t) {
  if (t.ns < 1000000000) return time_text({t.ns});
  std::string text = fixed_text(static_cast<double>(t.ns) / 1e9, 3);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text + " s";
}

std::string speed_text(double speed) {
  const bool slow = speed < 1;
  const double ratio = slow ? 1 / speed : speed;
  const std::string text =
      fixed_text(ratio, ratio < 9.95 && std::abs(ratio - std::round(ratio)) > 0.04 ? 1 : 0);
  return slow ? "1 : " + text : text + " : 1";
}

std::string item_text(std::string phrase) {
  if (!phrase.empty() && phrase[0] >= 'a' && phrase[0] <= 'z')
    phrase[0] = static_cast<char>(phrase[0] - 'a' + 'A');
  return phrase;
}

}  // namespace finwait
