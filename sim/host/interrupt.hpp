// Ctrl-C and its relatives, for work that ends cleanly and tells what it has found so far.
#pragma once

namespace finwait {

// From now on SIGINT and SIGTERM no longer end the program; interrupted() tells of them.
void catch_interrupts();
bool interrupted();
// How often, if it is no more than a few times.
int interruptions();

}  // namespace finwait
