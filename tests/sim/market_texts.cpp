#include "market_texts.hpp"

#include <array>

namespace souk {
namespace {

#define SOUK_NOBODY           \
  "[[consumer]]\n"            \
  "name = \"nobody\"\n"       \
  "jobs.process = \"list\"\n" \
  "jobs.list = []\n"

constexpr std::string_view shared_links = R"([scenario]
name = "shared-links"
horizon = "3 h"
[engine]
flows_per_link = 3
[network]
latency = "20 ms"
backbone = "400 MB/s"
[[provider]]
name = "store"
nodes = 0
access = { up = "200 MB/s", latency = "5 ms" }
[[provider]]
name = "lab"
count = 4
nodes = 3
gpus_per_node = 2
access = { up = "50 MB/s", down = "100 MB/s" }
[[dataset]]
name = "corpus"
size = "40 GB"
at = ["store"]
[[dataset]]
name = "images"
size = "9 GB"
at = ["store", "lab"]
[[model]]
name = "base"
size = "3 GB"
at = ["store"]
price = "0.1 credit/GB"
[[consumer]]
name = "team"
count = 6
home = "lab"
jobs.process = "poisson"
jobs.rate = "6 /h"
jobs.duration = { law = "lognormal", median = "4 min", sigma = 1 }
jobs.gpus = { law = "discrete", values = [1, 2, 4], weights = [4, 2, 1] }
jobs.dataset = { law = "discrete", values = ["corpus", "images"], weights = [1, 2] }
jobs.model = "base"
jobs.output = { law = "uniform", low = "0 B", high = "2 GB" }
)" SOUK_NOBODY;

constexpr std::string_view moving_prices = R"([scenario]
name = "moving-prices"
horizon = "2 d"
[market]
mechanism.name = "posted_offers"
round = "10 min"
fee = { rate = 0.05, payer = "both" }
endowment = "500 credit"
[[device]]
name = "fast"
throughput = { default = 2, vision = 3 }
[[provider]]
name = "coop"
count = 3
nodes = 2
gpus_per_node = 4
opening_price = "1 credit/GPUh"
reserve_price = "0.2 credit/GPUh"
pricing = { name = "tatonnement", step = 0.2, floor = "0.5 credit/GPUh" }
[[provider]]
name = "cloud"
nodes = 2
gpus_per_node = 8
device = "fast"
opening_price = "4 credit/GPUh"
[[consumer]]
name = "buyer"
count = 12
value = { law = "uniform", low = "0.5 credit/GPUh", high = "6 credit/GPUh" }
delay_cost = { law = "uniform", low = "0 credit/d", high = "1 credit/d" }
jobs.process = "poisson"
jobs.rate = "12 /d"
jobs.work = { law = "exponential", mean = "6 GPUh" }
jobs.kind = "vision"
jobs.gpus = { law = "discrete", values = [1, 2, 4], weights = [1, 1, 1] }
)" SOUK_NOBODY;

constexpr std::string_view owners_return = R"([scenario]
name = "owners-return"
horizon = "5 d"
[market]
mechanism.name = "posted_offers"
[[provider]]
name = "desk"
count = 10
nodes = 1
gpus_per_node = 2
opening_price = "0.5 credit/GPUh"
idle = { process = "on_off", mean_on = "5 h", mean_off = "3 h", on_return = "evict", notice = "2 min" }
[[provider]]
name = "lab"
nodes = 2
opening_price = "1 credit/GPUh"
idle = { process = "trace", trace = ["6 h", "9 h", "2 d"] }
[[consumer]]
name = "guest"
count = 5
value = "2 credit/GPUh"
jobs.process = "renewal"
jobs.interarrival = { law = "hyperexponential", mean = "1 h", cv2 = 4 }
jobs.duration = { law = "weibull", shape = 0.8, scale = "90 min" }
)" SOUK_NOBODY;

constexpr std::string_view impatience = R"([scenario]
name = "impatience"
horizon = "inf"
[scheduling]
name = "sjf"
queue_limit = 12
[placement]
name = "best_fit"
span = false
[[provider]]
name = "pool"
nodes = 4
gpus_per_node = 4
[[consumer]]
name = "hasty"
count = 3
jobs.process = "poisson"
jobs.rate = "20 /h"
jobs.limit = 150
jobs.duration = { law = "exponential", mean = "15 min" }
jobs.gpus = { law = "uniform", low = 1, high = 4 }
jobs.estimate = { law = "uniform", low = 0.5, high = 3 }
jobs.patience = { law = "exponential", mean = "10 min" }
jobs.deadline = { law = "uniform", low = "5 min", high = "1 h" }
jobs.late = "cancel"
[[consumer]]
name = "calm"
jobs.process = "closed"
jobs.population = 5
jobs.think = { law = "exponential", mean = "10 min" }
jobs.limit = 100
jobs.duration = "10 min"
jobs.deadline = "20 min"
jobs.late = "worthless"
)" SOUK_NOBODY;

