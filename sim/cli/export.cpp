// souk export: the tables of a result for those without HDF5, or a crate for those who keep it.

#include <fmt/format.h>

#include "analysis/result_reader.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/crate.hpp"
#include "sim/cli/input_files.hpp"

namespace souk::cli {

int export_result(const ExportArguments& arguments) {
  if (arguments.csv.empty() && arguments.crate.empty())
    throw UsageError{
        "souk export: --csv or --crate is required\nRun with --help for more information."};
  (void)need_file(arguments.result);
  if (!arguments.crate.empty()) {
    export_crate(arguments.result, arguments.crate);
    fmt::print("written: {}\n", arguments.crate);
  }
  if (!arguments.csv.empty()) {
    export_csv(arguments.result, arguments.csv);
    fmt::print("written: {}\n", arguments.csv);
  }
  return 0;
}

}  // namespace souk::cli
