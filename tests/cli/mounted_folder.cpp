#include "tests/cli/mounted_folder.hpp"

#include <sys/mount.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <utility>

namespace souk {

std::optional<MountedFolder> MountedFolder::make(const std::string& folder, std::size_t kilobytes) {
  const std::string size = "size=" + std::to_string(kilobytes) + "k";
  if (mount("tmpfs", folder.c_str(), "tmpfs", 0, size.c_str()) == 0) return MountedFolder{folder};
  std::cout << "skipped: no file system can be mounted here: " << std::strerror(errno) << '\n';
  return std::nullopt;
}

MountedFolder::MountedFolder(MountedFolder&& other) noexcept
    : folder_{std::exchange(other.folder_, {})} {}

MountedFolder::~MountedFolder() {
  if (!folder_.empty()) umount2(folder_.c_str(), MNT_DETACH);
}

void MountedFolder::forbid_writing() const {
  if (mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr) != 0)
    throw std::runtime_error{folder_ + ": " + std::strerror(errno)};
}

void MountedFolder::fill(const std::string& name, std::size_t kilobytes) const {
  struct statvfs status {};
  if (statvfs(folder_.c_str(), &status) != 0) throw std::runtime_error{folder_};
  const std::size_t free = status.f_bavail * status.f_frsize, spared = kilobytes * 1024;
  std::ofstream{folder_ + "/" + name, std::ios::binary}
      << std::string(free > spared ? free - spared : 0, 'x');
}

}  // namespace souk
