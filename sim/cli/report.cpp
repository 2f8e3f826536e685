// souk report: result files as one page of HTML, or its charts as pictures.

#include "analysis/report/report.hpp"

#include <fmt/format.h>

#include "analysis/part_file.hpp"
#include "analysis/result_reader.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/figures.hpp"
#include "sim/cli/input_files.hpp"

namespace souk::cli {

namespace {

std::string page_path(const ReportArguments& arguments) {
  if (!arguments.output.empty()) return arguments.output;
  std::string path = arguments.results.front();
  if (path.ends_with(".h5")) path.resize(path.size() - 3);
  return path + ".html";
}

}  // namespace

int report(const ReportArguments& arguments) {
  for (const std::string& result : arguments.results) (void)need_file(result);
  for (const std::string& result : arguments.results) keep_input(result, arguments.output);
  const auto by = group_by_of(arguments.group_by);
  if (!by) throw UsageError{"souk: members are grouped by home, population or agent"};
  if (*by == GroupBy::agent)
    for (const std::string& result : arguments.results)
      if (ResultReader{result}.is_sweep())
        throw UsageError{fmt::format(
            "{}: a sweep keeps its members by home and by population, not agent by agent", result)};
  const std::string page = souk::report::report_page(arguments.results, *by);
  const bool with_figures = !arguments.figures.empty();
  const std::vector<Figure> figures = with_figures ? figures_of(page) : std::vector<Figure>{};
  if (with_figures) {
    write_figures(arguments.figures, figures);
    fmt::print("written: {} figures as SVG and PDF in {}\n", figures.size(), arguments.figures);
  }
  if (!with_figures || !arguments.output.empty()) {
    write_text_file(page_path(arguments), page);
    fmt::print("written: {}\n", page_path(arguments));
  }
  return 0;
}

}  // namespace souk::cli
