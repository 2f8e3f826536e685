// [cost] and [[kind]]: what jobs compute.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "models/scenario/read.hpp"
#include "models/scenario/words.hpp"

namespace souk {
namespace {

/// Keys that only some workloads read.
struct Use {
  std::string_view key, workloads;
};
constexpr std::array uses{
    Use{"fusion", "transformer_train transformer_infer cnn_train cnn_infer"},
    Use{"passes.hidden", "transformer_train transformer_infer cnn_train cnn_infer"},
    Use{"passes.scores", "transformer_train transformer_infer"},
    Use{"passes.ffn", "transformer_train transformer_infer"},
    Use{"layers", "transformer_train transformer_infer"},
    Use{"hidden", "transformer_train transformer_infer"},
    Use{"heads", "transformer_train transformer_infer"},
    Use{"kv_heads", "transformer_train transformer_infer"},
    Use{"ffn", "transformer_train transformer_infer"},
    Use{"gated", "transformer_train transformer_infer"},
    Use{"vocab", "transformer_train transformer_infer"},
    Use{"seq", "transformer_train transformer_infer"},
    Use{"decode", "transformer_infer"},
    Use{"batch", "transformer_train transformer_infer cnn_train cnn_infer"},
    Use{"recompute", "transformer_train cnn_train"},
    Use{"parameters", "transformer_train transformer_infer cnn_train cnn_infer"},
    Use{"optimizer_bytes", "transformer_train cnn_train"},
    Use{"overlap", "transformer_train cnn_train"},
    Use{"convolutions", "cnn_train cnn_infer"},
    Use{"gemms", "gemm_list"},
    Use{"flops", "raw"},
    Use{"bytes", "raw"},
    Use{"launches", "raw"},
    Use{"memory", "gemm_list raw"},
};

bool is_used(const Use& use, std::string_view workload) {
  const auto words = split_words(use.workloads);
  return std::find(words.begin(), words.end(), workload) != words.end();
}

void check_unused(const Section& section, Workload workload) {
  for (const Use& use : uses)
    if (const Node* node = section.given(use.key);
        node != nullptr && !is_used(use, name_of(workload)))
      section.fault(node->key_spot.place(), fmt::format("{} is not used by workload = {}", use.key,
                                                        quoted(name_of(workload))));
}

/// Calls read(section of one table) for each table of an array.
template <class Read>
void read_tables(const Section& section, std::string_view key, const Read& read) {
  const Node* array = section.given(key);
  if (array == nullptr) return section.missing(key);
  if (!array->is(Node::Type::array) || array->children.empty())
    return section.fault(key, fmt::format("{} is {}; allowed is {}", key, found_text(*array),
                                          describe(section.key(key))));
  for (std::size_t i = 0; i < array->children.size(); ++i) {
    const Node& item = array->children[i];
    const Section row{section.draft(), item, fmt::format("kind.*.{}.*", key),
                      fmt::format("{}{} {}: ", section.title(), key, i)};
    if (!item.is(Node::Type::table)) {
      row.fault(item.spot.place(), fmt::format("found {}; allowed is a table", found_text(item)));
      continue;
    }
    row.check_keys();
    read(row);
  }
}

double count(const Section& section, std::string_view key) {
  return static_cast<double>(section.integer(key));
}

void read_transformer(const Section& section, JobDescriptor& job) {
  job.layers = count(section, "layers");
  job.hidden = count(section, "hidden");
  job.heads = job.kv_heads = count(section, "heads");
  if (section.given("kv_heads") != nullptr) job.kv_heads = count(section, "kv_heads");
  job.ffn = count(section, "ffn");
  job.gated = section.flag("gated");
  job.vocab = count(section, "vocab");
  job.seq = count(section, "seq");
  job.decode = count(section, "decode");
  job.batch = count(section, "batch");
}

void read_network(const Section& section, JobDescriptor& job) {
  job.passes = passes_of(job.workload, job.fusion);
  job.passes.hidden = section.optional("passes.hidden").value_or(job.passes.hidden);
  job.passes.scores = section.optional("passes.scores").value_or(job.passes.scores);
  job.passes.ffn = section.optional("passes.ffn").value_or(job.passes.ffn);
  job.recompute = section.flag("recompute");
  job.parameters = section.optional("parameters");
  job.optimizer_bytes = section.number("optimizer_bytes");
  job.overlap = section.number("overlap");
  if (is_transformer(job.workload)) return read_transformer(section, job);
  job.batch = count(section, "batch");
  read_tables(section, "convolutions", [&](const Section& row) {
    job.convolutions.push_back({count(row, "in"), count(row, "out"), count(row, "kernel"),
                                count(row, "size"), count(row, "count")});
  });
}

void read_work(const Section& section, JobDescriptor& job) {
  job.memory_bytes = section.number("memory");
  if (job.workload == Workload::gemm_list) {
    read_tables(section, "gemms", [&](const Section& row) {
      job.products.push_back({count(row, "m"), count(row, "n"), count(row, "k"),
                              count(row, "batch"), count(row, "count")});
    });
    return;
  }
  job.flops = section.number("flops");
  job.bytes = section.number("bytes");
  job.launches = section.number("launches");
}

JobDescriptor read_descriptor(const Section& section) {
  JobDescriptor job;
  job.workload = static_cast<Workload>(section.word("workload"));
  job.dtype = static_cast<Dtype>(section.word("dtype"));
  job.fusion = static_cast<Fusion>(section.word("fusion"));
  job.parallel = {count(section, "dp"), count(section, "tp"), count(section, "pp"),
                  count(section, "micro")};
  check_unused(section, job.workload);
  if (is_transformer(job.workload) || is_cnn(job.workload))
    read_network(section, job);
  else
    read_work(section, job);
  return job;
}

}  // namespace

void read_kind(Draft& draft, const Node& row) {
  const Section section{draft, row, "kind.*", row_title(row)};
  section.check_keys();
  KindSpec kind;
  const std::string name = section.text("name");
  const std::size_t faults = draft.faults.size();
  if (section.given("workload") == nullptr) return section.missing("workload");
  kind.job = read_descriptor(section);
  if (section.given("steps") != nullptr) kind.steps = section.law("steps").law;
  if (draft.faults.size() == faults)
    for (const DescriptorFault& fault : descriptor_faults(kind.job))
      section.fault(fault.field, fault.message);
  if (const auto found = draft.kinds.find(name); found != draft.kinds.end())
    draft.scenario.kind_specs[found->second] = std::move(kind);
}

}  // namespace souk
