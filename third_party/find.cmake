# What the files beside this one share.

# finwait_missing(name debian_package): stops with what to do about a dependency that is not there.
function(finwait_missing name debian_package)
  message(FATAL_ERROR "${name} was not found. On Debian: apt-get install ${debian_package} "
    "(./dev does it). Elsewhere see README.md, or configure with -DFINWAIT_FETCH=ON.")
endfunction()

# finwait_fetch(name URL SHA256 [SUBDIR dir]): upstream's release, refused unless it has this
# SHA-256; sets <name>_SOURCE_DIR. Only downloads, unless SUBDIR names the folder with upstream's
# own CMakeLists.txt. -DFETCHCONTENT_SOURCE_DIR_<NAME>=dir takes a local copy instead.
macro(finwait_fetch name url sha256)
  include(FetchContent)
  set(finwait_fetch_subdir no-such-folder)
  if("${ARGV3}" STREQUAL "SUBDIR")
    set(finwait_fetch_subdir ${ARGV4})
  endif()
  FetchContent_Declare(${name} URL ${url} URL_HASH SHA256=${sha256}
    SOURCE_SUBDIR ${finwait_fetch_subdir})
  FetchContent_MakeAvailable(${name})
endmacro()

# finwait_header_only(target header variable): if `header` is on this machine, makes the imported
# target and sets variable to ON, else to OFF. A cross compiler must not see all of the host's
# include folder, so it gets a folder with a link to this one library.
function(finwait_header_only target header variable)
  string(REGEX REPLACE "/.*" "" top "${header}")
  string(MAKE_C_IDENTIFIER "FINWAIT_${top}_INCLUDE_DIR" cached)
  find_path(${cached} NAMES ${header})
  if(CMAKE_CROSSCOMPILING AND NOT ${cached})
    find_path(${cached}_HOST NAMES ${header} PATHS /usr/include /usr/local/include
      NO_CMAKE_FIND_ROOT_PATH)
    if(${cached}_HOST)
      set(folder ${CMAKE_CURRENT_BINARY_DIR}/include-${top})
      file(MAKE_DIRECTORY ${folder})
      file(CREATE_LINK ${${cached}_HOST}/${top} ${folder}/${top} SYMBOLIC)
      set(${cached} ${folder} CACHE PATH "" FORCE)
    endif()
  endif()
  mark_as_advanced(${cached} ${cached}_HOST)
  if(${cached})
    finwait_header_target(${target} ${${cached}})
    set(${variable} ON PARENT_SCOPE)
  else()
    set(${variable} OFF PARENT_SCOPE)
  endif()
endfunction()

# finwait_header_target(target dir): an imported interface target, visible everywhere.
function(finwait_header_target target dir)
  add_library(${target} INTERFACE IMPORTED GLOBAL)
  set_target_properties(${target} PROPERTIES INTERFACE_INCLUDE_DIRECTORIES ${dir})
endfunction()
