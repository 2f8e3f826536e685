#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

#include "analysis/errors.hpp"
#include "analysis/result_reader.hpp"
#include "tests/analysis/small_sweep.hpp"

using namespace souk;

namespace {

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream file{path};
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

std::string difference_after(const TemporaryFolder& folder, const ResultHeader& header,
                             const std::vector<Event>& events, const RunSummary& summary) {
  write_small_run(folder / "a.h5");
  ResultWriter writer{folder / "b.h5", header, all_tables()};
  for (const Event& event : events) writer.sink().on(event);
  writer.finish(summary);
  return first_difference(folder / "a.h5", folder / "b.h5").value_or("same");
}

}  // namespace

TEST_CASE("the first difference of two results names the place and both values", "[analysis]") {
  const TemporaryFolder folder;
  ResultHeader header = small_header();
  std::vector<Event> events = small_events();
  RunSummary summary = small_summary();
  CHECK(difference_after(folder, header, events, summary) == "same");

  summary.metrics[metric_index("mean_wait_s")].value = 3.0000000000000004;
  CHECK(difference_after(folder, header, events, summary) ==
        "/summary/mean_wait_s: 3 and 3.0000000000000004");
  summary.hash_blocks.push_back(1);
  summary.metrics[metric_index("mean_wait_s")].value = 3;
  CHECK(difference_after(folder, header, events, summary) ==
        "/provenance/block: shape [1] and [2]");

  std::get<OrderSubmitted>(events[2]).work = GpuSeconds{41};  // order 0 is in row 1
  CHECK(difference_after(folder, header, events, summary) == "/jobs/work_gpu_s[1]: 40 and 41");
  std::get<OrderSubmitted>(events[2]).work = GpuSeconds{40};
  for (Event& event : events)
    if (auto* sample = std::get_if<Sample>(&event)) sample->price = Price{-0.0};
  CHECK(difference_after(folder, header, events, summary) ==
        "/series/price_credit_per_gpu_h[0, 0]: 0.5 and -0");

  header.scenario = "[scenario]\nname = \"two\"\n";
  CHECK(difference_after(folder, header, events, summary) ==
        "/@scenario: name = \"two-orders\" and name = \"two\"");
  header.epoch = 0;
  CHECK(difference_after(folder, header, events, summary) == "/@epoch: only in the second");
}

TEST_CASE("zero and minus zero differ, a NaN is itself", "[analysis]") {
  const TemporaryFolder folder;
  RunSummary summary = small_summary();
  summary.metrics[metric_index("jobs_finished")].value = 0;
  ResultWriter a{folder / "a.h5", small_header(), all_tables()};
  a.sink().on(small_world());
  a.finish(summary);
  summary.metrics[metric_index("jobs_finished")].value = -0.0;
  ResultWriter b{folder / "b.h5", small_header(), all_tables()};
  b.sink().on(small_world());
  b.finish(summary);
  CHECK(first_difference(folder / "a.h5", folder / "b.h5") == "/summary/jobs_finished: 0 and -0");
  CHECK_FALSE(first_difference(folder / "a.h5", folder / "a.h5"));
}

TEST_CASE("a run exports as CSV with names beside ids and words for flags", "[analysis]") {
  const TemporaryFolder folder;
  write_small_run(folder / "r.h5");
  export_csv(folder / "r.h5", folder / "csv");
  const auto jobs = lines_of(folder / "csv/jobs.csv");
  REQUIRE(jobs.size() == 3);
  CHECK(
      jobs[0] ==
      "order,consumer,consumer_name,submit_s,start_s,end_s,gpus,work_gpu_s,estimate_s,value_credit,"
      "paid_credit,deadline_s,site,site_name,first_node,attempts,hold_s,lost_gpu_s,state,reason");
  CHECK(jobs[1] == "1,1,équipe/0,1.5,,,4,40,10,3,0,inf,-1,,-1,0,0,0,expired,patience");
  CHECK(jobs[2] == "0,1,équipe/0,1,4,14,4,40,10,3,1.05,inf,0,coop/0,1,1,2,0,finished,done");
  CHECK(lines_of(folder / "csv/series.csv") ==
        std::vector<std::string>{
            "site,site_name,time,busy_gpus,offered_gpus,queue_length,price_credit_per_gpu_h",
            "0,coop/0,5,4,8,1,0.5", "0,coop/0,10,4,8,0,0.5"});
  CHECK(lines_of(folder / "csv/transfers.csv")[1] ==
        "0,0,imagenet,2000000000,-1,,0,coop/0,0,2,2,4,done");
  const auto summary = lines_of(folder / "csv/summary.csv");
  const std::size_t efficiency = metric_index("data_efficiency");
  const std::string unit{metric_entries()[efficiency].unit};
  CHECK(summary.at(1 + efficiency).find("data_efficiency,," + unit + ",no_transfers,") == 0);
  // A cell with line ends and quotes is quoted, its quotes doubled.
  const auto header = lines_of(folder / "csv/header.csv");
  CHECK(std::find(header.begin(), header.end(), "name = \"\"two-orders\"\"") != header.end());
  for (const auto& entry : std::filesystem::directory_iterator{folder / "csv"})
    CHECK(entry.path().extension() == ".csv");
}

TEST_CASE("a sweep exports its curves as long tables", "[analysis]") {
  const TemporaryFolder folder;
  write_small_sweep(folder / "s.h5");
  export_csv(folder / "s.h5", folder / "csv");
  const auto curves = lines_of(folder / "csv/curves.csv");
  const std::size_t metrics = metric_entries().size(), wait = metric_index("mean_wait_s");
  REQUIRE(curves.size() == 1 + metrics * 4);
  CHECK(curves[0] == "metric,share,provider.coop.pricing,mean,low,high,n");
  CHECK(curves[1 + 4 * wait + 1].find("mean_wait_s,0.25,tâtonnement,6,") == 0);
  const auto samples = lines_of(folder / "csv/curve_samples.csv");
  REQUIRE(samples.size() == 1 + metrics * 8);
  CHECK(samples[0] == "metric,replication,share,provider.coop.pricing,sample,flag");
  CHECK(samples[1 + 8 * wait + 7] == "mean_wait_s,1,1,tâtonnement,13,measured");
  CHECK(samples[1 + 8 * metric_index("data_efficiency") + 7] ==
        "data_efficiency,1,1,tâtonnement,,no_transfers");
}

TEST_CASE("an export that cannot be whole leaves the folder as it was", "[analysis]") {
  const TemporaryFolder folder;
  write_small_run(folder / "r.h5");
  std::filesystem::create_directories(folder / "csv/trades.csv");  // in the way
  std::ofstream{folder / "csv/jobs.csv"} << "old\n";
  CHECK_THROWS_AS(export_csv(folder / "r.h5", folder / "csv"), CannotWrite);
  CHECK(lines_of(folder / "csv/jobs.csv") == std::vector<std::string>{"old"});
  const std::filesystem::directory_iterator left{folder / "csv"};
  CHECK(std::distance(begin(left), end(left)) == 2);
  CHECK_THROWS_AS(export_csv(folder / "none.h5", folder / "other"), BadResultFile);
  CHECK_FALSE(std::filesystem::exists(folder / "other"));
}
