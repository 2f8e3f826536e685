#pragma once

// The files of a checkout as the house rules see them: what each includes, and how long it is.

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace souk::house {

/// One `#include` line.
struct Include {
  std::string target;  ///< as written, without quotes or brackets
  int line = 0;        ///< from 1
};

/// One C++ or CUDA file of a room or of tests/.
struct SourceFile {
  std::vector<Include> includes;
  int lines = 0;
};

/// Path from the root, with '/', to what the file holds; in the order of the paths.
using SourceTree = std::map<std::string, SourceFile>;

/// Every C++ and CUDA file under models, sim, gpu, analysis and tests of the checkout at `root`.
///
/// Only lines that start with `#include` count; a line inside a block comment counts too. A room
/// that is absent is empty.
SourceTree read_sources(const std::filesystem::path& root);

/// The paths, from `root` and sorted, of what git tracks there; of every file outside build/ where
/// `root` is no repository's root.
std::vector<std::string> tracked_files(const std::filesystem::path& root);

/// The whole content of a file; empty if it cannot be read.
std::string read_text(const std::filesystem::path& file);

/// The room that a path belongs to: models, sim, sim/cli, gpu, analysis, tests/models,
/// tests/analysis, tests; "" for others.
std::string_view room_of(std::string_view path);

/// The file of the tree that `from` means by `target`: beside itself first, then from the root; ""
/// if there is none.
std::string resolve(const SourceTree& tree, const std::string& from, const std::string& target);

}  // namespace souk::house
