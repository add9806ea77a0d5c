// Every way of closing in every situation on every system, each cell by running a scenario:
// `finwait compare --matrix close`, and the page assets/reference/close-matrix.md.
#pragma once

#include <string>
#include <vector>

#include "sim/base/result.hpp"
#include "sim/report/compared_runs.hpp"

namespace finwait {

// What came of one run.
struct CloseCell {
  std::string result;           // of the call: "0 after 2 s"
  std::string segment;          // the first within 1 ms: "FIN,ACK", "RST", "nothing"
  std::string soon;             // the closer's state 1 ms later
  std::string end;              // and at the end of the run
  bool end_unverified = false;  // no source confirms the rule that led there on this system
  std::string peer;             // what the peer's recv() says: "10 bytes, then 0"
  uint64_t discarded = 0;       // bytes of both directions
  std::string plain;            // result and peer in POSIX words, for comparing systems
  Rule rule = Rule::None;
  Evidence evidence = Evidence::Unverified;  // for this system
};

struct CloseRow {
  std::string closing;           // "close()"
  std::string situation;         // "unread data"
  std::vector<CloseCell> cells;  // by system
};

struct CloseMatrix {
  Language language = Language::En;
  std::vector<std::string> systems;
  std::vector<CloseRow> rows;
};

// Runs them all; an error names a profile that does not exist.
Result<CloseMatrix> close_matrix(const std::vector<std::string>& systems,
                                 Language language = Language::En);

// The committed page: the matrix of all systems that are modelled, as Markdown; macOS where it
// differs from FreeBSD.
std::string close_matrix_page();

// The scenario that the cell was made from, as TOML.
std::string close_scenario(size_t row, const std::string& system);

// As a page of Markdown; as one JSON object: systems, rows; and for the forms of compare_table.hpp.
std::string close_matrix_markdown(const CloseMatrix& matrix);
std::string close_matrix_json(const CloseMatrix& matrix);
ComparedRuns as_comparison(const CloseMatrix& matrix);

}  // namespace finwait
