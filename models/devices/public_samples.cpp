#include "models/devices/public_samples.hpp"

#include <array>
#include <optional>

#include <fmt/format.h>

#include "models/devices/table.hpp"

namespace souk {
namespace {

struct PassName {
  std::string_view name;
  OpClass op_class;
};
constexpr std::array<PassName, 6> passes{{{"add", OpClass::elementwise},
                                          {"mul", OpClass::elementwise},
                                          {"relu", OpClass::elementwise},
                                          {"gelu", OpClass::elementwise},
                                          {"softmax", OpClass::softmax},
                                          {"ln", OpClass::layer_norm}}};

Dtype dtype_of(FigureTable& table) {
  const std::string_view name = table.text("dtype");
  const std::optional<Dtype> dtype = dtype_named(name);
  if (!dtype) table.fault(fmt::format("dtype: unknown format \"{}\"", name));
  return dtype.value_or(Dtype::fp32);
}

OpWork product(FigureTable& table) {
  const std::string_view op = table.text("op");
  if (op != "gemm" && op != "batched_gemm")
    table.fault(fmt::format("op: \"{}\" is no product; known are gemm, batched_gemm", op));
  OpWork work = gemm_work(dtype_of(table), table.number("batch"), table.number("m"),
                          table.number("n"), table.number("k"));
  work.op_class = op == "gemm" ? OpClass::gemm : OpClass::batched_gemm;
  return work;
}

OpWork pass(FigureTable& table) {
  const std::string_view op = table.text("op");
  const Dtype dtype = dtype_of(table);
  const double tensor = table.number("rows") * table.number("cols") * bytes_of(dtype);
  const double moved = table.number("tensors_moved");
  for (const PassName& each : passes)
    if (each.name == op) {
      OpWork work = pass_work(each.op_class, dtype, tensor * (moved - 1), tensor);
      work.warm = true;  // timed again and again on the same tensors
      return work;
    }
  table.fault(fmt::format("op: unknown pass \"{}\"", op));
  return {};
}

}  // namespace

std::vector<OpSample> read_samples(std::string_view text, const std::string& file_name,
                                   std::string_view device) {
  FigureTable table{text, file_name};
  const bool products = table.has("batch");
  std::vector<OpSample> samples;
  while (table.next()) {
    if (table.text("device") != device) continue;
    const OpWork work = products ? product(table) : pass(table);
    samples.push_back({.work = work,
                       .seconds = table.number("latency_ms") * 1e-3,
                       .op = std::string{table.text("op")}});
    // As many bytes may be of another shape.
    if (!products)
      samples.back().op += fmt::format(" {} x {}", table.text("rows"), table.text("cols"));
  }
  table.require_sound();
  return samples;
}

}  // namespace souk
