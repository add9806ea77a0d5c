// append: push_back for the lists that grow with every event. std::vector's own carries the code
// of a reallocation into every place where it is inlined; here that is one cold function.
#pragma once

#include <vector>

#if defined(_MSC_VER)
#define SIM_UNREACHABLE() __assume(false)
#define SIM_COLD __declspec(noinline)
#else
#define SIM_UNREACHABLE() __builtin_unreachable()
#define SIM_COLD __attribute__((noinline, cold))
#endif

namespace finwait {

template <class T>
SIM_COLD void make_room(std::vector<T>& list) {
  list.reserve(list.empty() ? 16 : 2 * list.size());
}

template <class T>
void append(std::vector<T>& list, const T& value) {
  if (list.size() == list.capacity()) make_room(list);
  if (list.size() == list.capacity()) SIM_UNREACHABLE();  // says so to the compiler
  list.push_back(value);
}

}  // namespace finwait
