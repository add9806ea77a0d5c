// A point of the plane and where a text hangs on it: what layouts for the screen and for pictures
// share. y grows downwards.
#pragma once

#include <cstdint>

namespace finwait {

struct Point {
  float x = 0;
  float y = 0;

  constexpr bool operator==(const Point&) const = default;
  constexpr Point operator+(Point o) const { return {x + o.x, y + o.y}; }
  constexpr Point operator-(Point o) const { return {x - o.x, y - o.y}; }
  constexpr Point operator*(float k) const { return {x * k, y * k}; }
};

// Which part of a text stands at its point.
enum class Align : uint8_t { Left, Center, Right };

}  // namespace finwait
