# Puts files into programs as C++ source, made by CMake itself (no host tool, so that a cross
# build for the web works as the native one does). Remade whenever one of the files changes.
include_guard()
set(FINWAIT_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/embed.cmake)

# finwait_embed(OUT out.cpp KIND texts|bytes HEADER h FUNCTION f FILES a b ...)
#   texts  defines `std::span<const BuiltinFile> f()`, all FILES in the order given, names
#          without folder and extension
#   bytes  defines `std::span<const unsigned char> f()`, the one FILE
function(finwait_embed)
  cmake_parse_arguments(arg "" "OUT;KIND;HEADER;FUNCTION" "FILES" ${ARGN})
  string(REPLACE ";" "|" files "${arg_FILES}")
  add_custom_command(OUTPUT ${arg_OUT}
    COMMAND ${CMAKE_COMMAND} -DOUT=${arg_OUT} -DKIND=${arg_KIND} -DHEADER=${arg_HEADER}
            -DFUNCTION=${arg_FUNCTION} "-DFILES=${files}" -P ${FINWAIT_EMBED_SCRIPT}
    DEPENDS ${arg_FILES} ${FINWAIT_EMBED_SCRIPT}
    COMMENT "embedding ${arg_FUNCTION}" VERBATIM)
endfunction()
