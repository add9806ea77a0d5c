// The commands of `finwait`. Each prints what it has to say and returns how the program ends.
#pragma once

#include "sim/cli/arguments.hpp"
#include "sim/report/ladder.hpp"

namespace finwait {

Exit run_command(const Arguments& arguments);   // run_command.cpp
Exit list_command(const Arguments& arguments);  // other_commands.cpp
Exit new_command(const Arguments& arguments);
Exit check_command(const Arguments& arguments);
Exit rules_command(const Arguments& arguments);
Exit diff_command(const Arguments& arguments);
Exit schema_command(const Arguments& arguments);
Exit bytes_command(const Arguments& arguments);  // table_commands.cpp
Exit compare_command(const Arguments& arguments);
Exit live_command(const Arguments& arguments);  // live_command.cpp
Exit capture_command(const Arguments& arguments);      // capture_command.cpp
Exit convert_command(const Arguments& arguments);      // convert_command.cpp
Exit packetdrill_command(const Arguments& arguments);  // packetdrill_command.cpp

// "wlan, connection 3": the title of a scenario that a capture's connection becomes.
std::string capture_story_title(const std::string& path, size_t index);

// How ladders are drawn for this terminal and command line.
LadderOptions ladder_options(const Arguments& arguments);

}  // namespace finwait
