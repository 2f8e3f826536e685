// souk report: result files as one page of HTML.

#include "analysis/report/report.hpp"

#include <fmt/format.h>

#include "analysis/part_file.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/input_files.hpp"

namespace souk::cli {

int report(const ReportArguments& arguments) {
  for (const std::string& result : arguments.results) (void)need_file(result);
  std::string output = arguments.output;
  if (output.empty()) {
    output = arguments.results.front();
    if (output.ends_with(".h5")) output.resize(output.size() - 3);
    output += ".html";
  }
  const auto by = souk::report::group_by_of(arguments.group_by);
  if (!by) throw UsageError{"souk: members are grouped by home, population or agent"};
  write_text_file(output, souk::report::report_page(arguments.results, *by));
  fmt::print("written: {}\n", output);
  return 0;
}

}  // namespace souk::cli
