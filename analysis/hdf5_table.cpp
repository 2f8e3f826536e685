#include "analysis/hdf5_table.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "models/check.hpp"

namespace souk {
namespace {

struct Stored {
  std::size_t width;
  hid_t type;
};

Stored stored(ColumnType type) {
  switch (type) {
    case ColumnType::f64:
      return {8, stored_type<double>()};
    case ColumnType::i32:
      return {4, stored_type<std::int32_t>()};
    case ColumnType::i64:
      return {8, stored_type<std::int64_t>()};
    case ColumnType::u8:
      return {1, stored_type<std::uint8_t>()};
  }
  SOUK_CHECK(false, "a column type that is none");
}

}  // namespace

Hdf5Table::Hdf5Table(const Hdf5Node& parent, const std::string& name, std::string_view comment,
                     std::vector<ColumnSpec> columns, const Inner* inner)
    : group_{make_group(parent, name)} {
  write_attribute(group_, "comment", comment);
  const std::size_t per_row = inner == nullptr ? 1 : inner->values.size();
  rows_per_chunk_ = std::max<std::size_t>(1, chunk_rows / std::max<std::size_t>(1, per_row));
  Hdf5Node second;
  if (inner != nullptr) {
    const hsize_t size = inner->values.size();
    second = write_variable<std::int32_t>(group_, inner->variable, {&size, 1}, inner->values);
    make_scale(second, inner->variable.name);
  }
  create_column(columns[0], 1, 1);
  for (std::size_t c = 1; c < columns.size(); ++c)
    create_column(columns[c], per_row, inner == nullptr ? 1 : 2);
  make_scale(columns_[0].variable, columns_[0].name);
  for (std::size_t c = 1; c < columns_.size(); ++c) {
    attach_scale(columns_[c].variable, columns_[0].variable, 0);
    if (inner != nullptr) attach_scale(columns_[c].variable, second, 1);
  }
}

void Hdf5Table::create_column(const ColumnSpec& spec, std::size_t per_row, int rank) {
  const auto [width, type] = stored(spec.type);
  const std::array<hsize_t, 2> start{0, per_row}, most{H5S_UNLIMITED, per_row},
      chunk{rows_per_chunk_, per_row};
  const Hdf5Handle space{H5Screate_simple(rank, start.data(), most.data()), H5Sclose};
  const Hdf5Handle list = creation_list({chunk.data(), static_cast<std::size_t>(rank)});
  Column column;
  column.values = std::make_unique_for_overwrite<std::byte[]>(rows_per_chunk_ * per_row * width);
  column.width = width;
  column.per_row = per_row;
  column.type = spec.type;
  column.name = spec.variable.name;
  column.variable = {{hdf5_checked(H5Dcreate2(group_.id(), column.name.c_str(), type, space.id(),
                                              H5P_DEFAULT, list.id(), H5P_DEFAULT),
                                   *group_.file, column.name),
                      H5Dclose},
                     group_.file};
  describe(column.variable, spec.variable);
  columns_.push_back(std::move(column));
}

void Hdf5Table::check_types(std::span<const ColumnType> types) const {
  const bool same = std::equal(types.begin(), types.end(), columns_.begin(), columns_.end(),
                               [](ColumnType a, const Column& b) { return a == b.type; });
  SOUK_CHECK(same, "a row whose types are not the table's");
}

void Hdf5Table::flush() {
  if (row_ == 0) return;
  for (const Column& column : columns_) write_chunk(column);
  written_ += row_;
  row_ = 0;
}

void Hdf5Table::write_chunk(const Column& column) {
  const std::size_t row_size = column.width * column.per_row, used = row_ * row_size;
  const std::size_t whole = rows_per_chunk_ * row_size;
  std::memset(column.values.get() + used, 0, whole - used);
  const auto packed =
      planes_.pack({column.values.get(), whole}, column.width, row_ * column.per_row);
  const std::array<hsize_t, 2> extent{written_ + row_, column.per_row}, offset{written_, 0};
  const hid_t id = column.variable.id();
  hdf5_checked(H5Dset_extent(id, extent.data()), *group_.file, column.name);
  hdf5_checked(H5Dwrite_chunk(id, H5P_DEFAULT, 0, offset.data(), packed.size(), packed.data()),
               *group_.file, column.name);
}

void Hdf5Table::finish() {
  flush();
  columns_.clear();
}

}  // namespace souk
