// What a call would come to, made now: asked of a copy of the world, which goes its own way.
#pragma once

#include <cstdint>

#include "sim/tcp/rule.hpp"
#include "sim/world/errno.hpp"

namespace finwait {

struct Entry;
class World;

struct CallAnswer {
  bool nobody = false;  // the host has no power: nobody makes it
  bool blocks = false;  // it would not return at once
  Errno error = Errno::Ok;
  int64_t value = 0;
  Rule rule = Rule::None;  // the row that decides
};

// The answer to a program's call (one that is not is_for_host) on the socket of that id, or on the
// one that the entry means (kNoSocket). What the entry says of its time does not count.
CallAnswer ask(const World& world, const Entry& entry, uint32_t socket);

}  // namespace finwait
