// How evenly members are served: each uses as much GPU-time as the oracle's vector says.

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "tests/oracles/adapters.hpp"

namespace souk::oracles {

void plan_share(Inputs& params, const Tolerance&, Draft& draft) {
  const std::vector<double> x = params.numbers("x");
  double most = 0;
  for (const double share : x) most = std::max(most, share);
  // Both indices are the same for any unit: the greatest share is 1000 s.
  const double unit = most > 0 ? 1000 / most : 1;
  std::string text = fmt::format(
      "[scenario]\nname = \"shares\"\nhorizon = \"inf\"\n"
      "[[provider]]\nname = \"pool\"\nnodes = {}\n",
      x.size());
  for (std::size_t i = 0; i < x.size(); ++i)
    text += fmt::format(
        "[[consumer]]\nname = \"member-{}\"\njobs.process = \"list\"\n"
        "jobs.list = [{{ submit = \"0 s\", duration = \"{} s\" }}]\n",
        i, x[i] * unit);
  const std::size_t arm = draft.arm([text](std::uint64_t) { return text; });
  draft.measure("jain", arm, metric("jain_index"));
  draft.measure("gini", arm, metric("gini"));
}

}  // namespace souk::oracles
