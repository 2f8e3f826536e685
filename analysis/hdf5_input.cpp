#include "analysis/hdf5_input.hpp"

#include <hdf5_hl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <functional>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "analysis/errors.hpp"

namespace souk {
namespace {

/// Of the values between a file's type and memory: reals as double, integers as 64 bits.
void set_kind(Cells& cells, hid_t type, const Hdf5FileName& file) {
  cells.width = H5Tget_size(type);
  switch (H5Tget_class(type)) {
    case H5T_FLOAT:
      cells.kind = CellKind::real;
      return;
    case H5T_INTEGER:
      cells.kind =
          H5Tget_sign(type) == H5T_SGN_2 ? CellKind::signed_integer : CellKind::unsigned_integer;
      return;
    case H5T_STRING:
      cells.kind = CellKind::text;
      if (H5Tis_variable_str(type) > 0) return;
      [[fallthrough]];
    default:
      throw BadResultFile{file.path, "holds a type that no result of Souk has"};
  }
}

hid_t memory_type(CellKind kind) {
  if (kind == CellKind::real) return H5T_NATIVE_DOUBLE;
  return kind == CellKind::signed_integer ? H5T_NATIVE_INT64 : H5T_NATIVE_UINT64;
}

/// `read(type, where)` is H5Dread or H5Aread; `space` has the shape of what it gives.
void read_cells(Cells& cells, std::size_t count, hid_t space, const Hdf5FileName& file,
                const std::function<herr_t(hid_t, void*)>& read) {
  if (count == 0) return;
  if (cells.kind != CellKind::text) {
    cells.bits.resize(count);
    hdf5_checked(read(memory_type(cells.kind), cells.bits.data()), file, "reading");
    return;
  }
  std::vector<char*> starts(count, nullptr);
  const Hdf5Handle type = hdf5_text_type();
  hdf5_checked(read(type.id(), starts.data()), file, "reading");
  for (const char* start : starts) cells.texts.emplace_back(start == nullptr ? "" : start);
  H5Dvlen_reclaim(type.id(), space, H5P_DEFAULT, starts.data());
}

std::size_t cells_of(hid_t space) {
  return static_cast<std::size_t>(std::max<hssize_t>(0, H5Sget_simple_extent_npoints(space)));
}

herr_t keep_name(hid_t, const char* name, const H5A_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}
herr_t keep_link(hid_t, const char* name, const H5L_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}
herr_t keep_scale(hid_t, unsigned, hid_t scale, void* name) {
  std::array<char, 1024> text{};
  H5Iget_name(scale, text.data(), text.size());
  const std::string_view path{text.data()};
  *static_cast<std::string*>(name) = path.substr(path.rfind('/') + 1);
  return 1;
}

}  // namespace

Hdf5Node open_hdf5(const std::string& path) {
  hdf5_quiet();
  if (::access(path.c_str(), R_OK) != 0) throw BadResultFile{path, std::strerror(errno)};
  auto file = std::make_shared<Hdf5FileName>(Hdf5FileName{path, false});
  if (H5Fis_hdf5(path.c_str()) <= 0) throw BadResultFile{path, "is not an HDF5 file"};
  const hid_t id = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  return {{hdf5_checked(id, *file, "opening"), H5Fclose}, file};
}

Hdf5Node open_object(const Hdf5Node& node, const std::string& name) {
  return {{hdf5_checked(H5Oopen(node.id(), name.c_str(), H5P_DEFAULT), *node.file, name), H5Oclose},
          node.file};
}

bool is_group(const Hdf5Node& node) {
  const H5I_type_t type = H5Iget_type(node.id());
  return type == H5I_GROUP || type == H5I_FILE;
}
bool is_scale(const Hdf5Node& node) {
  return !is_group(node) && H5DSis_scale(node.id()) > 0;
}

bool has_object(const Hdf5Node& node, const std::string& name) {
  return H5Lexists(node.id(), name.c_str(), H5P_DEFAULT) > 0;
}

std::vector<std::string> child_names(const Hdf5Node& group) {
  std::vector<std::string> names;
  hdf5_checked(H5Literate(group.id(), H5_INDEX_CRT_ORDER, H5_ITER_INC, nullptr, keep_link, &names),
               *group.file, "listing a group");
  return names;
}

std::vector<std::string> attribute_names(const Hdf5Node& node) {
  std::vector<std::string> names;
  hdf5_checked(H5Aiterate2(node.id(), H5_INDEX_CRT_ORDER, H5_ITER_INC, nullptr, keep_name, &names),
               *node.file, "listing attributes");
  std::erase_if(names, [](const std::string& name) {
    return name == "CLASS" || name == "NAME" || name == "DIMENSION_LIST" ||
           name == "REFERENCE_LIST";
  });
  return names;
}

std::string Cells::printed(std::size_t index) const {
  switch (kind) {
    case CellKind::real:
      return fmt::format("{}", std::bit_cast<double>(bits[index]));
    case CellKind::signed_integer:
      return fmt::format("{}", static_cast<std::int64_t>(bits[index]));
    case CellKind::unsigned_integer:
      return fmt::format("{}", bits[index]);
    case CellKind::text:
      return texts[index];
  }
  return {};
}

double Cells::number(std::size_t index) const {
  switch (kind) {
    case CellKind::real:
      return std::bit_cast<double>(bits[index]);
    case CellKind::signed_integer:
      return static_cast<double>(static_cast<std::int64_t>(bits[index]));
    case CellKind::unsigned_integer:
      return static_cast<double>(bits[index]);
    case CellKind::text:
      break;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

std::vector<std::uint64_t> shape_of(const Hdf5Node& dataset) {
  const Hdf5Handle space{H5Dget_space(dataset.id()), H5Sclose};
  const int rank = hdf5_checked(H5Sget_simple_extent_ndims(space.id()), *dataset.file, "shape");
  std::vector<hsize_t> shape(static_cast<std::size_t>(rank));
  if (rank > 0) H5Sget_simple_extent_dims(space.id(), shape.data(), nullptr);
  return {shape.begin(), shape.end()};
}

Cells read_rows(const Hdf5Node& dataset, std::uint64_t from, std::uint64_t count) {
  const std::vector<std::uint64_t> shape = shape_of(dataset);
  const Hdf5Handle type{H5Dget_type(dataset.id()), H5Tclose};
  const Hdf5Handle space{H5Dget_space(dataset.id()), H5Sclose};
  std::vector<hsize_t> offset(shape.size(), 0), extent(shape.begin(), shape.end());
  if (!shape.empty()) {
    offset[0] = from;
    extent[0] = count;
    H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, offset.data(), nullptr, extent.data(), nullptr);
  }
  const Hdf5Handle memory{
      extent.empty() ? H5Screate(H5S_SCALAR)
                     : H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr),
      H5Sclose};
  Cells cells;
  set_kind(cells, type.id(), *dataset.file);
  read_cells(cells, cells_of(memory.id()), memory.id(), *dataset.file, [&](hid_t as, void* where) {
    return H5Dread(dataset.id(), as, memory.id(), space.id(), H5P_DEFAULT, where);
  });
  return cells;
}

Cells read_all(const Hdf5Node& dataset) {
  const std::vector<std::uint64_t> shape = shape_of(dataset);
  return read_rows(dataset, 0, shape.empty() ? 1 : shape[0]);
}

Cells read_attribute(const Hdf5Node& node, const std::string& name) {
  const Hdf5Handle attribute{
      hdf5_checked(H5Aopen(node.id(), name.c_str(), H5P_DEFAULT), *node.file, "attribute " + name),
      H5Aclose};
  const Hdf5Handle type{H5Aget_type(attribute.id()), H5Tclose};
  const Hdf5Handle space{H5Aget_space(attribute.id()), H5Sclose};
  Cells cells;
  set_kind(cells, type.id(), *node.file);
  read_cells(cells, cells_of(space.id()), space.id(), *node.file,
             [&](hid_t as, void* where) { return H5Aread(attribute.id(), as, where); });
  return cells;
}

bool has_attribute(const Hdf5Node& node, const std::string& name) {
  return H5Aexists(node.id(), name.c_str()) > 0;
}

std::vector<std::string> dimension_names(const Hdf5Node& dataset) {
  std::vector<std::string> names(shape_of(dataset).size());
  if (is_scale(dataset)) {
    keep_scale(0, 0, dataset.id(), names.data());
    return names;
  }
  for (std::size_t axis = 0; axis < names.size(); ++axis)
    H5DSiterate_scales(dataset.id(), static_cast<unsigned>(axis), nullptr, keep_scale,
                       &names[axis]);
  return names;
}

}  // namespace souk
