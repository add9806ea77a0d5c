# toml++ 3.3.0, MIT. Reads scenario files: saves us a TOML parser with line and column of every
# value. Header-only and without exceptions (toml::parse returns a parse_result): the same API
# natively and in the browser. Include it in as few .cpp files as can be: 3 s each.
finwait_header_only(tomlplusplus::tomlplusplus toml++/toml.h found)
if(NOT found AND FINWAIT_FETCH)
  finwait_fetch(tomlplusplus
    https://github.com/marzer/tomlplusplus/archive/refs/tags/v3.3.0.tar.gz
    fc1a5eb410f3c67e90e5ad1264a1386d020067cfb01b633cc8c0441789aa6cf2)
  finwait_header_target(tomlplusplus::tomlplusplus ${tomlplusplus_SOURCE_DIR}/include)
elseif(NOT found)
  finwait_missing(toml++ libtomlplusplus-dev)
endif()
set_target_properties(tomlplusplus::tomlplusplus PROPERTIES
  INTERFACE_COMPILE_DEFINITIONS "TOML_HEADER_ONLY=1;TOML_EXCEPTIONS=0")
