# GLFW 3.3 or later, zlib licence. Window, input and OpenGL context on every desktop.
find_package(glfw3 3.3 QUIET CONFIG GLOBAL)
if(NOT TARGET glfw AND FINWAIT_FETCH)
  set(GLFW_BUILD_EXAMPLES OFF CACHE BOOL "")
  set(GLFW_BUILD_TESTS OFF CACHE BOOL "")
  set(GLFW_BUILD_DOCS OFF CACHE BOOL "")
  set(GLFW_INSTALL OFF CACHE BOOL "")
  finwait_fetch(glfw
    https://github.com/glfw/glfw/archive/3.3.8.tar.gz
    f30f42e05f11e5fc62483e513b0488d5bceeab7d9c5da0ffe2252ad81816c713
    SUBDIR .)
elseif(NOT TARGET glfw)
  finwait_missing(GLFW libglfw3-dev)
endif()
