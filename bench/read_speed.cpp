// Rows a second and peak memory of the readers. Without an argument it makes the files it reads
// in a temporary folder; `bench_read_speed csv FILE…` or `xlsx FILE…` reads others.

#include "tickmark/base/error.hpp"
#include "tickmark/formats/csv_reader.hpp"
#include "tickmark/formats/xlsx_reader.hpp"
#include "tickmark/ports/files.hpp"

#include <xlsxwriter.h>

#include <chrono>
#include <fmt/core.h>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <vector>

namespace {

using namespace tickmark;

const std::vector<std::string> titles{
    "person_id", "name", "course", "assigned", "due", "completed", "status", "score"};

std::vector<WantedColumn> wanted() {
    std::vector<WantedColumn> columns;
    for (const std::string& title : titles) {
        columns.push_back({title, false});
    }
    columns.front().required = true;
    return columns;
}

std::vector<std::string> cells_of(int row) {
    return {
        fmt::format("P{:07}", row),
        fmt::format("Person Number {}", row),
        fmt::format("Privacy {}", row % 7),
        "2026-01-15",
        "2026-03-31",
        row % 9 == 0 ? "" : fmt::format("2026-03-{:02}", row % 28 + 1),
        row % 9 == 0 ? "not-started" : "completed",
        std::to_string(row % 101)};
}

void write_csv(const std::string& path, int rows) {
    std::ofstream out(path, std::ios::binary);
    for (int row = 0; row <= rows; ++row) {
        const std::vector<std::string> cells = row == 0 ? titles : cells_of(row);
        for (std::size_t i = 0; i < cells.size(); ++i) {
            out << (i == 0 ? "" : ",") << cells[i];
        }
        out << '\n';
    }
}

void write_xlsx(const std::string& path, int rows) {
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    lxw_workbook* book = workbook_new_opt(path.c_str(), &options);
    lxw_worksheet* sheet = workbook_add_worksheet(book, "Training");
    for (int row = 0; row <= rows; ++row) {
        const std::vector<std::string> cells = row == 0 ? titles : cells_of(row);
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const auto at = static_cast<lxw_row_t>(row);
            const auto column = static_cast<lxw_col_t>(i);
            if (row > 0 && i + 1 == cells.size()) {
                worksheet_write_number(sheet, at, column, row % 101, nullptr);
            } else {
                worksheet_write_string(sheet, at, column, cells[i].c_str(), nullptr);
            }
        }
    }
    workbook_close(book);
}

long peak_megabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

std::unique_ptr<RowReader> open(const std::string& kind, const std::string& path) {
    if (kind == "xlsx") {
        return open_xlsx(path, path, {}, wanted());
    }
    return open_csv(std::make_unique<std::ifstream>(path, std::ios::binary), path, {}, wanted());
}

void measure(const std::string& kind, const std::string& path) {
    const auto start = std::chrono::steady_clock::now();
    const auto reader = open(kind, path);
    RawRow row;
    long long rows = 0;
    std::size_t bytes = 0;
    while (reader->next(row)) {
        ++rows;
        for (const RawValue& value : row.values) {
            bytes += value.text.size();
        }
    }
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    fmt::print(
        "{}: {} rows, {:.2f} s, {:.0f} rows/s, {} bytes of text, peak {} MB\n",
        kind,
        rows,
        taken.count(),
        static_cast<double>(rows) / taken.count(),
        bytes,
        peak_megabytes());
}

} // namespace

int main(int count, char** words) {
    try {
        if (count > 2) {
            for (int i = 2; i < count; ++i) {
                measure(words[1], words[i]);
            }
            return 0;
        }
        const ScratchFolder folder;
        const std::string csv = folder.path() + "/training.csv";
        write_csv(csv, 1000000);
        measure("csv", csv);
        const std::string xlsx = folder.path() + "/training.xlsx";
        write_xlsx(xlsx, 200000);
        measure("xlsx", xlsx);
    } catch (const Error& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
    return 0;
}
