#include "analysis/table_columns.hpp"

namespace souk {
namespace {

ColumnSpec number(std::string name, std::string units, std::string long_name) {
  return {ColumnType::f64, {std::move(name), std::move(units), std::move(long_name)}};
}
ColumnSpec count(std::string name, std::string long_name) {
  return {ColumnType::i32, {std::move(name), "1", std::move(long_name)}};
}
ColumnSpec id(std::string name, std::string long_name, std::string lookup = "") {
  return {ColumnType::i32,
          {std::move(name), "1", std::move(long_name) + "; -1 if none", {}, std::move(lookup)}};
}
template <class Enum>
ColumnSpec flag(std::string name, std::string long_name, Enum last) {
  return {ColumnType::u8, {std::move(name), "", std::move(long_name), flag_meanings(last)}};
}

}  // namespace

TableSpec jobs_table() {
  return {
      "jobs",
      "One row per order, in the order of becoming final; `order` is its number in the order of "
      "submission. wait = start_s - submit_s; jct = end_s - submit_s.",
      {id("order", "number of the order"),
       id("consumer", "agent that submitted it", "/agents/name"),
       number("submit_s", "s", "time of submission"),
       number("start_s", "s", "start of its first run, inputs in place; NaN if it never ran"),
       number("end_s", "s",
              "end of its last run, once finished of the saving of its output too; NaN if it never "
              "ran"),
       count("gpus", "GPUs wanted, all at once"),
       number("work_gpu_s", "s", "work over all its GPUs, in GPU-seconds of the reference device"),
       number("estimate_s", "s", "run time as its consumer estimated it"),
       number("value_credit", "credit", "value of the whole job to its consumer"),
       number("paid_credit", "credit",
              "what left its consumer's wallet for it, less what came back"),
       number("deadline_s", "s", "wanted end; inf if none"),
       id("site", "site of its last lease", "/sites/name"),
       id("first_node", "first node of its last lease, within the site"),
       count("attempts", "runs that were begun"),
       number("hold_s", "s", "GPUs held while inputs moved, over all its leases"),
       number("lost_gpu_s", "s",
              "GPU-seconds of progress thrown away, at the ends of its leases or, unsaved, at its "
              "deadline"),
       flag("state", "final state", OrderState::unfinished),
       flag("reason", "why it ended so", Reason::done)}};
}

TableSpec trades_table() {
  return {"trades",
          "One row per trade, in the order of being made.",
          {id("trade", "number of the trade"), number("time_s", "s", "when it was made"),
           id("order", "order that bought"), id("offer", "offer that sold"),
           id("provider", "agent that sold", "/agents/name"), count("gpus", "GPUs bought"),
           number("quantity_gpu_s", "s", "GPU-seconds bought: gpus x expected run time"),
           number("price_credit_per_gpu_h", "credit h-1", "price of an hour of one GPU"),
           number("payment_credit", "credit", "agreed payment to the seller"),
           number("fee_credit", "credit", "agreed fee to the platform")}};
}

TableSpec leases_table() {
  return {"leases",
          "One row per lease, in the order of ending.",
          {id("lease", "number of the lease"), id("order", "order that held it"),
           id("trade", "trade that it fulfils"), id("site", "where", "/sites/name"),
           id("first_node", "first of its nodes, within the site"), count("nodes", "nodes used"),
           count("gpus", "GPUs held"), number("start_s", "s", "when the GPUs were taken"),
           number("end_s", "s", "when they were free again; NaN if never"),
           number("useful_gpu_s", "s", "GPU-seconds of progress that was kept then"),
           number("lost_gpu_s", "s", "GPU-seconds of progress thrown away"),
           number("staging_gpu_s", "s", "GPU-seconds held while inputs moved"),
           flag("reason", "why it ended", Reason::done)}};
}

TableSpec transfers_table() {
  return {"transfers",
          "One row per transfer, in the order of ending.",
          {id("transfer", "number of the transfer"),
           id("good", "what moved; -1 for a job's output", "/goods/name"),
           number("bytes", "byte", "size"), id("from", "from this site", "/sites/name"),
           id("to", "to this site", "/sites/name"), id("order", "for this order"),
           number("queued_s", "s", "when it was asked for"),
           number("start_s", "s", "when it got its place on the link; NaN if never"),
           number("end_s", "s", "when it ended; NaN if never"),
           flag("outcome", "how it ended", Outcome::horizon)}};
}

TableSpec offers_table() {
  return {"offers",
          "One row per offer, in the order of closing.",
          {id("offer", "number of the offer"), id("provider", "agent that sells", "/agents/name"),
           number("open_s", "s", "when it opened"),
           number("close_s", "s", "when it closed; NaN if never"), count("gpus", "GPUs offered"),
           number("reserve_credit_per_gpu_h", "credit h-1", "least price accepted"),
           id("first_node", "first of its nodes, within the site"), count("nodes", "nodes offered"),
           number("until_s", "s", "when it was to end"),
           flag("reason", "why it closed", Reason::done)}};
}

TableSpec ledger_table() {
  return {
      "ledger",
      "One row per posting, in the order of being made. account = 9 x agent + kind, kind: 0 "
      "wallet, "
      "1 hold, 2 payable, 3 fee, 4 surplus, 5 subsidy, 6 deposit, 7 mint, 8 world; the platform is "
      "the agent after the last.",
      {id("entry", "number of the posting"),
       number("time_s", "s", "when it was made"),
       id("from_account", "account that paid"),
       id("to_account", "account that received"),
       {ColumnType::i64, {"amount_microcredit", "1e-6 credit", "amount in whole micro-credits"}},
       flag("cause", "what it was for", Cause::endowment),
       id("order", "order that it belongs to")}};
}

TableSpec series_table() {
  return {"series",
          "State of every site at fixed intervals.",
          {number("time", "s", "time of the sample"),
           count("busy_gpus", "GPUs leased; -1 if not sampled"),
           count("offered_gpus", "GPUs offered; -1 if not sampled"),
           count("queue_length",
                 "jobs in the queue that the site serves: its own with scope = site, else the one "
                 "of the pool, with those that wait for a price to fall; -1 if not sampled"),
           number("price_credit_per_gpu_h", "credit h-1", "posted price of an hour of one GPU")}};
}

}  // namespace souk
