#pragma once

#include "tickmark/config/problem.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark {

/// One requirement in a catalog.
struct Obligation {
    std::string citation; ///< as a lawyer writes it: "164.308(a)(5)" (the `label` prop)
    std::string title;
    std::string statement;     ///< paragraphs joined with a blank line
    std::string group;         ///< title of the rule or part it stands in
    std::string parent;        ///< citation of the obligation it is listed below; may be empty
    int depth = 0;             ///< obligations above it
    std::string specification; ///< required | addressable | ""
    std::string status = "in-force"; ///< in-force | future | vacated
    std::string effective;
    std::string until;
};

/// A regime's requirements, from an OSCAL catalog (1.1 and later, YAML or JSON).
struct Catalog {
    std::string id; ///< the file's stem: "hipaa"
    std::string title;
    std::string version;
    std::string citation_prefix; ///< "45 CFR": prefix, blank, citation is the citation in full
    std::string file;
    std::vector<Obligation> obligations;                   ///< in the catalog's order
    std::map<std::string, std::size_t, std::less<>> index; ///< citation → place in `obligations`

    const Obligation* find(std::string_view citation) const noexcept;
    /// The listed obligation, or the nearest listed parent of a deeper citation
    /// ("164.308(a)(5)(ii)(A)(1)" → "164.308(a)(5)(ii)(A)"), for display only; nullptr if none.
    const Obligation* nearest(std::string_view citation) const noexcept;
};

/// Loads catalogs by shipped name ("hipaa") or path. What is wrong goes to `problems`.
std::vector<Catalog> load_catalogs(const std::vector<std::string>& names, Problems& problems);

} // namespace tickmark
