#include "tickmark/render/workbook.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/ports/files.hpp"
#include "tickmark/render/visible.hpp"

#include "workbook_internal.hpp"
#include <clocale>
#include <filesystem>
#include <memory>

namespace tickmark {

namespace {

using workbook::Book;
using workbook::Plan;
using workbook::Sheet;

constexpr std::int64_t longest_name = 31;

/// Numbers are printed with a point in whatever locale the process runs.
class NumbersInC {
public:
    NumbersInC() :
        mine_(newlocale(LC_NUMERIC_MASK, "C", duplocale(uselocale(nullptr)))),
        before_(uselocale(mine_)) {}
    ~NumbersInC() {
        uselocale(before_);
        freelocale(mine_);
    }
    NumbersInC(const NumbersInC&) = delete;
    NumbersInC& operator=(const NumbersInC&) = delete;
    NumbersInC(NumbersInC&&) = delete;
    NumbersInC& operator=(NumbersInC&&) = delete;

private:
    locale_t mine_;
    locale_t before_;
};

std::string cut_to_units(const std::string& text, std::int64_t units) {
    std::string cut;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t from = at;
        next_code_point(text, at);
        const std::string longer = cut + text.substr(from, at - from);
        if (workbook::utf16_units(longer) > units) {
            break;
        }
        cut = longer;
    }
    return cut;
}

std::string clean_name(std::string_view wanted) {
    std::string name;
    for (const char c : visible_text(wanted)) {
        const bool forbidden = std::string_view("[]:*?/\\\n\t").find(c) != std::string_view::npos;
        name += forbidden ? '-' : c;
    }
    while (!name.empty() && name.front() == '\'') {
        name.erase(0, 1);
    }
    name = cut_to_units(name, longest_name);
    while (!name.empty() && name.back() == '\'') {
        name.pop_back();
    }
    return name.empty() || to_lower(name) == "history" ? "Sheet" : name;
}

Sheet add_sheet(Book& book, const std::string& name) {
    lxw_worksheet* sheet = workbook_add_worksheet(book.book, name.c_str());
    if (sheet == nullptr) {
        throw Error(
            ErrorCode::render_failed,
            {"adding the sheet '" + name + "'", "the name is not taken", "", ""});
    }
    return {name, sheet, 0};
}

std::int64_t count_rows(const Table& table) {
    std::int64_t rows = 0;
    table.each([&rows](const Row&) { ++rows; });
    return rows;
}

/// Makes the sheets a table needs, with the rows each will hold.
void add_plan(Book& book, std::set<std::string>& taken, Plan plan, const std::string& name) {
    const std::int64_t most = book.limits.rows - 1;
    std::int64_t left = plan.rows;
    do {
        Sheet sheet = add_sheet(book, legal_sheet_name(name, taken));
        sheet.rows = std::min(left, most);
        left -= sheet.rows;
        plan.sheets.push_back(sheet);
    } while (left > 0);
    book.plans.push_back(std::move(plan));
}

void add_details(Book& book, std::set<std::string>& taken) {
    for (const DetailSheet& detail : book.model.details) {
        Plan plan;
        plan.title = detail.table.title;
        plan.table = &detail.table;
        plan.detail = &detail;
        plan.rows = detail.rows;
        add_plan(book, taken, std::move(plan), detail.id);
    }
}

void add_table(Book& book, std::set<std::string>& taken, const SheetDefinition& definition) {
    const auto found = book.model.tables.find(definition.table);
    if (found == book.model.tables.end()) {
        throw Error(
            ErrorCode::render_failed,
            {"making the sheet '" + definition.name + "'",
             "the report has no table '" + definition.table + "'",
             book.model.definition.folder + "/report.yaml",
             ""});
    }
    Plan plan;
    plan.title = found->second.title;
    plan.table = &found->second;
    plan.rows = count_rows(found->second);
    add_plan(book, taken, std::move(plan), definition.name);
}

/// The legend comes first whatever report.yaml says: formulas refer to it.
void plan_sheets(Book& book) {
    std::set<std::string> taken;
    book.legend = add_sheet(book, legal_sheet_name("Legend", taken));
    for (const SheetDefinition& definition : book.model.definition.sheets) {
        if (definition.table == "details") {
            add_details(book, taken);
        } else if (definition.table != "legend") {
            add_table(book, taken, definition);
        }
    }
    book.long_texts = add_sheet(book, legal_sheet_name("Long texts", taken));
}

void set_properties(const Book& book) {
    std::string title = book.model.title + " as of " + book.model.as_of;
    std::string company = book.model.organisation;
    std::string made = "tickmark";
    lxw_doc_properties properties{};
    properties.title = title.data();
    properties.company = company.data();
    properties.author = made.data();
    properties.created = static_cast<time_t>(book.model.created.milliseconds() / 1000);
    workbook::check(
        workbook_set_properties(book.book, &properties), "setting the workbook's properties");
}

void write_sheets(Book& book) {
    const std::vector<Column> columns{
        {"id", "Number", 10, false},
        {"place", "Cell", 24, false},
        {"part", "Part", 8, true},
        {"text", "Text", 120, false}};
    workbook::set_up_sheet(book, book.long_texts);
    workbook::write_heads(book, book.long_texts, columns);
    for (const Plan& plan : book.plans) {
        workbook::write_plan(book, plan);
    }
    workbook::filter_sheet(book.long_texts, book.long_rows - 1, columns.size());
    if (book.long_count == 0) {
        workbook::write_text(
            book,
            {book.long_texts, 1, 0},
            "No text is longer than a cell can hold.",
            book.formats.note);
    }
    workbook::write_legend(book);
}

} // namespace

std::string legal_sheet_name(std::string_view wanted, std::set<std::string>& taken) {
    const std::string base = clean_name(wanted);
    std::string name = base;
    for (int number = 2; !taken.insert(to_lower(name)).second; ++number) {
        const std::string suffix = " (" + std::to_string(number) + ")";
        name = cut_to_units(base, longest_name - static_cast<std::int64_t>(suffix.size())) + suffix;
    }
    return name;
}

void write_workbook(
    const ReportModel& model, const std::string& path, const WorkbookLimits& limits) {
    const NumbersInC numbers;
    const std::string parent = std::filesystem::absolute(path).parent_path().string();
    const ScratchFolder scratch(parent);
    const std::string partial = scratch.path() + "/workbook.xlsx";
    std::string folder = scratch.path();
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    options.tmpdir = folder.data();
    lxw_workbook* raw = workbook_new_opt(partial.c_str(), &options);
    if (raw == nullptr) {
        throw Error(ErrorCode::render_failed, {"making the workbook", "out of memory", path, ""});
    }
    // workbook_close frees the book also when it fails; it must be called on every way out.
    std::unique_ptr<lxw_workbook, lxw_error (*)(lxw_workbook*)> closer(raw, workbook_close);
    Book book{model, limits, raw, workbook::Formats(raw), {}, {}, {}, 1, 0, {}};
    plan_sheets(book);
    set_properties(book);
    write_sheets(book);
    workbook::check(workbook_close(closer.release()), "writing the workbook " + path);
    sync_path(partial);
    std::error_code error;
    std::filesystem::rename(partial, path, error);
    if (error) {
        throw_system_error(error.value(), "writing the workbook", path);
    }
}

} // namespace tickmark
