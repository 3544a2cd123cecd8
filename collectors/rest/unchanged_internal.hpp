#pragma once

#include "tickmark/collect/collector.hpp"

#include "exchange_internal.hpp"
#include <map>
#include <optional>
#include <set>
#include <string>

namespace tickmark::rest {

/// Pages that the last complete collection kept under an `ETag`, to be asked for with
/// `If-None-Match`: where the server says 304, the kept bytes are the page.
///
/// Shape: details hold "etags":[{"page":1,"etag":"…","headers":{"Link":"…"}},…], of the pages whose
///        server gave one; the headers are those that the way through the pages needs
class Unchanged {
public:
    Unchanged(const Settings& settings, const FetchContext& context);

    /// Gives the request the tag of the page that was kept for its address, if its bytes are there.
    void offer(PageRequest& request);
    /// The kept page in place of a 304 for the request offered last.
    void take(Answer& answer);
    /// Notes the tag of a page that came or was taken, for the next collection.
    void note(const Answer& answer, std::size_t page);

    std::size_t taken() const noexcept { return taken_; }
    /// What details say, as JSON; empty where no page had a tag.
    std::string tags() const;

private:
    struct Page {
        std::string etag;
        NamedTexts headers;
        Digest digest;
    };
    void read_earlier();
    bool is_open(const std::string& text) const;

    const Settings& settings_;
    const FetchContext& context_;
    std::map<std::string, Page> pages_; ///< by address
    std::optional<Page> offered_;
    std::string copy_; ///< file with the bytes of the page offered
    std::string tags_;
    std::size_t taken_ = 0;
};

} // namespace tickmark::rest
