// List: a growing array of plain values, for what grows with every event. It differs from
// std::vector in two things: an element is made in its place and filled there (extend), and the
// code of a reallocation is one cold function that is not copied to every place of use.
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <type_traits>
#include <utility>

#include "sim/base/assert.hpp"

#if defined(_MSC_VER)
#define SIM_COLD __declspec(noinline)
#define SIM_INLINE inline
#else
#define SIM_COLD __attribute__((noinline, cold))
// For a function with one caller on the way of every event, which compilers find too large.
#define SIM_INLINE __attribute__((always_inline)) inline
#endif

namespace finwait {

template <class T>
class List {
 public:
  using value_type = T;
  using const_iterator = const T*;

  List() = default;
  List(std::initializer_list<T> values) { append(values.begin(), values.end()); }
  List(const List& o) { append(o.begin_, o.end_); }
  List(List&& o) noexcept { swap(o); }
  List& operator=(const List& o) {
    if (this == &o) return *this;
    clear();
    append(o.begin_, o.end_);
    return *this;
  }
  List& operator=(List&& o) noexcept {
    swap(o);
    return *this;
  }
  ~List() {
    if (begin_) std::allocator<T>().deallocate(begin_, capacity());
  }
  void swap(List& o) noexcept {
    std::swap(begin_, o.begin_);
    std::swap(end_, o.end_);
    std::swap(limit_, o.limit_);
  }

  // One more element, with its default values; the reference holds until the list grows again.
  T& extend() {
    if (end_ == limit_) grow(2 * capacity());
    return *::new (static_cast<void*>(end_++)) T{};
  }
  // The same without default values: whoever asks writes every member that will be read.
  T& extend_unset() {
    if (end_ == limit_) grow(2 * capacity());
    return *end_++;
  }
  void push_back(const T& value) {
    if (end_ == limit_) {
      const T copy = value;  // it may lie in this very list
      grow(2 * capacity());
      ::new (static_cast<void*>(end_++)) T(copy);
      return;
    }
    ::new (static_cast<void*>(end_++)) T(value);
  }
  void pop_back() { --end_; }
  void clear() { end_ = begin_; }
  // Room for so many at least, without growing again.
  void reserve(size_t size) {
    if (size > capacity()) grow(size);
  }
  // Shorter, or longer by default values.
  void resize(size_t size) {
    if (size > capacity()) grow(size);
    while (this->size() < size) extend();
    end_ = begin_ + size;
  }
  void erase_front(size_t count) {
    end_ = std::copy(begin_ + count, end_, begin_);
  }

  T* begin() { return begin_; }
  T* end() { return end_; }
  const T* begin() const { return begin_; }
  const T* end() const { return end_; }
  T& operator[](size_t i) { return begin_[i]; }
  const T& operator[](size_t i) const { return begin_[i]; }
  const T& at(size_t i) const {
    SIM_ASSERT(i < size());
    return begin_[i];
  }
  T& front() { return *begin_; }
  const T& front() const { return *begin_; }
  T& back() { return end_[-1]; }
  const T& back() const { return end_[-1]; }
  bool empty() const { return begin_ == end_; }
  bool full() const { return end_ == limit_; }
  size_t size() const { return static_cast<size_t>(end_ - begin_); }
  size_t capacity() const { return static_cast<size_t>(limit_ - begin_); }
  bool operator==(const List& o) const { return std::equal(begin_, end_, o.begin_, o.end_); }

 private:
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

  void append(const T* from, const T* to) {
    const auto more = static_cast<size_t>(to - from);
    if (size() + more > capacity()) grow(size() + more);
    end_ = std::copy(from, to, end_);
  }
  SIM_COLD void grow(size_t wanted) {
    const size_t room = std::max<size_t>(wanted, 16);
    T* place = std::allocator<T>().allocate(room);
    T* last = std::copy(begin_, end_, place);
    if (begin_) std::allocator<T>().deallocate(begin_, capacity());
    begin_ = place;
    end_ = last;
    limit_ = place + room;
  }

  T* begin_ = nullptr;
  T* end_ = nullptr;
  T* limit_ = nullptr;
};

// Room for a value that is not set up with whatever holds it.
template <class T>
union Unset {
  Unset() {}
  T value;
};

}  // namespace finwait
