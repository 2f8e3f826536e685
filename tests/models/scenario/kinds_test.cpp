// [[kind]]: every key taken, missing, of the wrong type and out of its range.

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "models/costs/memory_need.hpp"
#include "priced.hpp"
#include "tests/models/devices/small_device.hpp"
#include "texts.hpp"

using namespace souk;
using test::contains;
using test::priced_scenario;

namespace {

using Keys = std::map<std::string, std::string>;  ///< key -> value as TOML

const Keys sizes{{"layers", "4"},    {"hidden", "512"}, {"heads", "8"}, {"ffn", "2048"},
                 {"vocab", "10000"}, {"seq", "128"},    {"batch", "8"}};
const std::string layer = "[{ in = 3, out = 64, kernel = 3, size = 56, count = 2 }]";
const std::string product = "[{ m = 512, n = 256, k = 128, batch = 4, count = 3 }]";

Keys kind(const std::string& workload, Keys keys) {
  keys.insert({{"name", "'job'"},
               {"workload", "'" + workload + "'"},
               {"dtype", "'fp32'"},
               {"steps", "10"}});
  return keys;
}
const Keys train = kind("transformer_train", sizes);
const Keys infer = kind("transformer_infer", sizes);
const Keys cnn = kind("cnn_train", {{"batch", "8"}, {"convolutions", layer}});
const Keys gemms = kind("gemm_list", {{"gemms", product}});
const Keys raw = kind("raw", {{"flops", "1e12"}, {"bytes", "'1 GB'"}});

std::string text_of(const Keys& keys, std::string_view device = "fast") {
  std::string text = "[[kind]]\n";
  for (const auto& [key, value] : keys) text += key + " = " + value + "\n";
  return priced_scenario(device, "job", text);
}
Keys with(Keys keys, const std::string& key, const std::string& value) {
  keys[key] = value;
  return keys;
}
std::string report_of(const Keys& keys, std::string_view device = "fast") {
  return test::report_on(text_of(keys, device), test::with_profiles());
}
Scenario read(const Keys& keys, std::string_view device = "fast") {
  return parse_scenario(text_of(keys, device), "s.toml", test::with_profiles());
}
JobDescriptor job_of(const Keys& keys) {
  return read(keys).kind_specs.at(1).value().job;
}

struct KeyCase {
  Keys base;
  std::string key, good;
  std::vector<std::string> wrong;
};

std::vector<KeyCase> whole_numbers(const Keys& base, const std::vector<std::string>& names,
                                   const std::string& good) {
  std::vector<KeyCase> cases;
  for (const std::string& name : names)
    cases.push_back({base, name, good, {"0", "-1", "1.5", "'8'", "true", "2000000000", "[8]"}});
  return cases;
}

}  // namespace

