#include "analysis/order_tables.hpp"

#include "analysis/table_columns.hpp"
#include "models/accounts.hpp"

namespace souk {

void OrderTables::add(const OrderSubmitted& event) {
  if (jobs_) live_jobs_.insert(event.order.value).submitted = event;
}

void OrderTables::add(const OrderFinal& event) {
  Job* job = live_jobs_.find(event.order.value);
  if (job == nullptr) return;
  job->final = true;
  job->state = event.state;
  job->reason = event.reason;
  // A job is over when its output is saved, not when it has computed.
  if (event.state == OrderState::finished || event.state == OrderState::late)
    job->end = event.time.value;
  // What its deadline kept from being saved is lost after all.
  if (event.state == OrderState::cancelled) job->lost += job->useful;
  if (job->open_leases == 0) complete(event.order, event.time);
}

void OrderTables::add(const LeaseStarted& event) {
  if (!jobs_ && !leases_) return;
  live_leases_.insert(event.lease.value) = event;
  if (Job* job = live_jobs_.find(event.order.value)) {
    job->site = event.site;
    job->first_node = event.node_first;
    ++job->open_leases;
  }
}

void OrderTables::add(const LeaseEnded& event) {
  const LeaseStarted* live = live_leases_.find(event.lease.value);
  if (live == nullptr) return;
  const LeaseStarted start = *live;
  live_leases_.erase(event.lease.value);
  if (leases_) write_lease(start, event);
  Job* job = live_jobs_.find(start.order.value);
  if (job == nullptr) return;
  if (start.gpus > 0) job->hold += event.staging.value / start.gpus;
  job->useful += event.useful.value;
  job->lost += event.lost.value;
  if (--job->open_leases == 0 && job->final) complete(start.order, event.time);
}

void OrderTables::add(const JobStarted& event) {
  Job* job = live_jobs_.find(event.order.value);
  if (job != nullptr && job->attempts++ == 0) job->start = event.time.value;
}

void OrderTables::add(const JobEnded& event) {
  if (Job* job = live_jobs_.find(event.order.value)) job->end = event.time.value;
}

void OrderTables::add(const Posting& event) {
  Job* job = live_jobs_.find(event.order.value);
  if (job == nullptr) return;
  const AccountId wallet = account_of(job->submitted.consumer, AccountKind::wallet);
  if (event.from_account == wallet) job->paid_micro += event.amount.micro;
  if (event.to_account == wallet) job->paid_micro -= event.amount.micro;
}

void OrderTables::finish() {
  write_complete();
  for (const std::uint32_t order : live_jobs_.ids()) write_job(order);
  if (!leases_) return;
  const LeaseEnded never{Seconds{nan},   {}, GpuSeconds{nan}, GpuSeconds{nan}, GpuSeconds{nan},
                         Reason::horizon};
  for (const std::uint32_t lease : live_leases_.ids())
    write_lease(*live_leases_.find(lease), never);
}

void OrderTables::complete(OrderId order, Seconds now) {
  complete_.push_back(order.value);
  complete_at_ = now.value;
}

void OrderTables::write_complete() {
  for (const std::uint32_t order : complete_) write_job(order);
  complete_.clear();
}

void OrderTables::write_job(std::uint32_t order) {
  const Job& job = *live_jobs_.find(order);
  const OrderSubmitted& wish = job.submitted;
  jobs_->append(stored(wish.order), stored(wish.consumer), wish.time.value, job.start, job.end,
                std::int32_t{wish.gpus}, wish.work.value, wish.estimate.value, wish.value.value,
                credits_of(Money{job.paid_micro}), wish.deadline.value, stored(job.site),
                stored(job.first_node), job.attempts, job.hold, job.lost, stored(job.state),
                stored(job.reason));
  live_jobs_.erase(order);
}

void OrderTables::write_lease(const LeaseStarted& start, const LeaseEnded& end) {
  leases_->append(stored(start.lease), stored(start.order), stored(start.trade), stored(start.site),
                  stored(start.node_first), static_cast<std::int32_t>(start.nodes),
                  std::int32_t{start.gpus}, start.time.value, end.time.value, end.useful.value,
                  end.lost.value, end.staging.value, stored(end.reason));
}

}  // namespace souk
