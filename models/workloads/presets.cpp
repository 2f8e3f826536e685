#include "models/workloads/arrivals.hpp"

// Fitted statistics of public measurements. Keys are drawn independently of each other, which the
// measurements are not: long jobs of Philly are wide ones. Replay a trace where that matters.

namespace souk {
namespace {

/// Petuum's subset of Microsoft's Philly trace: 82,247 jobs, 2017-09-04 to 2017-12-22, local time.
/// The weights are the submissions in each hour of the week from Monday midnight. The fit of the
/// duration is the mean and s.d. of its logarithm, 6.7909 and 2.1555; the rate is 1 / (mean
/// inter-arrival of 114.397 s). A Poisson process does not have the bursts of the trace (c.v. of
/// the inter-arrival 15.1). Source: Jeon et al., "Analysis of large-scale multi-tenant GPU clusters
/// for DNN training workloads", USENIX ATC 2019; Qiao et al. (Pollux), OSDI 2021, artifact.
constexpr std::string_view philly = R"(process = "diurnal"
rate = "31.469 /h"
profile = [
  139, 329, 662, 541, 534, 727, 1454, 832, 605, 303, 356, 140,
  164, 262, 196, 114, 171, 293, 394, 296, 567, 426, 350, 281,
  343, 910, 805, 544, 424, 338, 752, 751, 633, 685, 810, 602,
  400, 327, 354, 271, 651, 370, 529, 413, 363, 331, 405, 517,
  1307, 680, 389, 241, 306, 361, 382, 890, 345, 396, 533, 591,
  219, 367, 330, 657, 226, 262, 840, 606, 513, 1148, 937, 844,
  1020, 553, 465, 1008, 300, 613, 1190, 1571, 1151, 750, 922, 365,
  398, 363, 200, 269, 400, 373, 368, 363, 311, 490, 601, 1070,
  1174, 450, 850, 1039, 601, 1175, 882, 1398, 739, 613, 669, 1021,
  679, 587, 141, 206, 610, 698, 404, 561, 1290, 349, 560, 258,
  226, 200, 146, 305, 140, 242, 361, 301, 181, 594, 125, 170,
  486, 405, 382, 191, 703, 121, 91, 140, 256, 164, 844, 383,
  158, 252, 518, 102, 95, 494, 711, 1416, 148, 106, 95, 90,
  221, 104, 582, 516, 260, 172, 118, 117, 183, 234, 188, 108 ]
duration = { law = "lognormal", median = "889.7 s", sigma = 2.1555 }
gpus = { law = "discrete", values = [1, 2, 4, 8, 12, 16, 24, 32, 64, 128], weights = [76627, 1818, 1870, 1643, 7, 199, 7, 67, 6, 3] }
)";

/// NASA Ames iPSC/860, 1993: 18,239 jobs of 92 days on powers of two of 128 processors, each taken
/// for a GPU. ln(run time > 0) has mean 4.6821 and s.d. 1.8222; the inter-arrival has mean 435.845
/// s and c.v. 9.4651. Source: Feitelson and Nitzberg, JSSPP 1995; Parallel Workloads Archive,
/// NASA-iPSC-1993-3.1-cln.
constexpr std::string_view nasa_ipsc = R"(process = "renewal"
interarrival = { law = "hyperexponential", mean = "435.8 s", cv2 = 89.59 }
duration = { law = "lognormal", median = "108.0 s", sigma = 1.8222 }
gpus = { law = "discrete", values = [1, 2, 4, 8, 16, 32, 64, 128], weights = [4935, 1763, 2683, 1793, 1780, 3662, 1203, 420] }
)";

/// Alibaba's openb pods, 2023. Arrivals: the 7,049 pods that ask for a GPU and were created
/// after 9.4e6 s, when the trace is dense: mean 491.52 s, c.v. 5.9517. ln(deleted - scheduled) of
/// 7,255 pods has mean 6.5612 and s.d. 1.8844. A pod that asks for a part of a GPU (44 % of those
/// of one GPU) is counted as one. Source: Weng et al., "Beware of fragmentation", USENIX ATC 2023.
constexpr std::string_view alibaba_openb = R"(process = "renewal"
interarrival = { law = "hyperexponential", mean = "491.5 s", cv2 = 35.42 }
duration = { law = "lognormal", median = "707.1 s", sigma = 1.8844 }
gpus = { law = "discrete", values = [1, 2, 4, 8], weights = [6989, 16, 15, 44] }
)";

/// Azure's LLM inference requests for code, 2023-11-16: 8,819 in 57 minutes. The inter-arrival has
/// mean 0.38965 s and c.v. 13.152. The data give tokens and no run times, so `jobs.duration` or
/// `jobs.work` is to be given. Source: Patel et al. (Splitwise), ISCA 2024.
constexpr std::string_view azure_llm = R"(process = "renewal"
interarrival = { law = "hyperexponential", mean = "0.3897 s", cv2 = 172.98 }
)";

/// Alibaba's image generation requests, 2024-11-15 to 2024-12-08, shifted local time: 26,823, one
/// GPU assumed for each. The weights are the requests in each hour of the day; the rate is 1 /
/// (mean inter-arrival of 74.169 s); ln(execution time) has mean 3.1810 and s.d. 0.5714. Source:
/// alibaba/clusterdata, cluster-trace-v2026-GenAI.
constexpr std::string_view alibaba_genai = R"(process = "diurnal"
rate = "48.538 /h"
profile = [3830, 1094, 1169, 1211, 668, 360, 337, 253, 123, 45, 36, 2, 0, 3, 3, 40, 640, 2343, 2776, 625, 1093, 3324, 3319, 3529]
duration = { law = "lognormal", median = "24.07 s", sigma = 0.5714 }
gpus = 1
)";

}  // namespace

std::vector<PresetEntry> preset_entries() {
  return {
      {"philly", "Microsoft Philly GPU cluster 2017: lognormal durations, hours of the week",
       philly},
      {"nasa-ipsc", "NASA iPSC/860 1993: lognormal durations, bursty renewal arrivals", nasa_ipsc},
      {"alibaba-openb", "Alibaba GPU pods 2023: lognormal durations, bursty renewal arrivals",
       alibaba_openb},
      {"azure-llm", "Azure LLM code requests 2023: bursty renewal arrivals; give jobs.duration",
       azure_llm},
      {"alibaba-genai", "Alibaba image generation 2024: lognormal durations, hours of the day",
       alibaba_genai},
  };
}

}  // namespace souk
