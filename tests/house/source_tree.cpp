#include "tests/house/source_tree.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <regex>
#include <sstream>

namespace souk::house {
namespace fs = std::filesystem;
namespace {

bool is_source(const fs::path& file) {
  static constexpr std::array<std::string_view, 6> extensions{".cpp", ".hpp", ".h",
                                                              ".cu",  ".cuh", ".inc"};
  return std::ranges::find(extensions, file.extension().string()) != extensions.end();
}

SourceFile read_source(const fs::path& file) {
  static const std::regex include{R"(^\s*#\s*include\s*[<"]([^>"]+)[>"])"};
  SourceFile source;
  std::istringstream text{read_text(file)};
  for (std::string line; std::getline(text, line);) {
    ++source.lines;
    std::smatch match;
    if (std::regex_search(line, match, include))
      source.includes.push_back({match[1], source.lines});
  }
  return source;
}

/// What `git ls-files -z` prints at the root; empty if git is absent or the root is not that of a
/// repository.
std::string git_files(const fs::path& root) {
  if (!fs::exists(root / ".git")) return {};
  std::string quoted;  // for the shell, in single quotes
  for (const char letter : root.string()) quoted += letter == '\'' ? "'\\''" : std::string{letter};
  // A hook of git's sets variables that would point at another repository.
  const std::string command = "env -u GIT_DIR -u GIT_WORK_TREE -u GIT_INDEX_FILE git -C '" +
                              quoted + "' ls-files -z 2>/dev/null";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe{popen(command.c_str(), "r"), pclose};
  std::string out;
  if (!pipe) return out;
  for (int letter = std::fgetc(pipe.get()); letter != EOF; letter = std::fgetc(pipe.get())) {
    out += static_cast<char>(letter);
  }
  return out;
}

}  // namespace

std::string read_text(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

SourceTree read_sources(const fs::path& root) {
  SourceTree tree;
  for (const std::string_view room : {"models", "sim", "gpu", "analysis", "tests"}) {
    if (!fs::is_directory(root / room)) continue;
    for (const auto& entry : fs::recursive_directory_iterator{root / room}) {
      if (!entry.is_regular_file() || !is_source(entry.path())) continue;
      tree.emplace(entry.path().lexically_relative(root).generic_string(),
                   read_source(entry.path()));
    }
  }
  return tree;
}

std::vector<std::string> tracked_files(const fs::path& root) {
  std::vector<std::string> files;
  std::istringstream listed{git_files(root)};
  for (std::string file; std::getline(listed, file, '\0');) files.push_back(file);
  if (files.empty()) {
    for (auto entry = fs::recursive_directory_iterator{root}; entry != fs::end(entry); ++entry) {
      const auto path = entry->path().lexically_relative(root).generic_string();
      if (path == "build" || path == ".git") entry.disable_recursion_pending();
      if (entry->is_regular_file()) files.push_back(path);
    }
  }
  std::ranges::sort(files);
  return files;
}

std::string_view room_of(std::string_view path) {
  // The inner rooms come before those that hold them.
  for (const std::string_view room :
       {"models", "sim/cli", "sim", "gpu", "analysis", "tests/models", "tests/analysis", "tests"}) {
    if (path.starts_with(room) && path.substr(room.size()).starts_with('/')) return room;
  }
  return {};
}

std::string resolve(const SourceTree& tree, const std::string& from, const std::string& target) {
  const auto beside = (fs::path{from}.parent_path() / target).lexically_normal().generic_string();
  if (tree.contains(beside)) return beside;
  const auto from_root = fs::path{target}.lexically_normal().generic_string();
  return tree.contains(from_root) ? from_root : std::string{};
}

}  // namespace souk::house
