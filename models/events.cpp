#include "models/events.hpp"

namespace souk {
namespace {

template <class Enum, std::size_t N>
std::string_view pick(Enum value, const std::array<std::string_view, N>& names) {
  const auto index = static_cast<std::size_t>(value);
  return index < N ? names[index] : std::string_view{"?"};
}

}  // namespace

std::string_view name_of(OrderState state) {
  static constexpr std::array<std::string_view, 7> names{
      "finished", "late", "refused", "expired", "cancelled", "killed", "unfinished"};
  return pick(state, names);
}

std::string_view name_of(Reason reason) {
  static constexpr std::array<std::string_view, 12> names{
      "none",     "infeasible", "queue_full", "price",   "budget", "rule",
      "patience", "deadline",   "horizon",    "evicted", "failed", "done"};
  return pick(reason, names);
}

std::string_view name_of(Outcome outcome) {
  static constexpr std::array<std::string_view, 5> names{"done", "evicted", "failed", "cancelled",
                                                         "horizon"};
  return pick(outcome, names);
}

std::string_view name_of(Cause cause) {
  static constexpr std::array<std::string_view, 6> names{"payment", "fee",     "escrow",
                                                         "refund",  "royalty", "endowment"};
  return pick(cause, names);
}

std::string_view name_of(NodeMode mode) {
  static constexpr std::array<std::string_view, 5> names{"offered", "withheld", "draining", "down",
                                                         "starting"};
  return pick(mode, names);
}

std::string_view name_of(Role role) {
  static constexpr std::array<std::string_view, 3> names{"provider", "consumer", "platform"};
  return pick(role, names);
}

}  // namespace souk
