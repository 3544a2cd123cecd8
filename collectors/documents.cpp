#include "tickmark/base/digest.hpp"
#include "tickmark/base/error.hpp"
#include "tickmark/base/json.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/collect/file_source.hpp"
#include "tickmark/collect/registry.hpp"
#include "tickmark/collect/scan_reader.hpp"
#include "tickmark/collect/scan_source.hpp"
#include "tickmark/ports/files.hpp"

#include "documents/changes_internal.hpp"
#include "formats/json_access_internal.hpp"
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <istream>
#include <map>
#include <set>
#include <sstream>

namespace tickmark::collectors {

namespace {

using tickmark::documents::manifest_locator;

constexpr std::string_view sidecar_ending = ".yaml";

/// Key of a sidecar and the column it fills.
struct SidecarKey {
    std::string_view key;
    std::string_view column;
};

constexpr std::array<SidecarKey, 15> sidecar_keys{{
    {"title", "title"},
    {"control", "control_id"},
    {"kind", "kind"},
    {"effective", "effective_on"},
    {"effective_on", "effective_on"},
    {"period_start", "period_start"},
    {"period_end", "period_end"},
    {"author", "performed_by"},
    {"approver", "reviewed_by"},
    {"expiry", "valid_until"},
    {"valid_until", "valid_until"},
    {"result", "result"},
    {"system", "system"},
    {"version", ""},
    {"privileged", "privileged"},
}};

/// What a sidecar says, by key; or why it cannot be used.
struct Sidecar {
    std::map<std::string, std::string> facts;
    std::vector<std::string> citations;
    std::string fault;
};

std::string sidecar_fault(const Node& root) {
    if (!root.is_map()) {
        return "the sidecar is not a map";
    }
    std::vector<std::string> allowed{"citations"};
    for (const SidecarKey& known : sidecar_keys) {
        allowed.emplace_back(known.key);
    }
    for (const auto& [key, value] : root.members()) {
        if (std::find(allowed.begin(), allowed.end(), key.text()) == allowed.end()) {
            return "the sidecar has an unknown key '" + key.text() + "'" +
                   did_you_mean(key.text(), allowed);
        }
        if (!value.is_scalar() && key.text() != "citations" && !value.is_null()) {
            return "the sidecar's '" + key.text() + "' is not a single value";
        }
    }
    const std::string privileged = root.text_of("privileged", "false");
    if (privileged != "true" && privileged != "false") {
        return "the sidecar's 'privileged' is neither true nor false";
    }
    return {};
}

Sidecar read_sidecar(const SpooledPayload& payload) {
    Sidecar sidecar;
    try {
        const Node root = parse_yaml(read_file(payload.path), payload.locator);
        sidecar.fault = sidecar_fault(root);
        if (sidecar.fault.empty()) {
            for (const auto& [key, value] : root.members()) {
                if (value.is_scalar()) {
                    sidecar.facts[key.text()] = std::string(trim(value.text()));
                }
            }
            sidecar.citations = root.texts_of("citations");
        }
    } catch (const Error& error) {
        if (error.code() != ErrorCode::config_invalid) {
            throw;
        }
        sidecar.fault = error.what();
    }
    return sidecar;
}

/// The folder that relative globs stand below; empty where it cannot be told from them.
std::string root_of(const SourceConfig& source) {
    const std::vector<std::string> globs = source.options.texts_of("path");
    for (std::size_t i = 0; i < std::min(globs.size(), source.paths.size()); ++i) {
        std::string glob = globs[i];
        if (glob.starts_with("./")) {
            glob.erase(0, 2);
        }
        if (!glob.starts_with('/') && source.paths[i].ends_with("/" + glob)) {
            return source.paths[i].substr(0, source.paths[i].size() - glob.size());
        }
    }
    return {};
}

/// A glob that matches this path alone.
std::string literal_glob(const std::string& path) {
    std::vector<std::string> steps = split(path, '/');
    for (std::string& step : steps) {
        if (step.find_first_of("*?[") == std::string::npos) {
            continue;
        }
        std::string escaped;
        for (const char c : step) {
            if (c == '*' || c == '?' || c == '[' || c == '\\') {
                escaped += '\\';
            }
            escaped += c;
        }
        step = escaped;
    }
    return join(steps, "/");
}

struct Sum {
    std::string sha256;
    std::int64_t bytes = 0;
};

Sum sum_of(const std::string& path) {
    constexpr std::size_t block_size = 65536;
    const auto in = open_input(path);
    std::array<char, block_size> block{};
    Sha256 digest;
    Sum sum;
    while (in->read(block.data(), block.size()) || in->gcount() > 0) {
        digest.update({block.data(), static_cast<std::size_t>(in->gcount())});
        sum.bytes += in->gcount();
    }
    sum.sha256 = digest.finish().hex();
    return sum;
}

/// Finds sidecars and writes the manifest of what was copied.
class Manifest {
public:
    Manifest(const SourceConfig& source, Fetched& fetched, const FetchContext& context) :
        root_(root_of(source)),
        fetched_(fetched),
        spool_(context.spool_folder),
        changes_(context) {}

