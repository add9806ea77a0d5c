#include "gui/platform/narration.hpp"

#include "gui/model/beside_bar.hpp"
#include "gui/model/why.hpp"
#include "sim/base/hash.hpp"
#include "sim/base/text.hpp"

namespace finwait {

std::string narrated(const Session& s) {
  if (!s.run) return s.error;
  const Trace& trace = s.run->trace();
  const uint32_t seen = record_limit(s);
  const Time t = seen == 0 ? Time{} : trace.record(seen).t;
  std::string line = seconds_text(t) + " s  " +
                     s.phrases(Phrase::EventStatus, {std::to_string(s.cursor.step),
                                                     std::to_string(last_step(s))});
  if (s.branches.size() > 1) {
    line += "  [" + branch_name(s, s.branch);
    if (s.beside) line += " | " + branch_name(s, s.beside->branch);
    line += "]";
  }
  line += "  " + account_of_step(s).headline;
  if (s.cursor.step == last_step(s)) line += "  " + hash_text(s.run->simulation.hash());
  return line;
}

std::optional<std::string> Narration::next(const Session& s) {
  std::string line = narrated(s);
  if (line == last_) return std::nullopt;
  last_ = line;
  return line;
}

}  // namespace finwait
