// A profile as one word or a short list of words: "linux", "freebsd,time_wait=30s,nagle=false".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/base/result.hpp"
#include "sim/tcp/profile.hpp"

namespace finwait {

// A system's name, then settings, separated by commas. The error names the word that is wrong.
Result<Profile> profile_from_text(std::string_view text);

// Sets one by its name and a value as text. The error: "NAME=VALUE: expected ...".
[[nodiscard]] std::optional<Error> set_from_text(Profile& profile, std::string_view name,
                                                 std::string_view value);

}  // namespace finwait
