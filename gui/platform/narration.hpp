// What the window shows, told in lines of text: for a screen reader, or a script that drives it.
#pragma once

#include <optional>
#include <string>

#include "gui/model/session.hpp"

namespace finwait {

// "0.820 s  event 22/41  [ACK 22 lost | original]  A stays in TIME_WAIT". Branches are named while
// there are several, the second one while it stands beside the first; at the run's end stands its
// hash.
std::string narrated(const Session& session);

class Narration {
 public:
  // The line, if it is another one than before.
  std::optional<std::string> next(const Session& session);

 private:
  std::string last_;
};

}  // namespace finwait
