# Compiler settings that hold for everything we compile, third-party code included,
# and `finwait_warnings`, which only our own targets link.
include_guard()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

find_program(FINWAIT_CCACHE ccache)
mark_as_advanced(FINWAIT_CCACHE)
if(FINWAIT_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER AND NOT EMSCRIPTEN)
  set(CMAKE_C_COMPILER_LAUNCHER ${FINWAIT_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${FINWAIT_CCACHE})
endif()

if(WIN32)
  add_compile_definitions(NOMINMAX WIN32_LEAN_AND_MEAN)
endif()
if(MINGW)
  enable_language(RC)
endif()

add_library(finwait_warnings INTERFACE)
if(MSVC)
  target_compile_options(finwait_warnings INTERFACE /W4 /permissive- /utf-8)
else()
  target_compile_options(finwait_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow)
  # Multiply-add contraction would make pictures differ from compiler to compiler.
  add_compile_options(-ffp-contract=off)
endif()
# gcc 12 reports these inside libstdc++ when it inlines std::string and std::vector.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(finwait_warnings INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
endif()

# A release by gcc optimises the floors that every event runs through across their files; that is
# a third of an event's cost. Only programs that ask for it (finwait_program(... FAST)) are linked
# so, because it takes ten seconds each; the objects serve the others as they are.
set(FINWAIT_FAST_FLOORS base wire tcp net world)
# Those that the plug-in for packetdrill is made of: code that may lie anywhere. Programs lose
# nothing by it: their linker takes the detours out again.
set(FINWAIT_SHARED_FLOORS base wire tcp net world run)
set(FINWAIT_FAST OFF)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_BUILD_TYPE STREQUAL "Release"
    AND CMAKE_CXX_FLAGS_RELEASE MATCHES "-O[23]" AND NOT FINWAIT_SANITIZE AND NOT MINGW)
  set(FINWAIT_FAST ON)
  add_link_options($<$<NOT:$<BOOL:$<TARGET_PROPERTY:FINWAIT_FAST>>>:-fno-lto>)
endif()
add_library(finwait_fast INTERFACE)
if(FINWAIT_FAST)
  target_compile_options(finwait_fast INTERFACE
    -O3 -flto -ffat-lto-objects -fno-tree-slp-vectorize)
endif()

# AddressSanitizer goes everywhere; `finwait_sanitize_ours` adds the rest to our own code only,
# because UBSan makes Dear ImGui take minutes to compile and finds nothing of ours in it.
add_library(finwait_sanitize_ours INTERFACE)
if(FINWAIT_SANITIZE)
  string(REPLACE "," ";" kinds "${FINWAIT_SANITIZE}")
  foreach(kind IN LISTS kinds)
    if(kind STREQUAL "undefined")
      target_compile_options(finwait_sanitize_ours INTERFACE
        -fsanitize=undefined -fno-sanitize-recover=undefined)
      add_link_options(-fsanitize=undefined)
    else()
      add_compile_options(-fsanitize=${kind})
      add_link_options(-fsanitize=${kind})
    endif()
  endforeach()
  add_compile_options(-fno-omit-frame-pointer)
  add_compile_definitions(_GLIBCXX_ASSERTIONS) # indices and empty containers of the library
endif()
