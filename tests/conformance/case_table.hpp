// The table of cases: text files, one line per event. Each case becomes an ordinary scenario.
//
//   == connection refused                    a case begins; the rest of the line is its name
//   rows: A033 T055                          rows of the facts that it shows
//   set: syn_retries=3                       settings of the profile, and the kernel's sysctls
//   until: 20s                               default: 300 ms after the last event
//   compare: win options                     fields compared beyond flags, SEQ, ACK and LEN
//   differs: ...                             why the kernel differs, where it does
//   uncounted: ...                           the same; the case is shown and not counted
//   0ms   c connect port=5000 to=peer:80     time, socket, call, arguments as in a scenario file
//   10ms  < 80>5000 R. 0:0(0) ack 1          the peer's segment, from and to which port; the ports
//                                            stay until others are written
//   1s    probe                              the states at this time, too
//   states: ESTABLISHED FIN_WAIT_1           the case once for each of these; connection c (ports
//                                            80>5000, opened actively) is in it at 100 ms. $s is
//                                            the peer's next SEQ there, $a our SND.NXT; $s+10
//
// The states are compared shortly after every event as well. A file of two kernels begins with
// "hosts: pair"; its sockets are written a:c and b:l, and each case may have
//   delay: 50ms                              one way
//   fault: do=drop from=a flags=SYN nth=1    as in a scenario file
// Lines that begin with # are comments.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/run/scenario.hpp"

namespace finwait {

struct Case {
  std::string file;     // "opening"
  std::string name;
  std::string rows;
  std::string differs;  // explanation of a known difference; "": none is known
  std::string text;     // of the scenario
  bool pair = false;    // both hosts are kernels
  bool counted = true;  // "uncounted: ..." only reports (bulk transfer under loss)
  std::string why_uncounted;
  bool compare_window = false;
  bool compare_options = false;
  std::vector<Time> probes;  // explicit ones
  Scenario scenario;
};

// Reads one file of cases. Errors name its line.
Result<std::vector<Case>> read_cases(std::string_view text, const std::string& file);

}  // namespace finwait
