// What files that are made from a run say about where they come from.
#pragma once

#include <string>
#include <vector>

#include "sim/run/simulation.hpp"

namespace finwait {

// Title; summary, if there is one; hosts; name, seed and hash. One line each.
std::vector<std::string> run_caption(const Simulation& simulation, Language language);

// The scenario's name without folders and ".toml": files do not depend on where they were made.
std::string scenario_name(const Scenario& scenario);

// "lost-last-ack, seed 7, h1:9006c0a8c0886daa".
std::string run_origin(const Simulation& simulation);

}  // namespace finwait
