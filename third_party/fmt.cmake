# {fmt} 9.1.0, MIT. Formats text: neither of our compilers has <format> yet.
if(NOT EMSCRIPTEN)
  find_package(fmt 9 QUIET CONFIG GLOBAL)
endif()
if(NOT TARGET fmt::fmt)
  finwait_header_only(fmt::fmt fmt/format.h found)
  if(NOT found AND FINWAIT_FETCH)
    finwait_fetch(fmt
      https://github.com/fmtlib/fmt/archive/9.1.0.tar.gz
      5dea48d1fcddc3ec571ce2058e13910a0d4a6bab4cc09a809d8b1dd1c88ae6f2)
    finwait_header_target(fmt::fmt ${fmt_SOURCE_DIR}/include)
  elseif(NOT found)
    finwait_missing(fmt libfmt-dev)
  endif()
  set_target_properties(fmt::fmt PROPERTIES INTERFACE_COMPILE_DEFINITIONS FMT_HEADER_ONLY=1)
endif()