// Everything is a whole number of seconds and meets something else at most instants.
constexpr std::string_view whole_seconds = R"([scenario]
name = "whole-seconds"
horizon = "4000 s"
[[provider]]
name = "pool"
count = 2
nodes = 3
gpus_per_node = 4
[[provider]]
name = "desk"
nodes = 2
gpus_per_node = 2
idle = { process = "trace", trace = ["100 s", "160 s", "500 s", "900 s", "1500 s"], on_return = "evict", notice = "20 s" }
[[consumer]]
name = "clock"
count = 3
jobs.process = "deterministic"
jobs.rate = "0.1 /s"
jobs.limit = 200
jobs.duration = { law = "discrete", values = ["10 s", "20 s", "30 s", "60 s"], weights = [3, 2, 1, 1] }
jobs.gpus = { law = "discrete", values = [1, 2, 3, 8], weights = [4, 2, 1, 1] }
jobs.patience = "40 s"
[[consumer]]
name = "loop"
jobs.process = "closed"
jobs.population = 6
jobs.think = "20 s"
jobs.duration = "40 s"
jobs.limit = 300
jobs.deadline = "60 s"
jobs.late = "cancel"
)" SOUK_NOBODY;

constexpr std::string_view regions = R"([scenario]
name = "regions"
horizon = "12 h"
epoch = 2026-03-02T00:00:00
[scheduling]
scope = "site"
[[provider]]
name = "north"
count = 2
nodes = 4
region = "eu"
access = { up = "80 MB/s", down = "80 MB/s", latency = "3 ms" }
scheduling = { name = "sjf" }
[[provider]]
name = "south"
nodes = 6
gpus_per_node = 2
region = "us"
access = { up = "60 MB/s", latency = "8 ms" }
placement = { name = "best_fit" }
[[link]]
from = "eu"
to = "us"
bandwidth = "100 MB/s"
latency = "45 ms"
[[dataset]]
name = "web"
size = "12 GB"
at = ["south"]
[[consumer]]
name = "group"
count = 4
home = "north"
jobs.process = "diurnal"
jobs.rate = "8 /h"
jobs.work = { law = "bounded_pareto", low = "1 GPUmin", high = "8 GPUh", alpha = 1.1 }
jobs.profile = [1, 1, 1, 1, 2, 3, 4, 6, 8, 9, 9, 8, 7, 8, 9, 9, 8, 6, 5, 4, 3, 2, 1, 1]
jobs.dataset = "web"
jobs.output = { law = "exponential", mean = "500 MB" }
)" SOUK_NOBODY;

constexpr std::string_view members = R"([scenario]
name = "members"
horizon = "1 d"
[market]
mechanism.name = "posted_offers"
[[provider]]
name = "org"
count = 3
nodes = 4
gpus_per_node = 2
share = 0.6
owner_priority = true
opening_price = "1 credit/GPUh"
[[consumer]]
name = "member"
count = 6
home = "org"
budget = { law = "uniform", low = "50 credit", high = "300 credit" }
value = { law = "exponential", mean = "3 credit/GPUh" }
jobs.process = "poisson"
jobs.rate = "2 /h"
jobs.work = { law = "erlang", stages = 3, mean = "2 GPUh" }
[[consumer]]
name = "outsider"
value = "2 credit"
jobs.process = "poisson"
jobs.rate = "6 /h"
jobs.duration = { law = "exponential", mean = "20 min" }
)" SOUK_NOBODY;

#undef SOUK_NOBODY

constexpr std::array texts{
    MarketText{"shared-links", shared_links, true},
    MarketText{"moving-prices", moving_prices},
    MarketText{"owners-return", owners_return},
    MarketText{"impatience", impatience},
    MarketText{"whole-seconds", whole_seconds},
    MarketText{"regions", regions, true},
    MarketText{"members", members},
};

}  // namespace

std::span<const MarketText> market_texts() {
  return texts;
}

}  // namespace souk
