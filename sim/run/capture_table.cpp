#include "sim/run/capture_table.hpp"

#include <algorithm>

#include "sim/base/hash.hpp"

namespace finwait {
namespace {

constexpr uint64_t kTickEvery = 4096;  // frames

uint64_t end_hash(const CaptureEnd& e) {
  RunningHash hash;
  for (size_t i = 0; i < e.address.size(); i += 4)
    hash.fold(uint64_t{e.address[i]} << 24 | uint64_t{e.address[i + 1]} << 16 |
              uint64_t{e.address[i + 2]} << 8 | e.address[i + 3]);
  hash.fold(e.port);
  return hash.value();
}

// The same for both directions; never zero.
uint64_t key_of(const CapturedSegment& s) {
  const uint64_t a = end_hash(s.from);
  const uint64_t b = end_hash(s.to);
  RunningHash hash;
  hash.fold(std::min(a, b));
  hash.fold(std::max(a, b));
  return hash.value() | 1;
}

bool between(const CaptureStory& story, const CapturedSegment& s) {
  return (story.end(0).end == s.from && story.end(1).end == s.to) ||
         (story.end(0).end == s.to && story.end(1).end == s.from);
}

}  // namespace

uint32_t CaptureTable::find(uint64_t key, const CapturedSegment& s) const {
  uint32_t at = newest_.find(key);
  while (at != FlatMap::kMissing && !between(connections_[at].story, s))
    at = connections_[at].older;
  return at;
}

uint32_t CaptureTable::add(uint64_t key, const CapturedSegment& s) {
  const auto index = static_cast<uint32_t>(connections_.size());
  const StoryDetail detail = index == detail_ ? StoryDetail::Everything : StoryDetail::Summary;
  connections_.push_back({CaptureStory(s, detail), newest_.find(key)});
  newest_.set(key, index);
  return index;
}

void CaptureTable::count(FrameKind kind) {
  ++counts_.frames;
  switch (kind) {
    case FrameKind::Tcp: ++counts_.tcp; return;
    case FrameKind::Other: ++counts_.other; return;
    case FrameKind::Fragment: ++counts_.fragments; return;
    case FrameKind::Cut: ++counts_.cut; return;
    case FrameKind::Malformed: ++counts_.malformed; return;
    case FrameKind::UnknownLink: ++counts_.unknown_link; return;
  }
}

void CaptureTable::take(const CapturedFrame& frame) {
  CapturedSegment s;
  const FrameKind kind = decode_frame(frame, s);
  if (counts_.frames == 0) first_ns_ = frame.ns;
  last_ns_ = std::max(last_ns_, frame.ns);
  count(kind);
  if (kind != FrameKind::Tcp) return;
  const uint64_t key = key_of(s);
  uint32_t at = find(key, s);
  if (at != FlatMap::kMissing) {
    // Another interface tells the same again, unless it is the first that has it (two links that
    // share the load).
    const CaptureStory& story = connections_[at].story;
    const uint32_t seen = connections_[at].interface[story.sender_of(s)];
    if (seen != FlatMap::kMissing && seen != frame.interface && !story.is_news(s)) {
      ++counts_.elsewhere;
      return;
    }
  }
  if (at == FlatMap::kMissing || connections_[at].story.is_new_incarnation(s)) at = add(key, s);
  Connection& c = connections_[at];
  c.interface[c.story.sender_of(s)] = frame.interface;
  c.story.take(s, frame.ns);
}

std::optional<Error> read_capture(CaptureFile& file, CaptureTable& table,
                                  const std::function<bool(uint64_t offset)>& tick) {
  CapturedFrame frame;
  for (uint64_t frames = 0;; ++frames) {
    switch (file.next(frame)) {
      case CaptureFile::Next::End: return std::nullopt;
      case CaptureFile::Next::Bad: return file.error();
      case CaptureFile::Next::Frame: table.take(frame); break;
    }
    if (frames % kTickEvery == 0 && tick && !tick(file.offset())) return std::nullopt;
  }
}

}  // namespace finwait
