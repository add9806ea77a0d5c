// SharedList: a list for what is kept of everything that ever lived, as the accounts of streams
// are. It grows for ever, and what is old is hardly ever touched: copies can share it.
//
// The newest elements lie in a plain list. Whenever that is full it becomes a chunk; from share()
// on, this list and its copies have the chunks in common, and one that is written to is copied
// first. A list that nobody shares copies as any other value.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "sim/base/list.hpp"

namespace finwait {

template <class T, size_t kChunk>
class SharedList {
 public:
  SharedList() = default;
  SharedList(const SharedList& o)
      : chunks_(o.chunks_), tail_(o.tail_), first_(o.first_), own_(o.own_) {
    for (Chunk& chunk : chunks_)
      if (!chunk.shared) chunk.elements = std::make_shared<List<T>>(*chunk.elements);
  }
  SharedList(SharedList&& o) noexcept { swap(o); }
  SharedList& operator=(const SharedList& o) {
    if (this == &o) return *this;
    SharedList copy(o);
    swap(copy);
    return *this;
  }
  SharedList& operator=(SharedList&& o) noexcept {
    swap(o);
    return *this;
  }
  ~SharedList() = default;

  size_t size() const { return first_ + tail_.size(); }
  // To be read, until the list changes.
  const T& operator[](size_t i) const {
    if (i < first_) [[unlikely]] return old(i);
    return tail_[i - first_];
  }
  // To be written to, until the list grows.
  T& edit(size_t i) {
    if (i < first_) [[unlikely]] return edit_old(i);
    return tail_[i - first_];
  }
  // One more element, with its default values.
  T& extend() {
    if (tail_.size() == kChunk) keep_tail();
    return tail_.extend();
  }

  // Copies that are made from here on have the chunks in common with this list.
  void share() {
    if (own_ == 0) return;
    for (Chunk& chunk : chunks_) chunk.shared = true;
    own_ = 0;
  }
  // Octets that a copy takes.
  size_t footprint() const {
    return chunks_.size() * sizeof(Chunk) + (own_ * kChunk + tail_.size()) * sizeof(T);
  }
  bool operator==(const SharedList& o) const {
    if (size() != o.size()) return false;
    for (size_t k = 0; k < chunks_.size(); ++k) {
      const List<T>& mine = *chunks_[k].elements;
      const List<T>& other = *o.chunks_[k].elements;
      if (&mine != &other && !(mine == other)) return false;
    }
    return tail_ == o.tail_;
  }

 private:
  struct Chunk {
    std::shared_ptr<List<T>> elements;  // kChunk of them
    bool shared = false;                // perhaps: then it stays as it is
  };

  void swap(SharedList& o) noexcept {
    chunks_.swap(o.chunks_);
    tail_.swap(o.tail_);
    std::swap(first_, o.first_);
    std::swap(own_, o.own_);
  }
  SIM_COLD const T& old(size_t i) const { return (*chunks_[i / kChunk].elements)[i % kChunk]; }
  SIM_COLD T& edit_old(size_t i) {
    Chunk& chunk = chunks_[i / kChunk];
    if (chunk.shared) {
      chunk = {std::make_shared<List<T>>(*chunk.elements), false};
      ++own_;
    }
    return (*chunk.elements)[i % kChunk];
  }
  SIM_COLD void keep_tail() {
    chunks_.push_back({std::make_shared<List<T>>(std::move(tail_)), false});
    ++own_;
    first_ += kChunk;
    tail_.reserve(kChunk);
  }

  std::vector<Chunk> chunks_;  // the oldest first
  List<T> tail_;
  size_t first_ = 0;  // index of the tail's first element
  size_t own_ = 0;    // chunks that are not shared
};

}  // namespace finwait
