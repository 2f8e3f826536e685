#pragma once

// Scenarios and traces that the tests of the command line are about.

#include <string>

namespace souk {

/// Three sites that share on a market, with transfers, fees and a sweep of 3 x 2 points and two
/// replications; about 290 jobs.
inline const std::string market_scene = R"([scenario]
name = "small"
title = "three sites on a market"
horizon = "10 d"
warmup = "1 d"
seed = 7
replications = 2

[market]
mechanism.name = "posted_offers"
fee.rate = 0.05

[network]
backbone = "1 Gbit/s"

[output]
tables = ["jobs", "trades", "transfers", "series", "leases", "offers", "ledger"]

[[provider]]
name = "lab"
count = 2
nodes = 2
gpus_per_node = 2
opening_price = "1 credit/GPUh"
access = { up = "100 Mbit/s", down = "100 Mbit/s" }

[[provider]]
name = "store"
nodes = 1
access = { up = "100 Mbit/s", down = "100 Mbit/s" }

[[dataset]]
name = "corpus"
size = "10 GB"
at = ["store"]

[[consumer]]
name = "person"
count = 5
home = "lab"
value = "2 credit/GPUh"
jobs.process = "poisson"
jobs.rate = "6 /d"
jobs.work = { law = "lognormal", median = "3 GPUh", sigma = 1 }
jobs.gpus = { law = "discrete", values = [1, 2, 4], weights = [6, 3, 1] }
jobs.patience = "12 h"
jobs.dataset = "corpus"
jobs.output = "1 GB"

[[sweep]]
key = "provider.*.share"
values = [0, 0.5, 1]

[[sweep]]
key = "consumer.person.jobs.rate"
label = "jobs a day"
values = ["3 /d", "6 /d"]
)";

/// Jobs of a minute on average at one to three servers: a Sobol design over both keys.
inline const std::string sensitivity_scene = R"([scenario]
name = "queue"
horizon = "6 h"
replications = 2

[study]
design = "saltelli"
points = 4

[[provider]]
name = "pool"

[[consumer]]
name = "users"
jobs.process = "poisson"
jobs.rate = "30 /h"
jobs.work = { law = "exponential", mean = "1 GPUmin" }

[[sweep]]
key = "provider.pool.nodes"
from = 1
to = 3

[[sweep]]
key = "consumer.users.jobs.rate"
label = "rate"
from = "10 /h"
to = "40 /h"
scale = "log"
)";

/// A trace consumer without a file.
inline const std::string replay_scene = R"([scenario]
name = "replayed"
horizon = "inf"

[market]
mechanism.name = "none"

[[provider]]
name = "pool"
nodes = 2

[[consumer]]
name = "users"
jobs.process = "trace"
jobs.trace.format = "native"
)";

inline const std::string native_trace = R"(submit_s,duration_s,gpus,user
0,100,1,ann
10,50,2,ben
20,30,1,ann
)";

inline const std::string philly_trace = R"(timestamp,duration,num_gpus,gpu_time,cluster
2017-10-03 02:00:00,3600,1,3600,alpha
2017-10-03 02:10:00,600,8,4800,alpha
2017-10-03 03:00:00,60,16,960,beta
)";

inline const std::string swf_trace = R"(; Version: 2.2
1 0 -1 100 2 -1 -1 2 200 -1 1 3 1 -1 -1 -1 -1 -1
2 5 -1 50 1 -1 -1 1 60 -1 1 4 1 -1 -1 -1 -1 -1
3 9 -1 70 4 -1 -1 4 80 -1 0 3 1 -1 -1 -1 -1 -1
)";

inline const std::string sacct_trace =
    R"(JobIDRaw|User|Account|Partition|QOS|Submit|Eligible|Start|End|State|TimelimitRaw|ReqTRES|AllocTRES|NNodes
100|ann|physics|gpu|normal|2026-03-01T10:00:00|2026-03-01T10:00:00|2026-03-01T10:05:00|2026-03-01T11:05:00|COMPLETED|120|billing=8,cpu=8,gres/gpu=4,mem=64G,node=1|billing=8,cpu=8,gres/gpu=4,mem=64G,node=1|1
101|ben|biology|gpu|normal|2026-03-01T10:30:00|2026-03-01T10:30:00|2026-03-01T10:30:00|2026-03-01T10:45:00|COMPLETED|30|billing=1,cpu=1,gres/gpu=1,mem=4G,node=1|billing=1,cpu=1,gres/gpu=1,mem=4G,node=1|1
102|cid|guests|gpu|normal|2026-03-01T12:00:00|2026-03-01T12:00:00|2026-03-01T12:10:00|2026-03-01T14:10:00|TIMEOUT|120|billing=2,cpu=2,gres/gpu=2,mem=8G,node=1|billing=2,cpu=2,gres/gpu=2,mem=8G,node=1|1
)";

}  // namespace souk
