#pragma once

// A table that grows while a run goes on: columns on one unlimited dimension, written by whole
// chunks.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/byte_planes.hpp"
#include "analysis/hdf5_output.hpp"

namespace souk {

enum class ColumnType : std::uint8_t { f64, i32, i64, u8 };

template <class T>
constexpr ColumnType column_type() {
  if constexpr (std::is_same_v<T, double>)
    return ColumnType::f64;
  else if constexpr (std::is_same_v<T, std::int32_t>)
    return ColumnType::i32;
  else if constexpr (std::is_same_v<T, std::int64_t>)
    return ColumnType::i64;
  else {
    static_assert(std::is_same_v<T, std::uint8_t>);
    return ColumnType::u8;
  }
}

struct ColumnSpec {
  ColumnType type;
  VariableSpec variable;
};

/// A group of columns. The first is the coordinate of the table's dimension, which bears its name.
/// Written by chunks of 65,536 rows; a table that stays shorter is one chunk of its own length.
/// Memory: one chunk per column, touched as far as it is filled.
class Hdf5Table {
 public:
  static constexpr std::size_t chunk_rows = 65536;

  /// `inner`, if given, is a second dimension of every column but the first, such as the sites of a
  /// series.
  struct Inner {
    VariableSpec variable;
    std::vector<std::int32_t> values;
  };

  Hdf5Table(const Hdf5Node& parent, const std::string& name, std::string_view comment,
            std::vector<ColumnSpec> columns, const Inner* inner = nullptr);

  /// Appends a row; the types are those of the columns, in order. Throws CannotWrite when it fills
  /// a chunk.
  template <class... T>
  void append(T... values) {
    if (row_ == 0) check_types(std::array{column_type<T>()...});
    std::size_t column = 0;
    ((*row_of<T>(column++) = values), ...);
    end_row();
  }

  /// For tables with an inner dimension: the current row of a column, to be filled before
  /// end_row().
  template <class T>
  T* row_of(std::size_t column) {
    Column& c = columns_[column];
    return reinterpret_cast<T*>(c.values.get()) + row_ * c.per_row;
  }
  void end_row() {
    if (++row_ == rows_per_chunk_) flush();
  }
  /// Writes what is left and closes the columns; nothing may be appended after it.
  void finish();

  [[nodiscard]] std::uint64_t rows() const { return written_ + row_; }

 private:
  struct Column {
    std::unique_ptr<std::byte[]> values;
    std::size_t width = 0, per_row = 1;
    ColumnSpec spec;
    Hdf5Node variable;  ///< from the first chunk on
  };

  void add_buffer(ColumnSpec spec, std::size_t per_row);
  void create_columns();
  void create(Column& column, int rank);
  void check_types(std::span<const ColumnType> types) const;
  void flush();
  void write_chunk(const Column& column);

  Hdf5Node group_, inner_;  ///< inner_: the scale of the inner dimension, if there is one
  std::vector<Column> columns_;
  std::size_t rows_per_chunk_ = chunk_rows, row_ = 0;
  std::size_t stored_rows_ = 0;  ///< of a chunk in the file; 0 before the first
  std::uint64_t written_ = 0;
  BytePlanes planes_;
};

}  // namespace souk
