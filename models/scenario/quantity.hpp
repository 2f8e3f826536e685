#pragma once

// Quantities: "number unit", read into the SI base unit of what they measure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/scenario/params.hpp"

namespace souk {

/// What a key measures. The unit of the number that is kept is `unit_name`.
enum class Measure : std::uint8_t {
  pure,
  time,
  work,
  bytes,
  rate,
  frequency,
  money,
  price,
  byte_price,
  delay_cost,
  power
};

/// "time", "compute", ...: as messages say it.
std::string_view measure_name(Measure measure);
/// Of the number kept: "s", "GPUsec", "B", "B/s", "/s", "credit", "credit/GPUh", "credit/B",
/// "credit/s", "W"; "1" if pure.
std::string_view unit_name(Measure measure);
/// The same unit as a result file has it (CF, UDUNITS): "s", "s", "byte", "byte s-1", "s-1",
/// "credit", "credit h-1", "credit byte-1", "credit s-1", "W"; "1" if pure. GPU time is in s, as
/// everywhere in the file.
std::string_view filed_unit(Measure measure);
/// The units that may be written, as "s min h d ms us".
std::string_view unit_words(Measure measure);

/// A quantity as read, or why it is none.
struct QuantityRead {
  double value = 0;         ///< in the unit of unit_name(measure)
  Measure measure{};        ///< which of those allowed it was
  std::string_view unit{};  ///< as written
  std::string fault{};      ///< empty: good. "... ; allowed is ..."
};

/// Reads "number unit" as one of the measures, the first that has the unit. "inf" is not a
/// quantity.
QuantityRead read_quantity(std::string_view text, const std::vector<Measure>& measures);

/// A plain finite number, the whole of `text`; none otherwise.
std::optional<double> read_number(std::string_view text);

/// "[0, 1)", "> 0", ">= 1"; empty if there are no bounds.
std::string bounds_text(const Bounds& bounds);
bool within(double value, const Bounds& bounds);

}  // namespace souk
