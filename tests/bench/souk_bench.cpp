// Prints what Souk costs beside what it may cost. It asserts nothing: read the last column.

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <exception>
#include <vector>

#include <fmt/format.h>

#include "rows.hpp"
#include "table.hpp"

using namespace souk::bench;

namespace {

int usage() {
  fmt::print(stderr, "usage: souk_bench [--quick] [GROUP...]\ngroups:");
  for (const Group& group : groups) fmt::print(stderr, " {}", group.name);
  fmt::print(stderr, "\n");
  return 64;
}

bool is_group(std::string_view name) {
  return std::any_of(groups.begin(), groups.end(),
                     [&](const Group& group) { return group.name == name; });
}

}  // namespace

int main(int count, char** arguments) {
  bool quick = false;
  std::vector<std::string_view> wanted;
  for (const std::string_view argument :
       std::vector<std::string_view>(arguments + 1, arguments + count)) {
    if (argument == "--quick")
      quick = true;
    else if (is_group(argument))
      wanted.push_back(argument);
    else
      return usage();
  }
  try {
    Lab lab{quick};
    print_head();
    for (const Group& group : groups) {
      if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), group.name) == wanted.end())
        continue;
      print_section(std::string{group.title});
      group.rows(lab);
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "souk_bench: {}\n", error.what());
    return 70;
  }
}
