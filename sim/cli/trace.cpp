// souk trace: imports a trace, prints its audit, and writes it as native CSV or SWF.

#include <fmt/format.h>

#include "analysis/part_file.hpp"
#include "models/traces/trace.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/input_files.hpp"

namespace souk::cli {

int trace(const TraceArguments& arguments) {
  const std::string text = need_file(arguments.file);
  const Trace read = read_trace(text, arguments.file, arguments.format, arguments.salt);
  keep_input(arguments.file, arguments.output);
  if (!arguments.output.empty())
    write_text_file(arguments.output,
                    arguments.output.ends_with(".swf") ? write_swf(read) : write_native(read));
  fmt::print("{}", audit_report(read, arguments.capacity_gpus));
  if (!arguments.output.empty()) fmt::print("written: {}\n", arguments.output);
  return 0;
}

}  // namespace souk::cli
