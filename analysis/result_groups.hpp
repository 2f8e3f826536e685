#pragma once

// The parts that result files of runs and of sweeps have in common.

#include <span>
#include <string_view>
#include <vector>

#include "analysis/hdf5_output.hpp"
#include "analysis/result_file.hpp"

namespace souk {

/// The meanings of MetricFlag.
inline const std::vector<std::string_view> metric_flags{"measured", "no_transfers", "undefined"};

/// Root attributes; `kind` is "run" or "sweep".
void write_header(const Hdf5Node& root, const ResultHeader& header, std::string_view kind);

/// 16 lower-case hex digits.
std::string hex_of(std::uint64_t hash);

/// A group whose dimension has the coordinate 0, 1, ..., size - 1.
struct NumberedGroup {
  NumberedGroup(const Hdf5Node& parent, std::string_view group, const std::string& dimension,
                std::size_t size);

  /// Throws InternalError if `values` is not as long as the dimension.
  template <class T>
  void add(const VariableSpec& spec, std::span<const T> values) {
    const hsize_t size = values.size();
    check_size(values.size());
    attach_scale(write_variable<T>(node, spec, {&size, 1}, values), scale, 0);
  }
  void add(const VariableSpec& spec, const std::vector<std::string>& texts);

  Hdf5Node node, scale;

 private:
  void check_size(std::size_t size) const;

  std::size_t size_;
};

}  // namespace souk
