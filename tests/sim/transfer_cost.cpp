// What a transfer costs, in microseconds of CPU: prints a table, asserts nothing.
//
// A closed loop: so many transfers per site at any time, between sites drawn at random, of sizes
// drawn at random.

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <functional>
#include <queue>
#include <vector>

#include "random_scene.hpp"
#include "sim/drivers.hpp"

using namespace souk;

namespace {

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

class Loop final : public Clockwork {
 public:
  Loop(Fabric& fabric, std::uint32_t sites, std::uint32_t at_once, std::uint32_t total)
      : fabric_{&fabric}, sites_{sites}, left_{total} {
    for (std::uint32_t i = 0; i < at_once; ++i) start();
  }
  [[nodiscard]] double next() const override { return due_.empty() ? infinity : due_.top(); }
  void completed(const Completion&, double date) override { due_.push(date); }
  void dispatch(double date) override {
    now_ = date;
    while (!due_.empty() && due_.top() == date) {
      due_.pop();
      if (left_ > 0) start();
    }
  }

 private:
  void start() {
    --left_;
    const SiteId from{draw_.below(sites_)};
    const SiteId to{(from.value + 1 + draw_.below(sites_ - 1)) % sites_};
    fabric_->start_transfer(id_++, 0, from, to, Bytes{1e9 * (0.5 + draw_.unit())}, Seconds{now_});
  }
  Fabric* fabric_;
  Draw draw_{1};
  std::priority_queue<double, std::vector<double>, std::greater<>> due_;
  std::uint32_t sites_, left_, id_ = 0;
  double now_ = 0;
};

void measure(std::uint32_t sites, double per_site, bool backbone, bool solved, bool armed) {
  SiteShape shape{.name = "s", .up = BytesPerSecond{1e9}, .down = BytesPerSecond{1e9}};
  const NetworkShape network{.latency = Seconds{0.01},
                             .backbone = BytesPerSecond{backbone ? 2e9 * sites : infinity}};
  Fabric fabric{std::vector(sites, shape), network, {.all_flows_solved = solved}};
  const std::uint32_t total = 100000;
  const auto at_once = static_cast<std::uint32_t>(per_site * sites);
  if (armed || solved) fabric.solver(0);  // built now, so that it is not timed
  const double before = cpu_seconds();
  Loop loop{fabric, sites, at_once < 1 ? 1 : at_once, total};
  armed ? drive_armed(loop, fabric) : drive_lazy(loop, fabric);
  std::printf(" %8.2f", 1e6 * (cpu_seconds() - before) / total);
  std::fflush(stdout);
}

}  // namespace

int main() {
  std::printf("us of CPU per transfer\n%6s %9s %9s %8s %8s %8s\n", "sites", "per site", "backbone",
              "lazy", "armed", "solved");
  for (const bool backbone : {false, true})
    for (const std::uint32_t sites : {10U, 100U, 1000U})
      for (const double per_site : {0.02, 0.1, 0.3}) {
        std::printf("%6u %9.2f %9s", sites, per_site, backbone ? "ample" : "none");
        std::fflush(stdout);
        for (const int way : {0, 1, 2}) {
          if (way == 2 && sites * per_site > 100 && backbone) continue;  // minutes
          if (fork() == 0) {
            measure(sites, per_site, backbone, way == 2, way == 1);
            _exit(0);
          }
          wait(nullptr);
        }
        std::printf("\n");
      }
}
