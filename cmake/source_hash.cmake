# Writes OUT: a C++ file with the SHA-256 of all sources under ROOT (and EXTRA, if any) that the numbers of a run depend
# on. Run as cmake -DROOT=... -DEXTRA=... -DOUT=... -P source_hash.cmake.
set(text "")
foreach(folder "${ROOT}/models" "${ROOT}/sim" "${ROOT}/gpu" "${EXTRA}")
  if(folder STREQUAL "")
    continue()
  endif()
  file(GLOB_RECURSE files RELATIVE "${folder}" "${folder}/*.cpp" "${folder}/*.hpp" "${folder}/*.json")
  list(FILTER files EXCLUDE REGEX "^cli/")
  foreach(file ${files})
    file(SHA256 "${folder}/${file}" hash)
    string(APPEND text "${file} ${hash}\n")
  endforeach()
endforeach()
string(SHA256 hash "${text}")
file(WRITE "${OUT}" "// Made by CMake.\n#include \"sim/cli/result_header.hpp\"\n
std::string_view souk::cli::source_hash() {\n  return \"${hash}\";\n}\n")
