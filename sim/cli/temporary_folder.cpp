#include "sim/cli/temporary_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include "analysis/errors.hpp"

namespace souk::cli {

TemporaryFolder::TemporaryFolder() {
  std::error_code error;
  const std::filesystem::path parent = std::filesystem::temp_directory_path(error);
  if (error)
    throw CannotWrite{CannotWrite::Stage::create, "the folder for temporary files (TMPDIR)",
                      error.message()};
  std::string name = (parent / "souk-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr)
    throw CannotWrite{CannotWrite::Stage::create, name, std::generic_category().message(errno)};
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace souk::cli
