#include "sim/capi/worlds.hpp"

#include <algorithm>
#include <cstring>
#include <mutex>

namespace finwait {
namespace {

// A handle is the place in the table plus one, and below it how often the place was used: one that
// was freed is never valid again.
struct Place {
  std::shared_ptr<DrivenWorld> world;
  uint32_t uses = 0;
};

struct Table {
  std::mutex mutex;
  std::vector<Place> places;
};

Table& table() {
  static Table the_table;
  return the_table;
}

// Null: the handle never was, or was freed. The table is locked.
Place* place_of(Table& t, finwait_world handle) {
  const uint64_t index = (handle >> 32) - 1;
  if (handle >> 32 == 0 || index >= t.places.size()) return nullptr;
  Place& place = t.places[index];
  return place.world && place.uses == static_cast<uint32_t>(handle) ? &place : nullptr;
}

thread_local std::string last_error;

}  // namespace

finwait_status fail(finwait_status status, std::string text) {
  last_error = std::move(text);
  return status;
}

const char* error_text() { return last_error.c_str(); }

finwait_world keep_world(std::shared_ptr<DrivenWorld> world) {
  Table& t = table();
  const std::lock_guard lock(t.mutex);
  auto free = std::find_if(t.places.begin(), t.places.end(), [](auto& p) { return !p.world; });
  if (free == t.places.end()) free = t.places.insert(free, Place{});
  free->world = std::move(world);
  ++free->uses;
  const auto index = static_cast<uint64_t>(free - t.places.begin());
  return (index + 1) << 32 | free->uses;
}

std::shared_ptr<DrivenWorld> find_world(finwait_world handle) {
  Table& t = table();
  const std::lock_guard lock(t.mutex);
  if (const Place* place = place_of(t, handle)) return place->world;
  fail(FINWAIT_BAD_HANDLE, "no such world: it was freed, or never was");
  return nullptr;
}

finwait_status free_world(finwait_world handle) {
  Table& t = table();
  std::shared_ptr<DrivenWorld> world;  // ends outside the lock
  const std::lock_guard lock(t.mutex);
  Place* place = place_of(t, handle);
  if (!place) return fail(FINWAIT_BAD_HANDLE, "no such world: it was freed, or never was");
  world.swap(place->world);
  return FINWAIT_OK;
}

finwait_socket DrivenWorld::number_of(uint32_t socket) {
  const auto found = std::find(sockets.begin(), sockets.end(), socket);
  const auto number = static_cast<finwait_socket>(found - sockets.begin());
  if (found == sockets.end()) sockets.push_back(socket);
  return number;
}

void copy_out(std::string_view octets, void* buffer, size_t size, size_t* length) {
  if (length) *length = octets.size();
  const size_t fits = std::min(size, octets.size());
  if (buffer && fits > 0) std::memcpy(buffer, octets.data(), fits);
}

}  // namespace finwait
