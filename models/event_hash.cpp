#include "models/event_hash.hpp"

#include <string_view>

namespace souk {
namespace {

/// Names and numbers one after the other; a length goes before each list and each text, so that no
/// two different records give the same sequence of words.
class Words {
 public:
  void add(std::uint64_t word) { state_ = scramble(state_ ^ word) + 0x9e3779b97f4a7c15U; }
  void add(std::string_view text) {
    add(text.size());
    for (const char letter : text) add(static_cast<unsigned char>(letter));
  }
  void add(const AgentRow& row) {
    add(row.name);
    add(word_of(row.role));
    add(word_of(row.home));
    add(word_of(row.site));
    add(word_of(row.gpus));
  }
  void add(const SiteRow& row) {
    add(row.name);
    add(word_of(row.provider));
    add(word_of(row.nodes));
    add(word_of(row.gpus_per_node));
    add(word_of(row.pooled_gpus));
    add(word_of(row.device));
    add(row.region);
    add(word_of(row.reserve));
  }
  void add(Bytes size) { add(word_of(size)); }
  template <class T>
  void add(const std::vector<T>& list) {
    add(static_cast<std::uint64_t>(list.size()));
    for (const T& item : list) add(item);
  }
  [[nodiscard]] std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0;
};

}  // namespace

void EventHash::add(const RunStarted& event) {
  Words words;
  words.add(static_cast<std::uint64_t>(kind_number<RunStarted>()));
  words.add(word_of(event.time));
  words.add(event.seed);
  words.add(word_of(event.replication));
  words.add(event.agents);
  words.add(event.sites);
  words.add(event.devices);
  words.add(event.goods);
  words.add(event.good_sizes);
  words.add(word_of(event.datasets));
  absorb(words.value());
}

void EventHash::close_block() {
  closed_.push_back(scramble(state_));
  state_ = step;
  room_ = block_events;
}

std::vector<std::uint64_t> EventHash::blocks() const {
  std::vector<std::uint64_t> all = closed_;
  if (in_block() > 0) all.push_back(scramble(state_));
  return all;
}

std::uint64_t EventHash::value() const {
  std::uint64_t hash = scramble(events() + step);
  for (const std::uint64_t block : closed_) hash = scramble(hash ^ block) * step;
  if (in_block() > 0) hash = scramble(hash ^ scramble(state_)) * step;
  return scramble(hash);
}

}  // namespace souk
