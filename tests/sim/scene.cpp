#include "scene.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <queue>
#include <stdexcept>
#include <tuple>

#include "sim/drivers.hpp"

namespace souk {
namespace {

/// A calendar with the order of a run's: date, then transfers' ends, computations' ends, acts; then
/// id.
class Stage final : public Clockwork {
 public:
  explicit Stage(const Scene& scene)
      : scene_{&scene}, fabric_{scene.sites, scene.network, {scene.fluid, scene.all_flows_solved}} {
    for (std::uint32_t i = 0; i < scene.acts.size(); ++i)
      if (scene.acts[i].after < 0) enter(scene.acts[i].delay, Seen::Kind::act, i);
  }

  [[nodiscard]] double next() const override {
    return calendar_.empty() ? infinity : calendar_.top().seen.date;
  }
  void completed(const Completion& completion, double date) override {
    if (date < now_) throw std::logic_error{"a completion in the past"};
    const bool transfer = completion.kind == Completion::Kind::transfer;
    enter(date,
          !completion.ok ? Seen::Kind::failed
          : transfer     ? Seen::Kind::transfer
                         : Seen::Kind::compute,
          completion.id);
  }
  void dispatch(double date) override {
    if (date < now_) throw std::logic_error{"time runs backwards"};
    now_ = date;
    while (!calendar_.empty() && calendar_.top().seen.date == date) {
      const Seen seen = calendar_.top().seen;
      calendar_.pop();
      log_.push_back(seen);
      if (seen.kind == Seen::Kind::act)
        take_place(seen.act);
      else
        follow_up(seen.act);
    }
  }
  std::vector<Seen> run(Way way) {
    way == Way::lazy ? drive_lazy(*this, fabric_) : drive_armed(*this, fabric_);
    if (fabric_.in_flight() != 0) throw std::logic_error{"something is still in flight"};
    return log_;
  }

 private:
  struct Entry {
    Seen seen;
    int phase;
    std::uint64_t seq;
    bool operator<(const Entry& other) const {
      return std::tie(other.seen.date, other.phase, other.seen.act, other.seq) <
             std::tie(seen.date, phase, seen.act, seq);
    }
  };
  void enter(double date, Seen::Kind kind, std::uint32_t act) {
    const int phase = kind == Seen::Kind::act ? 2 : kind == Seen::Kind::compute ? 1 : 0;
    calendar_.push({{date, act, kind}, phase, seq_++});
  }
  void take_place(std::uint32_t i) {
    const Act& act = scene_->acts[i];
    if (act.what == Act::What::transfer)
      fabric_.start_transfer(i, 7, SiteId{act.from}, SiteId{act.to}, Bytes{act.amount},
                             Seconds{now_});
    else if (act.what == Act::What::compute)
      fabric_.start_compute(i, 7, act.slices, Seconds{act.amount}, Seconds{now_});
    else if (act.what == Act::What::cancel)
      cancel(act.target);
    if (act.what == Act::What::cancel || act.what == Act::What::nothing) follow_up(i);
  }
  void cancel(std::uint32_t target) {
    const auto kind = scene_->acts[target].what == Act::What::compute ? Completion::Kind::compute
                                                                      : Completion::Kind::transfer;
    if (fabric_.cancel(kind, target, 6, Seconds{now_})) throw std::logic_error{"wrong generation"};
    if (fabric_.cancel(kind, target, 7, Seconds{now_}) &&
        fabric_.cancel(kind, target, 7, Seconds{now_}))
      throw std::logic_error{"cancelled twice"};
  }
  void follow_up(std::uint32_t done) {
    for (std::uint32_t i = 0; i < scene_->acts.size(); ++i)
      if (scene_->acts[i].after == static_cast<int>(done))
        enter(now_ + scene_->acts[i].delay, Seen::Kind::act, i);
  }

  const Scene* scene_;
  Fabric fabric_;
  std::priority_queue<Entry> calendar_;
  std::vector<Seen> log_;
  std::uint64_t seq_ = 0;
  double now_ = 0;
};

void write_all(int fd, const void* data, std::size_t size) {
  const char* at = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t wrote = write(fd, at, size);
    if (wrote <= 0) _exit(3);
    at += wrote;
    size -= static_cast<std::size_t>(wrote);
  }
}

std::string read_all(int fd) {
  std::string bytes;
  char buffer[4096];
  for (ssize_t got = 0; (got = read(fd, buffer, sizeof buffer)) > 0;)
    bytes.append(buffer, static_cast<std::size_t>(got));
  close(fd);
  return bytes;
}

[[noreturn]] void play_here(const Scene& scene, Way way, int fd) {
  for (const int signal : {SIGSEGV, SIGABRT, SIGFPE, SIGTERM})
    std::signal(signal, SIG_DFL);  // not Catch's
  try {
    const std::vector<Seen> log = Stage{scene}.run(way);
    write_all(fd, log.data(), log.size() * sizeof(Seen));
    _exit(0);
  } catch (const std::exception& error) {
    write_all(fd, error.what(), std::strlen(error.what()));
    _exit(1);
  }
}

}  // namespace

std::vector<Seen> play(const Scene& scene, Way way) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error{"no pipe"};
  std::fflush(nullptr);  // what is buffered is the parent's to print
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    play_here(scene, way, ends[1]);
  }
  close(ends[1]);
  const std::string bytes = read_all(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error{"the scene failed with status " + std::to_string(status) + ": " +
                             bytes};
  std::vector<Seen> log(bytes.size() / sizeof(Seen));
  std::memcpy(log.data(), bytes.data(), log.size() * sizeof(Seen));
  return log;
}

std::vector<double> ends(const Scene& scene, Way way) {
  std::vector<double> dates(scene.acts.size(), std::nan(""));
  for (const Seen& seen : play(scene, way))
    if (seen.kind == Seen::Kind::transfer || seen.kind == Seen::Kind::compute) {
      if (!std::isnan(dates[seen.act])) throw std::runtime_error{"an act ended twice"};
      dates[seen.act] = seen.date;
    }
  return dates;
}

}  // namespace souk
