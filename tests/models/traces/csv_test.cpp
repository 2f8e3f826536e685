#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "models/traces/cell.hpp"
#include "models/traces/csv.hpp"

using namespace souk;

namespace {

using Rows = std::vector<std::pair<std::uint64_t, std::vector<std::string>>>;

Rows rows_of(std::string_view text) {
  CsvReader reader{text, ',', CsvReader::Quotes::rfc4180};
  Rows rows;
  for (CsvRow row; reader.next(row);) {
    REQUIRE(row.fault == CsvFault::none);
    rows.emplace_back(row.line, std::vector<std::string>(row.cells.begin(), row.cells.end()));
  }
  return rows;
}

CsvFault fault_in(std::string_view text) {
  CsvReader reader{text, ',', CsvReader::Quotes::rfc4180};
  CsvRow row;
  reader.next(row);
  return row.fault;
}

}  // namespace

// The cases of RFC 4180, section 2, by its numbers.
TEST_CASE("rows are split as RFC 4180 says", "[traces]") {
  CHECK(rows_of("a,b\r\nc,d\r\n") == Rows{{1, {"a", "b"}}, {2, {"c", "d"}}});  // 1
  CHECK(rows_of("a,b\nc,d") == Rows{{1, {"a", "b"}}, {2, {"c", "d"}}});        // 2
  CHECK(rows_of("a, b ,,\n") == Rows{{1, {"a", " b ", "", ""}}});              // 4
  CHECK(rows_of("\"a\",b,\"\"\r\n") == Rows{{1, {"a", "b", ""}}});             // 5
  CHECK(rows_of("\"a,1\",\"b\r\nb\",c\nd,e,f") ==
        Rows{{1, {"a,1", "b\r\nb", "c"}}, {3, {"d", "e", "f"}}});               // 6
  CHECK(rows_of("\"a\"\"b\",\"\"\"\",c\n") == Rows{{1, {"a\"b", "\"", "c"}}});  // 7
  CHECK(rows_of("x,\"a\"\"b\"") == Rows{{1, {"x", "a\"b"}}});
  CHECK(rows_of("\"a\",\nb,c\n") == Rows{{1, {"a", ""}}, {2, {"b", "c"}}});
}

TEST_CASE("blank lines are skipped and counted", "[traces]") {
  CHECK(rows_of("\n\na,b\n \t\nc,d\n\n") == Rows{{3, {"a", "b"}}, {5, {"c", "d"}}});
  CHECK(rows_of("").empty());
}

TEST_CASE("a quote in the wrong place is told apart from one that is never closed", "[traces]") {
  CHECK(fault_in("a\"b,c\n") == CsvFault::stray_quote);
  CHECK(fault_in("\"a\"b,c\n") == CsvFault::stray_quote);
  CHECK(fault_in("\"a,c\n1,2\n") == CsvFault::open_quote);
  CHECK(fault_in("\"a\"\"") == CsvFault::open_quote);
  CHECK(fault_in("\"") == CsvFault::open_quote);
}

TEST_CASE("reading goes on with the line after a stray quote", "[traces]") {
  CsvReader reader{"a\"b,c\nd,e\n", ',', CsvReader::Quotes::rfc4180};
  CsvRow row;
  REQUIRE(reader.next(row));
  CHECK(row.fault == CsvFault::stray_quote);
  REQUIRE(reader.next(row));
  CHECK(row.fault == CsvFault::none);
  CHECK(row.line == 2);
  CHECK(row.cells == std::vector<std::string_view>{"d", "e"});
  CHECK_FALSE(reader.next(row));
}

TEST_CASE("the last row says whether its line was ended", "[traces]") {
  for (const auto& [text, ended] :
       {std::pair{"a,b\n", true}, {"a,b", false}, {"a,\"b\"", false}, {"a,\"b\"\n", true}}) {
    CsvReader reader{text, ',', CsvReader::Quotes::rfc4180};
    CsvRow row;
    reader.next(row);
    CHECK(row.ended == ended);
  }
}

TEST_CASE("a number is finite, whole of its cell and in range", "[traces]") {
  CHECK(read_number(" 1.5e3\t", "x", 0, 1e9) == 1500);
  CHECK(read_number("-0", "x", 0, 1e9) == 0);
  CHECK(std::isnan(read_optional(" ", "x", 0, 1)));
  for (const char* bad : {"", " ", "nan", "inf", "-inf", "1e400", "0x10", "1,5", "1.5s", "--1", "+",
                          "1 2", "-1", "2e9"})
    CHECK_THROWS_AS(read_number(bad, "x", 0, 1e9), BadRow);
}

TEST_CASE("a count is a whole number, written as one or not", "[traces]") {
  CHECK(read_count("8", "x", 1, 1e6) == 8);
  CHECK(read_count("8.0", "x", 1, 1e6) == 8);
  CHECK(read_count("1e6", "x", 1, 1e6) == 1000000);
  for (const char* bad : {"0.5", "0", "1000001", "1e300", "nan", ""})
    CHECK_THROWS_AS(read_count(bad, "x", 1, 1e6), BadRow);
}

// date -u -d '2000-02-29 12:34:56' +%s and others; leap days by the Gregorian rule.
TEST_CASE("wall times are read and written by the Gregorian calendar", "[traces][oracle]") {
  for (const auto& [text, seconds] : {std::pair{"1970-01-01 00:00:00", 0LL},
                                      {"2000-02-29 12:34:56", 951827696LL},
                                      {"2038-01-19 03:14:08", 2147483648LL},
                                      {"1969-12-31 23:59:59", -1LL}}) {
    CHECK(parse_wall_time(text, ' ') == seconds);
    CHECK(wall_time_text(seconds) == text);
  }
  for (const char* bad :
       {"1900-02-29 00:00:00", "2017-13-01 00:00:00", "2017-00-01 00:00:00", "2017-04-31 00:00:00",
        "2017-04-30 24:00:00", "2017-04-30 00:60:00", "2017-04-30T00:00:00", "2017-4-30 00:00:00",
        "2017-04-30 00:00:0x", "+017-04-30 00:00:00", "2017-04-30", ""})
    CHECK_FALSE(parse_wall_time(bad, ' '));
}

TEST_CASE("foreign text in a message is short and printable", "[traces]") {
  CHECK(quoted_cell("ab\x01\xff") == "\"ab\\x01\\xff\"");
  CHECK(quoted_cell(std::string(50, 'a')) == "\"" + std::string(40, 'a') + "...\"");
}

TEST_CASE("the nearest word is one that may have been meant", "[traces]") {
  constexpr std::string_view known[] = {"submit_s", "duration_s", "gpus"};
  CHECK(nearest_word("duration", known) == "duration_s");
  CHECK(nearest_word("gpu", known) == "gpus");
  CHECK(nearest_word("elephant", known).empty());
}

TEST_CASE("a number's shortest text reads back as the same number", "[traces]") {
  for (const double number :
       {0.1, 1.0 / 3, 123456789.125, 1e9, 5e-324, std::numeric_limits<double>::max()})
    CHECK(read_number(shortest(number), "x", 0, std::numeric_limits<double>::max()) == number);
  CHECK(shortest(60) == "60");
}
