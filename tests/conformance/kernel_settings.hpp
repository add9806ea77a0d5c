#pragma once

#include <optional>

#include "sim/base/result.hpp"
#include "sim/tcp/profile.hpp"

namespace finwait {

// Gives the kernel, in the calling thread's network namespace, the settings of a profile that
// was made from `linux`: what the profile leaves at its default stays the kernel's.
[[nodiscard]] std::optional<Error> apply_settings(const Profile& profile);

}  // namespace finwait
