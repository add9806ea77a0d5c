# CLI11 2.1.2, BSD-3-Clause. Parses the command line: saves us sub-commands, help texts and
# their errors. Include it in one .cpp file only: it takes 4 s to compile.
finwait_header_only(CLI11::CLI11 CLI/CLI.hpp found)
if(NOT found AND FINWAIT_FETCH)
  finwait_fetch(cli11
    https://github.com/CLIUtils/CLI11/archive/v2.1.2.tar.gz
    26291377e892ba0e5b4972cdfd4a2ab3bf53af8dac1f4ea8fe0d1376b625c8cb)
  finwait_header_target(CLI11::CLI11 ${cli11_SOURCE_DIR}/include)
elseif(NOT found)
  finwait_missing(CLI11 libcli11-dev)
endif()
