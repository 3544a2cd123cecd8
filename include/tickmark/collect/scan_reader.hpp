#pragma once

#include "tickmark/base/row_reader.hpp"

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark {

/// One result of a scanner, a document or a statement, by column name: the fields of the dataset it
/// fills, and what `fields` may map besides (`rule`, `severity`, …).
struct ScanRow {
    std::map<std::string, RawValue, std::less<>> values;
    std::string locator; ///< within its payload
    std::optional<std::string> fault;

    /// An empty text is no value.
    void set(std::string_view column, std::string text);
    void set_list(std::string_view column, std::vector<std::string> items);
    /// Empty when there is none.
    const std::string& text(std::string_view column) const;
};

/// Columns that readers of control evidence offer: the dataset's fields, then `rule` (the tool's
/// own id), `severity`, `tool` and `profile`.
const std::vector<std::string>& evidence_columns();

/// Base of readers whose columns are fixed: an implementation gives results, this lays them out
/// as asked for.
///
/// Errors: source_failed: `fields` maps from a column the reader does not offer
class ScanReader: public RowReader {
public:
    ScanReader(
        const std::string& name,
        std::vector<WantedColumn> wanted,
        const std::vector<std::string>& offered = evidence_columns());
    bool next(RawRow& row) final;

protected:
    /// The next result into an empty row; false at the end.
    virtual bool next_result(ScanRow& row) = 0;

private:
    std::vector<WantedColumn> wanted_;
};

/// Names repeats within one payload apart: the first keeps its id, the next is "id#2".
class RepeatedIds {
public:
    std::string unique(const std::string& id);

private:
    std::map<std::string, int, std::less<>> seen_;
};

/// An evidence id: what tells this result from every other and is the same in the next scan of the
/// same target. Empty parts are left out.
std::string make_evidence_id(std::initializer_list<std::string_view> parts);

/// Blanks and line ends as one blank each, cut after 500 characters.
std::string one_line(std::string_view text);

/// Non-empty texts joined with "; ".
std::string joined_details(std::initializer_list<std::string_view> pieces);

/// Each text once, in the order first met.
std::vector<std::string> without_repeats(std::vector<std::string> texts);

/// The file's name without folder and last extension: what stands for a target that a report does
/// not name.
std::string file_stem(std::string_view path);

} // namespace tickmark
