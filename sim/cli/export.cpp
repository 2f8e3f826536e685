// souk export: the tables of a result for those without HDF5.

#include <fmt/format.h>

#include "analysis/result_reader.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/input_files.hpp"

namespace souk::cli {

int export_tables(const std::string& result, const std::string& dir) {
  (void)need_file(result);
  export_csv(result, dir);
  fmt::print("written: {}\n", dir);
  return 0;
}

}  // namespace souk::cli
