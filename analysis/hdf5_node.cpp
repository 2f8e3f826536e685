#include "analysis/hdf5_node.hpp"

#include <cstring>

#include "analysis/errors.hpp"

namespace souk {
namespace {

/// HDF5 walks from the innermost failure outwards; the innermost one names the cause.
herr_t keep_innermost(unsigned depth, const H5E_error2_t* error, void* reason) {
  if (depth == 0 && error->desc != nullptr) *static_cast<std::string*>(reason) = error->desc;
  return 0;
}

/// "write failed: ..., error message = 'No space left on device', ..." becomes what the quotes
/// hold.
std::string last_reason() {
  std::string reason;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_innermost, &reason);
  const std::string_view mark = "error message = '";
  if (const auto from = reason.find(mark); from != std::string::npos) {
    const auto to = reason.find('\'', from + mark.size());
    if (to != std::string::npos) return reason.substr(from + mark.size(), to - from - mark.size());
  }
  return reason.empty() ? "unknown HDF5 error" : reason;
}

}  // namespace

void hdf5_failed(const Hdf5FileName& file, std::string_view doing) {
  const std::string cause = std::string{doing} + ": " + last_reason();
  if (file.writing) throw CannotWrite{CannotWrite::Stage::write, file.path, cause};
  throw BadResultFile{file.path, cause};
}

void hdf5_quiet() {
  H5dont_atexit();  // has no effect, and says so, once the library runs: then it was called already
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Hdf5Handle hdf5_text_type() {
  Hdf5Handle type{H5Tcopy(H5T_C_S1), H5Tclose};
  H5Tset_size(type.id(), H5T_VARIABLE);
  H5Tset_cset(type.id(), H5T_CSET_UTF8);
  return type;
}

}  // namespace souk
