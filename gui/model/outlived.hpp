// Old duplicates: segments that are still on their way when the same two addresses begin another
// connection (RFC 9293 3.4.3, 3.6.1).
#pragma once

#include "gui/model/run_index.hpp"

namespace finwait {

// Fills RunIndex::outlived; its trips and their ends are complete. Forged segments are none.
void find_outlived(const Trace& trace, RunIndex& index);

}  // namespace finwait
