# Dear ImGui 1.92.2b, MIT. The widgets of the visualizer.
#   imgui::imgui     core and the std::string adaptor: no window, no OpenGL
#   imgui::backends  GLFW and OpenGL 3 on our glad loader: for gui/platform only
# Looked for in -DIMGUI_SOURCE_DIR, then in .deps/ (where ./dev puts Debian's pinned source), then
# as an installed package (vcpkg, Conan), then fetched.
set(IMGUI_SOURCE_DIR "" CACHE PATH "Dear ImGui's source folder, if not .deps/imgui/src")
set(imgui_dir "${IMGUI_SOURCE_DIR}")
if(NOT imgui_dir AND EXISTS ${PROJECT_SOURCE_DIR}/.deps/imgui/src/imgui.h)
  set(imgui_dir ${PROJECT_SOURCE_DIR}/.deps/imgui/src)
endif()
if(NOT imgui_dir)
  find_package(imgui 1.92.2 QUIET CONFIG GLOBAL)
  if(TARGET imgui::imgui)
    add_library(imgui::backends ALIAS imgui::imgui)
    return()
  endif()
endif()
if(NOT imgui_dir AND FINWAIT_FETCH)
  finwait_fetch(imgui # v1.92.2b
    https://github.com/ocornut/imgui/archive/45acd5e0e82f4c954432533ae9985ff0e1aad6d5.tar.gz
    97484925aec2f4d3e913d6644d46b234f8d6d8d98c6aa9c50109e0f0df772090)
  set(imgui_dir ${imgui_SOURCE_DIR})
elseif(NOT imgui_dir)
  message(FATAL_ERROR "Dear ImGui was not found. On Debian: ./dev setup. Elsewhere see README.md, "
    "or configure with -DFINWAIT_FETCH=ON, or -DFINWAIT_GUI=OFF to go without the visualizer.")
endif()

add_library(finwait_imgui STATIC
  ${imgui_dir}/imgui.cpp
  ${imgui_dir}/imgui_draw.cpp
  ${imgui_dir}/imgui_tables.cpp
  ${imgui_dir}/imgui_widgets.cpp
  ${imgui_dir}/misc/cpp/imgui_stdlib.cpp)
target_include_directories(finwait_imgui SYSTEM PUBLIC ${imgui_dir} ${imgui_dir}/misc/cpp)
target_compile_definitions(finwait_imgui PUBLIC IMGUI_DISABLE_OBSOLETE_FUNCTIONS)
add_library(imgui::imgui ALIAS finwait_imgui)

find_package(OpenGL REQUIRED)
add_library(finwait_imgui_backends STATIC
  ${imgui_dir}/backends/imgui_impl_glfw.cpp
  ${imgui_dir}/backends/imgui_impl_opengl3.cpp)
target_include_directories(finwait_imgui_backends SYSTEM PUBLIC ${imgui_dir}/backends)
target_link_libraries(finwait_imgui_backends PUBLIC finwait_imgui glfw glad::glad OpenGL::GL)
# One OpenGL loader in the program: ours, instead of the backend's own or GLFW's header.
target_compile_definitions(finwait_imgui_backends PUBLIC GLFW_INCLUDE_NONE)
set_source_files_properties(${imgui_dir}/backends/imgui_impl_opengl3.cpp PROPERTIES
  COMPILE_DEFINITIONS IMGUI_IMPL_OPENGL_LOADER_CUSTOM)
if(MSVC)
  target_compile_options(finwait_imgui_backends PRIVATE /FIglad/gl.h)
else()
  target_compile_options(finwait_imgui_backends PRIVATE -include glad/gl.h)
endif()
add_library(imgui::backends ALIAS finwait_imgui_backends)
