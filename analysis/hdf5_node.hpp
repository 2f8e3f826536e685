#pragma once

// HDF5's C API with owners and exceptions: a handle closes itself, a failed call throws with the
// name of the file. This header and hdf5_*.cpp are the only places that see hid_t.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <hdf5.h>

namespace souk {

/// Owns one HDF5 identifier.
class Hdf5Handle {
 public:
  Hdf5Handle() = default;
  Hdf5Handle(hid_t id, herr_t (*closer)(hid_t)) : id_{id}, closer_{closer} {}
  Hdf5Handle(Hdf5Handle&& other) noexcept
      : id_{std::exchange(other.id_, -1)}, closer_{other.closer_} {}
  Hdf5Handle& operator=(Hdf5Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(closer_, other.closer_);
    return *this;
  }
  ~Hdf5Handle() { close(); }

  [[nodiscard]] hid_t id() const { return id_; }
  /// Negative if HDF5 could not close it; 0 when there is nothing to close.
  herr_t close() { return id_ < 0 ? 0 : closer_(std::exchange(id_, -1)); }

 private:
  hid_t id_ = -1;
  herr_t (*closer_)(hid_t) = nullptr;
};

/// The file that a handle is in, for messages, and what a failure there means.
struct Hdf5FileName {
  std::string path;  ///< as the user wrote it
  bool writing = false;
};

/// An open file, group, dataset or attribute.
struct Hdf5Node {
  Hdf5Handle handle;
  std::shared_ptr<const Hdf5FileName> file;

  [[nodiscard]] hid_t id() const { return handle.id(); }
};

/// Throws CannotWrite (stage write) or BadResultFile: "doing: HDF5's own reason".
[[noreturn]] void hdf5_failed(const Hdf5FileName& file, std::string_view doing);

/// `result` unless it is negative, which throws as above.
template <class T>
T hdf5_checked(T result, const Hdf5FileName& file, std::string_view doing) {
  if (result < 0) [[unlikely]]
    hdf5_failed(file, doing);
  return result;
}

/// Turns off HDF5's printing of errors in this thread, and its exit handler: files are closed by
/// their owners, and the handler would retry, at exit, what failed on a full disk. Cheap to call
/// again.
void hdf5_quiet();

/// Variable-length UTF-8 text, the only string type that netCDF-C 4.9.0 reads safely in a variable.
Hdf5Handle hdf5_text_type();

}  // namespace souk
