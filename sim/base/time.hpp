// Simulated time: integer nanoseconds since the start of the scenario.
//
// `Time` is a point, `Duration` a length; they never mix with plain integers, so that a unit is
// never forgotten. There is no clock here: time moves only when World::step moves it.
#pragma once

#include <compare>
#include <cstdint>

namespace finwait {

// A length of simulated time in nanoseconds; may be negative in intermediate results.
struct Duration {
  int64_t ns = 0;

  constexpr auto operator<=>(const Duration&) const = default;
  constexpr Duration operator+(Duration o) const { return {ns + o.ns}; }
  constexpr Duration operator-(Duration o) const { return {ns - o.ns}; }
  constexpr Duration operator*(int64_t k) const { return {ns * k}; }
  constexpr Duration operator/(int64_t k) const { return {ns / k}; }
};

constexpr Duration nanoseconds(int64_t n) { return {n}; }
constexpr Duration microseconds(int64_t n) { return {n * 1000}; }
constexpr Duration milliseconds(int64_t n) { return {n * 1000000}; }
constexpr Duration seconds(int64_t n) { return {n * 1000000000}; }

// The longest duration a scenario file may name: 100 years. Sums of two never overflow.
constexpr Duration kMaxDuration = seconds(int64_t{100} * 366 * 24 * 3600);

// A point of simulated time, counted from the scenario's start.
struct Time {
  int64_t ns = 0;

  constexpr auto operator<=>(const Time&) const = default;
  constexpr Time operator+(Duration d) const { return {ns + d.ns}; }
  constexpr Time operator-(Duration d) const { return {ns - d.ns}; }
  constexpr Duration operator-(Time o) const { return {ns - o.ns}; }
};

// "No deadline": later than every real time.
constexpr Time kNever = {INT64_MAX};

constexpr Duration min(Duration a, Duration b) { return a < b ? a : b; }
constexpr Duration max(Duration a, Duration b) { return a < b ? b : a; }

}  // namespace finwait
