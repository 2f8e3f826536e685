#include "models/costs/estimate.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "models/costs/memory_need.hpp"
#include "models/costs/op_list.hpp"
#include "models/devices/all_reduce.hpp"
#include "models/devices/published.hpp"

namespace souk {
namespace {

/// Of the step as a whole, beside those of its operations.
double model_sigma_log(Workload workload) {
  if (workload == Workload::gemm_list) return 0;
  return workload == Workload::raw ? plain_sigma_log : step_sigma_log;
}

/// Sums operations into an estimate; stops at the first figure that is missing.
class Sum {
 public:
  Sum(const DeviceProfile& device, const JobDescriptor& job, Pricing pricing)
      : device_{device}, job_{job}, pricing_{pricing} {}

  void add(const CountedOp& op);
  void add(const PlainWork& work);
  void add(const Exchange& exchange);
  Costed finish();

 private:
  void miss(std::string reason) {
    if (reason_.empty()) reason_ = std::move(reason);
  }
  /// Seconds of one operation by arithmetic, memory and launch, `count` times.
  void take(double compute, double memory, double launch, double count, bool piped);
  void weigh(OpClass op_class, double sigma, double seconds);
  void note_launch(const Launch& launch) {
    sum_.launch_assumed = sum_.launch_assumed || launch.assumed;
  }
  [[nodiscard]] std::optional<OpTime> time_of(const OpWork& work, const ComputeFit& fit) const;
  [[nodiscard]] double backward_seconds() const;
  void price_by_profile(const CountedOp& op);
  void price_by_data_sheet(const CountedOp& op);
  void price_plain(const PlainWork& work);
  void find_power(Estimate& out) const;

