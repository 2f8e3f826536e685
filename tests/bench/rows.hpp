#pragma once

// The groups of rows, by the names that select them.

#include <array>
#include <string_view>

#include "lab.hpp"

namespace souk::bench {

void engine_rows(Lab& lab);
void tables_rows(Lab& lab);
void growth_rows(Lab& lab);
void memory_rows(Lab& lab);
void transfers_rows(Lab& lab);
void audit_rows(Lab& lab);
void sweep_rows(Lab& lab);
void costs_rows(Lab& lab);

struct Group {
  std::string_view name, title;
  void (*rows)(Lab&);
};

inline constexpr std::array groups{
    Group{"engine", "engine: M/M/c at load 0.85, jobs per CPU second, tables off", engine_rows},
    Group{"tables", "tables: the same with /jobs written to a file", tables_rows},
    Group{"growth", "growth: factor by which the CPU time per job rises", growth_rows},
    Group{"memory", "memory: peak of the process", memory_rows},
    Group{"transfers", "transfers: jobs per CPU second, links at a few per cent", transfers_rows},
    Group{"audit", "audit: share of the CPU time of a run", audit_rows},
    Group{"sweep", "sweep: `souk sweep` of runs of 10,000 jobs", sweep_rows},
    Group{"costs", "costs: CPU time to price a job, by descriptor and by table", costs_rows},
};

}  // namespace souk::bench
