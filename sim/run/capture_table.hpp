// The connections of a capture: one story each, found by their ends; a new SYN between the same
// ends after the end of a connection begins the next one.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/run/capture_story.hpp"
#include "sim/world/flat_map.hpp"

namespace finwait {

// What became of the frames of a capture.
struct CaptureCounts {
  uint64_t frames = 0;
  uint64_t tcp = 0;
  uint64_t other = 0;  // no TCP, or a link layer that is not read
  uint64_t fragments = 0;
  uint64_t cut = 0;  // within a header
  uint64_t malformed = 0;
  uint64_t unknown_link = 0;
  uint64_t elsewhere = 0;  // seen again on another interface
};

class CaptureTable {
 public:
  // `detail`: which connection is kept segment by segment, from 0.
  explicit CaptureTable(size_t detail = 0) : detail_(detail) {}

  void take(const CapturedFrame& frame);
  const CaptureCounts& counts() const { return counts_; }
  size_t size() const { return connections_.size(); }
  const CaptureStory& story(size_t index) const { return connections_[index].story; }
  int64_t first_ns() const { return first_ns_; }
  int64_t last_ns() const { return last_ns_; }

 private:
  struct Connection {
    CaptureStory story;
    uint32_t older = FlatMap::kMissing;  // another one with the same key
    // Where each direction was seen first: a capture at both ends shows every segment twice.
    uint32_t interface[2] = {FlatMap::kMissing, FlatMap::kMissing};
  };
  uint32_t find(uint64_t key, const CapturedSegment& segment) const;
  uint32_t add(uint64_t key, const CapturedSegment& segment);
  void count(FrameKind kind);

  size_t detail_;
  CaptureCounts counts_;
  int64_t first_ns_ = 0;
  int64_t last_ns_ = 0;
  std::vector<Connection> connections_;
  FlatMap newest_;
};

// Reads the whole file into the table. `tick` is told how far the reading is and may say to stop.
// nullopt when all is well.
std::optional<Error> read_capture(CaptureFile& file, CaptureTable& table,
                                  const std::function<bool(uint64_t offset)>& tick);

}  // namespace finwait
