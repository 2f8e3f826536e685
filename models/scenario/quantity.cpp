#include "models/scenario/quantity.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <system_error>

#include <fmt/format.h>

#include "models/scenario/document.hpp"
#include "models/scenario/words.hpp"

namespace souk {
namespace {

/// value = number * times / by: two factors, so that "2 /d" is 2 / 86400 rounded once.
struct Unit {
  std::string_view word;
  Measure measure;
  double times, by;
};

constexpr std::array units{
    Unit{"s", Measure::time, 1, 1},
    Unit{"min", Measure::time, 60, 1},
    Unit{"h", Measure::time, 3600, 1},
    Unit{"d", Measure::time, 86400, 1},
    Unit{"ms", Measure::time, 1, 1e3},
    Unit{"us", Measure::time, 1, 1e6},
    Unit{"GPUsec", Measure::work, 1, 1},
    Unit{"GPUmin", Measure::work, 60, 1},
    Unit{"GPUh", Measure::work, 3600, 1},
    Unit{"B", Measure::bytes, 1, 1},
    Unit{"kB", Measure::bytes, 1e3, 1},
    Unit{"MB", Measure::bytes, 1e6, 1},
    Unit{"GB", Measure::bytes, 1e9, 1},
    Unit{"TB", Measure::bytes, 1e12, 1},
    Unit{"KiB", Measure::bytes, 0x1p10, 1},
    Unit{"MiB", Measure::bytes, 0x1p20, 1},
    Unit{"GiB", Measure::bytes, 0x1p30, 1},
    Unit{"TiB", Measure::bytes, 0x1p40, 1},
    Unit{"bit/s", Measure::rate, 1, 8},
    Unit{"kbit/s", Measure::rate, 1e3, 8},
    Unit{"Mbit/s", Measure::rate, 1e6, 8},
    Unit{"Gbit/s", Measure::rate, 1e9, 8},
    Unit{"B/s", Measure::rate, 1, 1},
    Unit{"kB/s", Measure::rate, 1e3, 1},
    Unit{"MB/s", Measure::rate, 1e6, 1},
    Unit{"GB/s", Measure::rate, 1e9, 1},
    Unit{"/s", Measure::frequency, 1, 1},
    Unit{"/min", Measure::frequency, 1, 60},
    Unit{"/h", Measure::frequency, 1, 3600},
    Unit{"/d", Measure::frequency, 1, 86400},
    Unit{"credit", Measure::money, 1, 1},
    Unit{"credit/GPUh", Measure::price, 1, 1},
    Unit{"credit/GB", Measure::byte_price, 1, 1e9},
    Unit{"credit/d", Measure::delay_cost, 1, 86400},
    Unit{"W", Measure::power, 1, 1},
};

struct MeasureWords {
  std::string_view name, unit, filed, words, example;
};

const MeasureWords& words_of(Measure measure) {
  static constexpr std::array<MeasureWords, 11> table{{
      {"pure number", "1", "1", "", "1.5"},
      {"time", "s", "s", "s min h d ms us", "10 min"},
      {"GPU time", "GPUsec", "s", "GPUsec GPUmin GPUh", "3 GPUh"},
      {"size", "B", "byte", "B kB MB GB TB KiB MiB GiB TiB", "10 GB"},
      {"rate", "B/s", "byte s-1", "bit/s kbit/s Mbit/s Gbit/s B/s kB/s MB/s GB/s", "1 Gbit/s"},
      {"frequency", "/s", "s-1", "/s /min /h /d", "2 /d"},
      {"amount of money", "credit", "credit", "credit", "10 credit"},
      {"price", "credit/GPUh", "credit h-1", "credit/GPUh", "1.50 credit/GPUh"},
      {"price", "credit/B", "credit byte-1", "credit/GB", "0.1 credit/GB"},
      {"cost of delay", "credit/s", "credit s-1", "credit/d", "2 credit/d"},
      {"power", "W", "W", "W", "700 W"},
  }};
  return table[static_cast<std::size_t>(measure)];
}

std::string allowed(const std::vector<Measure>& measures) {
  std::string names, examples;
  for (const Measure measure : measures) {
    names += (names.empty() ? "a " : " or a ") + std::string{measure_name(measure)};
    examples +=
        (examples.empty() ? "\"" : " or \"") + std::string{words_of(measure).example} + "\"";
  }
  return fmt::format("allowed is {} such as {}", names, examples);
}

std::string unknown_unit(std::string_view unit, const std::vector<Measure>& measures) {
  std::vector<std::string_view> known;
  for (const Measure measure : measures)
    for (const std::string_view word : split_words(unit_words(measure))) known.push_back(word);
  return fmt::format("\"{}\" is no unit of a {}; allowed are {}", unit,
                     measure_name(measures.front()), join_words(known, " "));
}

const Unit* find_unit(std::string_view word, const std::vector<Measure>& measures) {
  for (const Measure measure : measures)
    for (const Unit& unit : units)
      if (unit.measure == measure && unit.word == word) return &unit;
  return nullptr;
}

}  // namespace

std::string_view measure_name(Measure measure) {
  return words_of(measure).name;
}
std::string_view unit_name(Measure measure) {
  return words_of(measure).unit;
}
std::string_view filed_unit(Measure measure) {
  return words_of(measure).filed;
}
std::string_view unit_words(Measure measure) {
  return words_of(measure).words;
}

QuantityRead read_quantity(std::string_view text, const std::vector<Measure>& measures) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, status] = std::from_chars(text.data(), end, number);
  if (status == std::errc::result_out_of_range) return {.fault = "the number is out of range"};
  if (status != std::errc{} || !std::isfinite(number)) return {.fault = allowed(measures)};
  std::string_view unit{rest, static_cast<std::size_t>(end - rest)};
  const std::size_t start = unit.find_first_not_of(' ');
  if (start == std::string_view::npos || start == 0) return {.fault = allowed(measures)};
  unit.remove_prefix(start);
  const Unit* known = find_unit(unit, measures);
  if (known == nullptr) return {.fault = unknown_unit(unit, measures)};
  const double value = number * known->times / known->by;
  if (!std::isfinite(value)) return {.fault = "the number is out of range"};
  return {.value = value, .measure = known->measure, .unit = known->word, .fault = {}};
}

std::optional<double> read_number(std::string_view text) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, status] = std::from_chars(text.data(), end, number);
  if (status != std::errc{} || rest != end || !std::isfinite(number)) return std::nullopt;
  return number;
}

bool within(double value, const Bounds& bounds) {
  return value > bounds.above && value < bounds.below && value >= bounds.at_least &&
         value <= bounds.at_most;
}

std::string bounds_text(const Bounds& bounds) {
  constexpr double none = 1e307;
  const bool open_low = bounds.above > -none, closed_low = bounds.at_least > -none;
  const bool open_high = bounds.below < none, closed_high = bounds.at_most < none;
  const bool high = open_high || closed_high;
  const std::string top = number_text(open_high ? bounds.below : bounds.at_most);
  if (!open_low && !closed_low)
    return high ? fmt::format("{} {}", open_high ? "<" : "<=", top) : std::string{};
  const std::string bottom = number_text(open_low ? bounds.above : bounds.at_least);
  if (!high) return fmt::format("{} {}", open_low ? ">" : ">=", bottom);
  return fmt::format("{}{}, {}{}", open_low ? '(' : '[', bottom, top, open_high ? ')' : ']');
}

}  // namespace souk
