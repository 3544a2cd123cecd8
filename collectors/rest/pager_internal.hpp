#pragma once

#include "exchange_internal.hpp"
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <variant>

namespace tickmark::rest {

/// One page as read: what paging and the control totals need of it.
// NOLINTNEXTLINE(bugprone-exception-escape): only an assertion inside the JSON value could throw
struct Page {
    Url url;
    const HttpReply* reply = nullptr;
    nlohmann::json content;     ///< null for CSV
    long long rows = 0;         ///< of CSV: lines below the header
    std::string records_text;   ///< the records in canonical form
    std::string canonical_text; ///< the page in canonical form: members by name, no blanks
};

/// Reads an answer as a page, or says why it is none.
std::variant<Page, std::string> read_page(const Settings& settings, const Answer& answer);

/// The value at a pointer as text; none where there is nothing, null, false or an empty text.
std::optional<std::string> text_at(const nlohmann::json& content, const std::string& pointer);

/// Where to go on, or why one cannot; neither at the end.
struct Onward {
    std::optional<PageRequest> request;
    std::string fault;
};

/// Finds the way from page to page.
class Pager {
public:
    explicit Pager(const Settings& settings) : settings_(settings), pages_(settings.pages) {}

    PageRequest first();
    Onward after(const Page& page);
    /// The number of records the system says there are, if it says so.
    std::optional<long long> total(const Page& page) const;

private:
    void set(PageRequest& request, const std::string& name, long long number) const;
    Onward follow(const Page& page, const std::string& address) const;
    Onward after_token(const Page& page) const;
    Onward after_number(const Page& page);

    const Settings& settings_;
    const Paging& pages_;
    PageRequest last_;
    long long number_ = 0; ///< of the page
    long long rows_ = 0;
};

} // namespace tickmark::rest
