#include "store/opened_versions.hpp"

#include <array>
#include <map>

namespace tickmark::store {

namespace {

std::vector<std::optional<std::size_t>>
places_of(const std::vector<StoredField>& fields, const Staging& staging) {
    std::map<std::string, std::size_t> filled;
    for (const std::size_t place : staging.filled()) {
        filled.emplace(staging.fields()[place].name, place);
    }
    std::vector<std::optional<std::size_t>> places;
    places.reserve(fields.size());
    for (const StoredField& field : fields) {
        const auto found = filled.find(field.name);
        places.push_back(found == filled.end() ? std::nullopt : std::optional(found->second));
    }
    return places;
}

} // namespace

OpenedVersions::OpenedVersions(
    Staging& staging,
    const std::vector<StoredField>& fields,
    const std::vector<SentPayload>& sent,
    const std::optional<std::vector<bool>>& opens) :
    places_(places_of(fields, staging)),
    fields_(fields),
    sent_(sent),
    opens_(opens),
    staged_(staging),
    rows_([this](Row& row) { return make(row); }) {}

std::vector<SqlInsert::Column>
OpenedVersions::columns(const std::string& source, const std::string& collection) const {
    std::vector<SqlInsert::Column> columns{
        {"tm_key"},
        {"tm_source", literal(source)},
        {"tm_opened", collection},
        {"tm_closed", "NULL"},
        {"tm_digest"},
        {"tm_payload", sent_.size() == 1 ? std::to_string(sent_.front().id) : ""},
        {"tm_locator"}};
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        columns.push_back({quoted(fields_[i].name), places_[i] ? "" : "NULL"});
    }
    return columns;
}

const std::vector<SqlCell>* OpenedVersions::next() {
    const Row* row = rows_.next();
    return row == nullptr ? nullptr : &row->cells;
}

std::size_t OpenedVersions::make(Row& row) {
    std::size_t size = 0;
    do {
        size = staged_.next(row.digested);
        if (size == 0) {
            return 0;
        }
    } while (opens_ && !opens_->at(position_++));
    const StagedRow& staged = row.digested.staged;
    const SentPayload& sent = sent_.at(staged.payload);
    digest_.add(staged.key);
    const std::array<char, 64> digits = row.digested.digest.hex_digits();
    digest_.add({digits.data(), digits.size()});
    digest_.add(sent.sha256);
    digest_.add(staged.locator);
    row.cells.assign({staged.key, SqlBytes{bytes_of(row.digested.digest)}});
    if (sent_.size() > 1) {
        row.cells.emplace_back(sent.id);
    }
    row.cells.emplace_back(staged.locator);
    for (const std::optional<std::size_t>& place : places_) {
        if (place) {
            row.cells.push_back(staged_.values()[*place]);
        }
    }
    return size;
}

} // namespace tickmark::store
