#include <algorithm>

#include <fmt/format.h>

#include "analysis/hdf5_input.hpp"
#include "analysis/result_reader.hpp"

namespace souk {
namespace {

using Difference = std::optional<std::string>;

constexpr std::uint64_t rows_at_once = 65536;

/// The line in which two texts part, so that a difference of long texts can be read.
std::pair<std::string, std::string> parting_lines(const std::string& a, const std::string& b) {
  const auto at = static_cast<std::size_t>(
      std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
  const auto line = [&](const std::string& text) {
    const auto before = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
    const auto from = before == std::string::npos ? 0 : before + 1;
    return text.substr(from, text.find('\n', at) - from);
  };
  return {line(a), line(b)};
}

Difference compare_cells(const std::string& name, const Cells& a, const Cells& b,
                         const std::vector<std::uint64_t>& shape, std::uint64_t first_cell) {
  if (a.kind != b.kind || a.width != b.width) return name + ": of another type";
  if (a.size() != b.size()) return fmt::format("{}: {} and {} values", name, a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a.kind == CellKind::text ? a.texts[i] == b.texts[i] : a.bits[i] == b.bits[i]) continue;
    std::string index;
    std::uint64_t rest = first_cell + i;
    for (std::size_t axis = shape.size(); axis-- > 0; rest /= shape[axis])
      index = std::to_string(rest % shape[axis]) + (index.empty() ? "" : ", ") + index;
    if (!index.empty()) index = "[" + index + "]";
    const auto [left, right] = a.kind == CellKind::text ? parting_lines(a.texts[i], b.texts[i])
                                                        : std::pair{a.printed(i), b.printed(i)};
    if (left == right)  // -0 and 0, or two NaNs
      return fmt::format("{}{}: bits {:016x} and {:016x}", name, index, a.bits[i], b.bits[i]);
    return fmt::format("{}{}: {} and {}", name, index, left, right);
  }
  return {};
}

Difference compare_dataset(const std::string& path, const Hdf5Node& a, const Hdf5Node& b) {
  const auto shape = shape_of(a), other = shape_of(b);
  if (shape != other)
    return fmt::format("{}: shape [{}] and [{}]", path, fmt::join(shape, ", "),
                       fmt::join(other, ", "));
  const std::uint64_t rows = shape.empty() ? 1 : shape[0];
  std::uint64_t per_row = 1;
  for (std::size_t axis = 1; axis < shape.size(); ++axis) per_row *= shape[axis];
  const std::uint64_t step =
      std::max<std::uint64_t>(1, rows_at_once / std::max<std::uint64_t>(1, per_row));
  for (std::uint64_t row = 0; row < rows; row += step) {
    const std::uint64_t count = std::min(step, rows - row);
    const Difference found = compare_cells(path, read_rows(a, row, count), read_rows(b, row, count),
                                           shape, row * per_row);
    if (found) return found;
  }
  return {};
}

Difference compare_names(const std::string& path, const std::vector<std::string>& a,
                         const std::vector<std::string>& b) {
  const auto lacks = [](const auto& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) == names.end();
  };
  for (const std::string& name : a)
    if (lacks(b, name)) return path + name + ": only in the first";
  for (const std::string& name : b)
    if (lacks(a, name)) return path + name + ": only in the second";
  return {};
}

Difference compare_nodes(const std::string& path, const Hdf5Node& a, const Hdf5Node& b) {
  const std::vector<std::string> attributes = attribute_names(a);
  if (const auto found = compare_names(path + "@", attributes, attribute_names(b))) return found;
  for (const std::string& name : attributes) {
    const auto found =
        compare_cells(path + "@" + name, read_attribute(a, name), read_attribute(b, name), {}, 0);
    if (found) return found;
  }
  if (is_group(a) != is_group(b)) return path + ": a group and a variable";
  if (!is_group(a)) return compare_dataset(path, a, b);
  const std::string inside = path == "/" ? path : path + "/";
  const std::vector<std::string> children = child_names(a);
  if (const auto found = compare_names(inside, children, child_names(b))) return found;
  for (const std::string& name : children) {
    const auto found = compare_nodes(inside + name, open_object(a, name), open_object(b, name));
    if (found) return found;
  }
  return {};
}

}  // namespace

std::optional<std::string> first_difference(const std::string& a, const std::string& b) {
  return compare_nodes("/", open_hdf5(a), open_hdf5(b));
}

}  // namespace souk
