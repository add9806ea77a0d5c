// Lines of text one below the other in a given order, each as near as can be to where it belongs.
#pragma once

#include <optional>
#include <vector>

namespace finwait {

struct StackedLine {
  float wish = 0;    // where its middle belongs
  float height = 0;
  float weight = 1;  // how much it counts that it stands there
  int rank = 0;      // of those that lack room the highest goes first
};

struct StackBounds {
  float top = 0;
  float bottom = 0;
  float away = 0;  // no line stands farther than this from where it belongs
};

// The middles; none: left out for lack of room. The lines keep their order and never overlap.
std::vector<std::optional<float>> stack_lines(const std::vector<StackedLine>& lines,
                                              const StackBounds& bounds);

}  // namespace finwait
