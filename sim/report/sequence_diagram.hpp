// A run as a sequence diagram in the languages of Mermaid and PlantUML: the ladder's rows as
// messages and notes, in the order of time; calls and states are notes at the end they belong to,
// lost segments end with a cross, retransmissions are dashed, silences are told.
//
// These languages have no slope: a segment stands where it is sent, and one that crosses another
// has a note where it is sent and its arrow where it arrives.
#pragma once

#include <string>

#include "sim/run/simulation.hpp"

namespace finwait {

// Mermaid's sequenceDiagram. One run per file.
std::string mermaid_text(const Simulation& simulation, Language language);

// PlantUML, from @startuml to @enduml; several may stand in one file.
std::string plantuml_text(const Simulation& simulation, Language language);

}  // namespace finwait
