# stb_image_write 1.16, public domain or MIT. Writes PNG files: saves us a deflate encoder.
# Include <stb/stb_image_write.h>; one .cpp file defines STB_IMAGE_WRITE_IMPLEMENTATION.
finwait_header_only(stb::stb stb/stb_image_write.h found)
if(NOT found)
  # Upstream and vcpkg have no folder stb/: give it one.
  find_path(FINWAIT_STB_FLAT_DIR NAMES stb_image_write.h)
  mark_as_advanced(FINWAIT_STB_FLAT_DIR)
  set(flat ${FINWAIT_STB_FLAT_DIR})
  if(NOT flat AND FINWAIT_FETCH)
    finwait_fetch(stb
      https://github.com/nothings/stb/archive/8b5f1f37b5b75829fc72d38e7b5d4bcbf8a26d55.zip
      93a16ee3e866e719feec459f6f132cce932c5ec751eb38e3ec1975f911353d2e)
    set(flat ${stb_SOURCE_DIR})
  elseif(NOT flat)
    finwait_missing(stb libstb-dev)
  endif()
  file(COPY ${flat}/stb_image_write.h DESTINATION ${CMAKE_CURRENT_BINARY_DIR}/include-stb/stb)
  finwait_header_target(stb::stb ${CMAKE_CURRENT_BINARY_DIR}/include-stb)
endif()
