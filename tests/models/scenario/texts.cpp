#include "texts.hpp"

#include <stdexcept>

namespace souk::test {

ParseOptions with_files() {
  ParseOptions options;
  options.read_file = [](std::string_view path) -> std::optional<std::string> {
    if (path == "jobs.csv")
      return "submit_s,duration_s,gpus,user\n0,10,1,ann\n4,20,2,bob\n8,30,4,ann\n";
    if (path == "sizes.csv") return "a,b\n1,30\n2,10\n\n3,20\n";
    return std::nullopt;
  };
  return options;
}

std::string full_scenario() {
  return R"([scenario]
name = "full"
title = "every section"
horizon = "14 d"
warmup = "1 h"
seed = 7
replications = 3
series_interval = "10 min"
epoch = 2026-04-01T00:00:00

[engine]
compute = "fluid"
transfers = "simgrid"
flows_per_link = 8

[market]
mechanism.name = "posted_offers"
round = "10 min"
fee = { rate = 0.05, payer = "both" }
endowment = "100 credit"

[scheduling]
name = "sjf"
scope = "site"
queue_limit = 50
ties = "index"

[placement]
name = "best_fit"
span = false

[network]
latency = "10 ms"
backbone = "100 Gbit/s"

[output]
tables = ["jobs", "ledger"]

[[device]]
name = "big"
memory = "80 GB"
throughput = { default = 2, vision = 3.5 }
idle_power = "100 W"
busy_power = "700 W"

[[provider]]
name = "coop"
count = 4
nodes = { law = "uniform", low = 1, high = 4 }
gpus_per_node = 8
device = "big"
share = 0.5
owner_priority = true
owner_claim = "evict"
capital = "10 credit"
idle = { process = "on_off", mean_on = "6 h", mean_off = "10 h", on_return = "evict", notice = "5 min" }
opening_price = "1.50 credit/GPUh"
reserve_price = "0.25 credit/GPUh"
pricing = { name = "tatonnement", step = 0.2, floor = "0.50 credit/GPUh" }
access = { up = "1 Gbit/s", down = "2 GB/s", latency = "5 ms" }
region = "eu"
scheduling.name = "fcfs"
placement.name = "first_fit"

[[consumer]]
name = "team"
count = 12
home = "coop"
budget = { law = "uniform", low = "1 credit", high = "9 credit" }
agent = { name = "truthful" }
value = { law = "uniform", low = "0.5 credit/GPUh", high = "4 credit/GPUh" }
delay_cost = "2 credit/d"
access.up = "10 MB/s"
region = "us"
[consumer.jobs]
process = "poisson"
rate = "2 /d"
limit = 100
work = { law = "lognormal", median = "3 GPUh", sigma = 1.1 }
gpus = { law = "discrete", values = [1, 2, 8], weights = [2, 1, 1] }
estimate = 1.5
devices = ["big", "reference"]
kind = "vision"
patience = { law = "exponential", mean = "2 h" }
deadline = "1 d"
late = "worthless"
max_price = "3 credit/GPUh"
dataset = { law = "discrete", values = ["images", "texts"], weights = [3, 1] }
model = "encoder"
output = "20 MB"

[[provider]]
name = "store"
nodes = 0
region = "us"
idle = { process = "trace", trace = ["1 h", "2 h"] }

[[consumer]]
name = "listed"
jobs.process = "list"
jobs.list = [
  { submit = "0 s", duration = "1 min", gpus = 2, estimate = "2 min", value = "5 credit", kind = "vision" },
  { submit = "1 h", work = "2 GPUh", budget = "1 credit", deadline = "inf", patience = "3 h", devices = ["big"], dataset = "images", model = "encoder" },
]

[[consumer]]
name = "replayed"
jobs = { process = "trace", trace.file = "jobs.csv", trace.scale = 2, trace.limit = 2 }

[[consumer]]
name = "loop"
jobs = { process = "closed", population = 3, think = "1 min", duration = { law = "erlang", stages = 2, mean = "10 min" } }

[[consumer]]
name = "renewed"
jobs.process = "renewal"
jobs.interarrival = { law = "hyperexponential", mean = "1 h", cv2 = 4 }
jobs.duration = { law = "empirical", file = "sizes.csv", column = "b" }

[[dataset]]
name = "images"
size = "10 GB"
at = ["store"]
price = "0.1 credit/GB"

[[dataset]]
name = "texts"
size = "1 GiB"
at = ["store", "coop"]
price = "2 credit"

[[model]]
name = "encoder"
size = "500 MB"
at = ["store"]

[[link]]
from = "eu"
to = "us"
bandwidth = "10 Gbit/s"
latency = "80 ms"

[[sweep]]
key = "consumer.team.jobs.rate"
from = "1 /d"
to = "4 /d"
points = 4
label = "rate"

[[sweep]]
key = "provider.coop.pricing"
values = [{ name = "posted_price" }, { name = "tatonnement", step = 0.1, floor = "0.50 credit/GPUh" }]
)";
}

std::string small_scenario(std::string_view more) {
  return "[scenario]\nname = \"small\"\nhorizon = \"1 d\"\n[[provider]]\nname = \"pool\"\n" +
         std::string{more};
}

std::string with_consumer(std::string_view keys) {
  std::string text = small_scenario("[[consumer]]\nname = \"team\"\n");
  text += keys;
  if (!contains(keys, "process")) text += "\njobs.process = \"poisson\"\njobs.rate = \"1 /h\"\n";
  if (!contains(keys, "process") && !contains(keys, "jobs.work") &&
      !contains(keys, "jobs.duration"))
    text += "jobs.work = \"1 GPUh\"\n";
  return text;
}

std::string report_on(std::string_view text, const ParseOptions& options, std::string_view file) {
  try {
    parse_scenario(text, file, options);
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "no fault";
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos)
    throw std::logic_error{"the text does not hold: " + std::string{from}};
  return text.replace(at, from.size(), to);
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace souk::test