TEST_CASE("each key of a kind takes what it should and refuses the rest, by name", "[scenario]") {
  std::vector<KeyCase> cases{
      {train, "dtype", "'fp32'", {"'fp64'", "32"}},
      {train, "fusion", "'flash'", {"'none'", "1"}},
      {train, "workload", "'transformer_train'", {"'training'", "3"}},
      {train, "passes.hidden", "12.5", {"-1", "'many'", "1e5"}},
      {train, "passes.scores", "0", {"-1", "'many'", "1e5"}},
      {train, "passes.ffn", "2", {"-1", "'many'", "1e5"}},
      {train, "gated", "true", {"1", "'yes'"}},
      {train, "recompute", "true", {"1", "'yes'"}},
      {train, "parameters", "1e9", {"0", "-1", "'7B'", "1e16"}},
      {train, "optimizer_bytes", "0", {"-1", "'8 B'", "1001"}},
      {train, "overlap", "0.9", {"-0.1", "1.1", "'half'"}},
      {train, "steps", "{ law = 'uniform', low = 1, high = 9 }", {"-1", "'ten'", "true"}},
      {infer, "decode", "0", {"-1", "0.5", "'64'", "2000000"}},
      {raw, "flops", "0", {"-1", "'1 GFLOP'", "1e31"}},
      {raw, "bytes", "'0 B'", {"1e9", "'1 s'", "'-1 B'"}},
      {raw, "launches", "0", {"-1", "'1'", "1e13"}},
      {raw, "memory", "'1 GB'", {"1e9", "'1 s'", "'-1 B'"}},
      {cnn, "convolutions", layer, {"[]", "3", "[3]"}},
      {gemms, "gemms", product, {"[]", "3", "[3]"}}};
  for (const auto& more :
       {whole_numbers(train, {"layers", "heads", "kv_heads", "batch", "dp"}, "8"),
        whole_numbers(train, {"ffn", "vocab", "seq"}, "64"),
        whole_numbers(train, {"tp", "pp", "micro"}, "2"), whole_numbers(train, {"hidden"}, "1024")})
    cases.insert(cases.end(), more.begin(), more.end());
  for (const KeyCase& each : cases) {
    CAPTURE(each.key);
    // A gang of several GPUs needs an all-reduce, which neither profile has: the first fault of a
    // good value may only be that.
    const std::string good = report_of(with(each.base, each.key, each.good));
    CHECK((good == "no fault" || contains(good, "has no all-reduce measured")));
    for (const std::string& value : each.wrong) {
      CAPTURE(value);
      CHECK(contains(report_of(with(each.base, each.key, value)), each.key));
    }
  }
}

TEST_CASE("each part of a convolution or product is checked by name", "[scenario]") {
  const auto one = [](const Keys& base, const std::string& list, const std::string& part) {
    for (const char* value : {"0", "-1", "1.5", "'8'"})
      CHECK(contains(report_of(with(base, list, "[{ " + part + " = " + value + " }]")), part));
    CHECK(report_of(with(base, list, "[{ " + part + " = 8 }]")) == "no fault");
  };
  for (const char* part : {"in", "out", "kernel", "size", "count"}) one(cnn, "convolutions", part);
  for (const char* part : {"m", "n", "k", "batch", "count"}) one(gemms, "gemms", part);
  CHECK(contains(report_of(with(gemms, "gemms", "[{ mm = 8 }]")), "mm"));
}

TEST_CASE("a kind without a key that it needs is told which", "[scenario]") {
  for (const auto& [base, keys] :
       {std::pair<Keys, std::vector<std::string>>{
            train,
            {"layers", "hidden", "heads", "ffn", "vocab", "seq", "batch", "workload", "name"}},
        {cnn, {"batch", "convolutions"}},
        {gemms, {"gemms"}},
        {raw, {"flops", "bytes"}}})
    for (const std::string& key : keys) {
      Keys without = base;
      without.erase(key);
      CAPTURE(key);
      CHECK(contains(report_of(without), key + " is missing"));
    }
}

TEST_CASE("a key that the workload does not read is refused, and so is one that none has",
          "[scenario]") {
  CHECK(contains(report_of(with(train, "decode", "4")),
                 "decode is not used by workload = \"transformer_train\""));
  CHECK(contains(report_of(with(infer, "overlap", "0.5")), "overlap is not used"));
  CHECK(contains(report_of(with(cnn, "seq", "4")), "seq is not used"));
  CHECK(contains(report_of(with(gemms, "flops", "4")), "flops is not used"));
  CHECK(contains(report_of(with(raw, "batch", "4")), "batch is not used"));
  CHECK(contains(report_of(with(raw, "memory_size", "'1 GB'")), "memory_size"));
}