  const DeviceProfile& device_;
  const JobDescriptor& job_;
  Pricing pricing_;
  std::string reason_;
  Estimate sum_;
  double piped_s_ = 0;
  double piped_work_s_ = 0;  ///< the part of it that is no exchange
  double sigma_time_ = 0, published_s_ = 0;
  std::array<double, 5> class_time_{};  ///< by OpClass
};

void Sum::take(double compute, double memory, double launch, double count, bool piped) {
  (compute >= memory ? sum_.compute_s : sum_.memory_s) += count * std::max(compute, memory);
  sum_.launch_s += count * launch;
  if (!piped) return;
  const double seconds = count * (launch + std::max(compute, memory));
  piped_s_ += seconds;
  piped_work_s_ += seconds;
}

void Sum::weigh(OpClass op_class, double sigma, double seconds) {
  sigma_time_ += sigma * seconds;
  class_time_.at(static_cast<std::size_t>(op_class)) += seconds;
}

/// A list's batch of products never takes less than one of them alone, though the two are fitted to
/// kernels of two kinds.
std::optional<OpTime> Sum::time_of(const OpWork& work, const ComputeFit& fit) const {
  const auto time = op_time(device_, fit, work);
  if (!time || job_.workload != Workload::gemm_list || work.batch <= 1) return time;
  const auto one = op_time(device_, gemm_work(work.dtype, 1, work.m, work.n, work.k));
  return one && one->total_s > time->total_s ? one : time;
}

/// Of the last micro-batch, after which its gradients are whole.
double Sum::backward_seconds() const {
  if (!is_training(job_.workload)) return 0;
  return piped_work_s_ * (job_.recompute ? 3.0 / 4 : 2.0 / 3) / job_.parallel.micro;
}

void Sum::price_by_profile(const CountedOp& op) {
  const ComputeFit* fit = fit_of(device_, op.work.op_class, op.work.dtype);
  if (fit == nullptr)
    return miss(fmt::format("{} has no fit of {} {}", device_.id, name_of(op.work.op_class),
                            name_of(op.work.dtype)));
  const auto time = time_of(op.work, *fit);
  if (!time)
    return miss(
        fmt::format("{} lacks a peak, a bandwidth or the number of its processors", device_.id));
  note_launch(launch_of(device_, *fit));
  take(time->compute_s, time->memory_s, time->launch_s, op.count, op.piped);
  const double seconds = op.count * time->total_s;
  weigh(op.work.op_class, fit->sigma_log, seconds);
  if (fit->family == "data-sheet") published_s_ += seconds;
}

void Sum::price_by_data_sheet(const CountedOp& op) {
  const Figure peak = published_peak(device_, op.work.dtype);
  if (!peak)
    return miss(
        fmt::format("the data sheet of {} has no {} peak", device_.id, name_of(op.work.dtype)));
  if (!device_.published_bps)
    return miss(fmt::format("the data sheet of {} has no bandwidth", device_.id));
  take(op.work.flop() / *peak, op.work.bytes() / *device_.published_bps, 0, op.count, op.piped);
  weigh(op.work.op_class, published_sigma_log,
        op.count * data_sheet_seconds(device_, op.work).value());
}

void Sum::add(const CountedOp& op) {
  sum_.flop += op.count * op.work.flop();
  sum_.bytes += op.count * op.work.bytes();
  pricing_ == Pricing::profile ? price_by_profile(op) : price_by_data_sheet(op);
}

void Sum::price_plain(const PlainWork& work) {
  const ComputeFit* products = fit_of(device_, OpClass::gemm, job_.dtype);
  const ComputeFit* passes = fit_of(device_, OpClass::elementwise, job_.dtype);
  const OpWork pass = pass_work(OpClass::elementwise, job_.dtype, work.bytes / 2, work.bytes / 2);
  const Figure memory = memory_seconds(device_, pass);
  if (products == nullptr || !products->peak_flops || passes == nullptr || !memory)
    return miss(fmt::format("{} lacks a {} peak or a bandwidth", device_.id, name_of(job_.dtype)));
  const double compute = work.flops / *products->peak_flops;
  const double moved = *memory * passes->pass_factor;
  const Launch one = launch_of(device_, *passes);
  if (work.launches > 0) note_launch(one);
  const double launch = work.launches * one.seconds;
  take(compute, moved, launch, 1, true);
  const bool arithmetic = compute >= moved;
  weigh(arithmetic ? OpClass::gemm : OpClass::elementwise,
        (arithmetic ? products : passes)->sigma_log, launch + std::max(compute, moved));
  if ((arithmetic ? products : passes)->family == "data-sheet")
    published_s_ += launch + std::max(compute, moved);
}

void Sum::add(const PlainWork& work) {
  if (pricing_ == Pricing::profile) {
    sum_.flop += work.flops;
    sum_.bytes += work.bytes;
    return price_plain(work);
  }
  // By data sheet it is one operation of these FLOP and bytes.
  OpWork one = pass_work(OpClass::gemm, job_.dtype, work.bytes / 2, work.bytes / 2);
  one.m = work.flops / 2;
  one.n = one.k = 1;
  add(CountedOp{"work", one});
}

void Sum::add(const Exchange& exchange) {
  if (exchange.devices <= 1) return;
  const bool all = exchange.kind == Exchange::Kind::all_reduce;
  const Figure each = all ? all_reduce_seconds(device_, exchange.devices, exchange.bytes)
                          : send_seconds(device_, exchange.bytes);
  if (!each)
    return miss(fmt::format("{} has no all-reduce measured, which {} GPUs need", device_.id,
                            gang_of(job_)));
  const double whole = exchange.count * *each;
  const double seconds = whole - std::min(exchange.hidden * whole, backward_seconds());
  sum_.communication_s += seconds;
  const double part = all ? 2 * (exchange.devices - 1) / exchange.devices : 1;
  sum_.exchanged_bytes += exchange.count * part * exchange.bytes;
  if (exchange.piped) piped_s_ += seconds;
}

void Sum::find_power(Estimate& out) const {
  constexpr std::array classes{OpClass::gemm, OpClass::batched_gemm, OpClass::elementwise,
                               OpClass::softmax, OpClass::layer_norm};
  double energy = 0, time = 0;
  for (const OpClass op_class : classes) {
    const double seconds = class_time_.at(static_cast<std::size_t>(op_class));
    if (seconds <= 0) continue;
    const auto busy = std::ranges::find(device_.busy_w, name_of(op_class),
                                        &std::pair<std::string, double>::first);
    if (busy == device_.busy_w.end()) {
      out.power_w = device_.tdp_w;
      out.power_at_most = true;
      return;
    }
    energy += busy->second * seconds;
    time += seconds;
  }
  if (time > 0) out.power_w = energy / time;
}

Costed Sum::finish() {
  if (!reason_.empty()) return {{}, reason_};
  Estimate out = sum_;
  const double work = out.compute_s + out.memory_s + out.launch_s;
  const double fits = work > 0 ? sigma_time_ / work : 0, model = model_sigma_log(job_.workload);
  out.sigma_log = work > 0 ? std::sqrt(fits * fits + model * model) : 0;
  const bool published = pricing_ == Pricing::data_sheet || device_.origin == Origin::published;
  out.published_share = published ? 1 : work > 0 ? published_s_ / work : 0;
  out.bubble_s = piped_s_ * (job_.parallel.pp - 1) / job_.parallel.micro;
  out.median_s = work + out.communication_s + out.bubble_s;
  const std::array parts{out.compute_s, out.memory_s, out.launch_s, out.communication_s};
  out.bound = static_cast<StepBound>(std::ranges::max_element(parts) - parts.begin());
  out.origin = pricing_ == Pricing::profile ? device_.origin : Origin::published;
  out.memory_bytes = memory_need(job_).total();
  out.capacity_bytes = device_.memory_bytes;
  find_power(out);
  return {out, {}};
}

}  // namespace

std::string_view name_of(StepBound bound) {
  constexpr std::array<std::string_view, 4> names{"compute", "memory", "launch", "communication"};
  return names.at(static_cast<std::size_t>(bound));
}

Costed estimate(const DeviceProfile& device, const JobDescriptor& job, Pricing pricing) {
  Sum sum{device, job, pricing};
  const OpList list = op_list(job);
  for (const CountedOp& op : list.ops) sum.add(op);
  if (list.plain) sum.add(*list.plain);
  for (const Exchange& exchange : list.exchanges) sum.add(exchange);
  return sum.finish();
}

}  // namespace souk
