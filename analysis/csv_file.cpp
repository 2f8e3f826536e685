#include "analysis/csv_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "analysis/errors.hpp"

namespace souk {

CsvFile::CsvFile(std::string path) : path_{std::move(path)} {
  struct stat status {};
  errno = EISDIR;
  const bool is_folder = ::stat(path_.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
  if (!is_folder) file_ = std::fopen((path_ + ".part").c_str(), "we");
  if (file_ == nullptr)
    throw CannotWrite{CannotWrite::Stage::create, path_, std::strerror(is_folder ? EISDIR : errno)};
}

CsvFile::CsvFile(CsvFile&& other) noexcept
    : path_{std::move(other.path_)},
      row_{std::move(other.row_)},
      file_{std::exchange(other.file_, nullptr)},
      first_cell_{other.first_cell_},
      published_{std::exchange(other.published_, true)} {}

CsvFile::~CsvFile() {
  if (file_ != nullptr) std::fclose(file_);
  if (!published_) ::unlink((path_ + ".part").c_str());
}

void CsvFile::cell(std::string_view text) {
  if (!std::exchange(first_cell_, false)) row_ += ',';
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    row_ += text;
    return;
  }
  row_ += '"';
  for (const char c : text) row_.append(c == '"' ? 2 : 1, c);
  row_ += '"';
}

void CsvFile::end_row() {
  row_ += '\n';
  first_cell_ = true;
  if (row_.size() >= 65536) write_out();
}

void CsvFile::write_out() {
  if (std::fwrite(row_.data(), 1, row_.size(), file_) != row_.size())
    throw CannotWrite{CannotWrite::Stage::write, path_, std::strerror(errno)};
  row_.clear();
}

void CsvFile::close() {
  write_out();
  const bool synced = std::fflush(file_) == 0 && ::fsync(::fileno(file_)) == 0;
  const int error = errno;
  if (std::fclose(std::exchange(file_, nullptr)) != 0 || !synced)
    throw CannotWrite{CannotWrite::Stage::write, path_, std::strerror(error)};
}

void CsvFile::publish() {
  if (std::rename((path_ + ".part").c_str(), path_.c_str()) != 0)
    throw CannotWrite{CannotWrite::Stage::write, path_, std::strerror(errno)};
  published_ = true;
}

}  // namespace souk