TEST_CASE("dimensions that do not divide are refused by field", "[scenario]") {
  CHECK(contains(report_of(with(train, "heads", "7")), "heads is 7; it must divide hidden = 512"));
  CHECK(contains(report_of(with(train, "pp", "5")), "pp is 5; allowed is at most layers = 4"));
  CHECK(
      contains(report_of(with(train, "micro", "3")), "batch is 8; dp x micro = 3 must divide it"));
  CHECK(contains(report_of(with(raw, "dp", "2")), "dp and micro are for networks; allowed is 1"));
  CHECK(contains(report_of(with(cnn, "tp", "2")), "tp is for transformers; allowed is 1"));
}

TEST_CASE("what is not given has the default that the keys state", "[scenario]") {
  const JobDescriptor job = job_of(train);
  CHECK(job.kv_heads == job.heads);
  CHECK(job.passes == passes_of(Workload::transformer_train, Fusion::fused));
  CHECK(job.optimizer_bytes == 8);
  CHECK(job.overlap == 0.5);
  CHECK(gang_of(job) == 1);
  CHECK_FALSE(job.parameters);
  const JobDescriptor own = job_of(with(with(train, "fusion", "'eager'"), "passes.ffn", "3"));
  Passes passes = passes_of(Workload::transformer_train, Fusion::eager);
  passes.ffn = 3;
  CHECK(own.passes == passes);
}

TEST_CASE("jobs are of a kind that the scenario has, as many GPUs as it says", "[scenario]") {
  const std::string text = text_of(train);
  CHECK(contains(test::report_on(test::replaced(text, "jobs.kind = 'job'", "jobs.kind = 'jib'"),
                                 test::with_profiles()),
                 "unknown kind of job \"jib\"; did you mean \"job\"?"));
  CHECK(contains(test::report_on(text + "jobs.gpus = 2\n", test::with_profiles()),
                 "jobs.gpus is not dp x tp x pp = 1 of kind job"));
  const Scenario scenario = read(train);
  const JobsSpec& jobs = scenario.consumers.at(0).jobs;
  CHECK(jobs.kind == KindId{1});
  REQUIRE(jobs.steps);
  CHECK(jobs.steps->a == 10);
  CHECK(jobs.step == scenario.kind_specs[1]->reference_step);
  CHECK(jobs.step > Seconds{0});
  Keys without = train;
  without.erase("steps");
  CHECK(contains(report_of(without), "jobs.work is missing"));
}

TEST_CASE("a profile that cannot be read is the only fault of what it would price", "[scenario]") {
  const std::string row = "[[device]]\nname = 'own'\nprofile = 'broken.json'\n";
  for (const std::string cost : {"", "[cost]\nreference = 'own'\n"}) {
    const std::string report =
        test::report_on(test::replaced(text_of(train, "own"), "[[kind]]", cost + row + "[[kind]]"),
                        test::with_profiles());
    CHECK(contains(report, "broken.json:1:"));
    CHECK(contains(report, "1 error;"));
  }
}

TEST_CASE("a listed job of a kind may be given by its steps", "[scenario]") {
  const auto listed = [](const Keys& keys, const std::string& rows) {
    std::string text = test::replaced(text_of(keys), "'poisson'", "'list'");
    return test::replaced(text, "jobs.rate = '1 /h'\n", "jobs.list = [" + rows + "]\n");
  };
  const auto list_of = [&](const Keys& keys, const std::string& rows) {
    return parse_scenario(listed(keys, rows), "s.toml", test::with_profiles())
        .consumers.at(0)
        .jobs.list;
  };
  const auto fault = [&](const Keys& keys, const std::string& rows) {
    return test::report_on(listed(keys, rows), test::with_profiles());
  };
  const Seconds step = read(train).kind_specs[1]->reference_step;
  // Its own steps, rounded; else the kind's, 10; else what it takes to the letter.
  const auto jobs = list_of(train,
                            "{ submit = '0 s', steps = 4.6 }, { submit = '0 s' }, "
                            "{ submit = '0 s', duration = '7 s' }, { submit = '0 s', work = "
                            "'8 GPUsec' }");
  REQUIRE(jobs.size() == 4);
  CHECK(jobs[0].duration == step * 5.0);
  CHECK(jobs[1].duration == step * 10.0);
  CHECK(jobs[2].duration == Seconds{7});
  CHECK(jobs[3].work == GpuSeconds{8});
  Keys without = train;
  without.erase("steps");
  const std::string missing = "job 0: duration is missing, and work and steps too; it takes";
  CHECK(contains(fault(without, "{ submit = '0 s' }"), missing));
  // A row draws nothing.
  CHECK(contains(
      fault(with(train, "steps", "{ law = 'uniform', low = 1, high = 9 }"), "{ submit = '0 s' }"),
      missing));
  CHECK(contains(fault(train, "{ submit = '0 s', steps = 1, duration = '7 s' }"),
                 "steps stands beside work or duration"));
}

