#pragma once

// Writing a result file that xarray opens with either engine, whole or not at all.
//
// Rules: scales in the group of the variables and attached on every axis, a coordinate named as its
// dimension, units and long_name on all, text of variable length, flags as uint8 with their
// meanings, creation order kept, no times of objects: the same calls give the same bytes.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/hdf5_node.hpp"

namespace souk {

/// The file under construction, `path` + ".part" until commit() gives it its name.
class OutputFile {
 public:
  /// Throws CannotWrite (create) if the folder does not take a file, or `path` is a folder.
  explicit OutputFile(std::string path);
  /// Without commit(): the ".part" is removed, a file already at `path` is as it was.
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  [[nodiscard]] const Hdf5Node& root() const { return root_; }
  [[nodiscard]] const std::string& path() const { return root_.file->path; }

  /// Close, fsync, rename, fsync of the folder. Every other node of the file must be closed before.
  /// Throws CannotWrite (write).
  void commit();

 private:
  std::string part_;
  Hdf5Node root_;
  bool committed_ = false;
};

Hdf5Node make_group(const Hdf5Node& parent, std::string_view name);

void write_attribute(const Hdf5Node& node, std::string_view name, std::string_view text);
void write_attribute(const Hdf5Node& node, std::string_view name, double number);
void write_attribute(const Hdf5Node& node, std::string_view name, std::uint64_t number);
void write_attribute(const Hdf5Node& node, std::string_view name, std::int64_t number);
void write_attribute(const Hdf5Node& node, std::string_view name, std::uint8_t number);
void write_attribute(const Hdf5Node& node, std::string_view name,
                     std::span<const std::uint8_t> numbers);

/// How a variable is stored and described.
struct VariableSpec {
  std::string name;
  std::string units;  ///< UDUNITS text, "1" if pure; empty for text and flags
  std::string long_name;
  std::vector<std::string_view> flags = {};  ///< meanings of the values 0, 1, ... of a uint8
  std::string lookup = {};  ///< variable of names that a number of this one indexes: "/agents/name"
};

/// A whole variable, row-major; `shape` is empty for a scalar. Compressed when it is long.
template <class T>  // double, int32, uint32, int64, uint64 or uint8
Hdf5Node write_variable(const Hdf5Node& group, const VariableSpec& spec,
                        std::span<const hsize_t> shape, std::span<const T> values);
Hdf5Node write_texts(const Hdf5Node& group, const VariableSpec& spec,
                     std::span<const std::string> texts);

/// Makes a variable the coordinate of the dimension that bears its name.
void make_scale(const Hdf5Node& variable, const std::string& name);
void attach_scale(const Hdf5Node& variable, const Hdf5Node& scale, unsigned axis);

/// For the tables, which create their variables themselves.
void describe(const Hdf5Node& variable, const VariableSpec& spec);
/// A creation list with the file's rules; chunked, shuffled and gzip 4 when `chunk` is not empty.
Hdf5Handle creation_list(std::span<const hsize_t> chunk);
template <class T>
hid_t stored_type();

}  // namespace souk
