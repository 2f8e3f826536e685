#pragma once

// What holds the house together, checked on the text of the files. README.md beside this file lists
// the rules.

#include <filesystem>
#include <string>
#include <vector>

#include "tests/house/source_tree.hpp"

namespace souk::house {

/// A breach of a rule, as "path:line: what was found; what is allowed", or "path: ..." for a whole
/// file.
using Faults = std::vector<std::string>;

/// Includes of one room by another that is not allowed to.
Faults direction_faults(const SourceTree& tree);

/// Includes of a library outside the rooms that may have it.
Faults library_faults(const SourceTree& tree);

/// Second files, outside tests/, that include a library which is slow to parse and belongs in one
/// file: toml++, CLI11.
Faults single_file_faults(const SourceTree& tree);

/// Includes of another room's header that brings SimGrid or Boost with it, itself or through what
/// it includes.
Faults public_header_faults(const SourceTree& tree);

/// Sources of more than 300 lines, or named for no term of the field (manager, helper, utils,
/// context, common).
Faults file_faults(const SourceTree& tree);

/// Lines of tracked text that name a folder of one machine: somebody's home, or the folder of this
/// checkout.
Faults machine_path_faults(const std::filesystem::path& root);

/// Rooms without a README.md that begins with a line of text.
Faults readme_faults(const std::filesystem::path& root);

}  // namespace souk::house
