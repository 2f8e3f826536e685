#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "models/devices/blocks.hpp"
#include "models/devices/measurement.hpp"
#include "models/math/elementary.hpp"
#include "models/math/sobol_sequence.hpp"
#include "models/random/shuffle.hpp"

namespace souk {
namespace {

struct KindNames {
  std::string_view kind, path;
};
constexpr std::array<KindNames, 14> kind_names{{{"launch", ""},
                                                {"launch_batch", ""},
                                                {"launch_graph", ""},
                                                {"stream", ""},
                                                {"chase", ""},
                                                {"copy_in", "h2d"},
                                                {"copy_out", "d2h"},
                                                {"copy_in_pageable", "h2d_pageable"},
                                                {"copy_out_pageable", "d2h_pageable"},
                                                {"copy_within", "d2d"},
                                                {"copy_peer", "peer"},
                                                {"product", ""},
                                                {"pass", ""},
                                                {"block", ""}}};
constexpr double least_dimension = 64;
constexpr std::size_t anchor_every = 20;

struct Counts {
  std::size_t fitted, held_out;
};

/// What streams and thin products must exceed to come from memory.
double cache_of(const PlanLimits& limits) {
  return limits.cache_bytes > 0 ? limits.cache_bytes : 16e6;
}

double log_uniform(double low, double high, double part) {
  return low * math::exp(part * math::log(high / low));
}

/// A multiple of 16, or one more than that.
double dimension(double low, double high, double part, bool aligned) {
  const double whole = 16 * std::max(1.0, std::floor(log_uniform(low, high, part) / 16));
  return aligned ? whole : whole + 1;
}

OpWork drawn_product(const PlanLimits& limits, Dtype dtype, bool batched,
                     std::span<const double> point, bool aligned) {
  const double most = batched ? std::min(2048.0, limits.most_dimension) : limits.most_dimension;
  double m = dimension(least_dimension, most, point[0], aligned);
  double n = dimension(least_dimension, most, point[1], aligned);
  double k = dimension(least_dimension, most, point[2], aligned);
  double batch = batched ? std::floor(log_uniform(2, 256, point[3])) : 1;
  const auto too_large = [&] {
    const OpWork work = gemm_work(dtype, batch, m, n, k);
    return work.flop() > limits.most_flop || work.bytes() > limits.most_bytes;
  };
  while (batch > 2 && too_large()) batch = std::floor(batch / 2);
  while (too_large() && std::max({m, n, k}) > least_dimension) {
    double& largest = m >= n && m >= k ? m : n >= k ? n : k;
    largest = std::max(least_dimension, std::floor(largest / 32) * 16);
  }
  OpWork work = gemm_work(dtype, batch, m, n, k);
  work.op_class = batched ? OpClass::batched_gemm : OpClass::gemm;
  return work;
}

/// 1 to 16 rows by a matrix between four caches and half of the largest buffer.
OpWork thin_product(const PlanLimits& limits, Dtype dtype, std::span<const double> point,
                    bool aligned) {
  const double most = limits.most_bytes / 2;
  const double least = std::min(4 * cache_of(limits), most / 2);
  const double elements = log_uniform(least, most, point[1]) / bytes_of(dtype);
  const double side = std::sqrt(elements);
  const double n = dimension(side / 2, side * 2, point[2], aligned);
  const double k = dimension(elements / n, elements / n, 0, aligned);
  double m = std::floor(log_uniform(1, 17, point[0]));
  while (m > 1 && gemm_work(dtype, 1, m, n, k).flop() > limits.most_flop) m = std::floor(m / 2);
  return gemm_work(dtype, 1, m, n, k);
}

enum class Shapes : std::uint8_t { plain, batched, thin };

OpWork drawn(Shapes shapes, const PlanLimits& limits, Dtype dtype, std::span<const double> point,
             bool aligned) {
  if (shapes == Shapes::thin) return thin_product(limits, dtype, point, aligned);
  return drawn_product(limits, dtype, shapes == Shapes::batched, point, aligned);
}

void add_products(std::vector<Probe>& plan, const PlanLimits& limits, Dtype dtype,
                  const std::string& family, Shapes shapes, Counts counts) {
  math::SobolSequence points{4};
  for (std::size_t i = 0; i < counts.fitted + counts.held_out; ++i) {
    const std::size_t stride = counts.fitted / counts.held_out + 1;  // spread over the sequence
    plan.push_back({.kind = ProbeKind::product,
                    .work = drawn(shapes, limits, dtype, points.next(), i % 2 == 0),
                    .fitted = i % stride != stride - 1,
                    .family = family});
  }
}

/// Sizes on both sides of the cache, none near it.
std::vector<double> stream_sizes(const PlanLimits& limits) {
  const double cache = cache_of(limits);
  std::vector<double> sizes;
  if (limits.cache_bytes > 0)
    for (double part = 0.5; part >= 1.0 / 16 && sizes.size() < 4; part /= 2)
      sizes.push_back(cache * part);
  for (double factor = 4; factor <= 32 && cache * factor <= limits.most_bytes; factor *= 2)
    sizes.push_back(cache * factor);
  return sizes;
}

void add_streams(std::vector<Probe>& plan, const PlanLimits& limits) {
  struct Mix {
    double reads, writes;
  };
  for (const double size : stream_sizes(limits))
    for (const Mix mix : {Mix{1, 0}, Mix{0, 1}, Mix{1, 1}, Mix{2, 1}}) {
      const double tensor = 256 * std::floor(size / (mix.reads + mix.writes) / 256);
      Probe probe{.kind = ProbeKind::stream,
                  .work = pass_work(OpClass::elementwise, Dtype::fp32, mix.reads * tensor,
                                    mix.writes * tensor)};
      probe.work.warm = true;
      plan.push_back(probe);
    }
}

void add_sizes(std::vector<Probe>& plan, const PlanLimits& limits) {
  for (double bytes = 4096; bytes <= std::min(256e6, limits.most_bytes); bytes *= 4)
    plan.push_back({.kind = ProbeKind::chase, .bytes = bytes});
  if (5 * limits.cache_bytes > 16e6)  // well behind the cache, whatever its size
    plan.push_back(
        {.kind = ProbeKind::chase, .bytes = 256 * std::floor(limits.cache_bytes / 51.2)});
}

void add_copies(std::vector<Probe>& plan, const PlanLimits& limits) {
  std::vector<ProbeKind> kinds;
  if (limits.copies)
    kinds = {ProbeKind::copy_in, ProbeKind::copy_out, ProbeKind::copy_in_pageable,
             ProbeKind::copy_out_pageable, ProbeKind::copy_within};
  if (limits.peer) kinds.push_back(ProbeKind::copy_peer);
  for (const ProbeKind kind : kinds)
    for (double bytes = 4096; bytes <= std::min(256e6, limits.most_bytes); bytes *= 4)
      plan.push_back({.kind = kind, .bytes = bytes});
}

void add_passes(std::vector<Probe>& plan, const PlanLimits& limits, Dtype dtype) {
  math::SobolSequence points{1};
  for (const OpClass op_class : {OpClass::softmax, OpClass::layer_norm, OpClass::elementwise})
    for (std::size_t i = 0; i < 16; ++i) {
      const double part = points.next()[0];
      const double tensor = 1024 * std::floor(log_uniform(64, limits.most_bytes / 8192, part));
      plan.push_back({.kind = ProbeKind::pass,
                      .work = pass_work(op_class, dtype, tensor, tensor),
                      .fitted = i % 4 != 3});
    }
}

void add_launches(std::vector<Probe>& plan, const PlanLimits& limits) {
  for (std::size_t i = 0; i < 3; ++i) {
    plan.push_back({.kind = ProbeKind::launch});
    if (!limits.queue) continue;
    plan.push_back({.kind = ProbeKind::launch_batch});
    plan.push_back({.kind = ProbeKind::launch_graph});
  }
}

}  // namespace

std::string_view name_of(ProbeKind kind) {
  return kind_names.at(static_cast<std::size_t>(kind)).kind;
}

std::string_view path_of(ProbeKind kind) {
  return kind_names.at(static_cast<std::size_t>(kind)).path;
}

std::vector<Probe> measurement_plan(const PlanLimits& limits, std::uint64_t seed) {
  std::vector<Probe> probes;
  add_launches(probes, limits);
  add_streams(probes, limits);
  add_sizes(probes, limits);
  add_copies(probes, limits);
  for (const Dtype dtype : limits.passes) add_passes(probes, limits, dtype);
  for (const Dtype dtype : limits.products)
    for (const std::string& family : limits.families) {
      add_products(probes, limits, dtype, family, Shapes::plain, {60, 20});
      add_products(probes, limits, dtype, family, Shapes::batched, {30, 10});
      add_products(probes, limits, dtype, family, Shapes::thin, {12, 4});
    }
  for (Probe& block : block_probes(limits)) probes.push_back(std::move(block));
  Stream stream{seed, 0, "plan", 0};
  shuffle(probes, stream);
  if (limits.products.empty()) return probes;
  const double size = std::min(512.0, limits.most_dimension);
  const Probe anchor{.kind = ProbeKind::product,
                     .work = gemm_work(limits.products.front(), 1, size, size, size),
                     .fitted = false};
  std::vector<Probe> plan;
  for (std::size_t i = 0; i < probes.size(); ++i) {
    if (i % anchor_every == 0) plan.push_back(anchor);
    plan.push_back(probes[i]);
  }
  plan.push_back(anchor);
  return plan;
}

std::string plan_hash(std::span<const Probe> plan) {
  std::string text;
  for (const Probe& probe : plan)
    text +=
        fmt::format("{} {} {} {} {} {} {} {} {} {} {} {} {}\n", name_of(probe.kind),
                    name_of(probe.work.op_class), name_of(probe.work.dtype), probe.work.batch,
                    probe.work.m, probe.work.n, probe.work.k, probe.work.read_bytes,
                    probe.work.write_bytes, probe.bytes, probe.fitted, probe.family, probe.block);
  return fmt::format("{:016x}", name_hash(text));
}

}  // namespace souk
