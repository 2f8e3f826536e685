#include "models/metrics/audit.hpp"

#include <array>

#include <fmt/format.h>

namespace souk {

void Audit::update(const RunStarted& event) {
  now_ = event.time;
  capacity_.start(event);
  money_.start(event);
}

void Audit::went_back(Seconds time) {
  job_faults_.add("time goes back from {} s to {} s", now_.value, time.value);
}

void Audit::update(const TransferQueued& event) {
  at(event.time);
  if (transfers_.find(event.transfer.value) != nullptr) [[unlikely]] {
    byte_faults_.add("transfer {} is queued twice", event.transfer.value);
    return;
  }
  transfers_.insert(event.transfer.value) = event.bytes;
  bytes_queued_ += event.bytes.value;
}

void Audit::update(const TransferEnded& event) {
  at(event.time);
  const Bytes* const queued = transfers_.extract(event.transfer.value);
  if (queued == nullptr) [[unlikely]] {
    byte_faults_.add("transfer {} ends but is not under way", event.transfer.value);
    return;
  }
  const bool whole = event.outcome == Outcome::done;
  const bool good =
      whole ? event.bytes == *queued : event.bytes >= Bytes{0} && event.bytes <= *queued;
  if (!good) [[unlikely]]
    byte_faults_.add("transfer {} of {} bytes ends {} with {}", event.transfer.value, queued->value,
                     name_of(event.outcome), event.bytes.value);
  bytes_ended_ += whole ? event.bytes.value : queued->value;  // the rest of a broken one is stated
}

void Audit::update(const RunEnded& event) {
  at(event.time);
  if (event.jobs != submitted_.count)
    job_faults_.add("the run says it had {} jobs, but {} were submitted", event.jobs,
                    submitted_.count);
}

AuditLine Audit::jobs_line() {
  if (final_ != submitted_)
    job_faults_.add("{} orders were submitted and {} became final{}", submitted_.count,
                    final_.count,
                    final_.count == submitted_.count ? ", but not the same ones" : "");
  if (ended_ != started_)
    job_faults_.add("{} attempts started and {} ended{}", started_.count, ended_.count,
                    ended_.count == started_.count ? ", but not the same ones" : "");
  return {"jobs", static_cast<double>(submitted_.count), static_cast<double>(final_.count),
          job_faults_.none()};
}

AuditLine Audit::bytes_line() {
  if (transfers_.size() > 0) byte_faults_.add("{} transfers never end", transfers_.size());
  return {"bytes", bytes_queued_, bytes_ended_, byte_faults_.none()};
}

void Audit::finish(RunSummary& summary) {
  summary.audit.push_back(jobs_line());
  capacity_.finish(summary.audit);
  summary.audit.push_back(bytes_line());
  money_.finish(summary.audit);
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
