#include "analysis/result_groups.hpp"

#include <numeric>

#include <fmt/format.h>

#include "models/check.hpp"

namespace souk {

std::string hex_of(std::uint64_t hash) {
  return fmt::format("{:016x}", hash);
}

void write_header(const Hdf5Node& root, const ResultHeader& header, std::string_view kind) {
  write_attribute(root, "title", header.title);
  write_attribute(root, "Conventions", "CF-1.10");
  write_attribute(root, "souk_version", header.souk_version);
  write_attribute(root, "kind", kind);
  write_attribute(root, "seed", header.seed);
  if (header.epoch) write_attribute(root, "epoch", *header.epoch);
  write_attribute(root, "modelled", header.modelled);
  write_attribute(root, "assumed", header.assumed);
  write_attribute(root, "ignored", header.ignored);
  if (!header.winners.empty()) write_attribute(root, "winners", header.winners);
  std::string inputs;  // as sha256sum prints them
  for (const InputFile& input : header.inputs) inputs += input.sha256 + "  " + input.name + "\n";
  write_attribute(root, "inputs", inputs);
  write_attribute(root, "scenario", header.scenario);
}

NumberedGroup::NumberedGroup(const Hdf5Node& parent, std::string_view group,
                             const std::string& dimension, std::size_t size)
    : node{make_group(parent, group)}, size_{size} {
  std::vector<std::int32_t> numbers(size);
  std::iota(numbers.begin(), numbers.end(), 0);
  const hsize_t shape = size;
  scale = write_variable<std::int32_t>(node, {dimension, "1", "number of the " + dimension},
                                       {&shape, 1}, numbers);
  make_scale(scale, dimension);
}

void NumberedGroup::add(const VariableSpec& spec, const std::vector<std::string>& texts) {
  check_size(texts.size());
  attach_scale(write_texts(node, spec, texts), scale, 0);
}

void NumberedGroup::check_size(std::size_t size) const {
  SOUK_CHECK(size == size_, "a variable that is not as long as its dimension");
}

}  // namespace souk
