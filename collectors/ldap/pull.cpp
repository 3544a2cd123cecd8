#include "tickmark/base/digest.hpp"
#include "tickmark/base/json.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/collect/expectation.hpp"
#include "tickmark/ports/cancel.hpp"
#include "tickmark/ports/files.hpp"

#include "payload_internal.hpp"
#include "pull_internal.hpp"
#include "ranges_internal.hpp"
#include "server_facts_internal.hpp"
#include "settings_internal.hpp"
#include "words_internal.hpp"
#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <sstream>

namespace tickmark::ldap {

namespace {

std::string without(std::string text, const Secret& secret) {
    constexpr std::size_t shortest = 4; // a shorter one would cover ordinary letters everywhere
    const std::string& hidden = secret.reveal();
    if (hidden.size() < shortest) {
        return text;
    }
    for (std::size_t at = text.find(hidden); at != std::string::npos; at = text.find(hidden, at)) {
        text.replace(at, hidden.size(), "***");
    }
    return text;
}

class Pull {
public:
    Pull(const SourceConfig& source, const FetchContext& context, const Connector& connect) :
        source_(source),
        context_(context),
        connect_(connect),
        settings_(settings_of(source)),
        bind_(settings_.connection.bind),
        main_(connect(settings_.connection)) {}

    Fetched run() {
        for (const std::string& base : settings_.bases) {
            fetched_.query += (fetched_.query.empty() ? "" : "\n") + query_text(settings_, base);
        }
        if (const LdapStatus status = main_->open(); !status.ok()) {
            return stop(settings_.connection.url, status);
        }
        facts_ = read_server_facts(*main_);
        paging_ = facts_.pages.value_or(true);
        for (const std::string& base : settings_.bases) {
            if (!read_base(base)) {
                return std::move(fetched_);
            }
        }
        return finish();
    }

private:
    LdapSearch search_at(const std::string& base) const {
        LdapSearch search = settings_.search;
        search.base = base;
        search.page_size = paging_ ? search.page_size : 0;
        return search;
    }

    /// False once `fetched_` says why it stopped.
    bool read_base(const std::string& base) {
        std::string cookie;
        for (int number = 1;; ++number) {
            throw_if_cancelled("collecting");
            const std::string place = fmt::format("{} page {}", base, number);
            LdapPage page = main_->search(search_at(base), cookie);
            if (number == 1 && paging_ && page.entries.empty() && is_no_paging(page.status)) {
                page = ask_at_once(base, page.status.words);
            }
            if (!keep(base, place, page)) {
                return false;
            }
            if (page.cookie.empty()) {
                return true;
            }
            cookie = page.cookie;
        }
    }

    /// The answer to a search without paging is whole if the server says success, and only then.
    LdapPage ask_at_once(const std::string& base, const std::string& refusal) {
        paging_ = false;
        LdapPage page = main_->search(search_at(base));
        if (!page.status.ok()) {
            page.status.words += "; by pages: " + refusal;
        }
        return page;
    }

    bool keep(const std::string& base, const std::string& place, LdapPage& page) {
        references_.insert(page.references.begin(), page.references.end());
        for (LdapEntry& entry : page.entries) {
            const std::string fault =
                complete_ranges(entry, [this](const LdapSearch& rest) { return ask_rest(rest); });
            if (!fault.empty()) {
                fetched_ = stop_with(
                    Outcome::partial,
                    fmt::format(
                        "{}: {} (collect again; if it stays, look into the server's log)",
                        at(place),
                        fault));
                return false;
            }
        }
        if (!page.entries.empty()) {
            write(base, place, page.entries);
        }
        if (!page.status.ok()) {
            fetched_ = stop(at(place), page.status);
            return false;
        }
        // A page may come out empty where the filter lets nothing through; then its cookie tells.
        const std::string& sign = page.entries.empty() ? page.cookie : page_text_;
        if (!page.cookie.empty() && !pages_.insert(sha256(sign).hex()).second) {
            fetched_ = stop_with(
                Outcome::partial,
                at(place) + ": this page holds the same entries as an earlier one; the pages go "
                            "round (collect again; if it stays, give another page_size)");
            return false;
        }
        return true;
    }

    void write(
        const std::string& base, const std::string& place, const std::vector<LdapEntry>& entries) {
        page_text_.clear();
        for (const LdapEntry& entry : entries) {
            const std::string line = entry_line(entry);
            lines_.push_back(sha256(line));
            page_text_ += line + "\n";
        }
        rows_ += static_cast<std::int64_t>(entries.size());
        const std::string path =
            fmt::format("{}/{:06}", context_.spool_folder, fetched_.payloads.size());
        write_file_whole(path, header(base) + "\n" + page_text_);
        fetched_.payloads.push_back({path, at(place)});
        context_.tell(rows_);
    }

