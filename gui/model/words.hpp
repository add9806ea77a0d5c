// Numbers and times as people read them, the same in every language.
#pragma once

#include <cstdint>
#include <string>

#include "sim/base/time.hpp"

namespace finwait {

// "540 ms", "0.42 ms", "60.780 s", "14 min 2 s", "10 min": for people, three or four digits.
std::string time_text(Duration d);
// An instant on an axis, without needless zeros: "975 ms", "1.1 s".
std::string instant_text(Time t);
// With a fixed number of digits after the point: fixed_text(59.98, 2) is "59.98".
std::string fixed_text(double value, int digits);
// "1 234 567".
std::string grouped_text(uint64_t value);
// "1 : 20", "1 : 1", "8 : 1": simulated to real time.
std::string speed_text(double speed);

// A phrase of the sheet of keys as an item of a list: "One event back" for "one event back".
std::string item_text(std::string phrase);

}  // namespace finwait
