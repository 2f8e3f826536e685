#include "tests/house/house_rules.hpp"

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace souk::house {
namespace {

using Rooms = std::set<std::string_view>;

constexpr int longest_file = 300;

/// What each room may include. tests (all but the two named) may join all rooms, as the command
/// line does.
const std::map<std::string_view, Rooms>& reach() {
  static const std::map<std::string_view, Rooms> rooms{
      {"models", {"models"}},
      {"sim", {"sim", "models"}},
      {"sim/cli", {"sim/cli", "sim", "models", "gpu", "analysis"}},
      {"gpu", {"gpu", "models"}},
      {"analysis", {"analysis", "models"}},
      {"tests/models", {"tests/models", "tests", "models"}},
      {"tests/analysis", {"tests/analysis", "tests", "analysis", "models"}},
  };
  return rooms;
}

struct Library {
  std::string_view name;
  std::regex headers;
  Rooms rooms;  ///< that may include it; tests may too
};

const std::vector<Library>& libraries() {
  static const Rooms all_but_models{"sim",      "sim/cli",      "gpu",
                                    "analysis", "tests/models", "tests/analysis"};
  static const std::vector<Library> list{
      {"SimGrid", std::regex{"^(simgrid|xbt|smpi)/.*"}, {"sim", "sim/cli"}},
      {"HDF5", std::regex{"^(hdf5.*|H5.*)"}, {"analysis", "tests/analysis"}},
      {"TBB", std::regex{"^((tbb|oneapi)/.*|execution)"}, {"analysis", "gpu", "tests/analysis"}},
      {"CUDA", std::regex{"^((cuda|cublas|curand|nvml|nvrtc).*|(cub|thrust)/.*)"}, {"gpu"}},
      {"the file system", std::regex{"^(fstream|filesystem)$"}, all_but_models},
      {"threads", std::regex{"^(thread|mutex|shared_mutex|condition_variable|future|stop_token)$"},
       all_but_models},
      {"the library's random numbers", std::regex{"^random$"}, {"tests/models", "tests/analysis"}},
  };
  return list;
}

std::string place(const std::string& file, const Include& include) {
  return fmt::format("{}:{}: includes {}", file, include.line, include.target);
}

/// Whether a file brings in SimGrid or Boost; `visited` ends a circle of includes.
bool brings_engine(const SourceTree& tree, const std::string& file,
                   std::set<std::string>& visited) {
  if (!visited.insert(file).second) return false;
  return std::ranges::any_of(tree.at(file).includes, [&](const Include& include) {
    if (include.target.starts_with("simgrid/") || include.target.starts_with("boost/")) return true;
    const std::string next = resolve(tree, file, include.target);
    return !next.empty() && brings_engine(tree, next, visited);
  });
}

template <typename Check>
void for_each_include(const SourceTree& tree, Check check) {
  for (const auto& [file, source] : tree) {
    for (const Include& include : source.includes) check(file, include);
  }
}

/// Folders that only one machine has: of users, and that of this checkout unless it is right under
/// the root.
std::vector<std::string> machine_folders(const std::filesystem::path& root) {
  std::vector<std::string> folders;
  for (const char* name : {"home", "root", "Users", "work"}) {
    folders.push_back(
        fmt::format("/{}/", name));  // put together here, so that this file keeps the rule
  }
  const auto here = std::filesystem::weakly_canonical(root);
  if (here.parent_path() != here.root_path()) folders.push_back(here.string());
  return folders;
}

/// Whether `folder` begins a path in the line: after a space, a quote, a bracket or a sign.
bool names_folder(std::string_view line, std::string_view folder) {
  static constexpr std::string_view before{" \t\"'`=(:,[<>"};
  for (auto at = line.find(folder); at != line.npos; at = line.find(folder, at + 1)) {
    if (at == 0 || before.find(line[at - 1]) != before.npos) return true;
  }
  return false;
}

}  // namespace

Faults direction_faults(const SourceTree& tree) {
  Faults faults;
  for_each_include(tree, [&](const std::string& file, const Include& include) {
    const auto own = reach().find(room_of(file));
    if (own == reach().end()) return;
    const std::string found = resolve(tree, file, include.target);
    // A header that the build writes is in no folder of ours, but its path names the room.
    const std::string_view room = room_of(found.empty() ? include.target : found);
    if (room.empty() || own->second.contains(room)) return;
    faults.push_back(fmt::format("{}; {} may include {}", place(file, include), own->first,
                                 fmt::join(own->second, ", ")));
  });
  return faults;
}

Faults library_faults(const SourceTree& tree) {
  Faults faults;
  for_each_include(tree, [&](const std::string& file, const Include& include) {
    const std::string_view room = room_of(file);
    if (!reach().contains(room)) return;
    for (const Library& library : libraries()) {
      if (library.rooms.contains(room) || !std::regex_search(include.target, library.headers))
        continue;
      faults.push_back(fmt::format("{}; {} is for {}", place(file, include), library.name,
                                   fmt::join(library.rooms, ", ")));
    }
  });
  return faults;
}

Faults single_file_faults(const SourceTree& tree) {
  Faults faults;
  std::map<std::string_view, std::string> first{{"toml++/", ""}, {"CLI/", ""}};
  for_each_include(tree, [&](const std::string& file, const Include& include) {
    if (room_of(file).starts_with("tests")) return;
    for (auto& [prefix, owner] : first) {
      if (!include.target.starts_with(prefix)) continue;
      if (owner.empty()) owner = file;
      if (owner != file) {
        faults.push_back(
            fmt::format("{}; one file does, and {} is it", place(file, include), owner));
      }
    }
  });
  return faults;
}

Faults public_header_faults(const SourceTree& tree) {
  Faults faults;
  for_each_include(tree, [&](const std::string& file, const Include& include) {
    const std::string header = resolve(tree, file, include.target);
    if (header.empty() || room_of(file).starts_with("tests") || room_of(header) == room_of(file))
      return;
    std::set<std::string> visited;
    if (!brings_engine(tree, header, visited)) return;
    faults.push_back(place(file, include) +
                     "; a header with SimGrid or Boost in it stays in its room");
  });
  return faults;
}

Faults file_faults(const SourceTree& tree) {
  static const std::regex refused{"(^|_)(manager|helpers?|utils?|context|common)(_|$)"};
  Faults faults;
  for (const auto& [file, source] : tree) {
    if (source.lines > longest_file) {
      faults.push_back(fmt::format("{}: {} lines; at most {}", file, source.lines, longest_file));
    }
    if (std::regex_search(std::filesystem::path{file}.stem().string(), refused)) {
      faults.push_back(file + ": named for no term of the field");
    }
  }
  return faults;
}

Faults machine_path_faults(const std::filesystem::path& root) {
  const std::vector<std::string> folders = machine_folders(root);
  Faults faults;
  for (const std::string& file : tracked_files(root)) {
    const std::string text = read_text(root / file);
    if (text.find('\0') != std::string::npos) continue;  // no text
    std::istringstream lines{text};
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
      ++number;
      for (const std::string& folder : folders) {
        if (!names_folder(line, folder)) continue;
        faults.push_back(
            fmt::format("{}:{}: names {}, a folder of one machine", file, number, folder));
      }
    }
  }
  return faults;
}

Faults readme_faults(const std::filesystem::path& root) {
  Faults faults;
  for (const char* room : {"models", "sim", "gpu", "analysis", "scenarios", "tests", "results"}) {
    std::istringstream text{read_text(root / room / "README.md")};
    std::string first;
    if (!std::getline(text, first) || first.empty()) {
      faults.push_back(fmt::format(
          "{}/README.md: must begin with what the room is for and what it must not include", room));
    }
  }
  return faults;
}

}  // namespace souk::house
