// EventQueue: what is due, in one total order: time; then calls in file order, timers, arrivals,
// woken calls; inside a kind by insertion.
//
// Most events are pushed in the order in which they will happen: arrivals over a link of constant
// delay, calls of one period, woken calls. Each kind has a lane, a plain queue, for those; what
// comes out of order, and all timers, go to a 4-ary heap of 16-byte nodes. With a thousand
// connections that is two to three times faster than a heap alone.
#pragma once

#include <array>
#include <cstdint>

#include "sim/base/assert.hpp"
#include "sim/base/list.hpp"
#include "sim/base/time.hpp"

namespace finwait {

enum class Due : uint8_t { Call, Timer, Arrival, Woken };

class EventQueue {
 public:
  struct Event {
    Time t;
    uint64_t key = 0;

    Due kind() const { return static_cast<Due>(key >> 62); }
    uint64_t order() const { return key >> 24 & 0x3fffffffff; }  // 38 bits
    uint32_t index() const { return key & 0xffffff; }            // 24 bits
    bool operator==(const Event&) const = default;
    bool operator<(const Event& o) const {
#ifdef __SIZEOF_INT128__  // one comparison without a branch
      return wide() < o.wide();
    }
    __extension__ using Wide = unsigned __int128;
    Wide wide() const { return Wide{static_cast<uint64_t>(t.ns)} << 64 | key; }
#else
      return t != o.t ? t < o.t : key < o.key;
    }
#endif
  };
  static constexpr uint32_t kMaxIndex = 0xffffff;

  bool operator==(const EventQueue&) const = default;
  bool empty() const { return top().key == kNothing.key; }
  size_t size() const {
    return lanes_[0].size() + lanes_[2].size() + lanes_[3].size() + heap_.size();
  }
  // The first of all; not to be asked when empty.
  const Event& top() const { return fronts_[first_]; }

  void push(Time t, Due kind, uint64_t order, uint32_t index) {
    SIM_ASSERT(index <= kMaxIndex);
    const Event e{t, uint64_t{static_cast<uint8_t>(kind)} << 62 | order << 24 | index};
    auto place = static_cast<uint8_t>(kind);
    Lane& lane = lanes_[place];
    if (kind != Due::Timer && lane.empty()) {
      lane.push(e);
      fronts_[place] = e;
    } else if (kind != Due::Timer && lane.back() < e) {
      lane.push(e);  // behind what comes sooner
      return;
    } else {
      sift_up(e);
      place = kHeap;
      fronts_[place] = heap_.front();
    }
    if (e < fronts_[first_]) first_ = place;
  }

  Event pop() {
    const Event e = fronts_[first_];
    fronts_[first_] = first_ == kHeap ? pop_heap() : lanes_[first_].pop();
    find_first();
    return e;
  }

 private:
  // By Due. Timers have no lane, and their place is the heap's.
  static constexpr size_t kLanes = 4;
  static constexpr uint8_t kHeap = static_cast<uint8_t>(Due::Timer);
  static constexpr Event kNothing{kNever, UINT64_MAX};

  // A queue, in a ring, whose events were pushed in their order.
  class Lane {
   public:
    bool operator==(const Lane& o) const {
      if (size() != o.size()) return false;
      for (uint32_t i = 0; i < size(); ++i)
        if (!(at(head_ + i) == o.at(o.head_ + i))) return false;
      return true;
    }
    bool empty() const { return head_ == tail_; }
    uint32_t size() const { return tail_ - head_; }
    const Event& back() const { return at(tail_ - 1); }
    void push(const Event& e) {
      if (size() == room_) grow();
      ring_[tail_++ & (room_ - 1)] = e;
    }
    // Takes the first away; says which is the next.
    Event pop() {
      ++head_;
      return empty() ? kNothing : at(head_);
    }

   private:
    const Event& at(uint32_t i) const { return ring_[i & (room_ - 1)]; }
    SIM_COLD void grow() {
      List<Event> wider;
      wider.resize(room_ ? 2 * size_t{room_} : 16);
      for (uint32_t i = 0; i < size(); ++i) wider[i] = at(head_ + i);
      tail_ = size();
      head_ = 0;
      room_ = static_cast<uint32_t>(wider.size());
      ring_ = std::move(wider);
    }

    List<Event> ring_;
    uint32_t room_ = 0;  // of the ring: a power of two
    uint32_t head_ = 0;  // of the first, and behind the last; both count on for ever
    uint32_t tail_ = 0;
  };

  void find_first() {
    const uint8_t a = fronts_[1] < fronts_[0] ? 1 : 0;
    const uint8_t b = fronts_[3] < fronts_[2] ? 3 : 2;
    first_ = fronts_[b] < fronts_[a] ? b : a;
  }

  void sift_up(const Event& e) {
    size_t i = heap_.size();
    heap_.push_back(e);
    while (i > 0) {
      const size_t parent = (i - 1) / 4;
      if (!(e < heap_[parent])) break;
      heap_[i] = heap_[parent];
      i = parent;
    }
    heap_[i] = e;
  }

  // Takes the heap's first away; says which is the next.
  Event pop_heap() {
    const Event last = heap_.back();
    heap_.pop_back();
    if (heap_.empty()) return kNothing;
    sift_down(last);
    return heap_.front();
  }

  void sift_down(const Event& e) {
    const size_t n = heap_.size();
    size_t i = 0;
    for (;;) {
      const size_t first = 4 * i + 1;
      if (first >= n) break;
      size_t best = first;
      const size_t end = first + 4 < n ? first + 4 : n;
      for (size_t k = first + 1; k < end; ++k)
        if (heap_[k] < heap_[best]) best = k;
      if (!(heap_[best] < e)) break;
      heap_[i] = heap_[best];
      i = best;
    }
    heap_[i] = e;
  }

  std::array<Lane, kLanes> lanes_;
  List<Event> heap_;
  std::array<Event, kLanes> fronts_{kNothing, kNothing, kNothing, kNothing};
  uint8_t first_ = kHeap;  // where the first of all is
};

}  // namespace finwait
