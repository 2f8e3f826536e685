#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>

#include "analysis/csv_file.hpp"
#include "analysis/errors.hpp"
#include "analysis/hdf5_input.hpp"
#include "analysis/result_reader.hpp"

namespace souk {
namespace {

constexpr std::uint64_t cells_at_once = 65536;

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    words.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

/// The texts that numbers of a column stand for.
using Names = std::vector<std::string>;

/// One variable, seen on the axes of the table that it is printed in.
struct PrintedColumn {
  std::string name;
  Hdf5Node variable;
  std::vector<std::size_t>
      strides;  ///< cells per step of each axis of the table; 0: it does not vary
  Names flags, lookup;
  bool blocked = false;  ///< read block by block, since it varies along the first axis
  Cells cells;
};

/// The table of the variables of one group that lie on `axes`, or on some of them.
class LongTable {
 public:
  LongTable(const Hdf5Node& root, const Hdf5Node& group, const Hdf5Node& widest,
            const Names& left_out);

  void print_titles(CsvFile& csv) const;
  /// `label`, if any, is the first cell of every row.
  void print_rows(CsvFile& csv, const std::string& label);

 private:
  void add_column(const Hdf5Node& root, Hdf5Node variable, const std::string& name);
  void print_row(CsvFile& csv, std::uint64_t row, std::uint64_t block_start) const;

