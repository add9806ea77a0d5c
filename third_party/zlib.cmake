# zlib 1.2.13, zlib licence. Unpacks captures that are packed with gzip. Without it such captures
# are refused with a message; nothing else changes. The static library is preferred, because the
# program is linked statically where that is possible.
find_path(FINWAIT_ZLIB_INCLUDE_DIR zlib.h)
find_library(FINWAIT_ZLIB_LIBRARY NAMES libz.a z zlib zlibstatic)
mark_as_advanced(FINWAIT_ZLIB_INCLUDE_DIR FINWAIT_ZLIB_LIBRARY)
add_library(finwait_zlib INTERFACE)
if(FINWAIT_ZLIB_INCLUDE_DIR AND FINWAIT_ZLIB_LIBRARY AND NOT EMSCRIPTEN)
  finwait_header_target(finwait_zlib_headers ${FINWAIT_ZLIB_INCLUDE_DIR})
  target_link_libraries(finwait_zlib INTERFACE finwait_zlib_headers ${FINWAIT_ZLIB_LIBRARY})
  target_compile_definitions(finwait_zlib INTERFACE FINWAIT_ZLIB)
endif()
