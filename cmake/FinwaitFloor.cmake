# finwait_floor(NAME tcp [SOURCES a.cpp ...] [DEPS finwait_wire ...])
#
# One floor of the architecture as one static library, finwait_<name>. The link graph is the
# include graph: a floor links only to lower floors. SOURCES are listed, never globbed; a floor
# that has none yet is an INTERFACE library, so that the others can already name it.
include_guard()

function(finwait_floor)
  cmake_parse_arguments(arg "" "NAME" "SOURCES;DEPS" ${ARGN})
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_NAME)
    message(FATAL_ERROR "finwait_floor(NAME name [SOURCES ...] [DEPS ...]): ${ARGN}")
  endif()
  set(target finwait_${arg_NAME})
  if(arg_SOURCES)
    add_library(${target} STATIC ${arg_SOURCES})
    target_link_libraries(${target}
      PUBLIC ${arg_DEPS} PRIVATE finwait_warnings finwait_sanitize_ours)
    target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
    target_compile_definitions(${target} PRIVATE FINWAIT_VERSION="${PROJECT_VERSION}")
    if(NOT arg_NAME MATCHES "^gui_" AND NOT MSVC)
      # Silent narrowing is how sequence numbers and windows go wrong.
      target_compile_options(${target} PRIVATE -Wconversion -Wno-sign-conversion)
    endif()
    if(FINWAIT_PACKETDRILL AND arg_NAME IN_LIST FINWAIT_SHARED_FLOORS)
      set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
      target_compile_options(${target} PRIVATE -fno-semantic-interposition)
    endif()
    # Writers: with sanitizers they take longer to optimise than the tests save by it.
    if(FINWAIT_SANITIZE AND NOT FINWAIT_FUZZ AND arg_NAME STREQUAL "report")
      target_compile_options(${target} PRIVATE -O0)
    endif()
    if(arg_NAME IN_LIST FINWAIT_FAST_FLOORS)
      target_link_libraries(${target} PRIVATE finwait_fast)
    endif()
  else()
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE ${arg_DEPS})
    target_include_directories(${target} INTERFACE ${PROJECT_SOURCE_DIR})
  endif()
endfunction()

# finwait_program(NAME finwait SOURCES main.cpp ... DEPS ... [FAST]): an executable in <build>/bin.
# FAST: optimised across files (see FinwaitSettings).
function(finwait_program)
  cmake_parse_arguments(arg "FAST" "NAME" "SOURCES;DEPS" ${ARGN})
  add_executable(${arg_NAME} ${arg_SOURCES})
  target_link_libraries(${arg_NAME} PRIVATE ${arg_DEPS} finwait_warnings finwait_sanitize_ours)
  target_include_directories(${arg_NAME} PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_definitions(${arg_NAME} PRIVATE FINWAIT_VERSION="${PROJECT_VERSION}")
  if(MINGW)
    target_sources(${arg_NAME} PRIVATE ${PROJECT_SOURCE_DIR}/assets/windows/utf8.rc)
  elseif(MSVC)
    target_sources(${arg_NAME} PRIVATE ${PROJECT_SOURCE_DIR}/assets/windows/utf8.manifest)
  endif()
  if(arg_FAST AND FINWAIT_FAST)
    target_link_libraries(${arg_NAME} PRIVATE finwait_fast)
    set_target_properties(${arg_NAME} PROPERTIES FINWAIT_FAST ON)
    target_link_options(${arg_NAME} PRIVATE -flto=auto -O3
      --param=max-inline-insns-auto=60 --param=inline-unit-growth=200)
  endif()
endfunction()
