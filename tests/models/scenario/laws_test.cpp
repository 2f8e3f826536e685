#include <cmath>

#include <catch2/catch.hpp>

#include "models/scenario/quantity.hpp"
#include "texts.hpp"

using namespace souk;
using test::contains;

namespace {

Law work(std::string_view law) {
  const Scenario scenario = parse_scenario(
      test::with_consumer("jobs.work = " + std::string{law} + "\n"), "s.toml", test::with_files());
  return *scenario.consumers.at(0).jobs.work;
}

std::string report(std::string_view law) {
  return test::report_on(test::with_consumer("jobs.work = " + std::string{law} + "\n"));
}

}  // namespace

TEST_CASE("each law is read in the unit of its key", "[scenario]") {
  CHECK(work("\"2 GPUh\"") == Law{LawKind::constant, 7200, 0, 0, {}, {}});
  CHECK(work("{ law = \"constant\", value = \"1 GPUmin\" }") ==
        Law{LawKind::constant, 60, 0, 0, {}, {}});
  CHECK(work("{ law = \"uniform\", low = \"1 GPUsec\", high = \"2 GPUsec\" }") ==
        Law{LawKind::uniform, 1, 2, 0, {}, {}});
  CHECK(work("{ law = \"exponential\", mean = \"1 GPUh\" }") ==
        Law{LawKind::exponential, 3600, 0, 0, {}, {}});
  CHECK(
      work("{ law = \"bounded_pareto\", low = \"1 GPUsec\", high = \"9 GPUsec\", alpha = 1.5 }") ==
      Law{LawKind::bounded_pareto, 1, 9, 1.5, {}, {}});
  CHECK(work("{ law = \"weibull\", shape = 0.7, scale = \"1 GPUh\" }") ==
        Law{LawKind::weibull, 0.7, 3600, 0, {}, {}});
  const Law discrete =
      work("{ law = \"discrete\", values = [\"1 GPUsec\", \"1 GPUmin\"], weights = [1, 3] }");
  CHECK(discrete.values == std::vector<double>{1, 60});
  CHECK(discrete.cumulative == std::vector<double>{0.25, 1});
}

TEST_CASE("a lognormal by mean and cv2 has that mean and that cv2", "[scenario][oracle]") {
  // Of a lognormal with median m and sigma s the mean is m exp(s^2 / 2) and cv2 is exp(s^2) - 1.
  const Law law = work("{ law = \"lognormal\", mean = \"2 GPUh\", cv2 = 3 }");
  CHECK(law.a * std::exp(law.b * law.b / 2) == Approx(7200).epsilon(1e-12));
  CHECK(std::exp(law.b * law.b) - 1 == Approx(3).epsilon(1e-12));
}

TEST_CASE("a law that cannot be is refused with what it takes", "[scenario]") {
  CHECK(contains(report("{ law = \"exponental\", mean = \"1 GPUh\" }"),
                 "unknown law \"exponental\"; did you mean \"exponential\"?"));
  CHECK(contains(report("{ mean = \"1 GPUh\" }"), "a law is a table { law = NAME"));
  CHECK(contains(report("{ law = \"exponential\" }"), "jobs.work: mean is missing"));
  CHECK(contains(report("{ law = \"exponential\", mean = \"1 h\" }"),
                 "\"h\" is no unit of a GPU time"));
  CHECK(contains(report("{ law = \"exponential\", mean = \"0 GPUh\" }"),
                 "mean is \"0 GPUh\"; allowed is a number"));
  CHECK(contains(report("{ law = \"exponential\", mean = \"-1 GPUh\" }"), "mean is \"-1 GPUh\""));
  CHECK(contains(report("{ law = \"exponential\", mean = \"1 GPUh\", mode = 2 }"),
                 "unknown parameter \"mode\""));
  CHECK(contains(report("{ law = \"uniform\", low = \"2 GPUh\", high = \"1 GPUh\" }"),
                 "allowed is more than low"));
  CHECK(contains(report("{ law = \"erlang\", stages = 1.5, mean = \"1 GPUh\" }"),
                 "stages is 1.5; allowed is a whole number"));
  CHECK(contains(report("{ law = \"hyperexponential\", cv2 = 0.5, mean = \"1 GPUh\" }"),
                 "cv2 is 0.5; allowed is a number [1,"));
  CHECK(contains(report("{ law = \"lognormal\", median = \"1 GPUh\", sigma = 1, cv2 = 2 }"),
                 "a lognormal takes one pair"));
  CHECK(contains(report("{ law = \"lognormal\", mean = \"1 GPUh\", cv2 = 1, sigma = 2 }"),
                 "a lognormal takes one pair"));
  CHECK(
      contains(report("{ law = \"discrete\", values = [], weights = [] }"), "at least one value"));
  CHECK(contains(report("{ law = \"discrete\", values = [\"1 GPUh\"], weights = [0] }"),
                 "weight is 0; allowed is a number > 0"));
  CHECK(contains(report("{ law = \"discrete\", values = [\"1 GPUh\"], weights = [1, 2] }"),
                 "array of 1 numbers > 0"));
  CHECK(contains(report("{ law = \"empirical\", file = \"sizes.csv\", column = \"c\" }"),
                 "unknown column \"c\""));
  CHECK(contains(report("{ law = \"empirical\", file = \"sizes.csv\", column = 0 }"),
                 "unknown column 0"));
  CHECK(contains(report("{ law = \"empirical\", file = \"none.csv\", column = 1 }"),
                 "cannot read \"none.csv\""));
  CHECK(contains(report("{ law = \"empirical\", file = \"jobs.csv\", column = \"user\" }"),
                 "jobs.csv:2:8: "));
  CHECK(contains(
      test::report_on(test::with_consumer(
          "value = { law = \"uniform\", low = \"1 credit\", high = \"2 credit/GPUh\" }\n")),
      "the units of a law's values must agree"));
  CHECK(contains(test::report_on(test::with_consumer(
                     "jobs.gpus = { law = \"discrete\", values = [1.5], weights = [1] }\n")),
                 "allowed are whole numbers"));
}

