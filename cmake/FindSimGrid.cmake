# SimGrid ships a .pc file only; this module gives it an imported target, SimGrid::SimGrid.
find_package(PkgConfig QUIET)
if(PKG_CONFIG_FOUND)
  pkg_check_modules(PC_SIMGRID QUIET simgrid)
endif()
find_path(SimGrid_INCLUDE_DIR simgrid/s4u.hpp HINTS ${SimGrid_ROOT}/include ${PC_SIMGRID_INCLUDEDIR})
find_library(SimGrid_LIBRARY simgrid HINTS ${SimGrid_ROOT}/lib ${PC_SIMGRID_LIBDIR})
if(SimGrid_INCLUDE_DIR)
  file(STRINGS "${SimGrid_INCLUDE_DIR}/simgrid/version.h" _simgrid_version
       REGEX "#define +SIMGRID_VERSION_(MAJOR|MINOR)")
  string(REGEX MATCH "VERSION_MAJOR +([0-9]+)" _ "${_simgrid_version}")
  set(SimGrid_VERSION "${CMAKE_MATCH_1}")
  string(REGEX MATCH "VERSION_MINOR +([0-9]+)" _ "${_simgrid_version}")
  string(APPEND SimGrid_VERSION ".${CMAKE_MATCH_1}")
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(SimGrid REQUIRED_VARS SimGrid_LIBRARY SimGrid_INCLUDE_DIR
                                  VERSION_VAR SimGrid_VERSION)
if(SimGrid_FOUND AND NOT TARGET SimGrid::SimGrid)
  add_library(SimGrid::SimGrid UNKNOWN IMPORTED)
  set_target_properties(SimGrid::SimGrid PROPERTIES
    IMPORTED_LOCATION "${SimGrid_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${SimGrid_INCLUDE_DIR}")
endif()
