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
  bool empty() const { return size_ == 0; }
  size_t size() const { return size_; }
  // The first of all; not to be asked when empty.
  const Event& top() const { return fronts_[first_]; }

  void push(Time t, Due kind, uint64_t order, uint32_t index) {
    SIM_ASSERT(index <= kMaxIndex);
    const Event e{t, uint64_t{static_cast<uint8_t>(kind)} << 62 | order << 24 | index};
    ++size_;
    auto lane = static_cast<uint8_t>(kind);
    if (kind != Due::Timer && lanes_[lane].takes(e)) {
      if (lanes_[lane].empty()) fronts_[lane] = e;
      lanes_[lane].push(e);
    } else {
      sift_up(e);
      lane = kHeap;
      fronts_[lane] = heap_.front();
    }
    if (e < fronts_[first_]) first_ = lane;
  }

  Event pop() {
    const Event e = fronts_[first_];
    --size_;
    if (first_ == kHeap) {
      pop_heap();
      fronts_[kHeap] = heap_.empty() ? kNothing : heap_.front();
    } else {
      Lane& lane = lanes_[first_];
      lane.pop();
      fronts_[first_] = lane.empty() ? kNothing : lane.front();
    }
    find_first();
    return e;
  }

 private:
  // By Due. Timers have no lane, and their place is the heap's.
  static constexpr size_t kLanes = 4;
  static constexpr uint8_t kHeap = static_cast<uint8_t>(Due::Timer);
  static constexpr Event kNothing{kNever, UINT64_MAX};

  // A queue whose events were pushed in their order.
  class Lane {
   public:
    bool operator==(const Lane&) const = default;
    bool empty() const { return head_ == events_.size(); }
    const Event& front() const { return events_[head_]; }
    bool takes(const Event& e) const { return empty() || events_.back() < e; }
    void push(const Event& e) {
      if (events_.full() && head_ > 0) drop_popped();
      events_.push_back(e);
    }
    void pop() { ++head_; }

   private:
    // Makes room by forgetting what was popped, when that is most of it.
    SIM_COLD void drop_popped() {
      if (head_ <= events_.size() / 2) return;
      events_.erase_front(head_);
      head_ = 0;
    }

    List<Event> events_;
    size_t head_ = 0;
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

  void pop_heap() {
    const Event last = heap_.back();
    heap_.pop_back();
    if (!heap_.empty()) sift_down(last);
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
  size_t size_ = 0;
  uint8_t first_ = kHeap;  // where the first of all is
};

}  // namespace finwait
