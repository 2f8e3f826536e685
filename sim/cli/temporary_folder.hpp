#pragma once

// A folder for what a command needs only while it works.

#include <filesystem>

namespace souk::cli {

/// A folder of its own under the system's for temporary files, gone at the end with all in it.
class TemporaryFolder {
 public:
  /// Throws CannotWrite.
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace souk::cli
