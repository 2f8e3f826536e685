#pragma once

// The axes of a sweep as dimensions of HDF5 variables, and curves on them.

#include <set>
#include <span>
#include <string>
#include <vector>

#include "analysis/result_groups.hpp"
#include "models/scenario/parse.hpp"

namespace souk {

/// Replications, the axes of a sweep and at last, where there are any, members: the dimensions of
/// the variables of one group.
struct SweepGrid {
  /// `runs` are replications x points. `members`: their names, no two alike.
  SweepGrid(const Sweep& swept, std::size_t runs, std::vector<std::string> names_of_members = {});

  const Sweep& sweep;
  std::size_t cells;  ///< of one replication: points x members
  std::size_t replications;
  std::vector<std::string> names, coordinate_names;  ///< of axes; of what varies along the only one
  std::vector<std::string> members;
  std::vector<hsize_t> shape, sample_shape;

 private:
  void name_axes(std::set<std::string> taken);
};

/// The coordinates of one group, and variables on them.
class SweepGroup {
 public:
  /// Without `by_run` the group has no replications.
  SweepGroup(const Hdf5Node& group, const SweepGrid& grid, bool by_run = true);

  /// One value per cell, row-major.
  template <class T>
  void per_cell(const VariableSpec& spec, const std::vector<T>& values) {
    per_cell(write_variable<T>(group_, spec, grid_.shape, std::span<const T>{values}));
  }
  /// One value per cell of each replication, replications first.
  template <class T>
  void per_run(const VariableSpec& spec, const std::vector<T>& values) {
    attach(write_variable<T>(group_, spec, grid_.sample_shape, std::span<const T>{values}), 0);
  }

 private:
  void add_replications();
  void add_axis(const SweepAxis& axis, const std::string& name);
  void add_members();
  Hdf5Node write_coordinate(const SweepAxis& axis, const std::string& name);
  void per_cell(const Hdf5Node& variable) { attach(variable, by_run_ ? 1 : 0); }
  void attach(const Hdf5Node& variable, std::size_t first);

  const Hdf5Node& group_;
  const SweepGrid& grid_;
  bool by_run_;
  std::vector<Hdf5Node> scales_;
};

/// The samples of one quantity, replications x cells.
struct Samples {
  std::string name, unit, long_name;
  std::vector<double> values;
  std::vector<std::uint8_t> flags;  ///< of MetricFlag
};

/// Writes PARENT/name: mean, low, high and n over the replications in which the sample is defined,
/// sample and flag. The band is Student's interval of the mean at `level`.
void write_curve(const Hdf5Node& parent, const SweepGrid& grid, const Samples& samples,
                 double level);

}  // namespace souk
