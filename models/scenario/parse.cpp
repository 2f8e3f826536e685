#include "models/scenario/parse.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "models/scenario/layers.hpp"
#include "models/scenario/read.hpp"
#include "models/scenario/sweep_rows.hpp"
#include "models/scenario/words.hpp"

namespace souk {
namespace {

bool contains(const std::vector<std::string_view>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

void check_section_names(Draft& draft, const Document& document) {
  const auto fault = [&](const Node& at, const std::string& message) {
    draft.faults.push_back({at.key_spot.place(), message});
  };
  const auto unknown = [&](const Node& at) {
    fault(at, is_reserved(at.key) ? fmt::format("section {} is not available yet", quoted(at.key))
                                  : fmt::format("unknown section {}{}", quoted(at.key),
                                                known_words(at.key, words_below(""))));
  };
  for (const Node& section : document.sections.children) {
    if (contains(populations(), section.key))
      fault(section, fmt::format("{0} is a population: its rows begin with [[{0}]]", section.key));
    else if (!contains(single_sections(), section.key))
      unknown(section);
    else if (!section.is(Node::Type::table))
      fault(section, fmt::format("{0} is {1}; allowed is a section [{0}]", section.key,
                                 found_text(section)));
  }
  for (const Node& row : document.rows) {
    if (contains(single_sections(), row.key))
      fault(row, fmt::format("{0} is a single section: it begins with [{0}]", row.key));
    else if (!contains(populations(), row.key))
      unknown(row);
  }
}

void read_rows(Draft& draft, const Document& document) {
  using Read = void (*)(Draft&, const Node&);
  const auto read_all = [&](std::string_view population, Read read) {
    for (const Node& row : document.rows)
      if (row.key == population) read(draft, row);
  };
  read_all("kind", read_kind);
  read_all("device", read_device);
  add_named_devices(draft);
  derive_costs(draft, document);
  read_all("dataset", read_good);
  read_all("model", read_good);
  read_all("link", read_link);
  for (const Node& row : document.rows) {
    if (row.key == "provider") read_provider(draft, row);
    if (row.key == "consumer") read_consumer(draft, row);
  }
}

}  // namespace

void read_document(Draft& draft, Document& document) {
  check_section_names(draft, document);
  number_names(draft, document);
  for (Node& row : document.rows)
    if (row.key == "consumer") fill_preset(draft, row);
  read_sections(draft, document.sections);
  read_rows(draft, document);
  check_whole(draft, document);
  draft.scenario.text = write_document(document);
  draft.scenario.run_text = write_run(document);
}

Scenario parse_scenario(std::string_view text, std::string_view file_name,
                        const ParseOptions& options) {
  Draft draft;
  draft.options = &options;
  draft.file = file_name;
  Document document = load_document(draft, text, draft.file);
  apply_sets(draft, document, options);
  read_document(draft, document);
  read_sweep_rows(draft, document);
  if (!draft.faults.empty()) throw ScenarioError{std::move(draft.faults), draft.sources};
  return std::move(draft.scenario);
}

}  // namespace souk
