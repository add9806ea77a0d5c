# doctest 2.4.9, MIT. The test framework: fast to compile, runs natively and in node.
finwait_header_only(doctest::doctest doctest/doctest.h found)
if(NOT found AND FINWAIT_FETCH)
  finwait_fetch(doctest
    https://github.com/doctest/doctest/archive/v2.4.9.tar.gz
    19b2df757f2f3703a5e63cee553d85596875f06d91a3333acd80a969ef210856)
  finwait_header_target(doctest::doctest ${doctest_SOURCE_DIR})
elseif(NOT found)
  finwait_missing(doctest doctest-dev)
endif()
