// Scenarios and pictures to disk.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/result.hpp"
#include "sim/run/scenario.hpp"

namespace finwait {

// Writes a scenario into the working directory as NAME-2.toml, or the next number that is free,
// NAME being `origin` without folder and extension. The file's name comes back.
Result<std::string> save_scenario(const std::string& origin, const Scenario& scenario);

// A PNG of RGBA pixels, rows from the top. The message of an error names the file.
Result<bool> write_png(const std::string& path, int width, int height,
                       const std::vector<uint32_t>& pixels);

}  // namespace finwait
