// oracle_runner [--whole] [--verbose] [--area AREA] [--case PREFIX]

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <thread>

#include "tests/oracles/runner.hpp"

namespace {

constexpr int usage_error = 64;

int usage(std::ostream& out, int code) {
  out << "usage: oracle_runner [--whole] [--verbose] [--area AREA] [--case PREFIX]\n"
         "Runs the oracles of $SOUK_ORACLES (default: shared/oracles beside the source root).\n"
         "  --whole     all replications, as precise as each case asks\n"
         "  --verbose   every check, skipped keys, unsupported cases with their reason\n"
         "  --area      one area only\n"
         "  --case      only cases whose name begins so\n";
  return code;
}

std::filesystem::path folder() {
  const char* given = std::getenv("SOUK_ORACLES");
  if (given != nullptr && *given != '\0') return given;
  return std::filesystem::path{SOUK_SOURCE_ROOT}.parent_path() / "shared" / "oracles";
}

}  // namespace

int main(int argc, char** argv) {
  souk::oracles::RunnerOptions options;
  options.workers = std::max(1U, std::thread::hardware_concurrency());
  for (int i = 1; i < argc; ++i) {
    const std::string_view word{argv[i]};
    if (word == "--help") return usage(std::cout, 0);
    if (word == "--whole") {
      options.whole = true;
    } else if (word == "--verbose") {
      options.verbose = true;
    } else if ((word == "--area" || word == "--case") && i + 1 < argc) {
      (word == "--area" ? options.area : options.name) = argv[++i];
    } else {
      return usage(std::cerr, usage_error);
    }
  }
  try {
    return souk::oracles::run_oracles(folder(), options, std::cout);
  } catch (const std::exception& error) {
    std::cerr << "oracle_runner: " << error.what() << '\n';
    return 70;
  }
}
