#pragma once

// Units are types: only products that mean something compile.
//
// A quantity holds a double in the SI base unit of its name; Money holds whole micro-credits, so
// that books balance to the unit. Mechanisms compute in Credits; only the ledger rounds them to
// Money.

#include <cmath>
#include <compare>
#include <cstdint>

namespace souk {

template <class Tag>
struct Quantity {
  double value = 0;

  constexpr Quantity() = default;
  constexpr explicit Quantity(double v) : value{v} {}

  friend constexpr auto operator<=>(Quantity, Quantity) = default;
  // By <=> GCC 12 asks three times, since numbers may be unordered.
  friend constexpr bool operator<(Quantity a, Quantity b) { return a.value < b.value; }
  friend constexpr bool operator>(Quantity a, Quantity b) { return a.value > b.value; }
  friend constexpr bool operator<=(Quantity a, Quantity b) { return a.value <= b.value; }
  friend constexpr bool operator>=(Quantity a, Quantity b) { return a.value >= b.value; }
  friend constexpr Quantity operator+(Quantity a, Quantity b) {
    return Quantity{a.value + b.value};
  }
  friend constexpr Quantity operator-(Quantity a, Quantity b) {
    return Quantity{a.value - b.value};
  }
  friend constexpr Quantity operator*(Quantity a, double k) { return Quantity{a.value * k}; }
  friend constexpr Quantity operator*(double k, Quantity a) { return Quantity{k * a.value}; }
  friend constexpr Quantity operator/(Quantity a, double k) { return Quantity{a.value / k}; }
  friend constexpr double operator/(Quantity a, Quantity b) { return a.value / b.value; }
  constexpr Quantity& operator+=(Quantity b) {
    value += b.value;
    return *this;
  }
  constexpr Quantity& operator-=(Quantity b) {
    value -= b.value;
    return *this;
  }
};

using Seconds = Quantity<struct SecondsTag>;
using GpuSeconds =
    Quantity<struct GpuSecondsTag>;             ///< work or leased time, on the reference device
using GpuHours = Quantity<struct GpuHoursTag>;  ///< what prices are quoted for
using Bytes = Quantity<struct BytesTag>;
using BytesPerSecond = Quantity<struct BytesPerSecondTag>;
using PerSecond = Quantity<struct PerSecondTag>;  ///< a frequency
using Watts = Quantity<struct WattsTag>;
using Credits = Quantity<struct CreditsTag>;            ///< an amount before rounding
using Price = Quantity<struct PriceTag>;                ///< credits per GPU-hour
using PricePerByte = Quantity<struct PricePerByteTag>;  ///< credits per byte

constexpr GpuHours hours(GpuSeconds work) {
  return GpuHours{work.value / 3600.0};
}
constexpr GpuSeconds operator*(Seconds time, int gpus) {
  return GpuSeconds{time.value * gpus};
}
constexpr Seconds operator/(Bytes size, BytesPerSecond rate) {
  return Seconds{size.value / rate.value};
}
constexpr Credits operator*(Price price, GpuHours time) {
  return Credits{price.value * time.value};
}
constexpr Credits operator*(PricePerByte price, Bytes size) {
  return Credits{price.value * size.value};
}

/// Whole micro-credits. Finite amounts stay below 9.2e12 credits; "inf" is `Money::infinite()`.
struct Money {
  std::int64_t micro = 0;

  static constexpr Money infinite() { return Money{INT64_MAX}; }
  [[nodiscard]] constexpr bool is_infinite() const { return micro == INT64_MAX; }
  [[nodiscard]] constexpr Credits credits() const {
    return Credits{static_cast<double>(micro) * 1e-6};
  }

  friend constexpr auto operator<=>(Money, Money) = default;
  friend constexpr Money operator+(Money a, Money b) { return Money{a.micro + b.micro}; }
  friend constexpr Money operator-(Money a, Money b) { return Money{a.micro - b.micro}; }
  constexpr Money& operator+=(Money b) {
    micro += b.micro;
    return *this;
  }
  constexpr Money& operator-=(Money b) {
    micro -= b.micro;
    return *this;
  }
};

/// To the nearest micro-credit, half to even. Requires |amount| < 9.2e12 credits.
inline Money round_to_money(Credits amount) {
  return Money{std::llrint(amount.value * 1e6)};
}

}  // namespace souk
