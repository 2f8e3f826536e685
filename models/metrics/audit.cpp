#include "models/metrics/audit.hpp"

#include <array>

#include <fmt/format.h>

namespace souk {

void Audit::update(const RunStarted& event, const Census& census) {
  capacity_.start(event);
  money_.start(census.accounts());
}

void Audit::update(const TransferQueued& event, const Census& census) {
  watch(event, census);
  if (census.transfer() == nullptr) [[unlikely]] {
    byte_faults_.add("transfer {} is queued twice", event.transfer.value);
    return;
  }
  bytes_queued_ += event.bytes.value;
}

void Audit::update(const TransferStarted& event, const Census& census) {
  watch(event, census);
  if (census.transfer() == nullptr) [[unlikely]]
    byte_faults_.add("transfer {} starts, which does not wait", event.transfer.value);
}

void Audit::update(const TransferEnded& event, const Census& census) {
  watch(event, census);
  const LiveTransfer* const row = census.transfer();
  if (row == nullptr) [[unlikely]] {
    byte_faults_.add("transfer {} ends but is not under way", event.transfer.value);
    return;
  }
  const bool whole = event.outcome == Outcome::done;
  const bool good =
      whole ? event.bytes == row->bytes : event.bytes >= Bytes{0} && event.bytes <= row->bytes;
  if (!good) [[unlikely]]
    byte_faults_.add("transfer {} of {} bytes ends {} with {}", event.transfer.value,
                     row->bytes.value, name_of(event.outcome), event.bytes.value);
  bytes_ended_ += whole ? event.bytes.value : row->bytes.value;  // the rest of it is stated
}

void Audit::update(const RunEnded& event, const Census& census) {
  watch(event, census);
  if (event.jobs != submitted_)
    job_faults_.add("the run says it had {} jobs, but {} were submitted", event.jobs, submitted_);
}

AuditLine Audit::jobs_line(const Census& census) {
  if (const auto alive = census.orders().ids(); !alive.empty())
    job_faults_.add("{} orders never become final, the first of them order {}", alive.size(),
                    alive.front());
  return {"jobs", static_cast<double>(submitted_), static_cast<double>(final_), job_faults_.none()};
}

AuditLine Audit::bytes_line(const Census& census) {
  if (const std::size_t alive = census.transfers().size(); alive > 0)
    byte_faults_.add("{} transfers never end", alive);
  return {"bytes", bytes_queued_, bytes_ended_, byte_faults_.none()};
}

void Audit::finish(RunSummary& summary, const Census& census) {
  summary.audit.push_back(jobs_line(census));
  capacity_.finish(census.leases().ids(), summary.audit);
  summary.audit.push_back(bytes_line(census));
  money_.finish(census.accounts(), summary.audit);
  const std::array<const Faults*, 5> all{&job_faults_, &capacity_.time_faults(),
                                         &capacity_.capacity_faults(), &byte_faults_,
                                         &money_.faults()};
  for (const Faults* faults : all) {
    for (const std::string& what : faults->first()) summary.notes.push_back("audit: " + what);
    if (faults->count() > faults->first().size())
      summary.notes.push_back(fmt::format("audit: ... and {} more like this",
                                          faults->count() - faults->first().size()));
  }
}

}  // namespace souk
