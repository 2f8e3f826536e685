#include "sim/solver.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include <simgrid/kernel/Timer.hpp>
#include <simgrid/s4u.hpp>

#include "models/check.hpp"

namespace souk {
namespace {

namespace sg = simgrid::s4u;
using simgrid::kernel::timer::Timer;

// A tag travels as the activity's data pointer, so that SimGrid holds no reference into our tables.
// It is not null, as stamps begin at 1.
void* pack(Tag tag) {
  const std::uint64_t kind = tag.kind == Completion::Kind::transfer ? 1 : 0;
  return reinterpret_cast<void*>(std::uint64_t{tag.slot.stamp} << 32 |
                                 std::uint64_t{tag.slot.place} << 1 | kind);
}

Tag unpack(const void* data) {
  const auto bits = reinterpret_cast<std::uint64_t>(data);
  return {(bits & 1) == 1 ? Completion::Kind::transfer : Completion::Kind::compute,
          {static_cast<std::uint32_t>(bits) >> 1, static_cast<std::uint32_t>(bits >> 32)}};
}

}  // namespace

Solver::Solver(Platform& platform) : platform_{&platform} {
  models_ = platform.engine().get_all_models();
  // The signal is static and cannot be disconnected; one Solver lives per process, as one Platform
  // does.
  sg::Activity::on_completion_cb([this](const sg::Activity& activity) { heard(activity); });
}

Solver::~Solver() {
  // SimGrid lists what was cancelled until it has reaped it, which a step of no length does; an
  // activity that went before would be reaped when the process ends, from freed memory.
  try {
    if (endings_pending()) platform_->engine().run_until(sg::Engine::get_clock());
  } catch (...) {  // a run that has failed already says why
  }
}

void Solver::heard(const sg::Activity& activity) {
  if (due_) {  // SimGrid runs this timer in its next sub-round, once all that ended here is heard
    due_ = false;
    Timer::set(sg::Engine::get_clock(), [this] { on_timer(); });
  }
  const void* data = activity.get_data<void>();
  if (data == nullptr) return;  // cancelled by us: SimGrid signals that twice
  --running_;
  ended_.push_back({unpack(data), sg::Engine::get_clock(),
                    activity.get_state() == sg::Activity::State::FINISHED});
}

sg::ActivityPtr Solver::start_flow(Tag tag, const Path& path, SiteId from, SiteId to, Bytes bytes,
                                   bool weighted) {
  const sg::CommPtr comm = sg::Comm::sendto_init(platform_->endpoint(path.core, from),
                                                 platform_->endpoint(path.core, to));
  SOUK_CHECK(bytes.value < 0x1p53, "a transfer moves less than 9e15 bytes");
  comm->set_payload_size(static_cast<std::uint64_t>(
      std::max(1.0, std::nearbyint(bytes.value * grains_per_byte))));  // 0 would never end
  comm->set_data(pack(tag));
  comm->start();
  if (weighted) platform_->reweigh(path.links[0]);
  ++running_;
  return comm;
}

sg::ActivityPtr Solver::start_work(Tag tag, SiteId site, NodeId node, int gpus, Seconds duration) {
  const sg::ExecPtr exec = sg::Exec::init();
  exec->set_flops_amount(duration.value * core_speed)->set_thread_count(gpus);
  exec->set_host(platform_->node(site, node));
  exec->set_data(pack(tag));
  exec->start();
  ++running_;
  return exec;
}

void Solver::cancel(sg::ActivityPtr activity) {
  activity->set_data(nullptr);
  --running_;
  activity->cancel();
  bury(std::move(activity));
}

void Solver::bury(sg::ActivityPtr activity) {
  graveyard_.push_back(std::move(activity));
}

bool Solver::endings_pending() const {
  return std::any_of(models_.begin(), models_.end(), [](simgrid::kernel::resource::Model* model) {
    return !model->get_finished_action_set()->empty() || !model->get_failed_action_set()->empty();
  });
}

void Solver::sweep() {
  if (!graveyard_.empty() && !endings_pending()) graveyard_.clear();
}

void Solver::sharpen(double date) {
  if (date < sharp_until_) return;
  int exponent = 0;
  std::frexp(date, &exponent);
  sharp_until_ = std::ldexp(1.0, exponent);  // the ulp is the same below it
  precision_ =
      std::max(1e-9, 2.5 * std::ldexp(std::numeric_limits<double>::epsilon(), exponent - 1));
  if (precision_ > 1e-9) sg::Engine::set_config("surf/precision", precision_);
}

double Solver::stop_before(double date) {
  double wait = std::numeric_limits<double>::infinity();
  for (simgrid::kernel::resource::Model* model : models_) {
    const double next = model->next_occurring_event(clock_);
    if (next >= 0) wait = std::min(wait, next);
  }
  const double stop = std::min(date, clock_ + wait);
  SOUK_CHECK(stop < std::numeric_limits<double>::infinity(), "what SimGrid runs never ends");
  const double landing = clock_ > 0 && clock_ < stop / 2 ? 0.75 * stop : stop;
  sharpen(landing);
  return landing;
}

void Solver::follow(double date) {
  while (clock_ < date) {
    const double landing = clock_ > 0 && clock_ < date / 2 ? 0.75 * date : date;
    sharpen(landing);
    platform_->engine().run_until(landing);
    clock_ = sg::Engine::get_clock();
  }
  sweep();
}

void Solver::step(double date) {
  // What was cancelled holds its share until SimGrid has reaped it, which a step of no length does.
  if (endings_pending()) platform_->engine().run_until(clock_);
  if (!ended_.empty()) return;
  // run_until gives up within 1e-5 s of its date only after a step, and one step reaches this one.
  platform_->engine().run_until(stop_before(date));
  clock_ = sg::Engine::get_clock();
  sweep();
}

void Solver::arm(double date, std::function<void()> fire) {
  fire_ = std::move(fire);
  if (endings_pending()) {  // something was cancelled: where to stop is known once it is reaped
    due_ = true;
    return;
  }
  Timer::set(busy() ? stop_before(date) : date, [this] { on_timer(); });
}

void Solver::on_timer() {
  clock_ = sg::Engine::get_clock();
  if (endings_pending()) {
    due_ = true;  // taken up by `heard`
    return;
  }
  sweep();
  fire_();
}

void Solver::run() {
  platform_->engine().run();
}

}  // namespace souk
