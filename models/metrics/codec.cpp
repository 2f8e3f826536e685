// RunSummary as bytes: what a forked child sends to its parent and what the spool stores.
//
// Little-endian: magic "SOUKSUM1", version, length of the body, its checksum, then the fields in
// the order of the struct; a list or a text is its length and its items. Numbers are bit patterns,
// so the copy is exact, NaN included.

#include <bit>
#include <stdexcept>

#include "models/event_hash.hpp"
#include "models/metrics/members.hpp"
#include "models/metrics/run_summary.hpp"

namespace souk {
namespace {

constexpr std::string_view magic = "SOUKSUM1";
constexpr std::uint64_t version = 2;
constexpr std::size_t header_bytes = 8 + 3 * 8;

std::uint64_t checksum(std::string_view bytes) {
  std::uint64_t sum = scramble(bytes.size() + 1);
  for (const char byte : bytes) sum = (sum ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
  return scramble(sum);
}

class Writer {
 public:
  void put(std::uint64_t word) {
    for (int shift = 0; shift < 64; shift += 8)
      text_.push_back(static_cast<char>(word >> shift & 0xff));
  }
  void put(double x) { put(std::bit_cast<std::uint64_t>(x)); }
  void put(Money x) { put(static_cast<std::uint64_t>(x.micro)); }
  void put(const std::string& text) {
    put(std::uint64_t{text.size()});
    text_ += text;
  }
  void put(const MetricValue& metric) {
    put(metric.value);
    put(static_cast<std::uint64_t>(metric.flag));
  }
  void put(const AuditLine& line) {
    put(line.name);
    put(line.expected);
    put(line.found);
    put(std::uint64_t{line.holds});
  }
  void put(const AgentSummary& agent) {
    put(agent.spent);
    put(agent.earned);
    put(agent.jobs);
    put(agent.jobs_alone);
    for (const double x :
         {agent.surplus_credit, agent.gpu_hours_used, agent.gpu_hours_lent, agent.rho,
          agent.mean_wait_s, agent.mean_jct_s, agent.p95_wait_s, agent.gpu_hours_taken,
          agent.mean_wait_alone_s, agent.mean_jct_alone_s, agent.surplus_alone_credit})
      put(x);
  }
  void put(const MemberSummary& member) {
    put(member.name);
    for (const MemberColumn& column : member_columns()) put(member.*column.value);
  }
  template <class T>
  void put(const std::vector<T>& list) {
    put(std::uint64_t{list.size()});
    for (const T& item : list) put(item);
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_{text} {}

  void get(std::uint64_t& word) {
    need(8);
    word = 0;
    for (std::size_t i = 0; i < 8; ++i)
      word |= std::uint64_t{static_cast<unsigned char>(rest_[i])} << (8 * i);
    rest_.remove_prefix(8);
  }
  void get(double& x) {
    std::uint64_t word = 0;
    get(word);
    x = std::bit_cast<double>(word);
  }
  void get(Money& x) {
    std::uint64_t word = 0;
    get(word);
    x.micro = static_cast<std::int64_t>(word);
  }
  void get(std::string& text) {
    std::uint64_t size = 0;
    get(size);
    need(size);
    text.assign(rest_.substr(0, size));
    rest_.remove_prefix(size);
  }
  void get(MetricValue& metric) {
    std::uint64_t flag = 0;
    get(metric.value);
    get(flag);
    if (flag > static_cast<std::uint64_t>(MetricFlag::undefined)) refuse("an unknown metric flag");
    metric.flag = static_cast<MetricFlag>(flag);
  }
  void get(AuditLine& line) {
    std::uint64_t holds = 0;
    get(line.name);
    get(line.expected);
    get(line.found);
    get(holds);
    line.holds = holds != 0;
  }
  void get(AgentSummary& agent) {
    get(agent.spent);
    get(agent.earned);
    get(agent.jobs);
    get(agent.jobs_alone);
    for (double* x :
         {&agent.surplus_credit, &agent.gpu_hours_used, &agent.gpu_hours_lent, &agent.rho,
          &agent.mean_wait_s, &agent.mean_jct_s, &agent.p95_wait_s, &agent.gpu_hours_taken,
          &agent.mean_wait_alone_s, &agent.mean_jct_alone_s, &agent.surplus_alone_credit})
      get(*x);
  }
  void get(MemberSummary& member) {
    get(member.name);
    for (const MemberColumn& column : member_columns()) get(member.*column.value);
  }
  template <class T>
  void get(std::vector<T>& list) {
    std::uint64_t size = 0;
    get(size);
    if (size > rest_.size() / 8) refuse("it ends too early");  // an item takes eight bytes or more
    list.resize(size);
    for (T& item : list) get(item);
  }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[noreturn]] static void refuse(const char* why) {
    throw std::runtime_error{std::string{"not a whole run record: "} + why};
  }

 private:
  void need(std::uint64_t bytes) const {
    if (bytes > rest_.size()) refuse("it ends too early");
  }
  std::string_view rest_;
};

/// The fields in their order, for either direction.
template <class Summary, class Each>
void each_field(Summary& summary, Each each) {
  each(summary.event_hash);
  each(summary.hash_blocks);
  each(summary.events);
  each(summary.end.value);
  each(summary.metrics);
  each(summary.agents);
  each(summary.organisations);
  each(summary.populations);
  each(summary.audit);
  each(summary.notes);
}

}  // namespace

std::string encode(const RunSummary& summary) {
  Writer body;
  each_field(summary, [&](const auto& field) { body.put(field); });
  Writer head;
  head.put(version);
  head.put(std::uint64_t{body.text().size()});
  head.put(checksum(body.text()));
  return std::string{magic} + head.text() + body.text();
}

RunSummary decode_run_summary(std::string_view bytes) {
  if (bytes.substr(0, magic.size()) != magic) Reader::refuse("it begins otherwise");
  if (bytes.size() < header_bytes) Reader::refuse("it ends too early");
  Reader head{bytes.substr(magic.size())};
  std::uint64_t its_version = 0, size = 0, sum = 0;
  head.get(its_version);
  head.get(size);
  head.get(sum);
  if (its_version != version) Reader::refuse("it is of another version");
  if (head.rest().size() != size) Reader::refuse("its length is wrong");
  if (checksum(head.rest()) != sum) Reader::refuse("its checksum is wrong");

  RunSummary summary;
  Reader body{head.rest()};
  each_field(summary, [&](auto& field) { body.get(field); });
  if (!body.rest().empty()) Reader::refuse("it goes on after its end");
  return summary;
}

}  // namespace souk