namespace {

ParseOptions with_table(std::string_view table) {
  ParseOptions options;
  options.read_file = [table](std::string_view) { return std::string{table}; };
  return options;
}

const std::string from_table = test::with_consumer(
    "jobs.work = { law = \"empirical\", file = \"t.csv\", column = \"size, GPUs\" }\n");

}  // namespace

TEST_CASE("an empirical law reads CSV as RFC 4180 has it", "[scenario]") {
  // A byte order mark, a comma and a line break inside of quotes, quoted numbers, CRLF, a blank
  // line.
  const Scenario scenario = parse_scenario(
      from_table, "s.toml",
      with_table(
          "\xef\xbb\xbf\"size, GPUs\",note\r\n\"3\",\"a, b\"\r\n\r\n 1 ,\"c\nd\"\r\n2,\r\n"));
  CHECK(scenario.consumers.at(0).jobs.work->values == std::vector<double>{1, 2, 3});
}

TEST_CASE("what an empirical law cannot read is told where it stands", "[scenario]") {
  const auto faulty = [](std::string_view rows) {
    return test::report_on(from_table, with_table("\"size, GPUs\",note\n" + std::string{rows}));
  };
  CHECK(contains(faulty("1,a\n2,b,c\n"), "t.csv:3: 3 cells; the header has 2\n    3 | 2,b,c\n"));
  CHECK(contains(faulty("1,a\n2\n"), "t.csv:3: 1 cells; the header has 2\n"));
  CHECK(contains(faulty("1,a\n  x,b\n"),
                 "t.csv:3:3: jobs.work: found \"x\"; allowed is a number [0, 1e+15]\n    3 |   "
                 "x,b\n      |   ^\n"));
  CHECK(contains(faulty("1,\"a\nb\"\n\"-2\",b\n"), "t.csv:4:2: jobs.work: found \"-2\""));
  CHECK(contains(faulty("1,a\n,b\n"), "t.csv:3:1: jobs.work: found \"\""));
  CHECK(contains(faulty("1,a\n2,\"b\n"), "t.csv:3: a quote"));
  CHECK(contains(faulty("1,a\n2\"3,b\n"), "t.csv:3: a quote"));
  CHECK(contains(faulty(""), "\"t.csv\" has no rows"));
  CHECK(contains(test::report_on(from_table, with_table("a,b\"c\n1,2\n")), "t.csv:1: a quote"));
  CHECK(contains(faulty("1,\x01\n"), "t.csv:2:3: byte 0x01 is not text"));
  for (const char* empty : {"", "\xef\xbb\xbf", "\r\n \n"})
    CHECK(contains(test::report_on(from_table, with_table(empty)),
                   "t.csv:1:1: the file is empty; rows are needed"));
}

TEST_CASE("a value is per unit of work or per job, by its unit", "[scenario]") {
  const auto value = [](std::string_view text) {
    return parse_scenario(test::with_consumer("value = " + std::string{text} + "\n"), "s.toml")
        .consumers.at(0);
  };
  CHECK(value("\"3 credit\"").value_per_job);
  CHECK_FALSE(value("\"3 credit/GPUh\"").value_per_job);
  CHECK(value("{ law = \"uniform\", low = \"1 credit\", high = \"2 credit\" }").value_per_job);
}

TEST_CASE("every unit has its factor", "[scenario]") {
  const auto value = [](std::string_view text, Measure measure) {
    const QuantityRead read = read_quantity(text, {measure});
    CHECK(read.fault.empty());
    return read.value;
  };
  CHECK(value("3 ms", Measure::time) == 0.003);
  CHECK(value("3 us", Measure::time) == 3e-6);
  CHECK(value("1.5 min", Measure::time) == 90);
  CHECK(value("2 d", Measure::time) == 172800);
  CHECK(value("1 GPUmin", Measure::work) == 60);
  CHECK(value("1 kB", Measure::bytes) == 1000);
  CHECK(value("1 TB", Measure::bytes) == 1e12);
  CHECK(value("1 KiB", Measure::bytes) == 1024);
  CHECK(value("2 MiB", Measure::bytes) == 2097152);
  CHECK(value("1 TiB", Measure::bytes) == 1099511627776.0);
  CHECK(value("8 bit/s", Measure::rate) == 1);
  CHECK(value("1 kbit/s", Measure::rate) == 125);
  CHECK(value("1 Mbit/s", Measure::rate) == 125e3);
  CHECK(value("1 GB/s", Measure::rate) == 1e9);
  CHECK(value("3 /min", Measure::frequency) == 0.05);
  CHECK(value("1e3 credit", Measure::money) == 1000);
  CHECK(value("5 credit/GB", Measure::byte_price) == 5e-9);
  CHECK(value("700 W", Measure::power) == 700);
  for (const char* bad : {"", " ", "s", "1", "1s", "1  ", "nan s", "inf s", "1e999 s", "0x10 s",
                          "+1 s", "1 s s", "1 S", "--1 s"}) {
    CAPTURE(bad);
    CHECK_FALSE(read_quantity(bad, {Measure::time}).fault.empty());
  }
}
