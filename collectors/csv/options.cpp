#include "options_internal.hpp"

namespace tickmark::csv {

CsvOptions options_of(const Node& block) {
    CsvOptions options;
    if (const Node* delimiter = block.find("delimiter")) {
        options.delimiter = delimiter->text() == "tab" ? '\t' : delimiter->text().at(0);
    }
    if (const Node* encoding = block.find("encoding")) {
        options.encoding = encoding->text();
    }
    if (const Node* row = block.find("header_row")) {
        options.header_row = std::stoll(row->text());
    }
    return options;
}

void check_options(const Node& block, Problems& problems) {
    const Node* delimiter = block.find("delimiter");
    if (delimiter != nullptr && delimiter->text() != "tab" && delimiter->text().size() != 1) {
        problems.push_back(
            {delimiter->at(),
             "delimiter: '" + delimiter->text() + "' is not one character or 'tab'"});
    }
}

} // namespace tickmark::csv