TEST_CASE("steps need a device with a profile", "[scenario]") {
  CHECK(contains(report_of(train, "reference"),
                 "steps have no time: no device of the scenario has a profile"));
}

TEST_CASE("a job that does not fit a device is kept from it, and refused where none is left",
          "[scenario]") {
  // 2e9 parameters in fp32 with Adam hold 32 GB and the reserve: more than small's 16 GB.
  const Keys large = with(train, "parameters", "2e9");
  CHECK(memory_need(job_of(large)).total() > 35e9);
  CHECK(contains(report_of(large, "small"),
                 "a job of kind \"job\" runs on no device that it accepts: small: needs 35."));
  CHECK(report_of(large) == "no fault");
  // Beside a fast one it goes there alone.
  const Scenario both =
      parse_scenario(text_of(large) + "[[provider]]\nname = 'old'\ndevice = 'small'\n", "s.toml",
                     test::with_profiles());
  const auto& accepted = both.consumers.at(0).jobs.devices;
  for (const DeviceId device : accepted) CHECK(both.devices[device.value].name != "small");
  CHECK(std::ranges::find(accepted, both.providers.at(0).device) != accepted.end());
  // Recomputing, or what the descriptor says it holds, may make it fit.
  CHECK(report_of(with(large, "parameters", "1e8"), "small") == "no fault");
  CHECK(contains(report_of(with(raw, "memory", "'15 GB'"), "small"), "needs 16.5 GB of 16 GB"));
  CHECK(report_of(with(raw, "memory", "'14 GB'"), "small") == "no fault");
}

TEST_CASE("a step without end, or without work, is refused in its own words", "[scenario]") {
  ParseOptions options;
  options.shipped_profiles = []() -> std::span<const DeviceProfile> {
    static const std::array<DeviceProfile, 2> all = [] {
      DeviceProfile slow = small_device();
      slow.id = "slow";
      for (MemoryLevel& level : slow.levels)
        level.read_bps = level.write_bps = level.copy_bps = level.triad_bps = 1e-300;
      return std::array{small_device(), slow};
    }();
    return all;
  };
  const auto report = [&](const Keys& keys, std::string_view device) {
    return test::report_on(text_of(keys, device), options);
  };
  const std::string endless = "a step would take longer than a number can say";
  for (const Keys& keys : {raw, train}) CHECK(contains(report(keys, "slow"), endless));
  CHECK(report(raw, "small") == "no fault");
  const Keys idle = with(with(with(raw, "flops", "0"), "bytes", "'0 B'"), "launches", "0");
  CHECK(contains(report(idle, "small"), "on the reference device: a step is no work"));
}

TEST_CASE("a device whose profile lacks a figure refuses the kind and says which", "[scenario]") {
  CHECK(contains(report_of(with(train, "dtype", "'bf16'"), "small"),
                 "it has no time on the reference device: small has no fit of gemm bf16; "
                 "cost.reference names another device"));
  CHECK(contains(report_of(with(train, "dp", "2")),
                 "fast has no all-reduce measured, which 2 GPUs need; "
                 "device.*.allreduce.bandwidth gives it one"));
}
