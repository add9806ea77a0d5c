// What the window tells a screen reader.
#include "gui/platform/narration.hpp"

#include <doctest/doctest.h>

#include "gui/platform/command_line.hpp"
#include "sim/base/hash.hpp"
#include "tests/gui/fixture.hpp"

namespace finwait {

TEST_CASE("narration: a line for each event, the hash at the end, the branches") {
  Session s = test::session_on("lost-last-ack");
  Narration narration;
  CHECK(narration.next(s));
  CHECK_FALSE(narration.next(s));
  apply(s, command::SeekTime{Time{} + milliseconds(820)});
  const std::string line = narration.next(s).value_or("");
  CHECK(line.starts_with("0.820 s  event "));
  CHECK(line.ends_with("  A stays in TIME_WAIT and starts 2 MSL again."));
  apply(s, command::SeekTime{Time{} + milliseconds(821)});
  CHECK_FALSE(narration.next(s));  // nothing happened
  apply(s, command::ToEnd{});
  const std::string hash = hash_text(s.run->simulation.hash());
  CHECK(narrated(s).ends_with("  " + hash));
  apply(s, command::EditPacket{12, PacketEdit::Drop});
  CHECK(narrated(s).find("  [ACK 102 lost]  ") != std::string::npos);
  apply(s, command::ToggleBeside{});
  CHECK(narrated(s).find("  [ACK 102 lost | original]  ") != std::string::npos);
  apply(s, command::SetLanguage{Language::ZhHans});
  CHECK(narration.next(s));
  const char* const words[] = {"finwait-gui", "--narrate"};
  CHECK(read_command_line(2, words).value().narrate);
}

}  // namespace finwait