    std::string at(const std::string& place) const {
        return settings_.connection.url + " " + place;
    }

    std::string header(const std::string& base) const {
        std::ostringstream text;
        JsonWriter json(text, 0);
        json.begin_object()
            .member("tickmark", "directory payload v1")
            .member("query", query_text(settings_, base))
            .member("server", facts_.product)
            .end_object();
        return text.str();
    }

    /// On a connection of its own: a search in between ends the paging of some servers.
    LdapPage ask_rest(const LdapSearch& rest) {
        if (!second_) {
            second_ = connect_(settings_.connection);
            if (LdapStatus status = second_->open(); !status.ok()) {
                LdapPage none;
                none.status = std::move(status);
                return none;
            }
        }
        return second_->search(rest);
    }

    Fetched finish() {
        if (rows_ == 0 && !may_be_empty(source_)) {
            return stop_with(
                Outcome::failed,
                settings_.connection.url +
                    ": no entries: a directory shows nothing to those who may not read it, and "
                    "does not say so (check base, filter and the rights of this account, or say "
                    "expect: {rows: \">= 0\"} where none is right)");
        }
        fetched_.details = details();
        return std::move(fetched_);
    }

    Fetched stop(const std::string& where, const LdapStatus& status) {
        const bool some = is_limit(status) || !fetched_.payloads.empty();
        const std::string hint = hint_for(status, bind_);
        return stop_with(
            some ? Outcome::partial : outcome_of(status, bind_),
            where + ": " + status.words + (hint.empty() ? "" : " (" + hint + ")"));
    }

    /// What came before is kept as payloads; rows of it are not applied.
    Fetched stop_with(Outcome outcome, const std::string& note) {
        fetched_.outcome = outcome;
        fetched_.note = without(note, settings_.connection.password);
        if (rows_ > 0) {
            fetched_.note += fmt::format("; {} came before that and do not count", entries(rows_));
        }
        fetched_.details = details();
        return std::move(fetched_);
    }

    static std::string entries(std::int64_t number) {
        return fmt::format("{} entr{}", with_thousands(number), number == 1 ? "y" : "ies");
    }

    /// Of the entries in the order of their digests: the same from run to run if they are.
    std::string canonical_digest() {
        std::sort(lines_.begin(), lines_.end());
        Sha256 all;
        for (const Digest& line : lines_) {
            all.update(line.hex() + "\n");
        }
        return all.finish().hex();
    }

    std::string bound_as() const {
        switch (bind_) {
        case LdapBind::anonymous:
            return "anonymous";
        case LdapBind::external:
            return "external";
        case LdapBind::simple:
            break;
        }
        return settings_.connection.bind_name;
    }

    std::string details() {
        std::ostringstream text;
        JsonWriter json(text, 0);
        json.begin_object().member("bound_as", bound_as());
        if (!facts_.product.empty()) {
            json.member("server", facts_.product);
        }
        if (!facts_.host.empty()) {
            json.member("server_name", facts_.host);
        }
        json.member("paged", paging_)
            .member("pages", static_cast<std::uint64_t>(fetched_.payloads.size()))
            .member("source_rows", rows_)
            .member("canonical_sha256", canonical_digest());
        write_notes(json);
        json.end_object();
        return text.str();
    }

    void write_notes(JsonWriter& json) const {
        json.key("notes").begin_array();
        if (!paging_) {
            json.value("the server gives no paged results: everything came in one answer");
        }
        constexpr std::size_t most = 10;
        std::size_t number = 0;
        for (const std::string& reference : references_) {
            if (++number > most) {
                break;
            }
            json.value("kept elsewhere, not followed: " + reference);
        }
        if (references_.size() > most) {
            json.value(fmt::format("and {} more not followed", references_.size() - most));
        }
        json.end_array();
    }

    const SourceConfig& source_;
    const FetchContext& context_;
    const Connector& connect_;
    Settings settings_;
    LdapBind bind_;
    std::unique_ptr<LdapConnection> main_;
    std::unique_ptr<LdapConnection> second_;
    ServerFacts facts_;
    bool paging_ = true;
    Fetched fetched_;
    std::set<std::string> references_;
    std::set<std::string> pages_; ///< digests of what tells the pages read apart
    std::string page_text_;       ///< entries of the last page
    std::vector<Digest> lines_;
    std::int64_t rows_ = 0;
};

} // namespace

Fetched pull(const SourceConfig& source, const FetchContext& context, const Connector& connect) {
    return Pull(source, context, connect).run();
}

} // namespace tickmark::ldap
