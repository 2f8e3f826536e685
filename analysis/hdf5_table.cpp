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
  if (inner != nullptr) {
    const hsize_t size = inner->values.size();
    inner_ = write_variable<std::int32_t>(group_, inner->variable, {&size, 1}, inner->values);
    make_scale(inner_, inner->variable.name);
  }
  for (ColumnSpec& spec : columns) add_buffer(std::move(spec), columns_.empty() ? 1 : per_row);
}

void Hdf5Table::add_buffer(ColumnSpec spec, std::size_t per_row) {
  const std::size_t width = stored(spec.type).width;
  columns_.push_back(
      {std::make_unique_for_overwrite<std::byte[]>(rows_per_chunk_ * per_row * width),
       width,
       per_row,
       std::move(spec),
       {}});
}

/// Waits for the first chunk, which says whether the table is a short one.
void Hdf5Table::create_columns() {
  stored_rows_ = row_ == 0 ? rows_per_chunk_ : row_;
  const bool flat = inner_.id() < 0;
  for (Column& column : columns_) create(column, flat || &column == columns_.data() ? 1 : 2);
  const Hdf5Node& scale = columns_[0].variable;
  make_scale(scale, columns_[0].spec.variable.name);
  for (std::size_t c = 1; c < columns_.size(); ++c) {
    attach_scale(columns_[c].variable, scale, 0);
    if (!flat) attach_scale(columns_[c].variable, inner_, 1);
  }
}

void Hdf5Table::create(Column& column, int rank) {
  const std::string& name = column.spec.variable.name;
  const std::array<hsize_t, 2> start{0, column.per_row}, most{H5S_UNLIMITED, column.per_row},
      chunk{stored_rows_, column.per_row};
  const Hdf5Handle space{H5Screate_simple(rank, start.data(), most.data()), H5Sclose};
  const Hdf5Handle list = creation_list({chunk.data(), static_cast<std::size_t>(rank)});
  const hid_t id = H5Dcreate2(group_.id(), name.c_str(), stored(column.spec.type).type, space.id(),
                              H5P_DEFAULT, list.id(), H5P_DEFAULT);
  column.variable = {{hdf5_checked(id, *group_.file, name), H5Dclose}, group_.file};
  describe(column.variable, column.spec.variable);
}

void Hdf5Table::check_types(std::span<const ColumnType> types) const {
  const bool same = std::equal(types.begin(), types.end(), columns_.begin(), columns_.end(),
                               [](ColumnType a, const Column& b) { return a == b.spec.type; });
  SOUK_CHECK(same, "a row whose types are not the table's");
}

void Hdf5Table::flush() {
  if (stored_rows_ == 0) create_columns();
  if (row_ == 0) return;
  for (const Column& column : columns_) write_chunk(column);
  written_ += row_;
  row_ = 0;
}

void Hdf5Table::write_chunk(const Column& column) {
  const std::size_t row_size = column.width * column.per_row, used = row_ * row_size;
  const std::size_t whole = stored_rows_ * row_size;
  std::memset(column.values.get() + used, 0, whole - used);
  const auto packed =
      planes_.pack({column.values.get(), whole}, column.width, row_ * column.per_row);
  const std::array<hsize_t, 2> extent{written_ + row_, column.per_row}, offset{written_, 0};
  const hid_t id = column.variable.id();
  hdf5_checked(H5Dset_extent(id, extent.data()), *group_.file, column.spec.variable.name);
  hdf5_checked(H5Dwrite_chunk(id, H5P_DEFAULT, 0, offset.data(), packed.size(), packed.data()),
               *group_.file, column.spec.variable.name);
}

void Hdf5Table::finish() {
  flush();
  columns_.clear();
}

}  // namespace souk
