#include "tickmark/base/digest.hpp"
#include "tickmark/base/json.hpp"
#include "tickmark/collect/expectation.hpp"
#include "tickmark/ports/files.hpp"

#include "pager_internal.hpp"
#include "pull_internal.hpp"
#include "unchanged_internal.hpp"
#include <fmt/format.h>
#include <set>
#include <sstream>

namespace tickmark::rest {

namespace {

class Pull {
public:
    Pull(const SourceConfig& source, const FetchContext& context, HttpClient& client) :
        source_(source),
        context_(context),
        settings_(settings_of(source)),
        exchange_(settings_, client, context),
        unchanged_(settings_, context),
        pager_(settings_) {}

    Fetched run() {
        PageRequest request = pager_.first();
        fetched_.query = settings_.method + " " + shown(request.url, settings_.mask);
        if (!request.body.empty()) {
            fetched_.query += "\n" + settings_.mask.cover(request.body);
        }
        for (;;) {
            if (auto end = guard(request)) {
                return stop(*end);
            }
            unchanged_.offer(request);
            auto asked = exchange_.ask(request);
            if (const auto* trouble = std::get_if<Trouble>(&asked)) {
                return stop(*trouble);
            }
            Answer& answer = std::get<Answer>(asked);
            unchanged_.take(answer);
            const auto read = read_page(settings_, answer);
            if (const auto* fault = std::get_if<std::string>(&read)) {
                return stop(at(answer.url, Outcome::failed, *fault));
            }
            const Page& page = std::get<Page>(read);
            if (page.rows > 0 && !records_.insert(sha256(page.records_text).hex()).second) {
                return stop(
                    at(answer.url,
                       Outcome::partial,
                       "this page holds the same records as an earlier one; the pages go round "
                       "(check by and parameter of pages)"));
            }
            if (keep(page)) {
                unchanged_.note(answer, fetched_.payloads.size());
            }
            const Onward onward = pager_.after(page);
            if (!onward.fault.empty()) {
                return stop(at(answer.url, Outcome::partial, onward.fault));
            }
            if (!onward.request) {
                return finish();
            }
            request = *onward.request;
        }
    }

private:
    Trouble at(const Url& url, Outcome outcome, const std::string& what) const {
        return {outcome, shown(url, settings_.mask) + ": " + settings_.mask.cover(what)};
    }

    std::optional<Trouble> guard(const PageRequest& request) {
        if (static_cast<long long>(fetched_.payloads.size()) >= settings_.pages.most) {
            return at(
                request.url,
                Outcome::partial,
                fmt::format(
                    "stopped after {} pages, and there are more; raise pages: most",
                    settings_.pages.most));
        }
        if (!asked_.insert(request.url.text() + "\n" + request.body).second) {
            return at(
                request.url,
                Outcome::partial,
                "this page was read already; the pages go round (check by and next of pages)");
        }
        return std::nullopt;
    }

    /// Whether the page is kept as it came.
    bool keep(const Page& page) {
        const std::string path =
            fmt::format("{}/{:06}", context_.spool_folder, fetched_.payloads.size());
        // Some systems send a token back, in the address of the next page for one. No secret is
        // kept.
        const std::string covered = settings_.mask.cover(page.reply->body);
        const bool whole = covered == page.reply->body;
        covered_ += whole ? 0 : 1;
        write_file_whole(path, covered);
        fetched_.payloads.push_back({path, shown(page.url, settings_.mask)});
        canonical_.update(settings_.mask.cover(page.canonical_text) + "\n");
        rows_ += page.rows;
        if (const auto total = pager_.total(page)) {
            total_ = total;
        }
        server_ = settings_.mask.cover(page.reply->header("Server"));
        context_.tell(rows_, total_);
        return whole;
    }

    Fetched finish() {
        if (total_ && !settings_.csv && *total_ != rows_) {
            return stop(
                at(settings_.url,
                   Outcome::partial,
                   fmt::format(
                       "the system says {} records, but its {} pages hold {}; if they changed "
                       "meanwhile, collect again",
                       *total_,
                       fetched_.payloads.size(),
                       rows_)));
        }
        if (rows_ == 0 && !settings_.has_credentials && !may_be_empty(source_)) {
            return stop(
                at(settings_.url,
                   Outcome::failed,
                   "no records, asked without credentials: many systems show nothing to strangers "
                   "(give auth, or say expect: {rows: \">= 0\"} where none is right)"));
        }
        fetched_.details = details();
        return std::move(fetched_);
    }

    /// What came before the trouble is kept; rows of it are not applied.
    Fetched stop(const Trouble& trouble) {
        const bool some = !fetched_.payloads.empty() && trouble.outcome != Outcome::failed;
        fetched_.outcome = some ? Outcome::partial : trouble.outcome;
        fetched_.note = trouble.note;
        fetched_.details = details();
        return std::move(fetched_);
    }

    std::string details() {
        std::ostringstream text;
        JsonWriter json(text, 0);
        json.begin_object()
            .member("pages", static_cast<std::uint64_t>(fetched_.payloads.size()))
            .member("source_rows", std::int64_t{rows_});
        if (total_) {
            json.member("total", std::int64_t{*total_});
        }
        if (!server_.empty()) {
            json.member("server", server_);
        }
        if (covered_ > 0) {
            json.member("pages_with_covered_secrets", std::int64_t{covered_});
        }
        if (unchanged_.taken() > 0) {
            json.member("not_modified", static_cast<std::uint64_t>(unchanged_.taken()));
        }
        json.member("canonical_sha256", canonical_.finish().hex());
        if (const std::string tags = unchanged_.tags(); !tags.empty()) {
            json.key("etags").number(tags);
        }
        json.end_object();
        return text.str();
    }

    const SourceConfig& source_;
    const FetchContext& context_;
    Settings settings_;
    Exchange exchange_;
    Unchanged unchanged_;
    Pager pager_;
    Fetched fetched_;
    std::set<std::string> asked_;
    std::set<std::string> records_; ///< digests of the records of each page
    Sha256 canonical_;
    long long rows_ = 0;
    long long covered_ = 0; ///< pages in which a secret was covered
    std::optional<long long> total_;
    std::string server_;
};

} // namespace

Fetched pull(const SourceConfig& source, const FetchContext& context) {
    const auto client = open_http_client(settings_of(source).http);
    return Pull(source, context, *client).run();
}

} // namespace tickmark::rest
