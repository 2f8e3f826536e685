#pragma once

// The acceptance rules of oracles: [case.tolerance].

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/scenario/document.hpp"

namespace souk::oracles {

enum class Rule : std::uint8_t { exact, numeric, statistical, bound, invariant, property };

/// Which side of the expected value is legal, for `bound`; the adapter knows what the note says.
enum class Side : std::uint8_t { none, at_most, at_least };

struct Tolerance {
  Rule rule = Rule::exact;
  double abs = 1e-9, rel = 1e-9;       ///< exact, numeric, bound, formulas
  std::uint64_t replications = 1;      ///< statistical: R >= 2
  std::uint64_t jobs = 0;              ///< statistical: per replication, to begin with
  double warmup = 0;                   ///< statistical: share dropped, [0, 1)
  double z = 0, max_rel_se = 0;        ///< statistical
  double model_bias_rel = 0;           ///< statistical
  double slack = 0;                    ///< property
  std::vector<std::string> stat_keys;  ///< statistical: empty means all that a run measures

  /// Whether an expected key ("a", or "a.b" of a nested table) is treated as statistical.
  [[nodiscard]] bool is_statistical(std::string_view key) const;
};

/// Throws OracleFault for an unknown kind, an unknown field, a field missing or out of range.
Tolerance read_tolerance(const Node& table);

/// What a quantity came to.
struct Verdict {
  bool holds = false;   ///< within the rule
  bool precise = true;  ///< statistical: s <= max_rel_se |want|
  double excess = 0;    ///< s / (max_rel_se |want|)
  double got = 0;
  std::string tolerance;  ///< the rule with its numbers
};

/// |got - want| <= max(abs, rel |want|), or the legal side of want. NaN never passes.
Verdict judge(const Tolerance& tolerance, Side side, double got, double want);

/// The statistical rule, on one mean per replication (at least 2): |m - want| <= z s +
/// model_bias_rel |want|, and s <= max_rel_se |want|, s = sd / sqrt(r).
///
/// With fewer replications than the case's R, z becomes the quantile of Student's law that has the
/// same chance of a false alarm as z has with R, and the bound on s becomes that of a sample of r
/// out of R such means, max_rel_se sqrt(R / r): each mean is held to the same precision. Both are
/// the case's own when r = R.
Verdict judge(const Tolerance& tolerance, std::span<const double> means, double want);

/// P(T > t) of Student's law with `freedom` >= 1 degrees of freedom, t >= 0; and its inverse for a
/// tail in (0, 1/2).
double student_tail(double t, std::size_t freedom);
double student_quantile(double tail, std::size_t freedom);

}  // namespace souk::oracles
