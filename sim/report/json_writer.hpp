// Writes JSON without building it first: long runs have millions of values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace finwait {

// Appends to `out` a value after each key, in the order of the calls. The caller opens and closes
// objects and arrays in pairs.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  // What follows is a value of its own, not a part of what was written before.
  void begin() { first_ = true; }
  JsonWriter& open_object();
  JsonWriter& close_object();
  JsonWriter& open_array();
  JsonWriter& close_array();
  JsonWriter& key(std::string_view name);

  JsonWriter& text(std::string_view value);  // UTF-8; what is not is replaced by U+FFFD
  JsonWriter& number(int64_t value);
  JsonWriter& number(uint64_t value);
  JsonWriter& flag(bool value);
  JsonWriter& null();

  JsonWriter& text(std::string_view name, std::string_view value) { return key(name).text(value); }
  JsonWriter& number(std::string_view name, int64_t value) { return key(name).number(value); }
  JsonWriter& number(std::string_view name, uint64_t value) { return key(name).number(value); }
  JsonWriter& flag(std::string_view name, bool value) { return key(name).flag(value); }
  JsonWriter& null(std::string_view name) { return key(name).null(); }

 private:
  void separate();
  std::string& out_;
  bool first_ = true;  // nothing stands in the innermost object or array yet
};

}  // namespace finwait
