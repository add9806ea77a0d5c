// Small text functions: numbers and durations in and out, "did you mean". Locale-free.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sim/base/random.hpp"
#include "sim/base/time.hpp"

namespace finwait {

// "40ms", "1.5s", "250us", "2m", "1h", "10ns": a number and one of ns us ms s m h, no sign, at most
// 9 digits after the point that make a whole number of nanoseconds. At most kMaxDuration.
std::optional<Duration> parse_duration(std::string_view text);

// The shortest exact form that parse_duration reads: "40ms", "1.5s", "0ms".
std::string duration_text(Duration d);

// For people: seconds with 3 decimals ("0.850"), more only where the instant needs them.
std::string seconds_text(Time t);

// "0", "3%", "2.5%", "1/250". Exact; nullopt outside [0, 1] or malformed.
std::optional<Ratio> parse_ratio(std::string_view text);
std::string ratio_text(Ratio r);

// A decimal number without sign that fits; nullopt otherwise.
std::optional<uint64_t> parse_unsigned(std::string_view text);

// The candidate nearest to `word` if it is near enough to be a slip of the finger, else nullopt.
std::optional<std::string_view> did_you_mean(std::string_view word,
                                             std::span<const std::string_view> candidates);

// ", did you mean 'x'?" or "".
std::string suggestion(std::string_view word, std::span<const std::string_view> candidates);

// RFC 4648 base64 with padding.
std::string base64(std::string_view bytes);
std::optional<std::string> parse_base64(std::string_view text);
// Whether these octets are UTF-8 text (RFC 3629), zero octets aside.
bool is_utf8(std::string_view bytes);

// Printable form: non-printing bytes as \n, \t, \xhh; cut after `limit` bytes with "...".
std::string printable(std::string_view bytes, size_t limit);

}  // namespace finwait
