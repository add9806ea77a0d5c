// The worlds of the C interface behind their handles. Internal to this floor.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/result.hpp"
#include "sim/capi/finwait.h"
#include "sim/run/driver.hpp"

namespace finwait {

// One world and the numbers of its sockets.
struct DrivenWorld {
  explicit DrivenWorld(Script script) : driver(std::move(script)) {}

  Driver driver;
  std::vector<uint32_t> sockets;  // index = finwait_socket: the world's socket id

  finwait_socket number_of(uint32_t socket);
};

// What finwait_error_text() gives on this thread from now on; returns `status`.
finwait_status fail(finwait_status status, std::string text);
const char* error_text();

finwait_world keep_world(std::shared_ptr<DrivenWorld> world);
// Null, and the error is set: there is no such world.
std::shared_ptr<DrivenWorld> find_world(finwait_world handle);
finwait_status free_world(finwait_world handle);

// Nothing that is thrown crosses the border.
template <class Function>
finwait_status guarded(Function function) {
  try {
    return function();
  } catch (const std::exception& e) {
    return fail(FINWAIT_NO_MEMORY, std::string("out of memory: ") + e.what());
  }
}

// Runs function(world) if there is such a world.
template <class Function>
finwait_status with_world(finwait_world handle, Function function) {
  return guarded([&] {
    const std::shared_ptr<DrivenWorld> world = find_world(handle);
    return world ? function(*world) : FINWAIT_BAD_HANDLE;
  });
}

// Runs function(world, socket id) if there is such a socket.
template <class Function>
finwait_status with_socket(finwait_world handle, finwait_socket socket, Function function) {
  return with_world(handle, [&](DrivenWorld& world) {
    const bool known = socket >= 0 && static_cast<size_t>(socket) < world.sockets.size();
    if (!known)
      return fail(FINWAIT_BAD_HANDLE, "no socket " + std::to_string(socket) + " in this world");
    return function(world, world.sockets[static_cast<size_t>(socket)]);
  });
}

// Copies as much as fits; the whole length in `length`, if it is asked for.
void copy_out(std::string_view octets, void* buffer, size_t size, size_t* length);

}  // namespace finwait
