#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark::formats {

/// One record of a delimited text; the views hold until the next one is read.
struct CsvRecord {
    long long line = 0;   ///< physical line it starts on, from 1
    long long number = 0; ///< which record it is, from 1; blank lines count
    std::string_view raw; ///< as it stood, without its line end
    std::vector<std::string_view> fields;
    bool text_after_quote = false; ///< `"a"b`: neither quoted nor plain

    /// Nothing in it but white space and delimiters.
    bool is_blank() const noexcept;
};

/// Cuts delimited text into records: quotes at the start of a field, doubled inside, line ends
/// \n, \r\n and \r.
///
/// Errors: source_failed: a quote left open, a record of more than 16 MB
class CsvSplitter {
public:
    /// Appends a block of UTF-8 to the string; false at the end.
    using Feed = std::function<bool(std::string&)>;

    CsvSplitter(Feed feed, char delimiter, std::string name);

    bool next(CsvRecord& record);

private:
    enum class Step : std::uint8_t { more, done, starved };

    Step scan(CsvRecord& record);
    Step scan_plain(CsvRecord& record);
    Step scan_quoted(CsvRecord& record);
    /// Takes what stands before the next quote, and the quote; false when more text is needed.
    bool take_to_quote();
    Step after_field(CsvRecord& record);
    void end_field() { ends_.push_back(text_.size()); }
    bool refill();
    void restart(CsvRecord& record);
    void give_views(CsvRecord& record) const;
    [[noreturn]] void throw_open_quote() const;

    Feed feed_;
    char delimiter_;
    std::string name_;
    std::string buffer_;    ///< decoded text from the start of the current record on
    std::size_t start_ = 0; ///< start of the current record in `buffer_`
    std::size_t at_ = 0;    ///< next character to look at
    bool ended_ = false;
    std::string text_; ///< the fields of the current record, unquoted, end to end
    std::vector<std::size_t> ends_;
    long long line_ = 1;
    long long line_of_quote_ = 0;
    long long lines_within_ = 0; ///< line ends inside the current record's quotes
    long long number_ = 0;
};

} // namespace tickmark::formats
