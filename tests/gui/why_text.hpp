// What Why says at the mock's size, wherever it is scrolled to.
#pragma once

#include <string>

#include "tests/gui/fixture.hpp"

namespace finwait::test {

inline std::string whole_why(Headless& w) {
  std::string text;
  for (size_t top = 0, last = 0; top <= last; ++top) {
    apply(w.session, command::ScrollWhy{top});
    const WhyModel m = w.screen(1600, 1000).why;
    last = m.scroll ? m.scroll->last : 0;
    for (const Label& l : m.labels) text += l.text + " ";
  }
  apply(w.session, command::ScrollWhy{});
  return text;
}

}  // namespace finwait::test
