# souk_add_policies(TARGET FAMILY NAME...): builds FAMILY/NAME.cpp for each NAME and writes the table of
# registry rows (FAMILY/registry.cpp in the build tree) that the scenario reader, `souk list FAMILY` and
# the contract tests read. Nothing registers itself from a static constructor, which a static library
# may drop. SOUK_EXTRA names a folder of one's own: SOUK_EXTRA/FAMILY/*.cpp join the list.
#
# FAMILY is a folder of models/; it declares in <family>_policy.hpp (or the header named by HEADER) the row
# type ENTRY and the function ENTRIES, and each NAME.cpp defines `ENTRY NAME()`.
function(souk_add_policies target family)
  cmake_parse_arguments(ARG "" "HEADER;ENTRY;ENTRIES" "" ${ARGN})
  set(names ${ARG_UNPARSED_ARGUMENTS})
  list(TRANSFORM names APPEND .cpp OUTPUT_VARIABLE sources)
  target_sources(${target} PRIVATE ${sources})
  if(SOUK_EXTRA)
    file(GLOB extra CONFIGURE_DEPENDS "${SOUK_EXTRA}/${family}/*.cpp")
    target_sources(${target} PRIVATE ${extra})
    foreach(file ${extra})
      get_filename_component(name "${file}" NAME_WE)
      list(APPEND names ${name})
    endforeach()
  endif()
  set(text "// Written by souk_add_policies; do not edit.\n#include <vector>\n\n#include \"${ARG_HEADER}\"\n\nnamespace souk {\n\n")
  foreach(name ${names})
    string(APPEND text "${ARG_ENTRY} ${name}();\n")
  endforeach()
  string(APPEND text "\nstd::span<const ${ARG_ENTRY}> ${ARG_ENTRIES}() {\n  static const std::vector<${ARG_ENTRY}> entries{\n")
  foreach(name ${names})
    string(APPEND text "      ${name}(),\n")
  endforeach()
  string(APPEND text "  };\n  return entries;\n}\n\n}  // namespace souk\n")
  set(file "${CMAKE_CURRENT_BINARY_DIR}/registry.cpp")
  file(CONFIGURE OUTPUT "${file}" CONTENT "${text}" @ONLY)
  target_sources(${target} PRIVATE "${file}")
endfunction()
