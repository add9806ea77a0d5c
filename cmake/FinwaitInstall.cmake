# cmake --install: the programs, the engine as one library (libfinwait.a) with the headers of its
# floors, the C interface (libfinwait_c.a, finwait.h), find_package(finwait CONFIG), pkg-config, and
# the schemas.
include_guard()
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(FINWAIT_LIBRARY_FLOORS base wire tcp net world run explore report)

# finwait_archive(target floors...): the objects of floors as one archive. What gcc keeps for
# optimising across files is of use to the very same gcc only, so it does not go along.
function(finwait_archive target)
  set(objects "")
  foreach(floor IN LISTS ARGN)
    list(APPEND objects $<TARGET_OBJECTS:finwait_${floor}>)
  endforeach()
  add_library(${target} STATIC ${objects})
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX
    ARCHIVE_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib)
  if(FINWAIT_FAST AND CMAKE_OBJCOPY)
    add_custom_command(TARGET ${target} POST_BUILD
      COMMAND ${CMAKE_OBJCOPY} --wildcard --remove-section=.gnu.lto_* --remove-section=.gnu.debuglto_*
              $<TARGET_FILE:${target}> VERBATIM)
  endif()
endfunction()

finwait_archive(finwait_library ${FINWAIT_LIBRARY_FLOORS})
set_target_properties(finwait_library PROPERTIES OUTPUT_NAME finwait EXPORT_NAME finwait)
target_compile_features(finwait_library INTERFACE cxx_std_20)
target_include_directories(finwait_library INTERFACE
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/finwait>)
finwait_archive(finwait_c_library c)
set_target_properties(finwait_c_library PROPERTIES OUTPUT_NAME finwait_c EXPORT_NAME c)
target_link_libraries(finwait_c_library INTERFACE finwait_library)
target_include_directories(finwait_c_library INTERFACE
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)

install(TARGETS finwait_library finwait_c_library EXPORT finwait
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
foreach(floor IN LISTS FINWAIT_LIBRARY_FLOORS)
  file(GLOB headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/sim/${floor}/*.hpp)
  install(FILES ${headers} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/finwait/sim/${floor})
endforeach()
install(FILES sim/capi/finwait.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
if(FINWAIT_PACKETDRILL)
  install(TARGETS finwait_packetdrill LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
endif()
install(TARGETS finwait RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(FINWAIT_GUI)
  install(TARGETS finwait-gui RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
install(FILES assets/scenario.schema.json assets/trace.schema.json
  DESTINATION ${CMAKE_INSTALL_DATADIR}/finwait)

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/finwait)
install(EXPORT finwait NAMESPACE finwait:: DESTINATION ${package} FILE finwait-targets.cmake)
configure_package_config_file(cmake/finwait-config.cmake.in
  ${PROJECT_BINARY_DIR}/finwait-config.cmake INSTALL_DESTINATION ${package})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/finwait-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/finwait-config.cmake
  ${PROJECT_BINARY_DIR}/finwait-config-version.cmake DESTINATION ${package})

set(FINWAIT_CXX_RUNTIME -lstdc++)
if(APPLE)
  set(FINWAIT_CXX_RUNTIME -lc++)
endif()
# Where the prefix is, seen from lib/pkgconfig: the installed folder may be moved.
file(RELATIVE_PATH FINWAIT_PREFIX_FROM_PC
  /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/finwait.pc.in ${PROJECT_BINARY_DIR}/finwait.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/finwait.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
