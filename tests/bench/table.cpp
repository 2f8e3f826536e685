#include "table.hpp"

#include <cstdio>

#include <fmt/format.h>

namespace souk::bench {
namespace {

void print_line(const std::string& what, const std::string& souk, const std::string& bare,
                const std::string& ratio, const std::string& bar, const std::string& holds) {
  fmt::print("{:<50} {:>11} {:>11} {:>7}  {:<22} {}\n", what, souk, bare, ratio, bar, holds);
  std::fflush(stdout);
}

}  // namespace

void print_head() {
  print_line("what", "souk", "bare", "ratio", "bar", "holds");
}

void print_section(const std::string& title) {
  fmt::print("\n{}\n", title);
}

void print(const Row& row) {
  print_line("  " + row.what, row.souk, row.bare, row.ratio, row.bar,
             row.holds ? (*row.holds ? "yes" : "NO") : "");
}

std::string per_second(double rate) {
  return fmt::format("{:.2f} M/s", rate / 1e6);
}

std::string times(double ratio) {
  return fmt::format("{:.2f}x", ratio);
}

std::string percent(double share) {
  return fmt::format("{:.1f} %", 100 * share);
}

}  // namespace souk::bench
