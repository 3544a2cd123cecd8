#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"

#include "formats/csv_splitter_internal.hpp"
#include <algorithm>

namespace tickmark::formats {

namespace {

// An unclosed quote would otherwise draw the rest of a file into memory.
constexpr std::size_t longest_record = std::size_t{16} * 1024 * 1024;

} // namespace

bool CsvRecord::is_blank() const noexcept {
    return std::all_of(
        fields.begin(), fields.end(), [](std::string_view field) { return trim(field).empty(); });
}

CsvSplitter::CsvSplitter(Feed feed, char delimiter, std::string name) :
    feed_(std::move(feed)), delimiter_(delimiter), name_(std::move(name)) {}

bool CsvSplitter::next(CsvRecord& record) {
    start_ = at_;
    while (at_ >= buffer_.size()) {
        if (!refill()) {
            return false;
        }
    }
    restart(record);
    // A record that goes on beyond what is in memory is scanned again from its start once more
    // text is there, which happens once a block.
    while (scan(record) == Step::starved) {
        refill();
        restart(record);
    }
    give_views(record);
    record.line = line_;
    line_ += lines_within_ + 1;
    record.number = ++number_;
    return true;
}

void CsvSplitter::restart(CsvRecord& record) {
    at_ = start_;
    text_.clear();
    ends_.clear();
    lines_within_ = 0;
    record.text_after_quote = false;
}

bool CsvSplitter::refill() {
    if (ended_) {
        return false;
    }
    if (buffer_.size() - start_ > longest_record) {
        throw_open_quote();
    }
    buffer_.erase(0, start_);
    at_ -= start_;
    start_ = 0;
    // At least double, so that scanning a long record again stays linear in its length.
    const std::size_t target = buffer_.size() * 2;
    do {
        ended_ = !feed_(buffer_);
    } while (!ended_ && buffer_.size() < target);
    return true;
}

CsvSplitter::Step CsvSplitter::scan(CsvRecord& record) {
    for (;;) {
        if (at_ >= buffer_.size() && !ended_) {
            return Step::starved;
        }
        const bool quoted = at_ < buffer_.size() && buffer_[at_] == '"';
        const Step step = quoted ? scan_quoted(record) : scan_plain(record);
        if (step != Step::more) {
            return step;
        }
    }
}

CsvSplitter::Step CsvSplitter::scan_plain(CsvRecord& record) {
    const char* const begin = buffer_.data() + at_;
    const char* const end = buffer_.data() + buffer_.size();
    const char* p = begin;
    while (p != end && *p != delimiter_ && *p != '\n' && *p != '\r') {
        ++p;
    }
    text_.append(begin, p);
    at_ += static_cast<std::size_t>(p - begin);
    return after_field(record);
}

CsvSplitter::Step CsvSplitter::scan_quoted(CsvRecord& record) {
    line_of_quote_ = line_ + lines_within_;
    ++at_;
    for (;;) {
        if (!take_to_quote()) {
            return Step::starved;
        }
        if (at_ >= buffer_.size() || buffer_[at_] != '"') {
            break;
        }
        text_ += '"';
        ++at_;
    }
    if (at_ < buffer_.size() && buffer_[at_] != delimiter_ && buffer_[at_] != '\n' &&
        buffer_[at_] != '\r') {
        record.text_after_quote = true;
        return scan_plain(record);
    }
    return after_field(record);
}

bool CsvSplitter::take_to_quote() {
    const std::size_t quote = buffer_.find('"', at_);
    if (quote == std::string::npos) {
        if (ended_) {
            throw_open_quote();
        }
        return false;
    }
    for (std::size_t i = at_; i != quote; ++i) {
        // The character after \r is there: at the latest it is the quote.
        const bool line_end = buffer_[i] == '\n' || (buffer_[i] == '\r' && buffer_[i + 1] != '\n');
        lines_within_ += line_end ? 1 : 0;
    }
    text_.append(buffer_, at_, quote - at_);
    at_ = quote + 1;
    return at_ < buffer_.size() || ended_;
}

CsvSplitter::Step CsvSplitter::after_field(CsvRecord& record) {
    if (at_ >= buffer_.size()) {
        if (!ended_) {
            return Step::starved;
        }
        end_field();
        record.raw = std::string_view(buffer_).substr(start_);
        return Step::done;
    }
    const char c = buffer_[at_];
    if (c == delimiter_) {
        ++at_;
        end_field();
        return Step::more;
    }
    if (c == '\r' && at_ + 1 >= buffer_.size() && !ended_) {
        return Step::starved;
    }
    end_field();
    record.raw = std::string_view(buffer_).substr(start_, at_ - start_);
    const bool two = c == '\r' && at_ + 1 < buffer_.size() && buffer_[at_ + 1] == '\n';
    at_ += two ? 2U : 1U;
    return Step::done;
}

void CsvSplitter::give_views(CsvRecord& record) const {
    record.fields.clear();
    const std::string_view text = text_;
    std::size_t begin = 0;
    for (const std::size_t end : ends_) {
        record.fields.push_back(text.substr(begin, end - begin));
        begin = end;
    }
}

void CsvSplitter::throw_open_quote() const {
    const std::string line = std::to_string(line_of_quote_ > 0 ? line_of_quote_ : line_);
    throw Error(
        ErrorCode::source_failed,
        {"reading " + name_,
         ended_ ? "a quote opened on line " + line + " is never closed"
                : "the record on line " + line + " is longer than 16 MB",
         name_ + ":" + line,
         "check the quotes there, or give another delimiter"});
}

} // namespace tickmark::formats
