# GLFW 3.3 or later, zlib licence. Window, input and OpenGL context on every desktop. Looked for as an
# installed package, then in .deps/ (where ./dev puts Debian's pinned source for a cross build), then
# fetched.
find_package(glfw3 3.3 QUIET CONFIG GLOBAL)
set(glfw_dir ${PROJECT_SOURCE_DIR}/.deps/glfw/src)
if(NOT TARGET glfw AND (FINWAIT_FETCH OR EXISTS ${glfw_dir}/CMakeLists.txt))
  set(GLFW_BUILD_EXAMPLES OFF CACHE BOOL "")
  set(GLFW_BUILD_TESTS OFF CACHE BOOL "")
  set(GLFW_BUILD_DOCS OFF CACHE BOOL "")
  set(GLFW_INSTALL OFF CACHE BOOL "")
  if(EXISTS ${glfw_dir}/CMakeLists.txt)
    add_subdirectory(${glfw_dir} ${CMAKE_CURRENT_BINARY_DIR}/glfw EXCLUDE_FROM_ALL)
    return()
  endif()
  finwait_fetch(glfw
    https://github.com/glfw/glfw/archive/3.3.8.tar.gz
    f30f42e05f11e5fc62483e513b0488d5bceeab7d9c5da0ffe2252ad81816c713
    SUBDIR .)
elseif(NOT TARGET glfw)
  finwait_missing(GLFW libglfw3-dev)
endif()
