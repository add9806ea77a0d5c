# glad 2 (MIT; what it generates is public domain or CC0). The OpenGL 3.3 core loader, generated
# at build time by the `glad` program: saves us a hand-written loader and its header.
# `--reproducible` uses the API description that glad brings along; without it, it goes online.
find_program(GLAD_EXECUTABLE NAMES glad2 glad)
if(NOT GLAD_EXECUTABLE)
  message(FATAL_ERROR "glad was not found. On Debian: apt-get install python3-glad (./dev does "
    "it). Elsewhere: pip install glad2==2.0.2")
endif()
set(glad_dir ${CMAKE_CURRENT_BINARY_DIR}/glad)
add_custom_command(OUTPUT ${glad_dir}/src/gl.c ${glad_dir}/include/glad/gl.h
  COMMAND ${GLAD_EXECUTABLE} --quiet --reproducible --api gl:core=3.3 --extensions ""
          --out-path ${glad_dir} c
  COMMENT "glad2: OpenGL 3.3 core loader" VERBATIM)
add_library(finwait_glad STATIC ${glad_dir}/src/gl.c ${glad_dir}/include/glad/gl.h)
target_include_directories(finwait_glad SYSTEM PUBLIC ${glad_dir}/include)
target_link_libraries(finwait_glad PUBLIC ${CMAKE_DL_LIBS})
add_library(glad::glad ALIAS finwait_glad)