  std::vector<std::string> axes_;
  std::vector<std::uint64_t> shape_;
  std::vector<PrintedColumn> columns_;
};

LongTable::LongTable(const Hdf5Node& root, const Hdf5Node& group, const Hdf5Node& widest,
                     const Names& left_out)
    : axes_{dimension_names(widest)}, shape_{shape_of(widest)} {
  for (const std::string& name : child_names(group))
    if (std::find(left_out.begin(), left_out.end(), name) == left_out.end())
      add_column(root, open_object(group, name), name);
}

void LongTable::add_column(const Hdf5Node& root, Hdf5Node variable, const std::string& name) {
  const std::vector<std::string> own = dimension_names(variable);
  const std::vector<std::uint64_t> own_shape = shape_of(variable);
  PrintedColumn column{
      name, std::move(variable), std::vector<std::size_t>(axes_.size(), 0), {}, {}, false, {}};
  std::size_t stride = 1;
  for (std::size_t i = own.size(); i-- > 0; stride *= own_shape[i]) {
    const auto axis = std::find(axes_.begin(), axes_.end(), own[i]);
    if (axis == axes_.end()) return;  // it belongs to another table of this group
    column.strides[static_cast<std::size_t>(axis - axes_.begin())] = stride;
  }
  if (has_attribute(column.variable, "flag_meanings"))
    column.flags = words_of(read_attribute(column.variable, "flag_meanings").printed(0));
  if (has_attribute(column.variable, "lookup")) {
    const std::string names = read_attribute(column.variable, "lookup").printed(0);
    column.lookup = read_all(open_object(root, names)).texts;
  }
  column.blocked = !own.empty() && own[0] == axes_[0];
  if (!column.blocked) column.cells = read_all(column.variable);
  columns_.push_back(std::move(column));
}

void LongTable::print_titles(CsvFile& csv) const {
  for (const PrintedColumn& column : columns_) {
    csv.cell(column.name);
    if (!column.lookup.empty()) csv.cell(column.name + "_name");
  }
  csv.end_row();
}

std::string printed_cell(const Cells& cells, std::size_t at) {
  if (cells.kind == CellKind::real && std::isnan(cells.number(at))) return "";
  return cells.printed(at);
}

std::string named(const Names& names, const Cells& cells, std::size_t at) {
  const double number = cells.number(at);
  if (!(number >= 0) || number >= static_cast<double>(names.size())) return "";
  return names[static_cast<std::size_t>(number)];
}

void LongTable::print_row(CsvFile& csv, std::uint64_t row, std::uint64_t block_start) const {
  std::vector<std::uint64_t> index(shape_.size());
  for (std::size_t axis = shape_.size(); axis-- > 0; row /= shape_[axis])
    index[axis] = row % shape_[axis];
  for (const PrintedColumn& column : columns_) {
    std::size_t at = 0;
    for (std::size_t axis = 0; axis < index.size(); ++axis)
      at += (index[axis] - (axis == 0 && column.blocked ? block_start : 0)) * column.strides[axis];
    csv.cell(column.flags.empty() ? printed_cell(column.cells, at)
                                  : named(column.flags, column.cells, at));
    if (!column.lookup.empty()) csv.cell(named(column.lookup, column.cells, at));
  }
  csv.end_row();
}

void LongTable::print_rows(CsvFile& csv, const std::string& label) {
  std::uint64_t per_step = 1;
  for (std::size_t axis = 1; axis < shape_.size(); ++axis) per_step *= shape_[axis];
  if (per_step == 0) return;
  const std::uint64_t steps = shape_.empty() ? 1 : shape_[0];
  const std::uint64_t block = std::max<std::uint64_t>(1, cells_at_once / per_step);
  for (std::uint64_t start = 0; start < steps; start += block) {
    const std::uint64_t count = std::min(block, steps - start);
    for (PrintedColumn& column : columns_)
      if (column.blocked) column.cells = read_rows(column.variable, start, count);
    for (std::uint64_t row = start * per_step; row < (start + count) * per_step; ++row) {
      if (!label.empty()) csv.cell(label);
      print_row(csv, row, start);
    }
  }
}

/// The variable with the most axes: the rows of the group's table are its cells.
Hdf5Node widest_of(const Hdf5Node& group) {
  Hdf5Node widest;
  std::size_t most = 0;
  for (const std::string& name : child_names(group)) {
    Hdf5Node variable = open_object(group, name);
    const std::size_t rank = shape_of(variable).size();
    if (widest.id() < 0 || rank > most) {
      most = rank;
      widest = std::move(variable);
    }
  }
  return widest;
}

void export_header(const Hdf5Node& root, CsvFile csv, std::vector<CsvFile>& done) {
  csv.cell("name");
  csv.cell("value");
  csv.end_row();
  for (const std::string& name : attribute_names(root)) {
    csv.cell(name);
    csv.cell(read_attribute(root, name).printed(0));
    csv.end_row();
  }
  done.push_back(std::move(csv));
}

void export_summary(const Hdf5Node& group, CsvFile csv, std::vector<CsvFile>& done) {
  for (const char* title : {"metric", "value", "units", "flag", "long_name"}) csv.cell(title);
  csv.end_row();
  for (const std::string& name : child_names(group)) {
    const Hdf5Node variable = open_object(group, name);
    csv.cell(name);
    csv.cell(printed_cell(read_all(variable), 0));
    for (const char* attribute : {"units", "flag_meaning", "long_name"})
      csv.cell(read_attribute(variable, attribute).printed(0));
    csv.end_row();
  }
  done.push_back(std::move(csv));
}

/// Rows of all metrics in one file; `variable` has the axes, `left_out` is no part of it.
void export_curves(const Hdf5Node& root, const Hdf5Node& curves, const std::string& variable,
                   const Names& left_out, CsvFile csv, std::vector<CsvFile>& done) {
  bool titled = false;
  for (const std::string& metric : child_names(curves)) {
    const Hdf5Node group = open_object(curves, metric);
    LongTable table{root, group, open_object(group, variable), left_out};
    if (!titled) {
      csv.cell("metric");
      table.print_titles(csv);
      titled = true;
    }
    table.print_rows(csv, metric);
  }
  done.push_back(std::move(csv));
}

void export_group(const Hdf5Node& root, const std::string& name, const std::string& dir,
                  std::vector<CsvFile>& done) {
  const Hdf5Node group = open_object(root, name);
  const auto file = [&](const std::string& table) { return CsvFile{dir + "/" + table + ".csv"}; };
  if (name == "summary") return export_summary(group, file(name), done);
  const auto curves = [&](const Hdf5Node& of, const std::string& table) {
    export_curves(root, of, "mean", {"replication"}, file(table + "s"), done);
    export_curves(root, of, "sample", {"mean", "low", "high", "n"}, file(table + "_samples"), done);
  };
  if (name == "curves") return curves(group, "curve");
  if (name == "members") {
    for (const std::string& by : child_names(group)) curves(open_object(group, by), by);
    return;
  }
  LongTable table{root, group, widest_of(group), {}};
  CsvFile csv = file(name);
  table.print_titles(csv);
  table.print_rows(csv, "");
  done.push_back(std::move(csv));
}

}  // namespace

void export_csv(const std::string& path, const std::string& dir) {
  const ResultReader checked{path};
  const Hdf5Node root = open_hdf5(path);
  std::error_code error;
  std::filesystem::create_directories(dir, error);
  if (error) throw CannotWrite{CannotWrite::Stage::create, dir, error.message()};
  std::vector<CsvFile> done;
  export_header(root, CsvFile{dir + "/header.csv"}, done);
  for (const std::string& name : child_names(root)) export_group(root, name, dir, done);
  for (CsvFile& csv : done) csv.close();
  for (CsvFile& csv : done) csv.publish();
}

}  // namespace souk
