#include "sim/base/assert.hpp"

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace finwait {
namespace {

thread_local AssertContext current;

// The path from the repository's root, wherever the project was built.
const char* project_path(const char* file) {
  const char* sim = std::strstr(file, "sim/");
  return sim ? sim : file;
}

}  // namespace

void set_assert_context(const AssertContext& context) { current = context; }

void assertion_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr,
               "finwait: internal fault at %s:%d: %s\n"
               "  time %" PRId64 " ns, step %" PRIu64 ", seed %" PRIu64 "\n"
               "  This is a bug in FinWait. Please report it with the scenario, the seed and this "
               "text.\n",
               project_path(file), line, condition, current.now.ns, current.step, current.seed);
  std::exit(3);
}

}  // namespace finwait
