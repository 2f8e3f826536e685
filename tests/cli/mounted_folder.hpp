#pragma once

// A file system of a few kilobytes, or one that takes nothing, for what happens when a disk is
// full.

#include <optional>
#include <string>

namespace souk {

/// A file system in memory, mounted on a folder for as long as this lives.
class MountedFolder {
 public:
  /// none, with the reason on stdout: this user may not mount here. Requires that `folder` exists.
  static std::optional<MountedFolder> make(const std::string& folder, std::size_t kilobytes);
  ~MountedFolder();
  MountedFolder(MountedFolder&& other) noexcept;
  MountedFolder& operator=(MountedFolder&&) = delete;

  /// From now on nothing can be written in it, whoever the user is.
  void forbid_writing() const;
  /// Takes all the room that is left but for `kilobytes`, with a file `name`.
  void fill(const std::string& name, std::size_t kilobytes) const;

 private:
  explicit MountedFolder(std::string folder) : folder_{std::move(folder)} {}
  std::string folder_;
};

}  // namespace souk
