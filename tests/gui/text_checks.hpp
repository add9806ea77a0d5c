// What every layout must hold: no text leaves its panel, no text covers another.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "gui/model/geometry.hpp"

namespace finwait::test {

inline std::string describe(const Label& l) {
  return "'" + l.text + "' at " + std::to_string(l.box.x0) + "," + std::to_string(l.box.y0) +
         " - " + std::to_string(l.box.x1) + "," + std::to_string(l.box.y1);
}

inline void check_inside(const Rect& panel, const std::vector<Label>& labels) {
  for (const Label& l : labels)
    if (!panel.contains(bounds(l), 1)) FAIL_CHECK("outside its panel: " << describe(l));
}

// The boxes are lines, a little higher than the letters: they may touch.
inline Label letters(Label l) {
  l.box = l.box.inset(0, l.em * 0.18f);
  return l;
}

inline void check_apart(const std::vector<Label>& labels) {
  for (size_t i = 0; i < labels.size(); ++i)
    for (size_t k = i + 1; k < labels.size(); ++k)
      if (overlap(letters(labels[i]), letters(labels[k])))
        FAIL_CHECK("overlap: " << describe(labels[i]) << " and " << describe(labels[k]));
}

inline void check_text(const Rect& panel, const std::vector<Label>& labels) {
  check_inside(panel, labels);
  check_apart(labels);
}

}  // namespace finwait::test
