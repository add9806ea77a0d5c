#include "sim/run/builtin.hpp"

#include <vector>

#include "sim/base/text.hpp"

namespace finwait {

const BuiltinFile* find_builtin(std::string_view name) {
  for (const auto& files : {builtin_scenarios(), builtin_lessons()})
    for (const BuiltinFile& file : files)
      if (file.name == name) return &file;
  return nullptr;
}

std::string suggest_builtin(std::string_view name) {
  std::vector<std::string_view> names;
  for (const auto& files : {builtin_scenarios(), builtin_lessons()})
    for (const BuiltinFile& file : files) names.push_back(file.name);
  return suggestion(name, names);
}

}  // namespace finwait
