#pragma once

// A text file under construction: NAME.part until it is whole.

#include <cstdio>
#include <string>
#include <string_view>

namespace souk {

/// Whoever looks under the name sees what was there before, or the whole new file. A device or a
/// pipe under the name, as /dev/null, is written to as it is and stays what it is.
class PartFile {
 public:
  /// Throws CannotWrite (create).
  explicit PartFile(std::string path);
  /// Removes the ".part" unless it was published.
  ~PartFile();
  PartFile(PartFile&& other) noexcept;
  PartFile& operator=(PartFile&&) = delete;

  /// Throws CannotWrite (write) when the disk is full.
  void write(std::string_view text);
  /// Everything on disk. Throws CannotWrite (write).
  void close();
  /// Gives it its name; after close(). Throws CannotWrite (write).
  void publish();

 private:
  std::string path_;
  std::FILE* file_ = nullptr;
  bool stream_ = false;  ///< the name is a device or a pipe
  bool published_ = false;
};

/// The whole file at once. Throws CannotWrite.
void write_text_file(const std::string& path, std::string_view text);

}  // namespace souk
