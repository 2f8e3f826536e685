#include "analysis/part_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "analysis/errors.hpp"

namespace souk {

PartFile::PartFile(std::string path) : path_{std::move(path)} {
  struct stat status {};
  const bool is_there = ::stat(path_.c_str(), &status) == 0;
  stream_ = is_there && !S_ISREG(status.st_mode);
  file_ = std::fopen(stream_ ? path_.c_str() : (path_ + ".part").c_str(), "we");
  if (file_ == nullptr) throw CannotWrite{CannotWrite::Stage::create, path_, std::strerror(errno)};
}

PartFile::PartFile(PartFile&& other) noexcept
    : path_{std::move(other.path_)},
      file_{std::exchange(other.file_, nullptr)},
      stream_{other.stream_},
      published_{std::exchange(other.published_, true)} {}

PartFile::~PartFile() {
  if (file_ != nullptr) std::fclose(file_);
  if (!published_ && !stream_) ::unlink((path_ + ".part").c_str());
}

void PartFile::write(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), file_) != text.size())
    throw CannotWrite{CannotWrite::Stage::write, path_, std::strerror(errno)};
}

void PartFile::close() {
  const bool synced = std::fflush(file_) == 0 && (stream_ || ::fsync(::fileno(file_)) == 0);
  const int error = errno;
  if (std::fclose(std::exchange(file_, nullptr)) != 0 || !synced)
    throw CannotWrite{CannotWrite::Stage::write, path_, std::strerror(error)};
}

void PartFile::publish() {
  if (!stream_ && std::rename((path_ + ".part").c_str(), path_.c_str()) != 0)
    throw CannotWrite{CannotWrite::Stage::write, path_, std::strerror(errno)};
  published_ = true;
}

void write_text_file(const std::string& path, std::string_view text) {
  PartFile file{path};
  file.write(text);
  file.close();
  file.publish();
}

}  // namespace souk
