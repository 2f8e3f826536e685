// souk explain, and runs priced by the profiles of devices.

#include <sstream>

#include <nlohmann/json.hpp>

#include "tests/cli/workplace.hpp"

using namespace souk;

namespace {

const std::string mix = std::string{SOUK_SCENARIOS} + "/mixed-devices.toml";

double number_of(const std::string& json, const std::string& name) {
  return nlohmann::json::parse(json).at("metrics").at(name).get<double>();
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size()))
    ++count;
  return count;
}

}  // namespace

TEST_CASE("explain tells what bounds each kind on each device, and who is refused", "[cli]") {
  const Workplace place;
  const Ran ran = place.souk({"explain", mix});
  INFO(ran.err);
  REQUIRE(ran.code == 0);
  for (const char* part :
       {"Steps priced by profile", "pretrain: transformer_train in fp16, 4 GPUs", "bound by",
        "refused by t4-public: needs 18.7 GB of 16 GB", "no all-reduce measured",
        "data sheets name another device for 2 of 4: finetune, embed; both devices were measured "
        "for 2",
        "published figures alone", "which 4 GPUs need; device.*.allreduce.bandwidth gives it one"})
    CHECK(contains(ran.out, part));
  const Ran plain = place.souk({"explain", std::string{SOUK_SCENARIOS} + "/pooling.toml"});
  CHECK(plain.code == 0);
  CHECK(contains(plain.out, "a job takes work / (GPUs x throughput)"));
}

TEST_CASE("every device that is listed may be the reference and a provider's, without a row",
          "[cli][contract]") {
  const Workplace place;
  place.write("one.toml",
              "[scenario]\nname = 'one'\nhorizon = '1 d'\n[[provider]]\nname = 'pool'\n"
              "device = 't4'\n[[kind]]\nname = 'product'\nworkload = 'gemm_list'\n"
              "dtype = 'fp32'\ngemms = [{ m = 512, n = 512, k = 512 }]\nsteps = 100\n"
              "[[consumer]]\nname = 'user'\njobs.process = 'poisson'\njobs.rate = '1 /h'\n"
              "jobs.kind = 'product'\n");
  const Ran list = place.souk({"list", "devices"});
  REQUIRE(list.code == 0);
  std::size_t devices = 0;
  std::istringstream lines{list.out};
  for (std::string line; std::getline(lines, line);) {
    const std::string name = line.substr(2, line.find(' ', 2) - 2);
    if (!line.starts_with("  ") || name == "reference") continue;
    CAPTURE(name);
    const Ran reference = place.souk({"explain", "one.toml", "--set", "cost.reference=" + name});
    CHECK(reference.code == 0);
    CHECK(contains(reference.out, "work is in GPU-seconds of " + name));
    CHECK(place.souk({"check", "one.toml", "--set", "provider.pool.device=" + name}).code == 0);
    ++devices;
  }
  CHECK(devices >= 31);
}

TEST_CASE("explain --job tells why a job went where it went", "[cli]") {
  const Workplace place;
  place.write("two.toml",
              "[scenario]\nname = 'two'\nhorizon = 'inf'\n[market]\nmechanism.name = "
              "'posted_offers'\n[[provider]]\nname = 'dear'\nopening_price = '2 credit/GPUh'\n"
              "[[provider]]\nname = 'cheap'\nopening_price = '1 credit/GPUh'\n"
              "[[consumer]]\nname = 'user'\nvalue = '9 credit/GPUh'\njobs.process = 'list'\n"
              "jobs.list = [{ submit = '0 s', duration = '1 h' }, { submit = '1 min', duration = "
              "'1 h' }, { submit = '2 min', duration = '1 h' }]\n");
  const Ran second = place.souk(split("explain two.toml --job 1"));
  REQUIRE(second.code == 0);
  CHECK(contains(second.out, "granted by dear/0 at 2 credit/GPUh"));
  CHECK(contains(second.out, "no room"));
  const Ran third = place.souk(split("explain two.toml --job 2"));
  CHECK(contains(third.out, "58 min  granted by cheap/0 at 1 credit/GPUh"));
  const Ran none = place.souk(split("explain two.toml --job 3"));
  CHECK(none.code == 64);
  CHECK(contains(none.err, "there is no such order; the run has 3"));
}