    /// Where a sidecar cannot be read, the outcome says so and there is no manifest.
    void write() {
        drop_repeats();
        if (!fetch_sidecars()) {
            return;
        }
        const std::string path = spool_ + "/manifest";
        FileWriter out(path);
        std::int64_t documents = 0;
        std::vector<std::string> undated;
        for (const SpooledPayload& payload : fetched_.payloads) {
            if (!is_sidecar(payload.locator)) {
                ++documents;
                const std::string line = line_of(payload, undated);
                changes_.see(name_of(payload), line);
                out.write(line);
            }
        }
        out.close();
        fetched_.payloads.push_back({path, std::string(manifest_locator)});
        std::ostringstream details;
        JsonWriter json(details, 0);
        json.begin_object().member("documents", documents).key("without_sidecar").begin_array();
        for (const std::string& name : undated) {
            json.value(name);
        }
        json.end_array();
        changes_.write(json);
        json.end_object();
        fetched_.details = details.str();
    }

private:
    void drop_repeats() {
        std::set<std::string> seen;
        std::vector<SpooledPayload> once;
        for (SpooledPayload& payload : fetched_.payloads) {
            if (seen.insert(payload.locator).second) {
                once.push_back(std::move(payload));
            }
        }
        fetched_.payloads = std::move(once);
        for (const SpooledPayload& payload : fetched_.payloads) {
            by_path_[payload.locator] = payload;
        }
    }

    /// "policy.pdf.yaml" where there is a "policy.pdf".
    bool is_sidecar(const std::string& path) const {
        return path.ends_with(sidecar_ending) &&
               by_path_.count(path.substr(0, path.size() - sidecar_ending.size())) != 0;
    }

    bool fetch_sidecars() {
        const std::vector<SpooledPayload> documents = fetched_.payloads;
        for (const SpooledPayload& document : documents) {
            const std::string beside = document.locator + std::string(sidecar_ending);
            if (is_sidecar(document.locator) || by_path_.count(beside) != 0 ||
                matching_paths(literal_glob(beside)).empty()) {
                continue;
            }
            const std::string copy = fmt::format("{}/sidecar{:06}", spool_, by_path_.size());
            try {
                copy_file_whole(beside, copy);
            } catch (const Error& error) {
                if (error.code() == ErrorCode::no_space) {
                    throw;
                }
                fetched_.outcome =
                    error.code() == ErrorCode::no_permission ? Outcome::denied : Outcome::failed;
                fetched_.note = error.what();
                if (error.parts().hint.empty()) {
                    fetched_.note += " (look at the sidecar file)";
                }
                return false;
            }
            by_path_[beside] = {copy, beside};
            fetched_.payloads.push_back({copy, beside});
        }
        return true;
    }

    /// Relative to the workspace where it stands there.
    std::string name_of(const SpooledPayload& document) const {
        return document.locator.starts_with(root_) ? document.locator.substr(root_.size())
                                                   : document.locator;
    }

