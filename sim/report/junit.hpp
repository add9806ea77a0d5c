// JUnit XML, as continuous integration reads it: one test suite per scenario, one test case per
// expectation.
#pragma once

#include <string>
#include <vector>

#include "sim/report/verdict.hpp"

namespace finwait {

struct JunitSuite {
  std::string name;   // the scenario
  std::string error;  // bad input: the message; then there are no outcomes
  std::vector<Outcome> outcomes;
  int64_t real_milliseconds = 0;  // how long the run took
};

std::string junit_text(const std::vector<JunitSuite>& suites);

}  // namespace finwait
