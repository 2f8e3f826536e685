#include "analysis/hdf5_output.hpp"

#include <fcntl.h>
#include <hdf5_hl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <functional>
#include <numeric>

#include "analysis/errors.hpp"

namespace souk {
namespace {

constexpr unsigned ordered = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

/// Opens and closes the file by the system's own call, whose errno says what HDF5 would hide.
void try_to_create(const std::string& path, const std::string& part) {
  struct stat status {};
  const bool is_there = ::stat(path.c_str(), &status) == 0;
  if (is_there && S_ISDIR(status.st_mode))
    throw CannotWrite{CannotWrite::Stage::create, path, std::strerror(EISDIR)};
  if (is_there && !S_ISREG(status.st_mode))  // the rename at the end would take a device's place
    throw CannotWrite{CannotWrite::Stage::create, path, "not a regular file"};
  const int file = ::open(part.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0666);
  if (file < 0) throw CannotWrite{CannotWrite::Stage::create, path, std::strerror(errno)};
  ::close(file);
}

void sync(const std::string& what, const std::string& path) {
  const int file = ::open(what.c_str(), O_RDONLY | O_CLOEXEC);
  const bool good = file >= 0 && ::fsync(file) == 0;
  const int error = errno;
  if (file >= 0) ::close(file);
  if (!good) throw CannotWrite{CannotWrite::Stage::write, path, std::strerror(error)};
}

void write_attribute(const Hdf5Node& node, std::string_view name, hid_t file_type, hid_t type,
                     hid_t space_id, const void* values) {
  const std::string text{name};
  const Hdf5Handle space{space_id, H5Sclose};
  const Hdf5Handle attribute{hdf5_checked(H5Acreate2(node.id(), text.c_str(), file_type, space.id(),
                                                     H5P_DEFAULT, H5P_DEFAULT),
                                          *node.file, "attribute " + text),
                             H5Aclose};
  hdf5_checked(H5Awrite(attribute.id(), type, values), *node.file, "attribute " + text);
}

template <class T>
hid_t memory_type();
template <>
hid_t memory_type<double>() {
  return H5T_NATIVE_DOUBLE;
}
template <>
hid_t memory_type<std::int32_t>() {
  return H5T_NATIVE_INT32;
}
template <>
hid_t memory_type<std::uint32_t>() {
  return H5T_NATIVE_UINT32;
}
template <>
hid_t memory_type<std::int64_t>() {
  return H5T_NATIVE_INT64;
}
template <>
hid_t memory_type<std::uint64_t>() {
  return H5T_NATIVE_UINT64;
}
template <>
hid_t memory_type<std::uint8_t>() {
  return H5T_NATIVE_UINT8;
}

Hdf5Node write_values(const Hdf5Node& group, const VariableSpec& spec,
                      std::span<const hsize_t> shape, hid_t file_type, hid_t type,
                      const Hdf5Handle& list, const void* values) {
  const Hdf5Handle space{
      shape.empty() ? H5Screate(H5S_SCALAR)
                    : H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr),
      H5Sclose};
  Hdf5Node variable{{hdf5_checked(H5Dcreate2(group.id(), spec.name.c_str(), file_type, space.id(),
                                             H5P_DEFAULT, list.id(), H5P_DEFAULT),
                                  *group.file, spec.name),
                     H5Dclose},
                    group.file};
  hdf5_checked(H5Dwrite(variable.id(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), *group.file,
               spec.name);
  describe(variable, spec);
  return variable;
}

}  // namespace

template <>
hid_t stored_type<double>() {
  return H5T_IEEE_F64LE;
}
template <>
hid_t stored_type<std::int32_t>() {
  return H5T_STD_I32LE;
}
template <>
hid_t stored_type<std::uint32_t>() {
  return H5T_STD_U32LE;
}
template <>
hid_t stored_type<std::int64_t>() {
  return H5T_STD_I64LE;
}
template <>
hid_t stored_type<std::uint64_t>() {
  return H5T_STD_U64LE;
}
template <>
hid_t stored_type<std::uint8_t>() {
  return H5T_STD_U8LE;
}

OutputFile::OutputFile(std::string path)
    : part_{path + ".part"},
      root_{{}, std::make_shared<Hdf5FileName>(Hdf5FileName{std::move(path), true})} {
  hdf5_quiet();
  try_to_create(this->path(), part_);
  const Hdf5Handle list{H5Pcreate(H5P_FILE_CREATE), H5Pclose};
  H5Pset_obj_track_times(list.id(), false);
  H5Pset_link_creation_order(list.id(), ordered);
  H5Pset_attr_creation_order(list.id(), ordered);
  const Hdf5Handle access{H5Pcreate(H5P_FILE_ACCESS), H5Pclose};
  H5Pset_fclose_degree(access.id(),
                       H5F_CLOSE_SEMI);  // a node left open is a fault, not a half file
  root_.handle = {H5Fcreate(part_.c_str(), H5F_ACC_TRUNC, list.id(), access.id()), H5Fclose};
  if (root_.id() >= 0) return;
  try {
    hdf5_failed(*root_.file, "HDF5");
  } catch (const CannotWrite& error) {
    throw CannotWrite{CannotWrite::Stage::create, this->path(), error.what()};
  }
}

OutputFile::~OutputFile() {
  if (committed_) return;
  root_.handle.close();
  ::unlink(part_.c_str());
}

void OutputFile::commit() {
  hdf5_checked(root_.handle.close(), *root_.file, "closing");
  sync(part_, path());
  if (std::rename(part_.c_str(), path().c_str()) != 0)
    throw CannotWrite{CannotWrite::Stage::write, path(), std::strerror(errno)};
  committed_ = true;
  sync(folder_of(path()), path());
}

Hdf5Node make_group(const Hdf5Node& parent, std::string_view name) {
  const Hdf5Handle list{H5Pcreate(H5P_GROUP_CREATE), H5Pclose};
  H5Pset_obj_track_times(list.id(), false);
  H5Pset_link_creation_order(list.id(), ordered);
  H5Pset_attr_creation_order(list.id(), ordered);
  const std::string text{name};
  return {{hdf5_checked(H5Gcreate2(parent.id(), text.c_str(), H5P_DEFAULT, list.id(), H5P_DEFAULT),
                        *parent.file, "group " + text),
           H5Gclose},
          parent.file};
}

void write_attribute(const Hdf5Node& node, std::string_view name, std::string_view text) {
  const std::string copy{text};
  const char* start = copy.c_str();
  const Hdf5Handle type = hdf5_text_type();
  write_attribute(node, name, type.id(), type.id(), H5Screate(H5S_SCALAR), &start);
}

void write_attribute(const Hdf5Node& node, std::string_view name, double number) {
  write_attribute(node, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, H5Screate(H5S_SCALAR), &number);
}
void write_attribute(const Hdf5Node& node, std::string_view name, std::uint64_t number) {
  write_attribute(node, name, H5T_STD_U64LE, H5T_NATIVE_UINT64, H5Screate(H5S_SCALAR), &number);
}
void write_attribute(const Hdf5Node& node, std::string_view name, std::int64_t number) {
  write_attribute(node, name, H5T_STD_I64LE, H5T_NATIVE_INT64, H5Screate(H5S_SCALAR), &number);
}
void write_attribute(const Hdf5Node& node, std::string_view name, std::uint8_t number) {
  write_attribute(node, name, H5T_STD_U8LE, H5T_NATIVE_UINT8, H5Screate(H5S_SCALAR), &number);
}
void write_attribute(const Hdf5Node& node, std::string_view name,
                     std::span<const std::uint8_t> numbers) {
  const hsize_t size = numbers.size();
  write_attribute(node, name, H5T_STD_U8LE, H5T_NATIVE_UINT8, H5Screate_simple(1, &size, nullptr),
                  numbers.data());
}

void describe(const Hdf5Node& variable, const VariableSpec& spec) {
  if (!spec.units.empty()) write_attribute(variable, "units", spec.units);
  write_attribute(variable, "long_name", spec.long_name);
  if (!spec.lookup.empty()) write_attribute(variable, "lookup", spec.lookup);
  if (spec.flags.empty()) return;
  std::vector<std::uint8_t> values(spec.flags.size());
  std::iota(values.begin(), values.end(), std::uint8_t{0});
  write_attribute(variable, "flag_values", values);
  std::string meanings;
  for (const std::string_view flag : spec.flags)
    meanings += (meanings.empty() ? "" : " ") + std::string{flag};
  write_attribute(variable, "flag_meanings", meanings);
}

Hdf5Handle creation_list(std::span<const hsize_t> chunk) {
  Hdf5Handle list{H5Pcreate(H5P_DATASET_CREATE), H5Pclose};
  H5Pset_obj_track_times(list.id(), false);
  H5Pset_attr_creation_order(list.id(), ordered);
  if (!chunk.empty()) {
    H5Pset_chunk(list.id(), static_cast<int>(chunk.size()), chunk.data());
    H5Pset_shuffle(list.id());
    H5Pset_deflate(list.id(), 4);
  }
  return list;
}

template <class T>
Hdf5Node write_variable(const Hdf5Node& group, const VariableSpec& spec,
                        std::span<const hsize_t> shape, std::span<const T> values) {
  // A chunk needs an index of 2 KiB, so a short variable is smaller, and read faster, in one piece.
  std::vector<hsize_t> chunk;
  if (!shape.empty() && values.size() >= 1024) {
    chunk.assign(shape.begin(), shape.end());
    const hsize_t row = values.size() / shape[0];
    chunk[0] = std::clamp<hsize_t>(65536 / std::max<hsize_t>(row, 1), 1, shape[0]);
  }
  return write_values(group, spec, shape, stored_type<T>(), memory_type<T>(), creation_list(chunk),
                      values.data());
}
template Hdf5Node write_variable(const Hdf5Node&, const VariableSpec&, std::span<const hsize_t>,
                                 std::span<const double>);
template Hdf5Node write_variable(const Hdf5Node&, const VariableSpec&, std::span<const hsize_t>,
                                 std::span<const std::int32_t>);
template Hdf5Node write_variable(const Hdf5Node&, const VariableSpec&, std::span<const hsize_t>,
                                 std::span<const std::uint32_t>);
template Hdf5Node write_variable(const Hdf5Node&, const VariableSpec&, std::span<const hsize_t>,
                                 std::span<const std::int64_t>);
template Hdf5Node write_variable(const Hdf5Node&, const VariableSpec&, std::span<const hsize_t>,
                                 std::span<const std::uint64_t>);
template Hdf5Node write_variable(const Hdf5Node&, const VariableSpec&, std::span<const hsize_t>,
                                 std::span<const std::uint8_t>);

Hdf5Node write_texts(const Hdf5Node& group, const VariableSpec& spec,
                     std::span<const std::string> texts) {
  std::vector<const char*> starts(texts.size());
  std::transform(texts.begin(), texts.end(), starts.begin(), std::mem_fn(&std::string::c_str));
  const Hdf5Handle type = hdf5_text_type();
  const hsize_t size = texts.size();
  return write_values(group, spec, {&size, 1}, type.id(), type.id(), creation_list({}),
                      starts.data());
}

void make_scale(const Hdf5Node& variable, const std::string& name) {
  hdf5_checked(H5DSset_scale(variable.id(), name.c_str()), *variable.file, "scale " + name);
}

void attach_scale(const Hdf5Node& variable, const Hdf5Node& scale, unsigned axis) {
  hdf5_checked(H5DSattach_scale(variable.id(), scale.id(), axis), *variable.file, "scale");
}

}  // namespace souk
