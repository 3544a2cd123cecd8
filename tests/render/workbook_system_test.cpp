#include "tickmark/formats/xlsx_reader.hpp"
#include "tickmark/render/workbook.hpp"

#include <gmock/gmock.h>

#include "report/fixture.hpp"
#include <cstdlib>
#include <fstream>

namespace tickmark {
namespace {

using testing::SmallAudit;

/// The same workbook, saved by LibreOffice after it worked out every formula (0: always on
/// loading).
std::string recalculated(const testing::Scratch& scratch, const std::string& path) {
    scratch.file(
        "profile/user/registrymodifications.xcu",
        R"(<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>)");
    const std::string command = "soffice -env:UserInstallation=file://" + scratch.path() +
                                "/profile --headless --convert-to xlsx --outdir " + scratch.path() +
                                "/out " + path + " >/dev/null 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0); // NOLINT(cert-env33-c,concurrency-mt-unsafe)
    return scratch.path() + "/out/workbook.xlsx";
}

std::vector<std::vector<std::string>> sheet_rows(
    const std::string& path, const std::string& sheet, const std::vector<std::string>& columns) {
    std::vector<WantedColumn> wanted;
    for (const std::string& column : columns) {
        wanted.push_back({column, true});
    }
    const auto reader = open_xlsx(path, "workbook.xlsx", {sheet, 1}, wanted);
    std::vector<std::vector<std::string>> rows;
    RawRow row;
    while (reader->next(row)) {
        std::vector<std::string> texts;
        for (const RawValue& value : row.values) {
            texts.push_back(value.text);
        }
        rows.push_back(texts);
    }
    return rows;
}

// The cached values are made wrong on purpose: what comes back right was worked out by LibreOffice.
TEST(SystemWorkbook, LibreOfficeWorksOutWhatTheAssessmentFound) {
    SmallAudit audit;
    audit.count();
    const std::int64_t population = audit.test().population;
    const std::int64_t exceptions = audit.test().exceptions;
    audit.test().population = 77;
    audit.test().exceptions = 77;
    ReportModel model = make_report_model(audit.input());
    std::vector<std::vector<std::string>> truth;
    const auto each = model.details[0].table.each;
    model.details[0].table.each = [&](const Table::UseRow& use) {
        each([&](const Row& row) {
            Row wrong = row;
            truth.push_back({row[row.size() - 2].text, row.back().text});
            wrong[row.size() - 2].text = "WRONG";
            wrong.back().text = "WRONG";
            use(wrong);
        });
    };
    const std::string path = audit.scratch / "workbook.xlsx";
    write_workbook(model, path);
    const std::string again = recalculated(audit.scratch, path);
    EXPECT_EQ(sheet_rows(again, "TRN-01.a", {"Population", "Exception"}), truth);
    const auto tests = sheet_rows(again, "Tests", {"Population", "Exceptions"});
    EXPECT_EQ(
        tests.at(0),
        (std::vector<std::string>{std::to_string(population), std::to_string(exceptions)}));
}

std::int64_t peak_memory_kb() {
    std::ifstream status("/proc/self/status");
    std::string line;
    while (std::getline(status, line)) {
        if (line.rfind("VmHWM:", 0) == 0) {
            return std::stoll(line.substr(6));
        }
    }
    return 0;
}

TEST(SystemWorkbook, TwoHundredThousandDetailRowsPassThroughInFlatMemory) {
    SmallAudit audit;
    audit.snapshot->connection().execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) "
        "INSERT INTO training SELECT 'Q-' || i, 'Q-' || i, 'X', '2026-03-31', '2026-03-01', 87.5, "
        "2, 1,"
        " '2026-03-01T13:45:10.000Z', '[\"privacy\"]', 'remark ' || i, 'lms', 'C000001', "
        "'payload', 'row ' || i FROM n");
    audit.count();
    const ReportModel model = make_report_model(audit.input());
    std::ofstream("/proc/self/clear_refs") << "5"; // the peak counts from here
    const std::int64_t before = peak_memory_kb();
    write_workbook(model, audit.scratch / "workbook.xlsx");
    EXPECT_LT(peak_memory_kb() - before, 64 * 1024);
}

} // namespace
} // namespace tickmark
