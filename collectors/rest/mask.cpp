#include "tickmark/base/json.hpp"
#include "tickmark/base/text.hpp"

#include "settings_internal.hpp"
#include <algorithm>

namespace tickmark::rest {

namespace {

void replace_all(std::string& text, const std::string& what, std::string_view with) {
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
}

/// `text` as it stands between the quotes of a JSON string.
std::string in_quotes(const std::string& text) {
    const std::string quoted = json_quote(text);
    return quoted.substr(1, quoted.size() - 2);
}

/// Whether a query parameter of that name carries a secret. "keyword" and "pageToken" do not: these
/// are told apart by whole names and by what stands before "token".
bool is_secret_parameter(const std::string& written) {
    std::string name = to_lower(written);
    std::erase_if(name, [](char sign) { return sign == '_' || sign == '-' || sign == '.'; });
    for (const std::string_view whole : {"key", "sig", "signature", "auth", "pwd", "pass"}) {
        if (name == whole) {
            return true;
        }
    }
    for (const std::string_view place : {"pagetoken", "nexttoken", "continuationtoken"}) {
        if (name.ends_with(place)) {
            return false;
        }
    }
    for (const std::string_view end :
         {"token", "secret", "password", "passphrase", "apikey", "accesskey", "privatekey"}) {
        if (name.ends_with(end)) {
            return true;
        }
    }
    return false;
}

} // namespace

void Mask::add(const Secret& secret) {
    // Shorter ones would cover ordinary letters everywhere.
    constexpr std::size_t shortest = 4;
    if (secret.reveal().size() < shortest) {
        return;
    }
    const std::string form = encode_form({{"", secret.reveal()}}).substr(1);
    const std::string in_json = in_quotes(secret.reveal());
    std::string slashed = in_json;
    replace_all(slashed, "/", "\\/");
    // A body sent back as a text within JSON is quoted twice.
    for (const std::string& text : {secret.reveal(), form, in_json, slashed, in_quotes(in_json)}) {
        if (std::find(hidden_.begin(), hidden_.end(), text) == hidden_.end()) {
            hidden_.push_back(text);
        }
    }
    std::sort(hidden_.begin(), hidden_.end(), [](const auto& one, const auto& other) {
        return one.size() > other.size();
    });
}

std::string Mask::cover(std::string text) const {
    for (const std::string& secret : hidden_) {
        replace_all(text, secret, "***");
    }
    return text;
}

std::string shown(const Url& url, const Mask& mask) {
    Url open = url;
    std::vector<std::string> pieces = split(url.query, '&');
    for (std::string& piece : pieces) {
        const std::size_t equals = piece.find('=');
        if (equals != std::string::npos && is_secret_parameter(piece.substr(0, equals))) {
            piece = piece.substr(0, equals + 1) + "***";
        }
    }
    open.query = join(pieces, "&");
    return mask.cover(open.text());
}

} // namespace tickmark::rest
