// Result<T>: a value, or one clear error about bad input with file, line and column.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "sim/base/assert.hpp"

namespace finwait {

// What was wrong with the input. `line` and `column` count from 1; 0 means "the whole file".
struct Error {
  std::string file;
  int line = 0;
  int column = 0;
  std::string message;  // what was expected, what was found; one line, no full stop

  // "file:line:column: message", without the parts that are not known.
  std::string text() const;
};

// Either a T or an Error. Look before you take: value() of an error is an internal fault.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}           // NOLINT: implicit on purpose
  Result(Error error) : error_(std::move(error)) {}       // NOLINT: implicit on purpose

  bool ok() const { return value_.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const { return error_; }
  T& value() {
    SIM_ASSERT(value_.has_value());
    return *value_;
  }
  const T& value() const {
    SIM_ASSERT(value_.has_value());
    return *value_;
  }
  T take() {
    SIM_ASSERT(value_.has_value());
    return std::move(*value_);
  }

 private:
  std::optional<T> value_;
  Error error_;
};

}  // namespace finwait