    std::string line_of(const SpooledPayload& document, std::vector<std::string>& undated) const {
        const Sum sum = sum_of(document.path);
        const std::string name = name_of(document);
        std::ostringstream out;
        JsonWriter json(out, 0);
        json.begin_object().member("path", name).member("sha256", sum.sha256);
        json.member("bytes", sum.bytes);
        const auto beside = by_path_.find(document.locator + std::string(sidecar_ending));
        if (beside == by_path_.end()) {
            undated.push_back(name);
        } else {
            const Sidecar sidecar = read_sidecar(beside->second);
            json.member("fault", sidecar.fault).key("facts").begin_object();
            for (const auto& [key, value] : sidecar.facts) {
                json.member(key, value);
            }
            json.end_object().key("citations").begin_array();
            for (const std::string& citation : sidecar.citations) {
                json.value(citation);
            }
            json.end_array();
        }
        json.end_object();
        return out.str() + "\n";
    }

    std::string root_;
    Fetched& fetched_;
    std::string spool_;
    tickmark::documents::Changes changes_;
    std::map<std::string, SpooledPayload> by_path_;
};

/// Rows of the manifest; the documents themselves have none.
class DocumentsReader final: public ScanReader {
public:
    DocumentsReader(const SpooledPayload& payload, std::vector<WantedColumn> wanted) :
        ScanReader(payload.locator, std::move(wanted)) {
        if (payload.locator == manifest_locator) {
            bytes_ = open_input(payload.path);
            scanner_ = std::make_unique<formats::JsonScanner>(*bytes_, payload.locator);
        }
    }

protected:
    bool next_result(ScanRow& row) override {
        if (scanner_ == nullptr || scanner_->at_end()) {
            return false;
        }
        row.locator = fmt::format("line {}", scanner_->line());
        fill(row, scanner_->read_value());
        return true;
    }

private:
    static void fill(ScanRow& row, const formats::JsonNode& line) {
        using formats::text_at;
        const std::string path = text_at(line, {"path"});
        row.set("evidence_id", make_evidence_id({"document", path}));
        row.set("title", path.substr(path.rfind('/') + 1));
        row.set("kind", "document");
        // A document says what was written, not that it was done.
        row.set("result", "info");
        for (const SidecarKey& known : sidecar_keys) {
            if (!known.column.empty()) {
                row.set(known.column, text_at(line, {"facts", known.key}));
            }
        }
        const std::string version = text_at(line, {"facts", "version"});
        row.set(
            "detail",
            joined_details(
                {with_thousands(std::stoll(text_at(line, {"bytes"}))) + " bytes",
                 version.empty() ? "" : "version " + version}));
        row.set("uri", path);
        row.set("sha256", text_at(line, {"sha256"}));
        row.set_list("citations", formats::texts_at(line, {"citations"}));
        if (const std::string fault = text_at(line, {"fault"}); !fault.empty()) {
            row.fault = fault;
        }
    }

    std::unique_ptr<std::istream> bytes_;
    std::unique_ptr<formats::JsonScanner> scanner_;
};

/// Files as evidence, with what a YAML file beside each says of it: key path.
class Documents final: public Collector {
public:
    void check(const SourceConfig& source, Problems& problems) const override {
        check_scan(source, {"control_evidence"}, problems);
    }

    Fetched fetch(const SourceConfig& source, const FetchContext& context) const override {
        Problems problems;
        check(source, problems);
        if (!problems.empty()) {
            const Problem& first = problems.front();
            throw Error(
                ErrorCode::config_invalid,
                {"collecting source '" + source.id + "'", first.what, first.at.text(), ""});
        }
        Fetched fetched = fetch_files(source, context);
        if (fetched.outcome == Outcome::complete) {
            Manifest(source, fetched, context).write();
        }
        return fetched;
    }

    std::unique_ptr<RowReader> read(
        const SourceConfig& /*source*/,
        const SourceTarget& /*target*/,
        const SpooledPayload& payload,
        std::vector<WantedColumn> wanted) const override {
        return std::make_unique<DocumentsReader>(payload, std::move(wanted));
    }
};

} // namespace

const Collector& documents() {
    static const Documents collector;
    return collector;
}

} // namespace tickmark::collectors