TEST_CASE("a run says where its prices come from, and a data sheet gives another result", "[cli]") {
  const Workplace place;
  const Ran profile = place.souk({"run", mix, "--quiet", "-o", "a.h5"});
  const Ran sheet =
      place.souk({"run", mix, "--quiet", "-o", "b.h5", "--set", "cost.pricing=data_sheet"});
  REQUIRE(profile.code == 0);
  REQUIRE(sheet.code == 0);
  CHECK(contains(profile.out, "h200-sxm-141gb: published figures alone, which nobody measured"));
  // All of the rest that runs on a T4 was measured there; what does not fit it is no concern.
  CHECK_FALSE(contains(profile.out, "t4-public: published figures alone"));
  CHECK(contains(profile.out,
                 "data sheets name another device for 2 of 4: finetune, embed; both "
                 "devices were measured for 2"));
  // The page of the report says it too, and so does that of a sweep over the pricing.
  const std::string said =
      "finetune is cheapest on t4-public by profile, and on l4-public by data sheet, where by "
      "profile it costs";
  REQUIRE(place.souk(split("report a.h5 -o a.html")).code == 0);
  const std::string page = place.read("a.html");
  CHECK(count_of(page, said) == 1);
  CHECK(contains(page, ">Where a step is cheapest, by what prices it</h2>"));
  CHECK(contains(page,
                 "data sheets name another device for 2 of 4: finetune, embed; both devices "
                 "were measured for 2"));
  CHECK(count_of(page, "h200-sxm-141gb: published figures alone, which nobody measured") == 1);
  REQUIRE(place.souk({"sweep", mix, "--quiet", "-o", "s.h5", "--set", "scenario.replications=2"})
              .code == 0);
  REQUIRE(place.souk(split("report s.h5 -o s.html")).code == 0);
  CHECK(contains(place.read("s.html"), said));
  CHECK(contains(sheet.out, "every step is priced by published peaks"));
  CHECK(summary_line(profile.out, "event hash") != summary_line(sheet.out, "event hash"));
  CHECK(place.souk(split("reproduce a.h5 --quiet")).code == 0);
}

TEST_CASE("cost.noise is one factor per run, and moves no other draw", "[cli]") {
  const Workplace place;
  const auto run = [&](const Words& more) {
    Words words{"run", mix, "--json", "--quiet", "-o", "n.h5"};
    words.insert(words.end(), more.begin(), more.end());
    const Ran ran = place.souk(words);
    REQUIRE(ran.code == 0);
    return ran.out;
  };
  const std::string without = run({}), with = run({"--set", "cost.noise=true"});
  CHECK(number_of(with, "jobs_submitted") == number_of(without, "jobs_submitted"));
  CHECK(number_of(with, "gpu_hours") != number_of(without, "gpu_hours"));
  CHECK(number_of(run({"--set", "cost.noise=true"}), "gpu_hours") == number_of(with, "gpu_hours"));
}

TEST_CASE("explain tells of each device whose figures they are, and what GPUs send", "[cli]") {
  const Workplace place;
  const Ran ran = place.souk({"explain", mix});
  std::vector<std::string> h200;
  for (const std::string& line : lines_of(ran.out))
    if (line.starts_with("  h200-sxm-141gb  ")) h200.push_back(line);
  REQUIRE(h200.size() == 4);
  for (const std::string& line : h200) CHECK(contains(line, "  published  "));
  // It has no time for the first kind, pretrain, so that no throughput is in use.
  CHECK(h200[0].ends_with("  -"));
  CHECK_FALSE(h200[1].ends_with("  -"));
  // Of 1,312 M gradients of 2 bytes a ring of 4 sends 2 x 3 / 4.
  CHECK(contains(ran.out, " %, 3.93"));
}

TEST_CASE("no share is printed as less than nothing", "[cli]") {
  // Here the parts that nobody measured add up to a little more than the whole.
  const Workplace place;
  const Ran ran =
      place.souk({"explain", mix, "--set", "provider.a100.opening_price=0.001 credit/GPUh"});
  CHECK(contains(ran.out, "  0.0 %  a100-sxm4-80gb-public"));
  CHECK_FALSE(contains(ran.out, "-0.0 %"));
}

TEST_CASE("explain tells what a list of products holds at least, and nothing of plain work",
          "[cli]") {
  // fp16 operands of 60,000 x 60,000: 3 x 7.2 GB and the reserve are more than a T4 has.
  const Workplace place;
  place.write("s.toml",
              "[scenario]\nname = 'list'\nhorizon = '1 d'\n[[provider]]\nname = 'pool'\n"
              "device = 't4'\n[[provider]]\nname = 'other'\ndevice = 'h200-sxm-141gb'\n"
              "[[kind]]\nname = 'product'\nworkload = 'gemm_list'\nsteps = 1\n"
              "gemms = [{ m = 60000, n = 60000, k = 60000 }]\n"
              "[[kind]]\nname = 'plain'\nworkload = 'raw'\nflops = 1e12\nbytes = '1 GB'\n"
              "steps = 1\n[[consumer]]\nname = 'user'\njobs.process = 'poisson'\n"
              "jobs.rate = '1 /h'\njobs.kind = 'product'\n");
  const Ran ran = place.souk(split("explain s.toml"));
  INFO(ran.out << ran.err);
  REQUIRE(ran.code == 0);
  CHECK(contains(ran.out, "  23.76/141  "));
  CHECK(contains(ran.out, "refused by t4: needs 23.8 GB of 16 GB"));
  CHECK(contains(ran.out, "  -/16  "));
  CHECK_FALSE(contains(ran.out, "  0/16  "));
}
