#pragma once

// Reading HDF5 files of numbers and texts. Everything throws BadResultFile.

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/hdf5_node.hpp"

namespace souk {

/// Opens a file for reading: its root, a group.
Hdf5Node open_hdf5(const std::string& path);
/// A group or dataset below `node`.
Hdf5Node open_object(const Hdf5Node& node, const std::string& name);
bool is_group(const Hdf5Node& node);
/// Whether `node` is a dataset that bears a dimension.
bool is_scale(const Hdf5Node& node);
bool has_object(const Hdf5Node& node, const std::string& name);

/// Names in the order of creation.
std::vector<std::string> child_names(const Hdf5Node& group);
/// Without those that belong to the dimension scales (CLASS, NAME, DIMENSION_LIST, REFERENCE_LIST).
std::vector<std::string> attribute_names(const Hdf5Node& node);

enum class CellKind : std::uint8_t { real, signed_integer, unsigned_integer, text };

/// Values of a dataset or attribute, row-major. Numbers keep their bits; `bits` holds a double's
/// pattern.
struct Cells {
  CellKind kind = CellKind::real;
  std::size_t width = 8;  ///< stored bytes of a number
  std::vector<std::uint64_t> bits;
  std::vector<std::string> texts;

  [[nodiscard]] std::size_t size() const {
    return kind == CellKind::text ? texts.size() : bits.size();
  }
  /// As printed: numbers by their shortest digits that give them back, "" for NaN in neither:
  /// "nan".
  [[nodiscard]] std::string printed(std::size_t index) const;
  [[nodiscard]] double number(std::size_t index) const;  ///< NaN for a text
};

std::vector<std::uint64_t> shape_of(const Hdf5Node& dataset);
/// Rows [from, from + count) of a dataset; all of it when it has no axes.
Cells read_rows(const Hdf5Node& dataset, std::uint64_t from, std::uint64_t count);
Cells read_all(const Hdf5Node& dataset);
Cells read_attribute(const Hdf5Node& node, const std::string& name);
bool has_attribute(const Hdf5Node& node, const std::string& name);
/// The name of the dimension of each axis: that of the scale attached; "" if there is none.
std::vector<std::string> dimension_names(const Hdf5Node& dataset);

}  // namespace souk
