#include "tickmark/collect/registry.hpp"

#include "ldap/payload_internal.hpp"
#include "ldap/pull_internal.hpp"
#include "ldap/settings_internal.hpp"

namespace tickmark::collectors {

namespace {

/// Directories: keys url, bind, password, base, scope, filter, attributes, page_size, start_tls,
/// tls, limits (docs/collect-ldap.md).
class Ldap final: public Collector {
public:
    void check(const SourceConfig& source, Problems& problems) const override {
        tickmark::ldap::check_settings(source, problems);
    }

    Fetched fetch(const SourceConfig& source, const FetchContext& context) const override {
        return tickmark::ldap::pull(source, context, &make_ldap_connection);
    }

    std::unique_ptr<RowReader> read(
        const SourceConfig& /*source*/,
        const SourceTarget& /*target*/,
        const SpooledPayload& payload,
        std::vector<WantedColumn> wanted) const override {
        return tickmark::ldap::open_directory_payload(payload.path, payload.locator, wanted);
    }
};

} // namespace

const Collector& ldap() {
    static const Ldap collector;
    return collector;
}

} // namespace tickmark::collectors
