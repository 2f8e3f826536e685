#pragma once

// Events -> the tables of a result file, while the run goes on.

#include <memory>

#include "models/events.hpp"
#include "models/scenario/scenario.hpp"

namespace souk {

class OutputFile;

/// Writes /jobs, /trades, /leases, /transfers, /offers, /ledger and /series, those that `tables`
/// names.
///
/// Rows of /trades, /ledger and /series come in the order of their events; those of /jobs, /leases,
/// /transfers and /offers when they are complete, in the order of becoming so. What is still open
/// at the end comes last, by id, as unfinished or cut by the horizon. Memory holds what is live and
/// one chunk per table. Cost: some 0.1 us per event, and the packing of a chunk each 65,536 rows.
class RunTables : public EventSink {
 public:
  /// `file` must outlive it.
  RunTables(const OutputFile& file, const OutputSpec& tables);
  ~RunTables() override;

  /// Throws CannotWrite when a chunk cannot be written; the tables are then of no more use.
  void on(const Event& event) override;
  /// After the last event: writes what is left and closes the tables.
  void finish();
  /// The first event, for the names; without agents if there was none.
  [[nodiscard]] const RunStarted& started() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace souk
